package incident

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// closeAfter is how many working days a resolved incident waits for an objection.
const closeAfter = 5

// CloseDue is the job that closes what stayed resolved.
type CloseDue struct {
	Incident id.ID `json:"incident"`
}

// Kind names the job.
func (CloseDue) Kind() string { return "incident.close" }

// WakeDue is the job that ends a hold with a date.
type WakeDue struct {
	Incident id.ID `json:"incident"`
}

// Kind names the job.
func (WakeDue) Kind() string { return "incident.wake" }

func closeKey(i id.ID) string { return "incident.close:" + i.String() }
func wakeKey(i id.ID) string  { return "incident.wake:" + i.String() }

// closeLater sets the timer for automatic closing: at the fifth close of business after the day of resolving.
func (s *Service) closeLater(tx *db.Tx, i *Incident) error {
	hours, err := s.Hours.EntityHours(tx.Context(), tx, i.Entity)
	if err != nil {
		return err
	}
	days := 0
	for at := range hours.Closes(tx.Now().Time()) {
		if days++; days > closeAfter {
			return job.Enqueue(tx, CloseDue{i.ID}, job.Opts{At: clock.Of(at), Key: closeKey(i.ID)})
		}
	}
	return nil // a calendar without hours never closes anything
}

func cancelClosing(tx *db.Tx, i *Incident) error { return job.Cancel(tx, closeKey(i.ID)) }

// wakeAt sets or clears the timer that ends a hold.
func (s *Service) wakeAt(tx *db.Tx, i *Incident) error {
	if i.HoldUntil == 0 {
		return job.Cancel(tx, wakeKey(i.ID))
	}
	return job.Enqueue(tx, WakeDue{i.ID}, job.Opts{At: i.HoldUntil, Key: wakeKey(i.ID)})
}

// Handle registers the timers with the queue.
func (s *Service) Handle(q *job.Queue) {
	job.HandleTx(q, func(tx *db.Tx, due CloseDue, _ job.Info) error {
		return s.onTimer(tx, due.Incident, Resolved, func(tx *db.Tx, i *Incident) error { return s.close(tx, i, "no objection in five working days") })
	})
	job.HandleTx(q, func(tx *db.Tx, due WakeDue, _ job.Info) error {
		return s.onTimer(tx, due.Incident, OnHold, func(tx *db.Tx, i *Incident) error {
			if i.HoldUntil == 0 || i.HoldUntil > tx.Now() {
				return nil
			}
			return s.step(tx, i, "resume", nil, ticket.Stepped{Reason: "the date has come"})
		})
	})
}

// onTimer runs fn on an incident if it is still in the state the timer was set for.
func (s *Service) onTimer(tx *db.Tx, row id.ID, state string, fn func(tx *db.Tx, i *Incident) error) error {
	return tx.As(actor.With(tx.Context(), actor.OfSystem("timer")), func(tx *db.Tx) error {
		i, err := loadID(tx.Context(), tx, row, PermWork)
		if errs.Is(err, errs.NotFound) || err == nil && i.State != state {
			return nil
		}
		if err != nil {
			return err
		}
		old := i
		if err := fn(tx, &i); err != nil {
			return err
		}
		if i.State == old.State {
			return nil
		}
		return s.save(tx, &old, &i)
	})
}
