package sla

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// planned is one clock as it should be.
type planned struct {
	origin
	kept
	calendar calendar.Used
	result   timing.Result
	ended    int // the event that stopped it, by its place in the history
}

// plan computes the clocks of promises from a history.
func (s *Service) plan(ctx context.Context, q db.Querier, promises []origin, f facts, history []event.Envelope, asOf clock.Time) ([]planned, error) {
	var out []planned
	for _, o := range promises {
		on := cmp.Or(o.promise.Calendar, o.agreement.Calendar)
		used, err := s.calendars.Use(ctx, q, on, f.entity)
		if err != nil {
			return nil, err
		}
		for cycle, m := range trail.Marks(history, o.promise.Metric, o.agreement.Pauses, o.hands) {
			p := planned{origin: o, calendar: used, result: timing.Compute(used.Hours, o.promise.Target, m, asOf.Time())}
			if p.result.StartedAt.IsZero() {
				continue
			}
			p.kept = keep(&p.result)
			p.ended = m[len(m)-1].Event
			p.Target, p.Cycle, p.Metric = o.promise.ID, cycle, o.promise.Metric
			out = append(out, p)
		}
	}
	return out, nil
}

// keep returns what is stored of a result.
func keep(r *timing.Result) kept {
	now := r.Standing()
	out := kept{Started: clock.Of(r.StartedAt), Since: clock.Of(now.Since), Promise: r.Promise, Elapsed: now.Elapsed}
	for _, b := range r.Pauses {
		if !b.To.IsZero() {
			out.Paused += b.To.Sub(b.From)
		}
	}
	due, _ := r.IfRunning()
	out.Due = clock.Of(due)
	switch now.State {
	case timing.Stopped:
		if out.Stands = standsStopped; r.State == timing.Cancelled {
			out.Stands = standsCancelled
		}
	case timing.Paused:
		out.Stands, out.Due = standsPaused, 0
	default:
		out.Stands = standsRunning
	}
	if r.BreachedAt != nil {
		out.Breached = clock.Of(*r.BreachedAt)
	}
	return out
}

// breachAt is the percentage that stands for the breach.
const breachAt = 100

// step is something to do at an instant because a share of a promise is used up.
type step struct {
	percent int
	at      time.Time // when it came or comes to pass
	reached bool
}

// steps returns the steps of a clock that are known as things stand, in order. Of one that ended only the breach is left to tell.
func (p *planned) steps() (out []step) {
	if !p.Stands.ended() {
		out = p.warnings()
	}
	if p.Breached != 0 {
		return append(out, step{breachAt, p.Breached.Time(), true})
	}
	if due, ok := p.result.IfRunning(); ok && p.Stands == standsRunning {
		// Stopping at the deadline still meets it, so the breach is the moment after.
		out = append(out, step{breachAt, due.Add(time.Microsecond), false})
	}
	return out
}

func (p *planned) warnings() (out []step) {
	var percents []int
	for _, l := range p.promise.Levels {
		if l.At < breachAt {
			percents = append(percents, l.At)
		}
	}
	for _, w := range p.result.Warnings(slices.Compact(percents)...) {
		out = append(out, step{w.Percent, w.At, w.Reached})
	}
	return out
}

// reached returns the highest percentage that is used up, also of a clock that ended, because it may be reopened.
func (p *planned) reached() (most int) {
	if p.Breached != 0 {
		most = breachAt
	}
	for _, st := range p.warnings() {
		if st.reached {
			most = max(most, st.percent)
		}
	}
	return most
}

// nextStep returns the instant of the earliest step that nobody acted on yet, 0 when there is none.
func nextStep(list []planned) (next clock.Time) {
	for i := range list {
		for _, st := range list[i].steps() {
			if at := clock.Of(st.at); st.percent > list[i].Warned && (next == 0 || at < next) {
				next = at
			}
		}
	}
	return next
}

// nearestDue returns the earliest deadline of the clocks that run.
func nearestDue(list []planned) clock.Time {
	due := ticket.NeverDue
	for i := range list {
		if list[i].Stands == standsRunning && list[i].Due != 0 {
			due = min(due, list[i].Due)
		}
	}
	return due
}
