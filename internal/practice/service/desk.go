package service

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// Desk holds the verbs on services and configuration items.
type Desk struct {
	services *register.Register[Service]
	items    *register.Register[Item]
}

// New returns the desk. Without agreements, nil, nothing is told of what is promised.
func New(d register.Deps, agreed Agreements) *Desk { return &Desk{services(d, agreed), items(d)} }

// Permissions returns every permission on services and configuration items.
func Permissions() []actor.Permission {
	return []actor.Permission{PermView, PermEdit, PermItemView, PermItemEdit}
}

// Practices describes services and configuration items to the faces.
func (d *Desk) Practices() []desk.Practice {
	return []desk.Practice{d.services.Practice(d.serviceActions()...), d.items.Practice(d.itemActions()...)}
}

func (d *Desk) serviceActions() []action.Spec {
	return append([]action.Spec{
		action.Of("service.add", "Add a service", PermEdit, d.AddService).With("criticality", Criticalities()...),
		action.Of("service.edit", "Save", PermEdit, d.EditService).With("criticality", Criticalities()...),
		d.services.Moving("plan", "Back to planning"),
		d.services.Moving("launch", "Put into service"),
		d.services.Ending("retire", "Retire"),
	}, d.services.Linking()...)
}

func (d *Desk) itemActions() []action.Spec {
	chosen := func(s action.Spec) action.Spec {
		return s.With("class", Classes()...).With("environment", Environments()...).With("criticality", Criticalities()...)
	}
	return append([]action.Spec{
		chosen(action.Of("item.add", "Add a configuration item", PermItemEdit, d.AddItem)),
		chosen(action.Of("item.edit", "Save", PermItemEdit, d.EditItem)),
		d.items.Moving("plan", "Back to planning"),
		d.items.Moving("launch", "Put live"),
		d.items.Moving("maintain", "Take into maintenance"),
		d.items.Ending("retire", "Retire"),
	}, d.items.Linking()...)
}

// ServiceFields are the fields of a service as a caller gives them; what is absent stays as it is.
type ServiceFields struct {
	Title       *string `json:"title,omitempty" doc:"The name under which people know it."`
	Description *string `json:"description,omitempty"`
	Owner       *id.ID  `json:"owner,omitempty" doc:"The person who answers for it."`
	Team        *id.ID  `json:"team,omitempty" doc:"The team that looks after it."`
	Criticality *string `json:"criticality,omitempty"`
	Audience    *string `json:"audience,omitempty" doc:"Who uses it, in words."`
	Users       *int64  `json:"users,omitempty" doc:"How many people use it."`
	Entity      *id.ID  `json:"entity,omitempty"`
}

// AddService is a new service.
type AddService struct {
	ServiceFields
	Custom register.Custom `json:"custom,omitempty" doc:"Values of custom fields by key."`
}

// AddService adds a service that is in service. Kinds: Invalid, Conflict for a name that is taken.
func (d *Desk) AddService(ctx context.Context, in AddService) (record.Result, error) {
	return d.services.Create(ctx, in.ServiceFields, in.Custom, nil)
}

// EditService changes a service.
type EditService struct {
	action.On
	ServiceFields
	Custom register.Custom `json:"custom,omitempty" doc:"Values of custom fields by key; null empties one."`
}

// EditService changes fields of a service. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) EditService(ctx context.Context, in EditService) (record.Result, error) {
	return d.services.Amend(ctx, in.On, in.ServiceFields, in.Custom)
}

// ItemFields are the fields of a configuration item as a caller gives them; what is absent stays as it is.
type ItemFields struct {
	Title       *string `json:"title,omitempty"`
	Class       *string `json:"class,omitempty"`
	Environment *string `json:"environment,omitempty"`
	Criticality *string `json:"criticality,omitempty"`
	Description *string `json:"description,omitempty"`
	OwnerTeam   *id.ID  `json:"owner_team,omitempty" doc:"The team that answers for it."`
	Team        *id.ID  `json:"team,omitempty" doc:"The team that looks after it."`
	Location    *id.ID  `json:"location,omitempty"`
	Entity      *id.ID  `json:"entity,omitempty"`
}

// AddItem is a new configuration item.
type AddItem struct {
	ItemFields
	Custom register.Custom `json:"custom,omitempty" doc:"Values of custom fields by key."`
}

// AddItem adds a configuration item that is live. Kinds: Invalid.
func (d *Desk) AddItem(ctx context.Context, in AddItem) (record.Result, error) {
	return d.items.Create(ctx, in.ItemFields, in.Custom, nil)
}

// EditItem changes a configuration item.
type EditItem struct {
	action.On
	ItemFields
	Custom register.Custom `json:"custom,omitempty" doc:"Values of custom fields by key; null empties one."`
}

// EditItem changes fields of a configuration item. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) EditItem(ctx context.Context, in EditItem) (record.Result, error) {
	return d.items.Amend(ctx, in.On, in.ItemFields, in.Custom)
}

// usable refuses what makes no sense in a service, and a second one of the same name in an organisation: people choose it by its name.
func usable(tx *db.Tx, old, s *Service) error {
	if s.Users < 0 {
		return errs.Bad("users", "Give the number of people, 0 when it is not known.")
	}
	if old != nil && row.Fold(old.Title) == row.Fold(s.Title) && old.Entity == s.Entity {
		return nil
	}
	var n int
	err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM service WHERE name_key = $1 AND entity_id = $2 AND id <> $3`, row.Fold(s.Title), s.Entity, s.ID).Scan(&n)
	if err == nil && n > 0 {
		err = errs.Bad("title", "There is a service of this name already.")
	}
	return err
}
