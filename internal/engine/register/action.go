package register

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Plain is a verb that needs nothing but the record.
type Plain struct{ action.On }

// End is a verb that needs a reason.
type End struct {
	action.On
	Reason string `json:"reason" doc:"Why, for those who look for it later."`
}

// Moving is the action of a move that needs nothing.
func (r *Register[T]) Moving(verb, label string) action.Spec {
	return action.Of(r.Kind.Key+"."+verb, label, r.Edit, func(ctx context.Context, in Plain) (record.Result, error) {
		return r.Move(ctx, in.On, verb, nil, nil)
	})
}

// Ending is the action of a move that needs a reason.
func (r *Register[T]) Ending(verb, label string) action.Spec {
	return action.Of(r.Kind.Key+"."+verb, label, r.Edit, func(ctx context.Context, in End) (record.Result, error) {
		var c errs.Check
		in.Reason = ticket.Reason(&c, "reason", in.Reason)
		if err := c.Err(); err != nil {
			return record.Result{}, err
		}
		return r.Move(ctx, in.On, verb, map[string]string{"reason": in.Reason}, nil)
	})
}

// Linking are the actions that tie a record to any other and take that back.
func (r *Register[T]) Linking() []action.Spec {
	tie := func(remove bool) func(context.Context, Link) (record.Result, error) {
		return func(ctx context.Context, in Link) (record.Result, error) { return r.Tie(ctx, in, remove) }
	}
	return []action.Spec{
		action.Of(r.Kind.Key+".link", "Link", r.Edit, tie(false)).With("relation", record.RelationOptions()...),
		action.Of(r.Kind.Key+".unlink", "Remove link", r.Edit, tie(true)).With("relation", record.RelationOptions()...),
	}
}

// Kept is the life of what is either in use or not any more; its actions are Keeping.
func Kept() flow.Machine {
	return flow.Machine{
		States: []flow.State{{Key: "active", Label: "Active", Phase: flow.Active}, {Key: "retired", Label: "Retired", Phase: flow.Closed}},
		Moves: []flow.Move{
			{Verb: "retire", Label: "Retire", From: []string{"active"}, To: "retired", Needs: []string{"reason"}},
			{Verb: "revive", Label: "Take up again", From: []string{"retired"}, To: "active"},
		},
	}
}

// Keeping are the actions on what lives as Kept.
func (r *Register[T]) Keeping() []action.Spec {
	return []action.Spec{r.Ending("retire", "Retire"), r.Moving("revive", "Take up again")}
}
