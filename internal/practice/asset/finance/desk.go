package finance

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// Desk holds the verbs on what assets cost.
type Desk struct {
	contracts *register.Register[Contract]
	orders    *register.Register[Order]
	budgets   *register.Register[Budget]
	assets    *asset.Desk
	books     *setting.Value[Books]
	hour      *setting.Value[money.Amount]
}

// New returns the desk.
func New(deps register.Deps, assets *asset.Desk) *Desk {
	d := &Desk{contracts: contracts(deps), orders: orders(deps), budgets: budgets(deps), assets: assets, books: booksSetting(), hour: hourSetting()}
	check := d.contracts.Check
	d.contracts.Check = func(tx *db.Tx, old, v *Contract) error {
		if err := check(tx, old, v); err != nil || old == nil {
			return err // a new one is a draft, of which nobody is reminded
		}
		return d.arm(tx, v)
	}
	return d
}

// Permissions returns every permission of this room.
func Permissions() []actor.Permission {
	return []actor.Permission{PermContractView, PermContractEdit, PermOrderView, PermOrderEdit, PermOrderApprove, PermBudgetView, PermBudgetEdit}
}

// Practices describes contracts, budgets and purchase orders to the faces.
func (d *Desk) Practices() []desk.Practice {
	orders := d.orders.Practice(d.orderActions()...)
	orders.Parts = append(orders.Parts, d.orderLines())
	return []desk.Practice{d.contracts.Practice(d.contractActions()...), d.budgets.Practice(d.budgetActions()...), orders}
}

// Plain is a verb that needs nothing.
type Plain struct{ action.On }

// End is a verb that needs a reason.
type End struct {
	action.On
	Reason string `json:"reason" doc:"Why, for those who look for it later."`
}

func tying[T any](r *register.Register[T], remove bool) func(context.Context, register.Link) (record.Result, error) {
	return func(ctx context.Context, in register.Link) (record.Result, error) { return r.Tie(ctx, in, remove) }
}

// moving is a move that needs nothing.
func moving[T any](r *register.Register[T], verb string) func(context.Context, Plain) (record.Result, error) {
	return func(ctx context.Context, in Plain) (record.Result, error) { return r.Move(ctx, in.On, verb, nil, nil) }
}

// ending is a move that needs a reason.
func ending[T any](r *register.Register[T], verb string) func(context.Context, End) (record.Result, error) {
	return func(ctx context.Context, in End) (record.Result, error) {
		return r.Move(ctx, in.On, verb, map[string]string{"reason": in.Reason}, nil)
	}
}
