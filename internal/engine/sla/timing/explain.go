package timing

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// LineKind says what a stretch of an explanation is.
type LineKind string

// Kinds of stretches.
const (
	Counted LineKind = "counted" // the calendar was open and the clock ran
	Closed  LineKind = "closed"  // the clock ran, the calendar was closed
	Rest    LineKind = "pause"   // the clock was paused
	Off     LineKind = "stopped" // between a stop and a reopening
	Void    LineKind = "cancelled"
)

// Why says why a calendar was closed. One gap may have several reasons.
type Why string

// Reasons for a closed calendar.
const (
	OutsideHours Why = "outside_hours" // before, between or after the intervals of a day
	DayOff       Why = "day_off"       // a date without weekly hours, such as a Sunday
	OnHoliday    Why = "holiday"
	OnException  Why = "exception" // an exception closes the date
	Skipped      Why = "skipped"   // the zone left out the working time of the date
)

// Line is one stretch of the story of a clock. To is zero while it lasts.
type Line struct {
	Kind     LineKind
	From, To time.Time
	Counted  time.Duration // counted time in this stretch
	Total    time.Duration // counted time since the start, at the end of it
	Cause    string        // of a pause or a stop, as it was marked
	Closed   []ClosedDate  // the local dates inside a closed stretch
	Ahead    bool          // after AsOf: what will be if the clock runs on
}

// ClosedDate is a local date of a closed stretch and why nothing counted in
// its part of the stretch.
type ClosedDate struct {
	Date calendar.Date
	Why  Why
}

// Explanation answers "Why this deadline?": every stretch from the start of
// the clock in order without holes, up to AsOf and, while the clock runs, on to
// the deadline. The sum of Counted up to DueAt is the promise.
type Explanation struct {
	Zone   string
	Target Target
	State  State
	DueAt  *time.Time
	Lines  []Line
}

// maxClosedDates bounds the dates listed for one closed stretch.
const maxClosedDates = 60

// Explain tells the story of a result.
func (r *Result) Explain() Explanation {
	e := Explanation{Target: r.Target, State: r.State, DueAt: r.DueAt}
	if r.hours != nil {
		e.Zone = r.hours.Zone().String()
	}
	s := story{r: r, total: 0}
	pauses, stops := r.Pauses, r.Stops
	for _, x := range r.runs {
		pauses, stops = s.breaks(pauses, stops, x.from)
		s.run(x.from, x.to, false)
	}
	s.breaks(pauses, stops, time.Time{})
	if r.ticking() && r.projected.After(r.AsOf) {
		s.run(r.AsOf, r.projected, true)
	}
	e.Lines = s.lines
	return e
}

// story collects lines while it walks the history.
type story struct {
	r     *Result
	lines []Line
	total time.Duration
}

// breaks tells the pauses and stops that began before an instant (all of them
// when it is zero) and returns the rest.
func (s *story) breaks(pauses, stops []Break, before time.Time) (morePauses, moreStops []Break) {
	is := func(list []Break) bool {
		return len(list) > 0 && (before.IsZero() || list[0].From.Before(before))
	}
	for is(pauses) || is(stops) {
		if is(pauses) && (!is(stops) || pauses[0].From.Before(stops[0].From)) {
			s.pause(Rest, pauses[0])
			pauses = pauses[1:]
			continue
		}
		s.pause(Off, stops[0])
		stops = stops[1:]
	}
	return pauses, stops
}

func (s *story) pause(kind LineKind, b Break) {
	if b.Cancelled {
		kind = Void
	}
	s.lines = append(s.lines, Line{Kind: kind, From: b.From, To: b.To, Total: s.total, Cause: b.Cause})
}

// run tells a stretch in which the clock runs, open and closed in turn.
func (s *story) run(from, to time.Time, ahead bool) {
	at := from
	for _, span := range s.r.hours.Working(from, to) {
		s.closed(at, span.From, ahead)
		s.total += span.Duration()
		s.lines = append(s.lines, Line{
			Kind: Counted, From: span.From, To: span.To,
			Counted: span.Duration(), Total: s.total, Ahead: ahead,
		})
		at = span.To
	}
	s.closed(at, to, ahead)
}

func (s *story) closed(from, to time.Time, ahead bool) {
	if !to.After(from) {
		return
	}
	s.lines = append(s.lines, Line{
		Kind: Closed, From: from, To: to, Total: s.total, Ahead: ahead,
		Closed: closedDates(s.r.hours, from, to),
	})
}

// closedDates names the dates of a closed stretch with the reason for each.
func closedDates(hours *calendar.Hours, from, to time.Time) []ClosedDate {
	var out []ClosedDate
	first := calendar.DateOf(from, hours.Zone())
	last := calendar.DateOf(to.Add(-time.Microsecond), hours.Zone())
	for d := first; d <= last && len(out) < maxClosedDates; d++ {
		out = append(out, ClosedDate{d, whyClosed(hours.Day(d))})
	}
	return out
}

func whyClosed(d calendar.Day) Why {
	switch {
	case !d.Closed():
		return OutsideHours
	case d.Planned > 0:
		return Skipped
	case d.Source == calendar.Holiday:
		return OnHoliday
	case d.Source == calendar.Changed:
		return OnException
	}
	return DayOff
}
