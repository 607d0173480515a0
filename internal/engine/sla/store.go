package sla

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Raiser raises the priority of a practice's work, for practices in which a priority needs a reason of its own. It runs as the product.
type Raiser func(tx *db.Tx, work id.ID, priority int, reason string) error

// Service keeps the promises of agreements. It is safe for concurrent use once it is wired.
type Service struct {
	// Desk carries out what a warning asks for. It is set while the program is put together, because the desk needs the service too.
	Desk *ticket.Desk
	// Raisers holds, by kind of work, who raises a priority; the others' priority is simply changed.
	Raisers map[string]Raiser

	db        *db.DB
	log       *event.Log
	calendars *calendar.Calendars
	cache     cache
	rests     restCache
}

// New returns the service. Set Desk before anything is due.
func New(d *db.DB, l *event.Log, c *calendar.Calendars) *Service {
	return &Service{db: d, log: l, calendars: c, Raisers: map[string]Raiser{}}
}

type skipKey struct{}

// WithoutClocks returns a context in which work is opened and changed without its clocks: for importers, which call Rebuild once the
// history of a piece of work is complete.
func WithoutClocks(ctx context.Context) context.Context {
	return context.WithValue(ctx, skipKey{}, true)
}

func withoutClocks(ctx context.Context) bool {
	skip, _ := ctx.Value(skipKey{}).(bool)
	return skip
}

// Start implements ticket.Clocks: it writes the clocks of work that is being opened, sets h.Due, and arms the timer. While the agreements
// are remembered it reads nothing.
func (s *Service) Start(tx *db.Tx, h *ticket.Head) (err error) {
	defer errs.Wrap(&err, "sla.Start")
	h.Due = ticket.NeverDue
	if withoutClocks(tx.Context()) {
		return nil
	}
	r, err := s.rules(tx.Context(), tx)
	if err != nil || len(r.live) == 0 {
		return err
	}
	opening := []event.Envelope{{At: tx.Now(), Event: ticket.Opened{Requester: h.Requester, Team: h.Team, Assignee: h.Assignee}}}
	f := facts{h.Kind, h.Priority, h.Team, h.Category, h.Entity, h.Service, tx.Now(), trail.Teams(opening)}
	promises, err := s.pick(tx.Context(), tx, r, f)
	if err != nil {
		return err
	}
	list, err := s.plan(tx.Context(), tx, promises, f, opening, tx.Now())
	if err != nil || len(list) == 0 {
		return err
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

// factsOf reads what decides about the promises to a piece of work. In a write the row is locked.
func factsOf(ctx context.Context, q db.Querier, work id.ID) (f facts, open bool, err error) {
	const text = `SELECT kind, priority, team_id, category_id, entity_id, service_id, phase FROM ticket WHERE id = $1 `
	lock := ""
	if _, ok := q.(*db.Tx); ok {
		lock = "{{forupdate}}"
	}
	var phase int
	err = q.QueryRow(ctx, text+lock, work).Scan(&f.kind, &f.priority, &f.team, &f.category, &f.entity, &f.service, &phase)
	return f, phase < 2, err
}

// opening returns when a history began, 0 for one without a beginning.
func opening(history []event.Envelope) clock.Time {
	for _, e := range history {
		if _, ok := e.Event.(ticket.Opened); ok {
			return e.At
		}
	}
	return 0
}
