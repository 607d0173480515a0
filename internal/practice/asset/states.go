package asset

import (
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// The states of an asset.
const (
	InStock       = "in_stock"
	Requested     = "requested"
	Ordered       = "ordered"
	InTransit     = "in_transit"
	InUse         = "in_use"
	InMaintenance = "in_maintenance"
	Missing       = "missing"
	Retired       = "retired"
	Disposed      = "disposed"
)

// The permissions on assets, their classes and models, and suppliers.
const (
	PermView actor.Permission = "asset.view"
	PermEdit actor.Permission = "asset.edit" // add, change, issue, take back, retire, dispose

	// PermCostView is the permission to see what assets cost, what they are worth and what is spent on them.
	PermCostView actor.Permission = "cost.view"

	PermModelView    actor.Permission = "model.view" // models and classes
	PermModelEdit    actor.Permission = "model.edit"
	PermSupplierView actor.Permission = "supplier.view"
	PermSupplierEdit actor.Permission = "supplier.edit"
)

// Permissions returns every permission on assets.
func Permissions() []actor.Permission {
	return []actor.Permission{PermView, PermEdit, PermCostView, PermModelView, PermModelEdit, PermSupplierView, PermSupplierEdit}
}

// Kind describes assets to the engine and the faces. Its prefix is that of an asset whose class has none; the number of an asset is its tag.
func Kind() record.Kind {
	return record.Kind{Key: "asset", Prefix: "AST", Singular: "asset", Plural: "assets", Icon: "asset", Flow: Flow()}
}

// Flow is the life of an asset.
func Flow() flow.Machine {
	held := []string{InStock, InUse}
	return flow.Machine{
		States: []flow.State{
			{Key: InStock, Label: "In stock", Phase: flow.Active},
			{Key: Requested, Label: "Requested", Phase: flow.Waiting},
			{Key: Ordered, Label: "Ordered", Phase: flow.Waiting},
			{Key: InTransit, Label: "In transit", Phase: flow.Waiting},
			{Key: InUse, Label: "In use", Phase: flow.Active},
			{Key: InMaintenance, Label: "In maintenance", Phase: flow.Waiting},
			{Key: Missing, Label: "Missing", Phase: flow.Waiting},
			{Key: Retired, Label: "Retired", Phase: flow.Resolved},
			{Key: Disposed, Label: "Disposed of", Phase: flow.Closed},
		},
		Moves: []flow.Move{
			{Verb: "order", Label: "Order", From: []string{Requested}, To: Ordered},
			{Verb: "receive", Label: "Receive", From: []string{Requested, Ordered, InTransit}, To: InStock},
			{Verb: "ship", Label: "Send on its way", From: []string{InStock}, To: InTransit},
			{Verb: "issue", Label: "Issue", From: []string{InStock}, To: InUse},
			{Verb: "loan", Label: "Lend", From: []string{InStock}, To: InUse, Needs: []string{"due_back"}},
			{Verb: "transfer", Label: "Hand over to another", From: []string{InUse}, To: InUse},
			{Verb: "return", Label: "Take back", From: []string{InUse}, To: InStock},
			{Verb: "repair", Label: "Send to repair", From: held, To: InMaintenance, Needs: []string{"reason"}},
			{Verb: "repaired", Label: "Back from repair", From: []string{InMaintenance}, To: InStock},
			{Verb: "lose", Label: "Report missing", From: []string{InStock, InTransit, InUse, InMaintenance}, To: Missing, Needs: []string{"how", "reason"}},
			{Verb: "find", Label: "Found again", From: []string{Missing}, To: InStock},
			{Verb: "retire", Label: "Retire", From: []string{InStock, InUse, Missing}, To: Retired, Needs: []string{"how"}},
			{Verb: "dispose", Label: "Dispose of", From: []string{Retired}, To: Disposed, Needs: []string{"method", "certificate"}},
		},
	}
}

// Substates returns what more can be said of a state.
func Substates(state string) []field.Option {
	all := map[string][]field.Option{
		InStock: {{Value: "available", Label: "Available"}, {Value: "reserved", Label: "Reserved"}, {Value: "defective", Label: "Defective"}, {Value: "pending_repair", Label: "Waiting for repair"},
			{Value: "quarantine", Label: "In quarantine"}, {Value: "pending_disposal", Label: "Waiting for disposal"}},
		InUse:   {{Value: "normal", Label: "Normal"}, {Value: "loan", Label: "On loan"}, {Value: "remote", Label: "Remote"}},
		Missing: Losses(),
		Retired: Ends(),
	}
	return all[state]
}

// Losses returns how an asset may be missing.
func Losses() []field.Option {
	return []field.Option{{Value: "lost", Label: "Lost"}, {Value: "stolen", Label: "Stolen"}}
}

// Ends returns how an asset may leave.
func Ends() []field.Option {
	return []field.Option{{Value: "pending_disposal", Label: "Waiting for disposal"}, {Value: "sold", Label: "Sold"}, {Value: "donated", Label: "Donated"},
		{Value: "returned_to_vendor", Label: "Returned to the supplier"}, {Value: "lease_returned", Label: "Returned at the end of the lease"}, {Value: "recycled", Label: "Recycled"}}
}

// Disposals returns the ways of disposal.
func Disposals() []field.Option {
	return []field.Option{{Value: "recycled", Label: "Recycled"}, {Value: "destroyed", Label: "Destroyed"}, {Value: "sold", Label: "Sold"}, {Value: "donated", Label: "Donated"},
		{Value: "returned", Label: "Returned to its owner"}}
}

// Ownerships returns whose an asset may be.
func Ownerships() []field.Option {
	return []field.Option{{Value: "owned", Label: "Owned"}, {Value: "leased", Label: "Leased"}, {Value: "rented", Label: "Rented"}, {Value: "byod", Label: "Brought by its holder"}}
}

// Criticalities returns how much may hang on an asset.
func Criticalities() []field.Option {
	return []field.Option{{Value: "high", Label: "High: the organisation stands still without it"}, {Value: "medium", Label: "Medium: work is hampered without it"},
		{Value: "low", Label: "Low: it can be missed for a while"}}
}

// substates returns all of them once, for the field.
func substates() []field.Option {
	var out []field.Option
	seen := map[string]bool{}
	for _, s := range Flow().States {
		for _, o := range Substates(s.Key) {
			if !seen[o.Value] {
				seen[o.Value] = true
				out = append(out, o)
			}
		}
	}
	return out
}
