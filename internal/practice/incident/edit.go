package incident

import (
	"cmp"
	"context"
	"encoding/json"

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
		if i.plain = true; i.State == Closed || i.State == Cancelled {
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
	c.Must(in.Requester == nil || *in.Requester != 0, "requester", "Somebody must have asked for it; name the person.")
	in.PriorityReason = ticket.Reason(&c, "priority_reason", in.PriorityReason)
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
		return s.setParent(tx, i, *in.Parent)
	}
	return nil
}

// rank settles the priority. An override stands until somebody ends it by giving 0, or the priority that the matrix gives.
func (s *Service) rank(tx *db.Tx, i *Incident, in Edit) error {
	m, err := s.Matrix(tx.Context(), tx)
	if err != nil {
		return err
	}
	if in.Priority != nil && *in.Priority != 0 {
		return i.override(m, *in.Priority, cmp.Or(in.PriorityReason, i.PriorityReason))
	}
	if in.Priority != nil {
		i.PriorityReason = ""
	}
	if i.PriorityReason == "" && in.PriorityReason != "" {
		return errs.Bad("priority_reason", "This is the reason for another priority than the matrix gives; say which.")
	}
	i.PriorityReason = cmp.Or(in.PriorityReason, i.PriorityReason)
	i.prioritise(m)
	if would := m.Priority(i.Impact, i.Urgency); i.PriorityReason != "" && would != i.Priority && (in.Impact != nil || in.Urgency != nil) {
		i.warn("The priority stays P%d, because of “%s”; impact and urgency alone would give P%d. Set the priority to 0 to let them decide again.",
			i.Priority, i.PriorityReason, would)
	}
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
		if i.plain = true; i.State == Closed || i.State == Cancelled {
			return errs.New(errs.Conflict, "%s is %s and stays as it was.", i.Number, i.State)
		}
		team, person := i.Team, i.Assignee
		if in.Team != nil {
			if team = *in.Team; team != i.Team {
				person = 0
			}
		}
		if in.Assignee != nil {
			person = *in.Assignee
		}
		if in.Assignee != nil && (person != i.Assignee || team != i.Team) {
			if err := s.fits(tx, i, given(in.Team), person); err != nil {
				return err
			}
		}
		return s.Desk.Assign(tx, &i.Head, team, person)
	})
}

func given(p *id.ID) id.ID {
	if p == nil {
		return 0
	}
	return *p
}

func known(options []field.Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}
