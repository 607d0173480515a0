package timing

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Compute answers what a clock says at asOf. Marks may come in any order; those
// after asOf are not known yet. The hours and the target are the ones before
// any Swap. It is a pure function: the same input gives the same answer.
func Compute(hours *calendar.Hours, target Target, marks []Mark, asOf time.Time) Result {
	asOf = asOf.UTC().Truncate(time.Microsecond)
	h := read(hours, target, marks, asOf)
	r := Result{
		AsOf: asOf, Target: h.target, State: Paused, StartedAt: h.started,
		Pauses: h.pauses, Stops: h.stops, hours: h.hours, runs: h.runs,
	}
	if h.status == idle {
		return r
	}
	count := counter{hours: h.hours, target: h.target}
	var due time.Time
	reached := false
	for _, x := range h.runs {
		r.Intervals = appendSpans(r.Intervals, h.hours.Working(x.from, x.to))
		if reached {
			count.passed += h.hours.Between(x.from, x.to)
			continue
		}
		due, reached = count.run(x.from, x.to)
	}
	r.Elapsed = count.passed
	r.settle(&h, due, reached)
	r.project(&h, &count, due, reached)
	return r
}

// settle decides the state and the facts about a deadline already reached.
func (r *Result) settle(h *history, due time.Time, reached bool) {
	switch h.status {
	case running:
		r.State = Running
	case stopped:
		r.State, r.StoppedAt = Met, h.since
		if h.cancelled {
			r.State = Cancelled
		}
	}
	if !reached {
		return
	}
	if at, missed := h.missed(due, r.AsOf); missed {
		r.State, r.BreachedAt = Breached, &at
	}
	if r.State != Paused && r.State != Cancelled {
		r.DueAt = &due
	}
}

// project looks ahead: the deadline as things stand, and the promise.
func (r *Result) project(h *history, count *counter, due time.Time, reached bool) {
	ok := reached
	if !reached {
		from := r.AsOf
		if h.status == stopped {
			from = h.since
		}
		due, ok = count.ahead(from)
		if ok && h.status == running {
			r.DueAt = &due
		}
		if ok && r.Target.Unit == Days {
			r.Promise = r.Elapsed + h.hours.Between(from, due)
		}
	} else if r.Target.Unit == Days {
		r.Promise = r.counted(due)
	}
	if r.Target.Unit == Minutes && ok {
		r.Promise = r.Target.length()
	}
	r.Never = !ok
	if ok {
		r.projected = due
	}
}

// counted returns the counted time of the runs up to an instant.
func (r *Result) counted(upTo time.Time) time.Duration {
	var sum time.Duration
	for _, x := range r.runs {
		if x.from.After(upTo) {
			break
		}
		to := x.to
		if to.After(upTo) {
			to = upTo
		}
		sum += r.hours.Between(x.from, to)
	}
	return sum
}

// appendSpans joins spans that touch, so that a pause of no length leaves no
// seam.
func appendSpans(all, more []calendar.Span) []calendar.Span {
	if n := len(all); n > 0 && len(more) > 0 && all[n-1].To.Equal(more[0].From) {
		all[n-1].To = more[0].To
		more = more[1:]
	}
	if all == nil {
		return more
	}
	return append(all, more...)
}
