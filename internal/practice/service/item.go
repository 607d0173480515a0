package service

import (
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// Item is a configuration item that is no device of its own: anything that must be managed to deliver a service.
type Item struct {
	record.Head
	Class       string
	Environment string
	Criticality string
	Description string
	OwnerTeam   id.ID
	Team        id.ID // who looks after it
	Location    id.ID
}

// The permissions on configuration items.
const (
	PermItemView actor.Permission = "item.view"
	PermItemEdit actor.Permission = "item.edit" // add, change, retire, link
)

// The states of a configuration item.
const (
	Planned     = "planned"
	Live        = "live"
	Maintenance = "maintenance"
	ItemRetired = "retired"
)

// ItemKind describes configuration items to the engine and the faces.
func ItemKind() record.Kind {
	return record.Kind{Key: "item", Prefix: "CI", Singular: "configuration item", Plural: "configuration items", Icon: "ci", Titled: true, Flow: flow.Machine{
		States: []flow.State{
			{Key: Live, Label: "Live", Phase: flow.Active},
			{Key: Planned, Label: "Planned", Phase: flow.Waiting},
			{Key: Maintenance, Label: "In maintenance", Phase: flow.Waiting},
			{Key: ItemRetired, Label: "Retired", Phase: flow.Closed},
		},
		Moves: []flow.Move{
			{Verb: "plan", Label: "Back to planning", From: []string{Live}, To: Planned},
			{Verb: "launch", Label: "Put live", From: []string{Planned, Maintenance, ItemRetired}, To: Live},
			{Verb: "maintain", Label: "Take into maintenance", From: []string{Live}, To: Maintenance},
			{Verb: "retire", Label: "Retire", From: []string{Planned, Live, Maintenance}, To: ItemRetired, Needs: []string{"reason"}},
		},
	}}
}

// Classes returns what a configuration item may be.
func Classes() []field.Option {
	return []field.Option{{Value: "application", Label: "Application"}, {Value: "instance", Label: "Application instance"}, {Value: "database", Label: "Database"},
		{Value: "virtual_machine", Label: "Virtual machine"}, {Value: "cluster", Label: "Cluster"}, {Value: "network", Label: "Network"}, {Value: "site", Label: "Site"},
		{Value: "certificate", Label: "Certificate"}, {Value: "domain", Label: "Domain"}, {Value: "cloud_resource", Label: "Cloud resource"}}
}

// Environments returns where a configuration item may stand.
func Environments() []field.Option {
	return []field.Option{{Value: "production", Label: "Production"}, {Value: "staging", Label: "Staging"}, {Value: "test", Label: "Test"}, {Value: "development", Label: "Development"}}
}

func items(d register.Deps) *register.Register[Item] {
	head := func(i *Item) *record.Head { return &i.Head }
	return &register.Register[Item]{Deps: d, Kind: ItemKind(), Table: "item", Head: head, View: PermItemView, Add: PermItemEdit, Edit: PermItemEdit,
		Scope:  actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id"},
		Orders: map[string]record.Order{"class": {Columns: []string{"t.class", "t.name_key", "t.id"}, Text: 2}},
		Words:  func(i *Item) string { return i.Description },
		Fields: field.Set[Item]{
			field.Choice("class", "Class", "class", func(i *Item) *string { return &i.Class }, Classes()...).Required().Filter("t.class").Sort("t.class"),
			field.Choice("environment", "Environment", "environment", func(i *Item) *string { return &i.Environment }, Environments()...).Filter("t.environment"),
			field.Choice("criticality", "Criticality", "criticality", func(i *Item) *string { return &i.Criticality }, Criticalities()...).Filter("t.criticality"),
			field.Long("description", "Description", "description", func(i *Item) *string { return &i.Description }).Max(5000),
			field.Ref(field.TypeTeam, "owner_team", "Owner", "owner_team_id", func(i *Item) *id.ID { return &i.OwnerTeam }).Filter("t.owner_team_id").Help("The team that answers for it."),
			field.Ref(field.TypeTeam, "team", "Support team", "team_id", func(i *Item) *id.ID { return &i.Team }).Filter("t.team_id").Help("The team that looks after it."),
			field.Ref(field.TypeLocation, "location", "Location", "location_id", func(i *Item) *id.ID { return &i.Location }).Filter("t.location_id"),
		}}
}
