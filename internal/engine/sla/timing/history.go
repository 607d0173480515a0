package timing

import (
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// run is a stretch in which the clock ran, cut at the instant asked about.
// Zero length is possible and matters: a target of no minutes is due in it.
type run struct{ from, to time.Time }

// status is what the marks say, before any calendar is asked.
type status int

const (
	idle status = iota
	running
	paused
	stopped
)

// history is the marks of a clock up to an instant, made sense of.
type history struct {
	status  status
	started time.Time
	runs    []run
	pauses  []Break
	stops   []Break
	hours   *calendar.Hours
	target  Target

	since time.Time // when the current status began
	cause string    // of the current pause or stop

	cancelled bool // stopped, by a Cancel
}

// read replays the marks known at asOf, oldest first; marks at one instant
// keep the order they were given in.
func read(hours *calendar.Hours, target Target, marks []Mark, asOf time.Time) history {
	byTime := func(a, b Mark) int { return a.At.Compare(b.At) }
	if !slices.IsSortedFunc(marks, byTime) {
		marks = slices.Clone(marks)
		sorted.By(marks, byTime)
	}
	h := history{hours: hours, target: target}
	for _, m := range marks {
		if m.At.After(asOf) {
			break
		}
		h.apply(m, m.At.UTC().Truncate(time.Microsecond))
	}
	h.close(asOf)
	return h
}

func (h *history) apply(m Mark, at time.Time) {
	switch {
	case m.Do == Swap:
		if m.Hours != nil {
			h.hours = m.Hours
		}
		if m.Target != nil {
			h.target = *m.Target
		}
	case m.Do == Start && h.status == idle:
		h.started = at
		h.become(running, at, m.Cause)
	case m.Do == Pause && h.status == running:
		h.become(paused, at, m.Cause)
	case m.Do == Resume && h.status == paused, (m.Do == Resume || m.Do == Start) && h.status == stopped:
		h.become(running, at, m.Cause)
	case (m.Do == Stop || m.Do == Cancel) && (h.status == running || h.status == paused):
		h.become(stopped, at, m.Cause)
		h.cancelled = m.Do == Cancel
	}
}

// become ends the current stretch at an instant and begins another.
func (h *history) become(next status, at time.Time, cause string) {
	stretch := Break{h.since, at, h.cause, h.cancelled}
	lasted := at.After(h.since)
	switch {
	case h.status == running:
		h.runs = append(h.runs, run{h.since, at})
	case h.status == paused && lasted:
		h.pauses = append(h.pauses, stretch)
	case h.status == stopped && lasted:
		h.stops = append(h.stops, stretch)
	}
	h.status, h.since, h.cause, h.cancelled = next, at, cause, false
}

// close adds the stretch that still lasts at asOf.
func (h *history) close(asOf time.Time) {
	switch h.status {
	case running:
		h.runs = append(h.runs, run{h.since, asOf})
	case paused:
		h.pauses = append(h.pauses, Break{From: h.since, Cause: h.cause})
	case stopped:
		h.stops = append(h.stops, Break{From: h.since, Cause: h.cause, Cancelled: h.cancelled})
	}
}

// missed returns the first moment after a deadline, up to asOf, at which the
// clock was started and not stopped. Right after the deadline counts as the
// deadline itself.
func (h *history) missed(due, asOf time.Time) (time.Time, bool) {
	if !asOf.After(due) {
		return time.Time{}, false
	}
	for _, s := range h.stops {
		if s.From.After(due) {
			break
		}
		if s.To.IsZero() {
			return time.Time{}, false
		}
		if s.To.After(due) {
			return s.To, true
		}
	}
	return due, true
}
