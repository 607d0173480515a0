package stock

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// The permissions on consumables.
const (
	PermView actor.Permission = "stock.view"
	PermEdit actor.Permission = "stock.edit" // add, change, restock, issue, count
)

// Permissions returns every permission on consumables.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit} }

// Consumable is something of which many are kept and used up.
type Consumable struct {
	record.Head
	Maker    string
	Part     string // the maker's number
	Unit     string // what is counted: pieces, metres
	Quantity int64  // in all rooms
	Minimum  int64  // below it more should be ordered; 0 for none
	Reorder  int64  // how many are ordered at a time
	Low      bool   // Quantity is below Minimum
	Supplier id.ID  // record
}

// Desk holds the verbs on consumables.
type Desk struct {
	consumables *register.Register[Consumable]
}

// New returns the desk.
func New(d register.Deps) *Desk {
	head := func(c *Consumable) *record.Head { return &c.Head }
	return &Desk{&register.Register[Consumable]{Deps: d, Kind: Kind(), Table: "consumable", Head: head, View: PermView, Add: PermEdit, Edit: PermEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(c *Consumable) string { return c.Maker + " " + c.Part },
		Fields: field.Set[Consumable]{
			field.Number("quantity", "In stock", "quantity", func(c *Consumable) *int64 { return &c.Quantity }).ReadOnly().Filter("t.quantity"),
			field.Text("unit", "Unit", "unit", func(c *Consumable) *string { return &c.Unit }).Max(30).Help("What is counted, such as pieces or metres."),
			field.Number("minimum", "Minimum", "minimum", func(c *Consumable) *int64 { return &c.Minimum }).Filter("t.minimum").Help("Below it more should be ordered; 0 for none."),
			field.Number("reorder", "Order at a time", "reorder", func(c *Consumable) *int64 { return &c.Reorder }),
			field.Boolean("low", "Running out", "low", func(c *Consumable) *bool { return &c.Low }).ReadOnly().Filter("t.low"),
			field.Text("maker", "Maker", "maker", func(c *Consumable) *string { return &c.Maker }).Max(200).Filter("t.maker"),
			field.Text("part", "Part number", "part", func(c *Consumable) *string { return &c.Part }).Max(100).Code().Filter("t.part"),
			field.Ref(field.TypeRecord, "supplier", "Supplier", "supplier_id", func(c *Consumable) *id.ID { return &c.Supplier }).Of("supplier").Filter("t.supplier_id"),
		},
		Check: func(_ *db.Tx, _, c *Consumable) error {
			var e errs.Check
			e.Must(c.Minimum >= 0, "minimum", "Give a number that is not less than 0.")
			e.Must(c.Reorder >= 0, "reorder", "Give a number that is not less than 0.")
			c.Low = c.Quantity < c.Minimum
			return e.Err()
		}}}
}

// Kind describes consumables to the engine and the faces.
func Kind() record.Kind {
	return record.Kind{Key: "consumable", Prefix: "STK", Singular: "consumable", Plural: "consumables", Icon: "asset", Titled: true, Minor: true, Flow: flow.Machine{
		States: []flow.State{{Key: "active", Label: "Kept", Phase: flow.Active}, {Key: "retired", Label: "Not kept any more", Phase: flow.Closed}},
		Moves: []flow.Move{
			{Verb: "retire", Label: "Keep no more", From: []string{"active"}, To: "retired", Needs: []string{"reason"}},
			{Verb: "revive", Label: "Keep again", From: []string{"retired"}, To: "active"},
		},
	}}
}

// Practice describes consumables to the faces.
func (d *Desk) Practice() desk.Practice {
	return d.consumables.Practice(
		action.Of("consumable.add", "Add a consumable", PermEdit, d.Add),
		action.Of("consumable.edit", "Save", PermEdit, d.Edit),
		action.Of("consumable.restock", "Put into stock", PermEdit, d.Restock),
		action.Of("consumable.issue", "Issue", PermEdit, d.Issue),
		action.Of("consumable.count", "Correct the count", PermEdit, d.Count),
		d.consumables.Ending("retire", "Keep no more"),
		d.consumables.Moving("revive", "Keep again"),
	)
}

// Fields are the fields of a consumable as a caller gives them; what is absent stays as it is.
type Fields struct {
	Title    *string `json:"title,omitempty"`
	Unit     *string `json:"unit,omitempty" doc:"What is counted, such as pieces or metres."`
	Minimum  *int64  `json:"minimum,omitempty" doc:"Below it more should be ordered; 0 for none."`
	Reorder  *int64  `json:"reorder,omitempty" doc:"How many are ordered at a time."`
	Maker    *string `json:"maker,omitempty"`
	Part     *string `json:"part,omitempty" doc:"The maker's number."`
	Supplier *id.ID  `json:"supplier,omitempty"`
	Entity   *id.ID  `json:"entity,omitempty"`
}

// Add is a new consumable.
type Add struct {
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Add adds a consumable of which there is none yet. Kinds: Invalid.
func (d *Desk) Add(ctx context.Context, in Add) (record.Result, error) {
	return d.consumables.Create(ctx, in.Fields, in.Custom, nil)
}

// Edit changes a consumable.
type Edit struct {
	action.On
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Edit changes fields of a consumable. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Edit(ctx context.Context, in Edit) (record.Result, error) {
	return d.consumables.Amend(ctx, in.On, in.Fields, in.Custom)
}
