package timing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// maxCaseEvents bounds the events of one case.
const maxCaseEvents = 10_000

// simCase is one line of input. Times and acts are read as text first, so that
// every mistake can be named by its field.
type simCase struct {
	Calendar json.RawMessage `json:"calendar"`
	Target   json.RawMessage `json:"target"`
	Events   []simEvent      `json:"events"`
	AsOf     string          `json:"as_of"`

	// Labels people may put on a case; they change nothing.
	ID   json.RawMessage `json:"id"`
	Name json.RawMessage `json:"name"`
	Note json.RawMessage `json:"note"`
}

type simEvent struct {
	At    string `json:"at"`
	Do    Act    `json:"do"`
	Cause string `json:"cause"`
}

func readCase(line []byte) (simCase, error) {
	var c simCase
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, calendar.DecodeError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return c, errs.Bad("json", "something follows the case; write one case per line")
	}
	return c, nil
}

func (c *simCase) target(check *errs.Check) Target {
	var t Target
	if len(c.Target) == 0 || string(c.Target) == "null" {
		check.Add("target", `is missing; write {"minutes":480} or {"days":3}`)
		return t
	}
	check.Join("target", json.Unmarshal(c.Target, &t))
	return t
}

func (c *simCase) marks(check *errs.Check) []Mark {
	if c.Events == nil {
		check.Add("events", "is missing; write [] for a clock that never starts")
	}
	if len(c.Events) > maxCaseEvents {
		check.Add("events", "has %d entries; at most %d are read", len(c.Events), maxCaseEvents)
		return nil
	}
	marks := make([]Mark, 0, len(c.Events))
	for i, e := range c.Events {
		at := instant(fmt.Sprintf("events.%d.at", i), e.At, check)
		if !e.Do.Valid() || e.Do == Swap || e.Do == Cancel {
			check.Add(fmt.Sprintf("events.%d.do", i), "%q is not known; use start, pause, resume or stop", e.Do)
		}
		marks = append(marks, Mark{At: at, Do: e.Do, Cause: e.Cause})
	}
	return marks
}

// readCalendar reads the calendar of a case. Its rule asks whether a minute lies in one of the intervals of its date, so intervals of a
// day may overlap and count once.
func readCalendar(raw []byte) (*calendar.Hours, error) {
	var def calendar.Definition
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&def); err != nil {
		return nil, calendar.DecodeError(err)
	}
	for day, list := range def.Weekly {
		def.Weekly[day] = union(list)
	}
	for i := range def.Exceptions {
		def.Exceptions[i].Intervals = union(def.Exceptions[i].Intervals)
	}
	return calendar.New(def)
}

// union joins the intervals of a day that overlap or touch. With a mistake in one of them all stay as they are, for calendar.New to name it.
func union(list []calendar.Interval) []calendar.Interval {
	for _, iv := range list {
		if !dayTime(iv.From) || !dayTime(iv.To) || iv.From >= iv.To {
			return list
		}
	}
	if len(list) < 2 || len(list) > calendar.MaxIntervals {
		return list
	}
	ordered := slices.Clone(list)
	sorted.By(ordered, func(a, b calendar.Interval) int { return strings.Compare(a.From, b.From) })
	out := ordered[:1]
	for _, iv := range ordered[1:] {
		if last := &out[len(out)-1]; iv.From <= last.To {
			last.To = max(last.To, iv.To)
		} else {
			out = append(out, iv)
		}
	}
	return out
}

// dayTime reports whether a text is a time of the day as 09:00, whose order is that of the texts.
func dayTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return len(s) == len("15:04") && (err == nil || s == "24:00")
}

// instant reads an RFC 3339 time in the years the calendar covers.
func instant(field, text string, check *errs.Check) time.Time {
	const cure = "write it as 2026-03-27T15:10:00Z"
	if text == "" {
		check.Add(field, "is missing; %s", cure)
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
	if err != nil {
		check.Add(field, "%.40q is not a time with zone; %s", text, cure)
		return time.Time{}
	}
	if y := at.UTC().Year(); y < 1970 || y > 2199 {
		check.Add(field, "%s is out of range; use a year from 1970 to 2199", text)
	}
	return at.UTC()
}
