package software

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// ProductFields are the fields of a product as a caller gives them; what is absent stays as it is.
type ProductFields struct {
	Title       *string `json:"title,omitempty" doc:"Its name without version and publisher."`
	Publisher   *string `json:"publisher,omitempty"`
	CoreMinimum *int64  `json:"core_minimum,omitempty" doc:"How many cores each device counts at least."`
	Team        *id.ID  `json:"looked_after_by,omitempty" doc:"The team that takes back seats which nobody uses."`
	Note        *string `json:"note,omitempty"`
	Entity      *id.ID  `json:"entity,omitempty"`
}

// AddProduct is a new product.
type AddProduct struct {
	ProductFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditProduct changes a product.
type EditProduct struct {
	action.On
	ProductFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddProduct adds a product. Kinds: Invalid, Conflict for one that is there already.
func (d *Desk) AddProduct(ctx context.Context, in AddProduct) (record.Result, error) {
	return d.products.Create(ctx, in.ProductFields, in.Custom, nil)
}

// EntitlementFields are the fields of an entitlement as a caller gives them; what is absent stays as it is.
type EntitlementFields struct {
	Title     *string `json:"title,omitempty" doc:"What it is called, such as an order number."`
	Product   *id.ID  `json:"product,omitempty"`
	Contract  *id.ID  `json:"contract,omitempty"`
	Metric    *string `json:"metric,omitempty"`
	Quantity  *int64  `json:"quantity,omitempty" doc:"Units of the metric."`
	Start     *string `json:"start,omitempty" doc:"A date; from ever if absent."`
	End       *string `json:"end,omitempty" doc:"The last day; for ever if absent."`
	Release   *string `json:"release,omitempty" doc:"The release it was bought for; any if absent."`
	UpgradeTo *string `json:"upgrade_to,omitempty" doc:"The newest release it may be used for; that of release if absent."`
	Downgrade *bool   `json:"downgrade,omitempty" doc:"Older releases may be used under it."`
	UnitCost  *string `json:"unit_cost,omitempty" doc:"An amount with its currency, for one unit and the whole term."`
	Entity    *id.ID  `json:"entity,omitempty"`
}

// AddEntitlement is a new entitlement.
type AddEntitlement struct {
	EntitlementFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditEntitlement changes an entitlement.
type EditEntitlement struct {
	action.On
	EntitlementFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddEntitlement adds an entitlement. Kinds: Invalid.
func (d *Desk) AddEntitlement(ctx context.Context, in AddEntitlement) (record.Result, error) {
	return d.entitlements.Create(ctx, in.EntitlementFields, in.Custom, nil)
}

func (d *Desk) productActions() []action.Spec {
	return append([]action.Spec{
		action.Of("software_product.add", "Add a product", PermEdit, d.AddProduct),
		action.Of("software_product.edit", "Save", PermEdit, func(ctx context.Context, in EditProduct) (record.Result, error) {
			return d.products.Amend(ctx, in.On, in.ProductFields, in.Custom)
		}),
		action.Of("software_product.allocate", "Promise a seat", PermEdit, d.Allocate),
		action.Of("software_product.free", "Free a seat", PermEdit, d.Free),
		action.Of("software_product.ask", "Ask whether a seat is needed", PermEdit, d.Ask),
	}, d.products.Keeping()...)
}

// RuleFields are the fields of a rule as a caller gives them; what is absent stays as it is.
type RuleFields struct {
	Title     *string `json:"title,omitempty" doc:"The product that such names are, without its version."`
	Matching  *string `json:"matching,omitempty" doc:"How the pattern is compared with the name that was reported."`
	Pattern   *string `json:"pattern,omitempty" doc:"The name, or the part of it, as devices report it; case does not matter."`
	Publisher *string `json:"publisher,omitempty" doc:"Its publisher; the one that was understood if absent."`
	Entity    *id.ID  `json:"entity,omitempty"`
}

// AddRule is a new rule.
type AddRule struct {
	RuleFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditRule changes a rule.
type EditRule struct {
	action.On
	RuleFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddRule adds a rule. Kinds: Invalid.
func (d *Desk) AddRule(ctx context.Context, in AddRule) (record.Result, error) {
	return d.rules.Create(ctx, in.RuleFields, in.Custom, nil)
}

func (d *Desk) ruleActions() []action.Spec {
	return []action.Spec{
		action.Of("product_rule.add", "Add a rule", PermEdit, d.AddRule).With("matching", Matchings()...),
		action.Of("product_rule.edit", "Save", PermEdit, func(ctx context.Context, in EditRule) (record.Result, error) {
			return d.rules.Amend(ctx, in.On, in.RuleFields, in.Custom)
		}).With("matching", Matchings()...),
		action.Of("product_rule.retire", "Retire", PermEdit, func(ctx context.Context, in register.End) (record.Result, error) {
			return d.keepRule(ctx, in.On, "retire", in.Reason)
		}),
		action.Of("product_rule.revive", "Take up again", PermEdit, func(ctx context.Context, in register.Plain) (record.Result, error) {
			return d.keepRule(ctx, in.On, "revive", "")
		}),
	}
}

func (d *Desk) entitlementActions() []action.Spec {
	return append([]action.Spec{
		action.Of("entitlement.add", "Add an entitlement", PermEdit, d.AddEntitlement).With("metric", Metrics()...),
		action.Of("entitlement.edit", "Save", PermEdit, func(ctx context.Context, in EditEntitlement) (record.Result, error) {
			return d.entitlements.Amend(ctx, in.On, in.EntitlementFields, in.Custom)
		}).With("metric", Metrics()...),
	}, d.entitlements.Keeping()...)
}
