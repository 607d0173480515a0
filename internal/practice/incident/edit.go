package incident

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Edit changes fields. What is absent stays as it is.
type Edit struct {
	action.On
	Title          *string                    `json:"title,omitempty"`
	Requester      *id.ID                     `json:"requester,omitempty"`
	Impact         *int                       `json:"impact,omitempty" doc:"1 high to 3 low."`
	Urgency        *int                       `json:"urgency,omitempty" doc:"1 high to 3 low."`
	Priority       *int                       `json:"priority,omitempty" doc:"1 to 4, only to override the matrix; needs priority_reason. 0 returns to the matrix."`
	PriorityReason string                     `json:"priority_reason,omitempty"`
	Category       *id.ID                     `json:"category,omitempty"`
	Location       *id.ID                     `json:"location,omitempty"`
	Service        *id.ID                     `json:"service,omitempty"`
	Parent         *string                    `json:"parent,omitempty" doc:"The number of the parent incident, empty for none."`
	Custom         map[string]json.RawMessage `json:"custom,omitempty" doc:"Values of custom fields by key; null empties one."`
}

// Edit changes fields of an incident. Kinds: NotFound, Forbidden, Invalid, Conflict for a stale version or a closed incident.
func (s *Service) Edit(ctx context.Context, in Edit) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Edit(%s)", in.Number)
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return r, err
	}
	patch, err := s.Custom.Patch(ctx, s.kind.Key, in.Custom)
	if err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, in.Version, PermEdit, func(tx *db.Tx, i *Incident) error {
		if i.State == Closed || i.State == Cancelled {
			return errs.New(errs.Conflict, "%s is %s and stays as it was.", i.Number, i.State)
		}
		if err := in.plain(i); err != nil {
			return err
		}
		if err := s.references(tx, i, in); err != nil {
			return err
		}
		if err := s.rank(tx, i, in); err != nil {
			return err
		}
		custom, changes, err := patch(string(i.Custom))
		if err == nil && len(changes) > 0 {
			i.Custom, i.amended = record.Custom(custom), changes
		}
		return err
	})
}

func (in *Edit) plain(i *Incident) error {
	var c errs.Check
	if in.Title != nil {
		i.Title = ticket.Title(&c, *in.Title)
	}
	level := func(key string, from *int, to *int) {
		if from != nil {
			c.Must(*from >= 1 && *from <= 3, key, "Use 1 (high), 2 (medium) or 3 (low).")
			*to = *from
		}
	}
	level("impact", in.Impact, &i.Impact)
	level("urgency", in.Urgency, &i.Urgency)
	return c.Err()
}

func (s *Service) references(tx *db.Tx, i *Incident, in Edit) error {
	set := func(from *id.ID, to *id.ID) bool {
		changed := from != nil && *from != *to
		if changed {
			*to = *from
		}
		return changed
	}
	if set(in.Requester, &i.Requester) {
		if err := s.requester(tx, actor.Actor{}, Open{Requester: i.Requester}, i); err != nil {
			return err
		}
	}
	if set(in.Category, &i.Category) {
		if err := s.byCategory(tx, i); err != nil {
			return err
		}
	}
	set(in.Location, &i.Location)
	set(in.Service, &i.Service)
	if in.Parent != nil {
		return s.adopt(tx, i, *in.Parent)
	}
	return nil
}

// adopt makes i a child of another incident, or of none.
func (s *Service) adopt(tx *db.Tx, i *Incident, number string) error {
	if strings.TrimSpace(number) == "" {
		return s.orphan(tx, i)
	}
	p, err := load(tx.Context(), tx, number, PermView)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("parent", "There is no incident %s that you can see.", number)
	}
	if err != nil {
		return err
	}
	switch {
	case p.ID == i.ID:
		return errs.Bad("parent", "An incident cannot be its own parent.")
	case p.Parent != 0:
		return errs.Bad("parent", "%s is itself a child; choose its parent instead.", p.Number)
	case !p.Phase.Open():
		return errs.Bad("parent", "%s is %s; a parent must be open.", p.Number, p.State)
	}
	var children int
	if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM ticket WHERE parent_id = $1 AND parent_id <> 0`, i.ID).Scan(&children); err != nil {
		return err
	}
	if children > 0 {
		return errs.Bad("parent", "%s has children of its own and cannot become a child.", i.Number)
	}
	i.Parent = p.ID
	return nil
}

// orphan takes i from its parent. One that the actor may not see looked like none to them, so that they did not mean it.
func (s *Service) orphan(tx *db.Tx, i *Incident) error {
	if i.Parent == 0 {
		return nil
	}
	_, err := loadID(tx.Context(), tx, i.Parent, PermView)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	i.Parent = 0
	return err
}

func (s *Service) rank(tx *db.Tx, i *Incident, in Edit) error {
	m, err := s.Matrix(tx.Context(), tx)
	if err != nil {
		return err
	}
	if in.Priority != nil && *in.Priority != 0 {
		reason := in.PriorityReason
		if reason == "" {
			reason = i.PriorityReason
		}
		return i.override(m, *in.Priority, reason)
	}
	if in.Priority != nil || in.Impact != nil || in.Urgency != nil {
		i.PriorityReason = ""
	}
	i.prioritise(m)
	return nil
}

// Assign hands the incident to a team, a person, or both.
type Assign struct {
	action.On
	Team     *id.ID `json:"team,omitempty"`
	Assignee *id.ID `json:"assignee,omitempty"`
}

// Assign hands the incident on. With a team only, its way of assigning picks the person.
func (s *Service) Assign(ctx context.Context, in Assign) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Assign(%s)", in.Number)
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return r, err
	}
	if in.Team == nil && in.Assignee == nil {
		return r, errs.Bad("team", "Say to which team or to whom.")
	}
	return s.change(ctx, in.Number, in.Version, PermEdit, func(tx *db.Tx, i *Incident) error {
		team, person := i.Team, i.Assignee
		if in.Team != nil {
			if team = *in.Team; team != i.Team {
				person = 0
			}
		}
		if in.Assignee != nil {
			person = *in.Assignee
		}
		return s.Desk.Assign(tx, &i.Head, team, person)
	})
}

func known(options []field.Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}
