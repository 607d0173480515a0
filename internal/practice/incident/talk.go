package incident

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Reply writes to the requester, and from the requester to the desk.
type Reply struct {
	action.On
	Body       string     `json:"body" doc:"Markdown."`
	Mentions   []id.ID    `json:"mentions,omitempty" doc:"Persons to tell."`
	Minutes    int64      `json:"minutes,omitempty" doc:"Time spent."`
	Then       string     `json:"then,omitempty" enum:"hold,resolve" doc:"What follows: hold or resolve."`
	HoldReason string     `json:"hold_reason,omitempty" doc:"With then=hold; awaiting_caller when empty."`
	HoldUntil  clock.Time `json:"hold_until,omitempty"`
	Code       string     `json:"code,omitempty" doc:"With then=resolve: the resolution code."`
	Resolution string     `json:"resolution,omitempty" doc:"With then=resolve; the body when empty."`
}

// Reply writes publicly. An answer of the requester brings waiting work back, and reopens what was resolved, unless they say what follows. The version is not
// checked: a message never overwrites anything.
func (s *Service) Reply(ctx context.Context, in Reply) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Reply(%s)", in.Number)
	a, err := actor.Require(ctx, PermReply)
	if err != nil {
		return r, err
	}
	if in.Then != "" {
		if _, err := actor.Require(ctx, PermWork); err != nil {
			return r, err
		}
	}
	var c errs.Check
	in.Body = ticket.Body(&c, "body", in.Body)
	c.Must(in.Then == "" || in.Then == "hold" || in.Then == "resolve", "then", "Use hold or resolve, or leave it empty.")
	if err := c.Err(); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, 0, PermReply, func(tx *db.Tx, i *Incident) error {
		if i.State == Closed || i.State == Cancelled {
			return errs.New(errs.Conflict, "%s is %s. Please report it anew; the new one can be linked to it.", i.Number, i.State)
		}
		if _, err := s.Desk.Post(tx, &i.Head, ticket.Message{Body: in.Body, Public: true, Mentions: in.Mentions, Minutes: in.Minutes}); err != nil {
			return err
		}
		if a.ID == i.Requester && in.Then == "" { // who works on their own matter may say what follows
			return s.answered(tx, i)
		}
		return s.then(tx, i, in)
	})
}

// answered is what a requester's message does to the state.
func (s *Service) answered(tx *db.Tx, i *Incident) error {
	switch {
	case i.State == OnHold: // whatever it waited for
		return s.step(tx, i, "resume", nil, ticket.Stepped{Reason: "the requester answered"})
	case i.State == Resolved:
		return s.reopen(tx, i, "the requester answered")
	}
	return nil
}

// then is what an agent chose to happen with the message.
func (s *Service) then(tx *db.Tx, i *Incident, in Reply) error {
	switch in.Then {
	case "hold":
		if in.HoldReason == "" {
			in.HoldReason = "awaiting_caller"
		}
		if !known(HoldReasons(), in.HoldReason) {
			return errs.Bad("hold_reason", "%q is not a hold reason.", in.HoldReason)
		}
		return s.hold(tx, i, Hold{Reason: in.HoldReason, Until: in.HoldUntil})
	case "resolve":
		if in.Resolution == "" {
			in.Resolution = in.Body
		}
		res := Resolve{Code: in.Code, Resolution: in.Resolution}
		if err := res.check(); err != nil {
			return err
		}
		return s.resolve(tx, i, res)
	}
	return nil
}

// Note writes internally.
type Note struct {
	action.On
	Body     string  `json:"body" doc:"Markdown."`
	Mentions []id.ID `json:"mentions,omitempty" doc:"Persons to tell."`
	Minutes  int64   `json:"minutes,omitempty" doc:"Time spent."`
}

// Note writes what only those who work on it may read. It can also be added to a closed incident.
func (s *Service) Note(ctx context.Context, in Note) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Note(%s)", in.Number)
	if _, err := actor.Require(ctx, PermNote); err != nil {
		return r, err
	}
	var c errs.Check
	in.Body = ticket.Body(&c, "body", in.Body)
	if err := c.Err(); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, 0, PermNote, func(tx *db.Tx, i *Incident) error {
		_, err := s.Desk.Post(tx, &i.Head, ticket.Message{Body: in.Body, Mentions: in.Mentions, Minutes: in.Minutes})
		return err
	})
}

// LogTime books time without a message.
type LogTime struct {
	action.On
	Minutes int64  `json:"minutes" doc:"1 or more."`
	Note    string `json:"note,omitempty"`
}

// LogTime books time spent.
func (s *Service) LogTime(ctx context.Context, in LogTime) (r Result, err error) {
	defer errs.Wrap(&err, "incident.LogTime(%s)", in.Number)
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, 0, PermEdit, func(tx *db.Tx, i *Incident) error { return ticket.AddTime(tx, &i.Head, in.Minutes, in.Note) })
}
