package sla

import (
	"cmp"
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Step is the job that waits for the next warning or breach of a piece of work.
type Step struct {
	Ticket id.ID `json:"ticket"`
}

// Kind names the job.
func (Step) Kind() string { return "sla.step" }

// lateAfter is from when on a step counts as late.
const lateAfter = time.Minute

// Handle registers the timers with the queue.
func (s *Service) Handle(q *job.Queue) {
	job.HandleTx(q, func(tx *db.Tx, due Step, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("service levels")), func(tx *db.Tx) error {
			return s.advance(tx, due.Ticket, tx.Now(), firing)
		})
	})
	job.HandleTx(q, func(tx *db.Tx, at Recompute, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("service levels")), func(tx *db.Tx) error { return s.recompute(tx, at) })
	})
}

// dueStep is a step that has come to pass and that nobody acted on.
type dueStep struct {
	step
	clock planned
}

// takeSteps returns the steps to act on, in the order in which they came to pass, and notes them on their clocks.
func takeSteps(list []planned) []dueStep {
	var out []dueStep
	for i := range list {
		p := &list[i]
		for _, st := range p.steps() {
			if st.reached && st.percent > p.Warned {
				out = append(out, dueStep{st, *p})
			}
		}
		p.Warned = max(p.Warned, p.reached())
	}
	sorted.By(out, func(a, b dueStep) int { return cmp.Or(a.at.Compare(b.at), a.percent-b.percent) })
	return out
}

// fire tells of a step and does what the agreement asks for.
func (s *Service) fire(tx *db.Tx, work id.ID, d dueStep) error {
	at := clock.Of(d.at)
	stage := Stage{Ticket: work, Agreement: d.clock.agreement.ID, Party: d.clock.agreement.Kind, Metric: d.clock.Metric, Due: d.clock.Due,
		Reached: at, Late: tx.Now().Sub(at) > lateAfter}
	var err error
	if d.percent == breachAt {
		err = tx.Emit(PromiseBroken{stage})
	} else {
		err = tx.Emit(PromiseWarned{stage, d.percent})
	}
	for _, l := range d.clock.promise.Levels {
		if err == nil && l.At == d.percent && !d.clock.Stands.ended() {
			err = s.act(tx, work, l, d)
		}
	}
	return err
}

// act does what a level asks for beyond telling. Work that the desk does not know by its kind any more is left alone.
func (s *Service) act(tx *db.Tx, work id.ID, l Level, d dueStep) error {
	if l.Do == Notify || s.Desk == nil {
		return nil
	}
	f, open, err := factsOf(tx.Context(), tx, work)
	if err != nil || !open {
		return err
	}
	reason := fmt.Sprintf("%d %% of the time for the %s is used up", d.percent, metricWords(d.clock.Metric))
	switch {
	case l.Do == Raise && f.priority <= 1, l.Do == Reassign && f.team == l.Team:
		return nil
	case l.Do == Raise && s.Raisers[f.kind] != nil:
		return s.Raisers[f.kind](tx, work, f.priority-1, reason)
	}
	h, err := ticket.LoadID(tx.Context(), tx, f.kind, work, actor.Permission(f.kind+".edit"))
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	old := h
	if l.Do == Raise {
		h.Priority--
	} else if err := s.Desk.Assign(tx, &h, l.Team, 0); err != nil {
		return err
	}
	return s.Desk.Save(tx, old, &h, field.Change{Key: "reason", To: reason})
}

// metricWords returns the metric as it stands in a sentence.
func metricWords(m Metric) string {
	switch m {
	case FirstResponse:
		return "first response"
	case NextResponse:
		return "next response"
	}
	return "resolution"
}
