package depreciation

import "github.com/fettle-itsm/fettle/internal/base/money"

// A piece is a stretch of the life with its whole charge, which accrues evenly over its units.
type piece struct {
	from, to int64
	charge   money.Amount
}

// spread distributes rest, which is what the carrying amount may still lose, over the units of the life from at on.
func (b *ledger) spread(at int64, carrying, rest money.Amount) ([]piece, error) {
	if at >= b.line.total || rest.Minor <= 0 {
		return nil, nil
	}
	switch b.method {
	case DecliningBalance, DoubleDeclining:
		return b.decline(cut(b.line.fiscalYears(), at), carrying, rest)
	case SumOfYears:
		return digits(cut(b.line.assetYears(), at), rest)
	}
	return []piece{{at, b.line.total, rest}}, nil
}

// cut leaves of the stretches what lies after a unit.
func cut(years []stretch, at int64) []stretch {
	var out []stretch
	for _, y := range years {
		if y.to > at {
			y.from = max(y.from, at)
			out = append(out, y)
		}
	}
	return out
}

// decline charges each fiscal year its rate of the value at its beginning.
func (b *ledger) decline(years []stretch, carrying, rest money.Amount) ([]piece, error) {
	num, den := int64(b.plan.Rate), int64(whole)
	if b.method == DoubleDeclining {
		num, den = 2*12, int64(b.line.life)
	}
	var out []piece
	for i, y := range years {
		units := y.to - y.from
		charge := carrying.Part(num*units, den*y.full)
		if b.plan.Switch {
			charge.Minor = max(charge.Minor, rest.Part(units, b.line.total-y.from).Minor)
		}
		if i == len(years)-1 || charge.Minor > rest.Minor {
			charge = rest
		}
		out = append(out, piece{y.from, y.to, charge})
		var err error
		if carrying, err = carrying.Sub(charge); err != nil {
			return nil, err
		}
		if rest, err = rest.Sub(charge); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// digits charges each year of the asset by its weight. A year that is cut counts with the part of its weight that is left.
func digits(years []stretch, rest money.Amount) ([]piece, error) {
	var weights []int64
	for i, y := range years {
		weight := y.weight * years[0].full
		if i == 0 {
			weight = y.weight * (y.to - y.from)
		}
		weights = append(weights, weight)
	}
	charges, err := rest.Allocate(weights...)
	if err != nil {
		return nil, err
	}
	var out []piece
	for i, y := range years {
		out = append(out, piece{y.from, y.to, charges[i]})
	}
	return out, nil
}
