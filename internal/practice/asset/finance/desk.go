package finance

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
)

// Desk holds the verbs on what assets cost.
type Desk struct {
	contracts *register.Register[Contract]
	orders    *register.Register[Order]
	budgets   *register.Register[Budget]
	assets    *asset.Desk
	books     *setting.Value[Books]
	hour      *setting.Value[money.Amount]
	tolerance *setting.Value[match.Tolerance]
}

// New returns the desk.
func New(deps register.Deps, assets *asset.Desk) *Desk {
	d := &Desk{contracts: contracts(deps), orders: orders(deps), budgets: budgets(deps), assets: assets, books: booksSetting(), hour: hourSetting(), tolerance: toleranceSetting()}
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
	orders.Parts = append(orders.Parts, d.orderLines(), d.orderInvoices())
	contracts := d.contracts.Practice(d.contractActions()...)
	contracts.Parts = append(contracts.Parts, d.spentPart())
	return []desk.Practice{contracts, d.budgets.Practice(d.budgetActions()...), orders}
}
