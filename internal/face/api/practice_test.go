package api_test

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// chores is a practice that exists for these tests only: the API must not need to know any other.
type chores struct {
	db     *db.DB
	desk   *ticket.Desk
	custom *field.Custom
}

func choreKind() record.Kind {
	return record.Kind{Key: "chore", Prefix: "CHO", Singular: "chore", Plural: "chores", Flow: flow.Machine{
		States: []flow.State{{Key: "new", Label: "New", Phase: flow.Active}, {Key: "done", Label: "Done", Phase: flow.Closed}},
		Moves:  []flow.Move{{Verb: "finish", Label: "Finish", From: []string{"new"}, To: "done"}},
	}}
}

type openChore struct {
	Title       string                     `json:"title" doc:"What is to be done."`
	Description string                     `json:"description,omitempty"`
	Requester   id.ID                      `json:"requester,omitempty"`
	Email       string                     `json:"requester_email,omitempty"`
	Team        id.ID                      `json:"team,omitempty"`
	Effort      int                        `json:"effort,omitempty"`
	Due         clock.Time                 `json:"due,omitempty"`
	Custom      map[string]json.RawMessage `json:"custom,omitempty"`
}

type editChore struct {
	action.On
	Title     *string                    `json:"title,omitempty"`
	Requester *id.ID                     `json:"requester,omitempty"`
	Custom    map[string]json.RawMessage `json:"custom,omitempty"`
}

type move struct{ action.On }

type note struct {
	action.On
	Body string `json:"body"`
}

type result struct {
	record.Ref
	Version int64 `json:"version"`
}

func resultOf(h ticket.Head) result {
	return result{record.Ref{ID: h.ID, Kind: h.Kind, Number: h.Number, Title: h.Title, State: h.State, Phase: h.Phase}, h.Version}
}

func (c *chores) practice() desk.Practice {
	fields := ticket.Fields()
	return desk.Practice{Kind: choreKind(), View: "chore.view", Note: "chore.note", Fields: fields.Defs(),
		Actions: []action.Spec{
			action.Of("chore.open", "Open", "chore.open", c.open).With("effort", field.Option{Value: "1"}, field.Option{Value: "2"}, field.Option{Value: "3"}),
			action.Of("chore.edit", "Save", "chore.edit", c.edit),
			action.Of("chore.finish", "Finish", "chore.work", c.finish),
			action.Of("chore.note", "Note", "chore.note", c.note),
			action.Of("chore.reply", "Reply", "chore.reply", c.reply),
		},
		Values: func(_ context.Context, _ db.Querier, heads []ticket.Head) ([][]field.Value, error) {
			out := make([][]field.Value, len(heads))
			for i := range heads {
				out[i] = fields.Values(&heads[i])
			}
			return out, nil
		}}
}

func (c *chores) open(ctx context.Context, in openChore) (r result, err error) {
	a, err := actor.Require(ctx, "chore.open")
	if err != nil {
		return r, err
	}
	var check errs.Check
	in.Title = ticket.Title(&check, in.Title)
	check.Must(in.Email == "" || strings.Contains(in.Email, "@"), "email", "This is not an e-mail address.")
	if err := check.Err(); err != nil {
		return r, err
	}
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		h := ticket.Head{Requester: in.Requester, Team: in.Team, Channel: "api", Priority: 3}
		h.Title, h.State, h.Entity = in.Title, "new", a.Entity
		if h.Requester == 0 {
			h.Requester = a.ID
		}
		custom, _, err := c.custom.Fill(ctx, "chore", in.Custom, false)
		if err != nil {
			return err
		}
		h.Custom = record.Custom(custom)
		if err := c.desk.Create(tx, choreKind(), &h, in.Description, "chore.open", func() error { return nil }); err != nil {
			return err
		}
		r = resultOf(h)
		return nil
	})
	return r, err
}

func (c *chores) change(ctx context.Context, on action.On, perm actor.Permission, fn func(tx *db.Tx, h *ticket.Head) error) (r result, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		h, err := ticket.Load(tx.Context(), tx, "chore", on.Number, perm)
		if err != nil {
			return err
		}
		if err := h.Check(on.Version); err != nil {
			return err
		}
		old := h
		if err := fn(tx, &h); err != nil {
			return err
		}
		if err := c.desk.Save(tx, old, &h); err != nil {
			return err
		}
		r = resultOf(h)
		return nil
	})
	return r, err
}

func (c *chores) edit(ctx context.Context, in editChore) (result, error) {
	return c.change(ctx, in.On, "chore.edit", func(_ *db.Tx, h *ticket.Head) error {
		var check errs.Check
		if in.Title != nil {
			h.Title = ticket.Title(&check, *in.Title)
		}
		if in.Requester != nil {
			h.Requester = *in.Requester
		}
		return check.Err()
	})
}

func (c *chores) finish(ctx context.Context, in move) (result, error) {
	return c.change(ctx, in.On, "chore.work", func(tx *db.Tx, h *ticket.Head) error {
		to, err := choreKind().Flow.Step(h.State, "finish", nil)
		if err != nil {
			return err
		}
		old := *h
		h.State, h.Phase = to.Key, to.Phase
		return ticket.Step(tx, old, h, "finish", ticket.Stepped{})
	})
}

func (c *chores) note(ctx context.Context, in note) (result, error) {
	return c.say(ctx, in, "chore.note", false)
}

func (c *chores) reply(ctx context.Context, in note) (result, error) {
	return c.say(ctx, in, "chore.reply", true)
}

func (c *chores) say(ctx context.Context, in note, perm actor.Permission, public bool) (result, error) {
	var check errs.Check
	in.Body = ticket.Body(&check, "body", in.Body)
	if err := check.Err(); err != nil {
		return result{}, err
	}
	return c.change(ctx, in.On, perm, func(tx *db.Tx, h *ticket.Head) error {
		_, err := c.desk.Post(tx, h, ticket.Message{Body: in.Body, Public: public})
		return err
	})
}
