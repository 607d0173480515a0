package kit

import (
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// riskShare is the part of a promise that is left when a clock is at risk.
const riskShare = .25

// cancelled is the state of a clock whose promise is void: it was neither kept nor broken.
const cancelled = "cancelled"

// Draw turns a clock into its drawing and its words. waits says what it waits for while paused, such as a person's name.
func (v *Visit) Draw(c Clock, waits string) ui.Clock {
	if c.State == cancelled {
		c.Nights, c.Due = nil, time.Time{}
	}
	line := draw.Dayline{State: beadOf(c), Used: c.Used, Nights: c.Nights, Start: v.Moment(c.Started), Due: v.Moment(c.Due), Promise: promise(c)}
	for _, r := range c.Rests {
		line.Rests = append(line.Rests, draw.Rest{At: r.At, Label: Work(r.Length)})
	}
	if c.Days == 0 && c.Promise >= 2*time.Hour {
		for h := hourStep(c.Promise); h < c.Promise; h += hourStep(c.Promise) {
			line.Ticks = append(line.Ticks, draw.Tick{At: float64(h) / float64(c.Promise), Label: Hours(h)})
		}
	}
	words := v.clockWords(c, waits)
	line.Label = sentence(c, words, v)
	return ui.Clock{Name: c.Name, Line: line, Words: words}
}

func hourStep(p time.Duration) time.Duration {
	switch {
	case p <= 5*time.Hour:
		return time.Hour
	case p <= 12*time.Hour:
		return 2 * time.Hour
	}
	return 8 * time.Hour
}

func promise(c Clock) string { return Promised(c.Days, c.Promise) + " promised" }

func beadOf(c Clock) draw.ClockState {
	switch {
	case c.State == "breached":
		return draw.Breached
	case c.State == "met":
		return draw.Met
	case c.State == cancelled:
		return draw.Void
	case c.State == "paused":
		return draw.Paused
	case c.Promise > 0 && float64(c.Left) <= riskShare*float64(c.Promise):
		return draw.AtRisk
	}
	return draw.Running
}

// soon is up to where the time left is told as a length; beyond it the date says more.
const soon = 10 * time.Hour

// long is from where the date says more of what is over than hours of work do, of which a day has only some.
const long = 48 * time.Hour

func (v *Visit) clockWords(c Clock, waits string) string {
	switch c.State {
	case "paused":
		if waits == "" {
			waits = Plain(c.Cause)
		}
		if waits == "" {
			return "paused"
		}
		return "paused · " + waits
	case "met":
		if c.Left <= 0 {
			return "met"
		}
		return "met · " + Work(c.Left) + " early"
	case cancelled:
		return cancelled
	case "breached":
		if !c.Stopped.IsZero() {
			return "missed by " + Work(c.Left)
		}
		if c.Left >= long && !c.Due.IsZero() {
			return "over since " + v.Moment(c.Due)
		}
		return "over by " + Work(c.Left)
	}
	if c.Never {
		return "no deadline"
	}
	if c.Left >= soon && !c.Due.IsZero() {
		return "due " + v.Moment(c.Due)
	}
	return Work(c.Left) + " left"
}

// sentence is what the drawing says aloud.
func sentence(c Clock, words string, v *Visit) string {
	parts := []string{promise(c) + ", " + Work(c.Elapsed) + " used", words}
	if n := len(c.Rests); n == 1 {
		parts = append(parts, "one pause of "+Work(c.Rests[0].Length))
	} else if n > 1 {
		parts = append(parts, thousands(n)+" pauses")
	}
	if !c.Due.IsZero() && !strings.HasPrefix(words, "due") {
		parts = append(parts, "due "+v.Moment(c.Due))
	}
	if c.Name != "" {
		return c.Name + ": " + strings.Join(parts, ", ")
	}
	return strings.Join(parts, ", ")
}

// Ledger answers "why this deadline?" from the story of a clock.
func (v *Visit) Ledger(c Clock, drawn ui.Clock) *ui.Ledger {
	if len(c.Story) == 0 {
		return nil
	}
	l := &ui.Ledger{Title: c.Name + ", " + promise(c), Context: join(" · ", c.Agreement, c.Calendar, c.Zone), Line: drawn.Line}
	var paused time.Duration
	for _, s := range c.Story {
		l.Rows = append(l.Rows, v.stretch(s))
		if s.Kind == "pause" {
			paused += v.length(s)
		}
	}
	l.Sees = Work(c.Elapsed) + " counted"
	if paused > 0 {
		l.Sees += ", " + Span(paused) + " paused"
	}
	if c.State == cancelled {
		l.Sees += ". The promise was cancelled and counts neither as kept nor as broken"
	}
	l.Sees += ". Paused time is never counted as speed. The requester sees every pause as “waiting for you since …” or what else it waited for."
	return l
}

func (v *Visit) stretch(s Stretch) ui.LedgerRow {
	row := ui.LedgerRow{When: v.Moment(s.From) + " to " + v.Moment(s.To), By: s.By, Rest: s.Kind == "pause"}
	if s.To.IsZero() {
		row.When = "since " + v.Moment(s.From)
	}
	switch s.Kind {
	case "counted":
		row.Why, row.Length = "Running", Work(s.Counted)
		if s.Ahead {
			row.Why = "Ahead, if it runs on"
		}
	case "closed":
		row.Why, row.Length = join(": ", "Closed", s.Closed), "–"
	case "pause":
		row.Why = "Paused"
		if s.Cause != "" {
			row.Why += ", " + Plain(s.Cause)
		}
		row.Length = Span(v.length(s))
	case cancelled:
		row.Why = "Cancelled"
		if s.Cause != "" && s.Cause != cancelled {
			row.Why += ", " + Plain(s.Cause)
		}
	default:
		row.Why = "Stopped"
		if s.Cause != "" {
			row.Why += ", " + Plain(s.Cause)
		}
	}
	return row
}

// length is the real time of a stretch, so far while it lasts.
func (v *Visit) length(s Stretch) time.Duration {
	if s.To.IsZero() {
		return v.Now().Sub(s.From)
	}
	return s.To.Sub(s.From)
}

func join(with string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, with)
}

// Join joins what is not empty.
func Join(with string, parts ...string) string { return join(with, parts...) }
