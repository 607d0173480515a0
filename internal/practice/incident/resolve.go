package incident

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Resolve ends the work on an incident.
type Resolve struct {
	action.On
	Code            string `json:"code" doc:"One of the resolution codes."`
	Resolution      string `json:"resolution" doc:"What was wrong and what helped, so that the next person finds it."`
	ClosingCategory id.ID  `json:"closing_category,omitempty" doc:"What it turned out to be; the opening category when empty."`
	CauseCode       string `json:"cause_code,omitempty"`
	Message         string `json:"message,omitempty" doc:"What to tell the requester; the resolution when empty."`
}

// Resolve ends the work on an incident and on its open children, and meets their clocks. Kinds: Invalid without a code or a text,
// Conflict while a mandatory task is open.
func (s *Service) Resolve(ctx context.Context, in Resolve) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Resolve(%s)", in.Number)
	if _, err := actor.Require(ctx, PermWork); err != nil {
		return r, err
	}
	if err := in.check(); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, PermWork, func(tx *db.Tx, i *Incident) error { return s.resolve(tx, i, in) })
}

func (in *Resolve) check() error {
	var c errs.Check
	c.Must(known(ResolutionCodes(), in.Code), "code", "Choose how it was resolved.")
	in.Resolution = ticket.Body(&c, "resolution", in.Resolution)
	if in.Message != "" {
		in.Message = ticket.Body(&c, "message", in.Message)
	}
	return c.Err()
}

func (s *Service) resolve(tx *db.Tx, i *Incident, in Resolve) error {
	if err := ticket.TasksDone(tx, i.ID); err != nil {
		return err
	}
	if in.Message != "" {
		if _, err := s.Desk.Post(tx, &i.Head, ticket.Message{Body: in.Message, Public: true}); err != nil {
			return err
		}
	}
	if err := s.end(tx, i, in); err != nil {
		return err
	}
	return s.resolveChildren(tx, i, in)
}

// end moves one incident to resolved.
func (s *Service) end(tx *db.Tx, i *Incident, in Resolve) error {
	i.ResolutionCode, i.Resolution, i.CauseCode, i.Workaround = in.Code, in.Resolution, in.CauseCode, in.Code == "workaround"
	if i.ClosingCategory = in.ClosingCategory; i.ClosingCategory == 0 {
		i.ClosingCategory = i.Category
	} else if _, err := category.ByID(tx.Context(), tx, i.ClosingCategory); errs.Is(err, errs.NotFound) {
		return errs.Bad("closing_category", "There is no such category.")
	} else if err != nil {
		return err
	}
	i.Resolved = tx.Now()
	if err := s.step(tx, i, "resolve", map[string]string{"code": in.Code, "resolution": in.Resolution}, ticket.Stepped{Code: in.Code, Text: in.Resolution}); err != nil {
		return err
	}
	return s.closeLater(tx, i)
}

// resolveChildren resolves what is open below a parent, each with its own event, so that each requester is told.
func (s *Service) resolveChildren(tx *db.Tx, parent *Incident, in Resolve) error {
	rows, err := tx.Query(tx.Context(), `SELECT id FROM ticket WHERE parent_id = $1 AND parent_id <> 0 AND phase < 2 ORDER BY id`, parent.ID)
	children, err := db.Collect(rows, err, func(rows *sql.Rows, c *id.ID) error { return rows.Scan(c) })
	if err != nil || len(children) == 0 {
		return err
	}
	// The right to resolve the parent carries over to its children, whoever they belong to.
	ctx := actor.With(tx.Context(), asParent(tx.Context()))
	return tx.As(ctx, func(tx *db.Tx) error {
		for _, child := range children {
			i, err := loadID(tx.Context(), tx, child, PermWork)
			if err != nil {
				return err
			}
			old := i
			own := in
			own.ClosingCategory, own.Message = 0, ""
			if err := s.end(tx, &i, own); err != nil {
				return err
			}
			if err := s.save(tx, &old, &i); err != nil {
				return err
			}
		}
		return nil
	})
}

func asParent(ctx context.Context) actor.Actor {
	a, _ := actor.From(ctx)
	a.Unbound = true
	return a
}

// Reopen brings a resolved incident back.
type Reopen struct {
	action.On
	Reason string `json:"reason,omitempty" doc:"What is still wrong."`
}

// Reopen brings a resolved incident back to work. A closed one stays closed: a new one is linked to it instead.
func (s *Service) Reopen(ctx context.Context, in Reopen) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Reopen(%s)", in.Number)
	if _, err := actor.Require(ctx, PermReopen); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, PermReopen, func(tx *db.Tx, i *Incident) error {
		if in.Reason != "" {
			var c errs.Check
			in.Reason = ticket.Body(&c, "reason", in.Reason)
			if err := c.Err(); err != nil {
				return err
			}
			if _, err := s.Desk.Post(tx, &i.Head, ticket.Message{Body: in.Reason, Public: true}); err != nil {
				return err
			}
		}
		return s.reopen(tx, i, in.Reason)
	})
}

func (s *Service) reopen(tx *db.Tx, i *Incident, reason string) error {
	if err := s.step(tx, i, "reopen", nil, ticket.Stepped{Reason: text.Truncate(reason, ticket.MaxReason)}); err != nil {
		return err
	}
	i.Reopened++
	i.Resolved, i.ResolutionCode, i.Resolution, i.ClosingCategory, i.CauseCode, i.Workaround = 0, "", "", 0, "", false
	return cancelClosing(tx, i)
}

// Close confirms that a resolved incident is solved.
func (s *Service) Close(ctx context.Context, in Move) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Close(%s)", in.Number)
	if _, err := actor.Require(ctx, PermReopen); err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, PermReopen, func(tx *db.Tx, i *Incident) error { return s.close(tx, i, "") })
}

func (s *Service) close(tx *db.Tx, i *Incident, reason string) error {
	i.Closed = tx.Now()
	if err := s.step(tx, i, "close", nil, ticket.Stepped{Reason: reason}); err != nil {
		return err
	}
	return cancelClosing(tx, i)
}
