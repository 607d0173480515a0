package asset

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// Desk holds the verbs on assets, their classes and models, and suppliers.
type Desk struct {
	// Handed, where it is set, is told in the same write of every move with which an asset may come to somebody or leave them, before its
	// link is added to the chain, and may note in the link under which terms.
	Handed func(tx *db.Tx, before, a *Asset, verb string, link *Custody) error

	assets    *register.Register[Asset]
	classes   *register.Register[Class]
	models    *register.Register[Model]
	suppliers *register.Register[Supplier]
}

// New returns the desk.
func New(deps register.Deps) *Desk {
	d := &Desk{assets: assets(deps), classes: classes(deps), models: models(deps), suppliers: suppliers(deps)}
	d.assets.Check = d.complete
	return d
}

// Practices describes assets, models, classes and suppliers to the faces.
func (d *Desk) Practices() []desk.Practice {
	assets := d.assets.Practice(d.assetActions()...)
	assets.Parts = []desk.Part{d.custodyPart()}
	return []desk.Practice{assets, d.models.Practice(d.modelActions()...), d.classes.Practice(d.classActions()...),
		d.suppliers.Practice(d.supplierActions()...)}
}

func (d *Desk) assetActions() []action.Spec {
	return append([]action.Spec{
		action.Of("asset.add", "Add an asset", PermEdit, d.Add).With("ownership", Ownerships()...).With("criticality", Criticalities()...).With("substate", substates()...).With("state", Starts()...),
		action.Of("asset.edit", "Save", PermEdit, d.Edit).With("ownership", Ownerships()...).With("criticality", Criticalities()...).With("substate", substates()...),
		action.Of("asset.order", "Order", PermEdit, d.Order),
		action.Of("asset.receive", "Receive", PermEdit, d.Receive).With("substate", Substates(InStock)...),
		action.Of("asset.ship", "Send on its way", PermEdit, d.Ship),
		action.Of("asset.issue", "Issue", PermEdit, d.Issue),
		action.Of("asset.loan", "Lend", PermEdit, d.Loan),
		action.Of("asset.transfer", "Hand over to another", PermEdit, d.Transfer),
		action.Of("asset.return", "Take back", PermEdit, d.Return).With("substate", Substates(InStock)...),
		action.Of("asset.attest", "Confirm that it is here", PermView, d.Attest),
		action.Of("asset.repair", "Send to repair", PermEdit, d.Repair),
		action.Of("asset.repaired", "Back from repair", PermEdit, d.Repaired).With("substate", Substates(InStock)...),
		action.Of("asset.lose", "Report missing", PermEdit, d.Lose).With("how", Losses()...),
		action.Of("asset.find", "Found again", PermEdit, d.Find).With("substate", Substates(InStock)...),
		action.Of("asset.retire", "Retire", PermEdit, d.Retire).With("how", Ends()...),
		action.Of("asset.dispose", "Dispose of", PermEdit, d.Dispose).With("method", Disposals()...),
	}, d.assets.Linking()...)
}

// Fields are the fields of an asset as a caller gives them; what is absent stays as it is.
type Fields struct {
	Title       *string `json:"title,omitempty" doc:"The model's name if absent."`
	Model       *id.ID  `json:"model,omitempty"`
	Serial      *string `json:"serial,omitempty"`
	Substate    *string `json:"substate,omitempty"`
	Location    *id.ID  `json:"location,omitempty"`
	Department  *string `json:"department,omitempty"`
	CostCentre  *string `json:"cost_centre,omitempty"`
	Ownership   *string `json:"ownership,omitempty"`
	Supplier    *id.ID  `json:"supplier,omitempty"`
	Purchased   *string `json:"purchased,omitempty" doc:"A date."`
	Cost        *string `json:"cost,omitempty" doc:"An amount with its currency, such as 1,234.50 EUR."`
	Invoice     *string `json:"invoice,omitempty"`
	InService   *string `json:"in_service,omitempty" doc:"The date from which it is depreciated."`
	WarrantyEnd *string `json:"warranty_end,omitempty" doc:"The last day of the warranty; from the model if absent."`
	ExpectedEnd *string `json:"expected_end,omitempty" doc:"The date on which it is expected to retire."`
	Criticality *string `json:"criticality,omitempty" doc:"How much hangs on it."`
	Entity      *id.ID  `json:"entity,omitempty"`
}

// Add is a new asset.
type Add struct {
	Tag   string `json:"tag,omitempty" doc:"What stands on its label; the next of its class if absent."`
	State string `json:"state,omitempty" doc:"in_stock if absent."`
	Fields
	Custom register.Custom `json:"custom,omitempty" doc:"Values of custom fields by key."`
}

// Add adds an asset. Kinds: Invalid, Conflict for a tag that is taken.
func (d *Desk) Add(ctx context.Context, in Add) (record.Result, error) {
	return d.assets.Create(ctx, in.Fields, in.Custom, d.settle(in))
}

// AddIn is Add inside a write under way, without custom fields: for what is received.
func (d *Desk) AddIn(tx *db.Tx, in Add) (record.Result, error) {
	return d.assets.CreateIn(tx, in.Fields, d.settle(in))
}

// settle gives a new asset its state, what follows from its model, and its tag.
func (d *Desk) settle(in Add) func(tx *db.Tx, a *Asset) error {
	return func(tx *db.Tx, a *Asset) error {
		if in.State != "" {
			to := d.assets.Kind.Flow.State(in.State)
			a.State, a.Phase = to.Key, to.Phase
		}
		if a.Model == 0 {
			return nil // what is required is told with all the rest
		}
		if err := d.byModel(tx, a); err != nil {
			return err
		}
		return d.tag(tx, a, in.Tag)
	}
}

// Edit changes an asset.
type Edit struct {
	action.On
	Fields
	Custom register.Custom `json:"custom,omitempty" doc:"Values of custom fields by key; null empties one."`
}

// Edit changes fields of an asset. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Edit(ctx context.Context, in Edit) (record.Result, error) {
	if a, err := actor.From(ctx); err == nil && !a.Can(PermCostView) { // an empty input of a form does not empty what its writer did not see
		in.Cost, in.Invoice = given(in.Cost), given(in.Invoice)
	}
	return d.assets.Amend(ctx, in.On, in.Fields, in.Custom)
}

// given is a text that is not empty, nil for none.
func given(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}

// ModelFields are the fields of a model as a caller gives them; what is absent stays as it is.
type ModelFields struct {
	Title     *string `json:"title,omitempty" doc:"The name under which its maker sells it."`
	Class     *id.ID  `json:"class,omitempty"`
	Maker     *string `json:"maker,omitempty"`
	Part      *string `json:"part,omitempty" doc:"The maker's number."`
	EndOfLife *string `json:"end_of_life,omitempty" doc:"The date from which the maker gives no more support."`
	Warranty  *int64  `json:"warranty,omitempty" doc:"Months."`
	Method    *string `json:"method,omitempty" doc:"Of depreciation; the class's if empty."`
	Life      *int64  `json:"life,omitempty" doc:"Months of depreciation; the class's if 0."`
	Entity    *id.ID  `json:"entity,omitempty"`
}

// ClassFields are the fields of a class as a caller gives them; what is absent stays as it is.
type ClassFields struct {
	Title       *string `json:"title,omitempty"`
	TagPrefix   *string `json:"tag_prefix,omitempty" doc:"What tags begin with, such as LT."`
	DataBearing *bool   `json:"data_bearing,omitempty" doc:"It is disposed of with a proof that it was wiped."`
	Method      *string `json:"method,omitempty" doc:"Of depreciation."`
	Life        *int64  `json:"life,omitempty" doc:"Months of depreciation."`
	Entity      *id.ID  `json:"entity,omitempty"`
}

// SupplierFields are the fields of a supplier as a caller gives them; what is absent stays as it is.
type SupplierFields struct {
	Title          *string `json:"title,omitempty"`
	CustomerNumber *string `json:"customer_number,omitempty" doc:"By which they know us."`
	Email          *string `json:"email,omitempty"`
	Phone          *string `json:"phone,omitempty"`
	Website        *string `json:"website,omitempty"`
	Note           *string `json:"note,omitempty"`
	Entity         *id.ID  `json:"entity,omitempty"`
}

// AddModel is a new model.
type AddModel struct {
	ModelFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditModel changes a model.
type EditModel struct {
	action.On
	ModelFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddClass is a new class.
type AddClass struct {
	ClassFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditClass changes a class.
type EditClass struct {
	action.On
	ClassFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddSupplier is a new supplier.
type AddSupplier struct {
	SupplierFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditSupplier changes a supplier.
type EditSupplier struct {
	action.On
	SupplierFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddModel adds a model. Kinds: Invalid.
func (d *Desk) AddModel(ctx context.Context, in AddModel) (record.Result, error) {
	return d.models.Create(ctx, in.ModelFields, in.Custom, nil)
}

// AddClass adds a class. Kinds: Invalid.
func (d *Desk) AddClass(ctx context.Context, in AddClass) (record.Result, error) {
	return d.classes.Create(ctx, in.ClassFields, in.Custom, nil)
}

// AddSupplier adds a supplier. Kinds: Invalid.
func (d *Desk) AddSupplier(ctx context.Context, in AddSupplier) (record.Result, error) {
	return d.suppliers.Create(ctx, in.SupplierFields, in.Custom, nil)
}

func (d *Desk) modelActions() []action.Spec {
	return append([]action.Spec{
		action.Of("model.add", "Add a model", PermModelEdit, d.AddModel).With("method", Methods()...),
		action.Of("model.edit", "Save", PermModelEdit, func(ctx context.Context, in EditModel) (record.Result, error) {
			return d.models.Amend(ctx, in.On, in.ModelFields, in.Custom)
		}).With("method", Methods()...),
	}, d.models.Keeping()...)
}

func (d *Desk) classActions() []action.Spec {
	return append([]action.Spec{
		action.Of("class.add", "Add a class", PermModelEdit, d.AddClass).With("method", Methods()...),
		action.Of("class.edit", "Save", PermModelEdit, func(ctx context.Context, in EditClass) (record.Result, error) {
			return d.classes.Amend(ctx, in.On, in.ClassFields, in.Custom)
		}).With("method", Methods()...),
	}, d.classes.Keeping()...)
}

func (d *Desk) supplierActions() []action.Spec {
	return append([]action.Spec{
		action.Of("supplier.add", "Add a supplier", PermSupplierEdit, d.AddSupplier),
		action.Of("supplier.edit", "Save", PermSupplierEdit, func(ctx context.Context, in EditSupplier) (record.Result, error) {
			return d.suppliers.Amend(ctx, in.On, in.SupplierFields, in.Custom)
		}),
	}, d.suppliers.Keeping()...)
}
