package kit

import (
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Moment says an instant as near as it needs: "14:02" today, "Tue 14:02" within six days, "12 Nov 14:02" this year.
func Moment(t, now time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t, now = t.In(zone), now.In(zone)
	switch days := dayNumber(t) - dayNumber(now); {
	case days == 0:
		return t.Format("15:04")
	case days > -7 && days < 7:
		return t.Format("Mon 15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// Full is an instant in every detail that people need, with its zone.
func Full(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("Monday 2 January 2006, 15:04 MST")
}

// Time is an instant as ui shows it.
func (v *Visit) Time(t clock.Time) ui.Time { return v.Instant(t.Time()) }

// Instant is an instant as ui shows it.
func (v *Visit) Instant(t time.Time) ui.Time {
	return ui.Time{At: t, Text: Moment(t, v.Now(), v.Zone()), Full: Full(t, v.Zone())}
}

// Moment says an instant in the visitor's zone.
func (v *Visit) Moment(t time.Time) string { return Moment(t, v.Now(), v.Zone()) }

// Span says a length of real time that passed.
func Span(d time.Duration) string {
	if d.Abs() < time.Minute {
		return "under 1 m"
	}
	return Work(d)
}

// manyDays is from where on the hours beside them say nothing.
const manyDays = 100

// Work says how long something took, is late or has left: hours and minutes, and from 48 hours on days of 24 hours: "11 d 8 h".
func Work(d time.Duration) string {
	d = d.Abs()
	if d < 48*time.Hour {
		return Hours(d)
	}
	days, h := int(d/(24*time.Hour)), int(d/time.Hour)%24
	if h == 0 || days >= manyDays {
		return thousands(days) + " d"
	}
	return strconv.Itoa(days) + " d " + strconv.Itoa(h) + " h"
}

// Hours says a length in hours and minutes however long it is: what is promised, booked or open, and added up in hours.
func Hours(d time.Duration) string {
	d = d.Abs()
	h, m := int(d/time.Hour), int(d/time.Minute)%60
	switch {
	case h == 0:
		return strconv.Itoa(m) + " m"
	case m == 0 || h >= 100:
		return thousands(h) + " h"
	case m < 10:
		return strconv.Itoa(h) + " h 0" + strconv.Itoa(m) + " m"
	}
	return strconv.Itoa(h) + " h " + strconv.Itoa(m) + " m"
}

// Promised says what a promise is, in its own unit: days when it is in days, and else hours and minutes.
func Promised(days int, d time.Duration) string {
	switch {
	case days == 1:
		return "1 day"
	case days > 1:
		return thousands(days) + " days"
	}
	return Hours(d)
}

// Minutes says booked time.
func Minutes(n int64) string { return Hours(time.Duration(n) * time.Minute) }

// State is the state of a piece of work as ui draws it.
func State(p desk.Practice, key string, phase flow.Phase) ui.State {
	s := ui.State{Word: p.Kind.Flow.State(key).Label, Glyph: ui.GlyphProgress}
	if s.Word == "" {
		s.Word = key
	}
	switch {
	case p.Work() && key == p.Kind.Flow.First().Key:
		s.Glyph = ui.GlyphNew
	case phase == flow.Waiting:
		s.Glyph = ui.GlyphWaiting
	case phase == flow.Resolved:
		s.Glyph = ui.GlyphDone
	case phase == flow.Closed:
		s.Glyph = ui.GlyphClosed
	}
	return s
}

// Priority is a priority with the words of the practice.
func Priority(p desk.Practice, level int) ui.Priority {
	if level <= 0 {
		return ui.Priority{}
	}
	return ui.Priority{Level: level, Word: Def(p.Fields, "priority").Option(strconv.Itoa(level))}
}

// Def returns the definition of a field by its key.
func Def(defs []field.Def, key string) field.Def {
	for _, d := range defs {
		if d.Key == key {
			return d
		}
	}
	return field.Def{Key: key, Label: upper(strings.ReplaceAll(key, "_", " "))}
}

// Kind is the kind of a piece of work as ui draws it.
func Kind(p desk.Practice) ui.Kind {
	return ui.Kind{Icon: p.Kind.Icon, Word: upper(p.Kind.Singular)}
}

// Plain is a stored word as people say it: "awaiting_caller" becomes "awaiting caller".
func Plain(s string) string { return strings.ReplaceAll(s, "_", " ") }

// Count caps a number that was counted up to a bound.
func Count(n, most int) string {
	if n > most {
		return thousands(most) + "+"
	}
	return thousands(n)
}

// Thousands is a number as people read it: "12,345".
func Thousands(n int) string { return thousands(n) }

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Value returns the text of a built-in field.
func Value(list []field.Value, key string) string {
	for _, x := range list {
		if x.Def.Key == key && !x.Def.Custom {
			return x.Text
		}
	}
	return ""
}
