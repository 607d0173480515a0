package sla

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Adopt makes the clocks, h.Due and the timer of new work whose whole history is at hand, as of now: for generators, which write the
// history and the work with many others. What came to pass is noted without telling anybody.
func (s *Service) Adopt(tx *db.Tx, h *ticket.Head, history []event.Envelope) (err error) {
	defer errs.Wrap(&err, "sla.Adopt")
	h.Due = ticket.NeverDue
	r, err := s.rules(tx.Context(), tx)
	if err != nil || len(r.live) == 0 {
		return err
	}
	f := facts{h.Kind, h.Priority, h.Team, h.Category, h.Entity, h.Service, opening(history), trail.Teams(history)}
	list, err := s.measure(tx.Context(), tx, r, f, history, clock.Of(s.db.Clock().Now()))
	if err != nil || len(list) == 0 {
		return err
	}
	for i := range list {
		list[i].Warned = list[i].reached()
	}
	h.Due = nearestDue(list)
	if err := insertRows(tx, h.ID, list); err != nil {
		return err
	}
	if next := nextStep(list); next != 0 {
		return job.Enqueue(tx, Step{h.ID}, job.Opts{At: next, Key: stepKey(h.ID)})
	}
	return nil
}
