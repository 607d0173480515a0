package incident

import (
	"cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Past is an incident that another tool kept: how it ended up, with its number, times and counters, and how it got there.
type Past struct {
	Incident
	Moments []ticket.Moment // in order, the opening first
}

// Import brings in an incident with its past inside the importer's write. What other tools allowed to happen is told as it happened, also
// where our flow has no such move; what an incident is holds nevertheless. The clocks are left to the importer. Kinds: Forbidden,
// Invalid, Conflict when the number exists.
func (s *Service) Import(tx *db.Tx, p *Past) (err error) {
	defer errs.Wrap(&err, "incident.Import(%s)", p.Number)
	if _, err := actor.Require(tx.Context(), PermImport); err != nil {
		return err
	}
	if err := p.check(s); err != nil {
		return err
	}
	m, err := s.Matrix(tx.Context(), tx)
	if err != nil {
		return err
	}
	if p.Priority != m.Priority(p.Impact, p.Urgency) {
		p.PriorityReason = cmp.Or(p.PriorityReason, "So it was in the tool that it comes from.")
	}
	if err := s.Desk.Restore(tx, s.kind, &p.Head, p.Moments, func() error { return insertBody(tx, &p.Incident) }); err != nil {
		return err
	}
	if p.State != Resolved {
		return nil
	}
	tx.SetNow(p.Resolved)
	return s.closeLater(tx, &p.Incident)
}

// check holds what is true of every incident, and fills in what follows from its state.
func (p *Past) check(s *Service) error {
	var c errs.Check
	p.Title = ticket.Title(&c, p.Title)
	c.Must(p.Number != "", "number", "The number is missing.")
	state := s.kind.Flow.State(p.State)
	c.Must(p.State != "" && state.Key == p.State, "state", "%q is not a state.", p.State)
	p.Phase = state.Phase
	c.Must((p.State == OnHold) == (p.HoldReason != ""), "hold_reason", "What is on hold has a reason, and nothing else does.")
	c.Must(p.HoldReason == "" || known(HoldReasons(), p.HoldReason), "hold_reason", "%q is not a hold reason.", p.HoldReason)
	c.Must(p.Impact >= 1 && p.Impact <= 3, "impact", "Use 1 (high), 2 (medium) or 3 (low).")
	c.Must(p.Urgency >= 1 && p.Urgency <= 3, "urgency", "Use 1 (high), 2 (medium) or 3 (low).")
	c.Must(p.Priority >= 1 && p.Priority <= 4, "priority", "%d is not a priority; use 1 to 4.", p.Priority)
	c.Must(known(ticket.Channels(), p.Channel), "channel", "%q is not a channel.", p.Channel)
	c.Must(p.ResolutionCode == "" || known(ResolutionCodes(), p.ResolutionCode), "resolution_code", "%q is not a resolution code.", p.ResolutionCode)
	c.Must(p.CreatedAt != 0 && p.Entity != 0, "created", "The time of opening and the entity are missing.")
	c.Must(p.State != Resolved || p.Resolved != 0, "resolved", "What is resolved has a time of resolution.")
	ended := p.State == Closed || p.State == Cancelled
	c.Must(ended == (p.Closed != 0), "closed", "What is closed has a time of closing, and nothing else does.")
	c.Must(p.Resolved == 0 || p.Resolved >= p.CreatedAt, "resolved", "It cannot be resolved before it was opened.")
	c.Must(p.Closed == 0 || p.Closed >= p.CreatedAt, "closed", "It cannot be closed before it was opened.")
	c.Must(p.ordered(), "moments", "The past begins with the opening and goes on in order of time.")
	return c.Err()
}

func (p *Past) ordered() bool {
	at := clock.Time(0)
	for i := range p.Moments {
		m := &p.Moments[i]
		if _, opening := m.Event.(ticket.Opened); opening != (i == 0) || m.At < at {
			return false
		}
		at = m.At
	}
	return len(p.Moments) > 0 && p.Moments[0].At == p.CreatedAt
}
