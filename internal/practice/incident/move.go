package incident

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Take makes the actor the assignee and starts work.
type Take struct{ action.On }

// Take makes the actor the assignee and starts work. Kinds: Conflict when it is not open.
func (s *Service) Take(ctx context.Context, in Take) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Take(%s)", in.Number)
	a, err := actor.Require(ctx, PermWork)
	if err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, PermWork, func(tx *db.Tx, i *Incident) error {
		if err := s.Desk.Assign(tx, &i.Head, i.Team, a.ID); err != nil {
			return err
		}
		if i.State == InProgress {
			return nil
		}
		return s.step(tx, i, "take", nil, ticket.Stepped{})
	})
}

// Move is a step that needs nothing but itself.
type Move struct{ action.On }

// Start begins work.
func (s *Service) Start(ctx context.Context, in Move) (Result, error) {
	return s.move(ctx, in, "start", PermWork)
}

// Resume ends a hold.
func (s *Service) Resume(ctx context.Context, in Move) (Result, error) {
	return s.move(ctx, in, "resume", PermWork)
}

// Release returns the incident to the queue of its team.
func (s *Service) Release(ctx context.Context, in Move) (Result, error) {
	return s.move(ctx, in, "release", PermWork)
}

func (s *Service) move(ctx context.Context, in Move, verb string, perm actor.Permission) (r Result, err error) {
	defer errs.Wrap(&err, "incident.%s(%s)", verb, in.Number)
	if _, err := actor.Require(ctx, perm); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, perm, func(tx *db.Tx, i *Incident) error {
		if verb == "release" {
			i.Assignee = 0
		}
		return s.step(tx, i, verb, nil, ticket.Stepped{})
	})
}

// Hold puts the incident on hold.
type Hold struct {
	action.On
	Reason  string     `json:"reason" doc:"One of the hold reasons; it decides whether the clocks pause."`
	Until   clock.Time `json:"until,omitempty" doc:"When it goes on by itself; needed for scheduled."`
	Message string     `json:"message,omitempty" doc:"What to tell the requester."`
}

// Hold puts the incident on hold for a reason. Kinds: Invalid for an unknown reason.
func (s *Service) Hold(ctx context.Context, in Hold) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Hold(%s)", in.Number)
	if _, err := actor.Require(ctx, PermWork); err != nil {
		return r, err
	}
	var c errs.Check
	c.Must(known(HoldReasons(), in.Reason), "reason", "Say what it waits for: the requester, a supplier, a change, a problem, or a date.")
	c.Must(in.Reason != "scheduled" || in.Until != 0, "until", "Give the date until which it waits.")
	if in.Message != "" {
		in.Message = ticket.Body(&c, "message", in.Message)
	}
	if err := c.Err(); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, PermWork, func(tx *db.Tx, i *Incident) error {
		if in.Until != 0 && in.Until <= tx.Now() {
			return errs.Bad("until", "This is in the past.")
		}
		return s.hold(tx, i, in)
	})
}

func (s *Service) hold(tx *db.Tx, i *Incident, in Hold) error {
	if in.Message != "" {
		if _, err := s.Desk.Post(tx, &i.Head, ticket.Message{Body: in.Message, Public: true}); err != nil {
			return err
		}
	}
	if err := s.step(tx, i, "hold", map[string]string{"reason": in.Reason}, ticket.Stepped{Reason: in.Reason, Until: in.Until}); err != nil {
		return err
	}
	i.HoldReason, i.HoldUntil = in.Reason, in.Until
	return s.wakeAt(tx, i)
}

// Cancel ends an incident that needs no work.
type Cancel struct {
	action.On
	Reason string `json:"reason" doc:"Why."`
}

// Cancel ends the incident without a resolution.
func (s *Service) Cancel(ctx context.Context, in Cancel) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Cancel(%s)", in.Number)
	if _, err := actor.Require(ctx, PermCancel); err != nil {
		return r, err
	}
	var c errs.Check
	if in.Reason = ticket.Reason(&c, "reason", in.Reason); c.Err() != nil {
		return r, c.Err()
	}
	return s.change(ctx, in.Number, in.Version, PermCancel, func(tx *db.Tx, i *Incident) error {
		i.CancelReason, i.Closed = in.Reason, tx.Now()
		return s.step(tx, i, "cancel", map[string]string{"reason": in.Reason}, ticket.Stepped{Reason: in.Reason})
	})
}
