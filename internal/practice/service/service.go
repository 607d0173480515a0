package service

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Service is something of value that the organisation offers to those who use it.
type Service struct {
	record.Head
	Description string
	Owner       id.ID // the person who answers for it
	Team        id.ID // who looks after it
	Criticality string
	Audience    string // who uses it, in words
	Users       int64  // how many people use it
	Agreement   string // what is agreed with those who use it; reckoned when it is shown, as are
	Hours       string // by which it is reckoned
}

// The permissions on services.
const (
	PermView actor.Permission = "service.view"
	PermEdit actor.Permission = "service.edit" // add, change, retire, link
)

// The stages of a service: ITIL's pipeline, catalogue and retired services.
const (
	Pipeline  = "pipeline"
	Catalogue = "catalogue"
	Retired   = "retired"
)

// Kind describes services to the engine and the faces.
func Kind() record.Kind {
	return record.Kind{Key: ticket.ServiceKind, Prefix: "SVC", Singular: "service", Plural: "services", Icon: "service", Titled: true, Flow: flow.Machine{
		States: []flow.State{
			{Key: Catalogue, Label: "In service", Phase: flow.Active},
			{Key: Pipeline, Label: "Planned", Phase: flow.Waiting},
			{Key: Retired, Label: "Retired", Phase: flow.Closed},
		},
		Moves: []flow.Move{
			{Verb: "plan", Label: "Back to planning", From: []string{Catalogue}, To: Pipeline},
			{Verb: "launch", Label: "Put into service", From: []string{Pipeline, Retired}, To: Catalogue},
			{Verb: "retire", Label: "Retire", From: []string{Pipeline, Catalogue}, To: Retired, Needs: []string{"reason"}},
		},
	}}
}

// Criticalities returns how much depends on something.
func Criticalities() []field.Option {
	return []field.Option{{Value: "high", Label: "High: the organisation stands still without it"}, {Value: "medium", Label: "Medium: work is hampered without it"},
		{Value: "low", Label: "Low: it can be missed for a while"}}
}

// Agreements say what is agreed about services, given with the entity of each: engine/sla.
type Agreements interface {
	Covers(ctx context.Context, q db.Querier, services map[id.ID]id.ID) (map[id.ID]sla.Cover, error)
}

// covered fills in what is agreed about services.
func covered(agreed Agreements) func(ctx context.Context, q db.Querier, list []Service) error {
	if agreed == nil {
		return nil
	}
	return func(ctx context.Context, q db.Querier, list []Service) error {
		entities := map[id.ID]id.ID{}
		for _, s := range list {
			entities[s.ID] = s.Entity
		}
		covers, err := agreed.Covers(ctx, q, entities)
		for i := range list {
			list[i].Agreement, list[i].Hours = covers[list[i].ID].Agreement, covers[list[i].ID].Hours
		}
		return err
	}
}

func services(d register.Deps, agreed Agreements) *register.Register[Service] {
	head := func(s *Service) *record.Head { return &s.Head }
	return &register.Register[Service]{Deps: d, Kind: Kind(), Table: "service", Head: head, View: PermView, Add: PermEdit, Edit: PermEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.owner_id"}},
		Words: func(s *Service) string { return s.Description + " " + s.Audience },
		Fields: field.Set[Service]{
			field.Long("description", "Description", "description", func(s *Service) *string { return &s.Description }).Max(5000).Help("What it does for those who use it."),
			field.Ref(field.TypePerson, "owner", "Owner", "owner_id", func(s *Service) *id.ID { return &s.Owner }).Filter("t.owner_id").Help("Who answers for it."),
			field.Ref(field.TypeTeam, "team", "Support team", "team_id", func(s *Service) *id.ID { return &s.Team }).Filter("t.team_id").Help("Who looks after it."),
			field.Choice("criticality", "Criticality", "criticality", func(s *Service) *string { return &s.Criticality }, Criticalities()...).Filter("t.criticality"),
			field.Text("audience", "Used by", "audience", func(s *Service) *string { return &s.Audience }).Max(300).Filter("t.audience"),
			field.Number("users", "People", "users", func(s *Service) *int64 { return &s.Users }).Filter("t.users").Help("How many people use it."),
			field.Text("agreement", "Agreement", "", func(s *Service) *string { return &s.Agreement }).ReadOnly().Help("What is promised to those who use it, first what is for some of its work only."),
			field.Text("hours", "Service hours", "", func(s *Service) *string { return &s.Hours }).ReadOnly().Help("The calendar by which its promises are reckoned."),
		},
		Check: usable, Derive: covered(agreed)}
}
