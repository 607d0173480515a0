package finance

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// hourSetting is what an hour of work on tickets costs.
func hourSetting() *setting.Value[money.Amount] {
	return setting.New("asset.hour", money.Amount{}, func(a money.Amount) error {
		if !a.None() && (!a.Currency.Valid() || a.Minor < 0) {
			return errs.Bad("hour", "Give what an hour costs with its currency, such as 60 EUR.")
		}
		return nil
	})
}

// Hour returns what an hour of work on tickets costs, none when nobody has said.
func (d *Desk) Hour(ctx context.Context) (money.Amount, error) {
	return d.hour.Get(ctx, d.contracts.DB, clock.Of(d.contracts.DB.Clock().Now()))
}

// EditHour changes that. Kinds: Forbidden, Invalid.
func (d *Desk) EditHour(ctx context.Context, a money.Amount) error {
	if _, err := actor.Require(ctx, setting.PermEdit); err != nil {
		return err
	}
	return d.contracts.DB.Write(ctx, func(tx *db.Tx) error { return d.hour.Set(tx, a) })
}

// Priced is a contract that costs something, as the rooms that reckon with it take it.
type Priced struct {
	ID    id.ID
	Terms term.Terms
	Cost  term.Cost
}

// Priced returns those of some contracts that cost something and were in force once, without regard to who asks.
func (d *Desk) Priced(ctx context.Context, q db.Querier, ids []id.ID) ([]Priced, error) {
	list, err := d.contracts.Records().ByID(ctx, q, ids)
	var out []Priced
	for i := range list {
		c := &list[i]
		if c.Cost.None() || c.State == Draft || c.State == Cancelled && c.Given == "" {
			continue
		}
		t, err := c.terms()
		if err != nil {
			return nil, err
		}
		out = append(out, Priced{c.ID, t, c.price()})
	}
	return out, err
}
