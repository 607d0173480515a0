package licence

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/money"
)

// price fills in what the missing units cost and what the idle ones do.
func (a *account) price(p *Position) error {
	for i, pool := range p.Pools {
		known := a.priced(a.poolFamily[i])
		if len(known) == 0 {
			continue
		}
		if pool.Short > 0 {
			cost, err := latest(known).UnitCost.MulRatio(pool.Short, 1)
			if err != nil {
				return err
			}
			if p.AtRisk, err = add(p.AtRisk, cost); err != nil {
				return err
			}
		}
		if idle := pool.Spare + pool.Unused; idle > 0 && pool.Entitled > 0 {
			cost, err := lowest(known).UnitCost.MulRatio(idle, 1)
			if err != nil {
				return err
			}
			if p.Saving, err = add(p.Saving, cost); err != nil {
				return err
			}
		}
	}
	return nil
}

// priced are the entitlements with a price that a family is bought at: the active ones, or the ended where none is. Where nothing holds
// any more, the price of the last kind of licence is better than none.
func (a *account) priced(f family) []Entitlement {
	for _, from := range [...][]int{a.active, a.ended} {
		var out []Entitlement
		for _, i := range from {
			e := a.in.Entitlements[i]
			g, _ := familyOf(e.Metric)
			if (g == f || len(a.active) == 0 && g == seats) && !e.UnitCost.None() && e.UnitCost.Currency.Valid() {
				out = append(out, e)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// latest is the entitlement bought last, and of those the dearest.
func latest(of []Entitlement) Entitlement {
	return slices.MaxFunc(of, func(x, y Entitlement) int {
		if c := day(x.Start) - day(y.Start); c != 0 {
			return c
		}
		return dearer(x, y)
	})
}

// lowest is the cheapest entitlement in the currency of the latest, so that a saving is not promised too high.
func lowest(of []Entitlement) Entitlement {
	currency := latest(of).UnitCost.Currency
	same := slices.DeleteFunc(slices.Clone(of), func(e Entitlement) bool { return e.UnitCost.Currency != currency })
	return slices.MinFunc(same, dearer)
}

func dearer(x, y Entitlement) int {
	switch {
	case x.UnitCost.Minor != y.UnitCost.Minor && x.UnitCost.Minor < y.UnitCost.Minor:
		return -1
	case x.UnitCost.Minor != y.UnitCost.Minor:
		return 1
	}
	return strings.Compare(string(x.UnitCost.Currency), string(y.UnitCost.Currency))
}

// add adds an amount to the sum of its currency. Amounts of nothing leave no sum.
func add(sums []money.Amount, more money.Amount) ([]money.Amount, error) {
	if more.IsZero() {
		return sums, nil
	}
	for i, s := range sums {
		if s.Currency == more.Currency {
			var err error
			sums[i], err = s.Add(more)
			return sums, err
		}
	}
	return append(sums, more), nil
}
