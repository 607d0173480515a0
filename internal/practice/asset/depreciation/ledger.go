package depreciation

import (
	"cmp"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// A ledger is a plan worked out: the charges of its years, once from the beginning and anew after each write-down.
type ledger struct {
	plan   Plan
	method Method
	line   line
	eras   []era
}

// An era runs from the end of a day, with what had been charged and written down by then, to the next write-down.
type era struct {
	since               calendar.Date
	at                  int64 // units gone by
	depreciated, impair int64
	pieces              []piece
}

// open works a plan out. Errors: Invalid.
func open(p Plan) (*ledger, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.ProRata == "" {
		p.ProRata = Month
	}
	b := &ledger{plan: p, method: p.method(), line: newLine(p)}
	if err := b.begin(era{since: p.came()}); err != nil {
		return nil, err
	}
	losses := slices.Clone(p.Impairments)
	sorted.By(losses, func(x, y Impairment) int { return cmp.Compare(x.On, y.On) })
	for _, loss := range losses {
		left := b.carrying(loss.On)
		if loss.Loss.Minor > left {
			return nil, errs.Bad("impairments", "The write-down of %v is above the %v that the book then holds; write down no more than that.", loss.On, b.amount(left))
		}
		next := era{since: loss.On, at: b.line.elapsed(loss.On), depreciated: b.depreciated(loss.On), impair: b.impaired(loss.On) + loss.Loss.Minor}
		if err := b.begin(next); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// begin adds an era and distributes what may still be charged in it.
func (b *ledger) begin(e era) error {
	carrying := b.plan.Cost.Minor - e.depreciated - e.impair
	pieces, err := b.spread(e.at, b.amount(carrying), b.amount(carrying-b.plan.salvage().Minor))
	if err != nil {
		return err
	}
	e.pieces = pieces
	b.eras = append(b.eras, e)
	return nil
}

func (b *ledger) amount(minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: b.plan.Cost.Currency}
}

// era returns the last era that began by the end of a day, and the day up to which it charges.
func (b *ledger) era(d calendar.Date) (era, calendar.Date) {
	if b.plan.Disposal != nil {
		d = min(d, b.plan.Disposal.On-1)
	}
	e := b.eras[0]
	for _, next := range b.eras[1:] {
		if next.since > d {
			break
		}
		e = next
	}
	return e, d
}

// depreciated returns all that was charged up to the end of a day, without write-downs.
func (b *ledger) depreciated(d calendar.Date) int64 {
	gone := b.disposed(d)
	e, d := b.era(d)
	units, sum := b.line.elapsed(d), e.depreciated
	if gone && b.plan.ProRata == HalfYear && !b.line.once {
		units = b.line.middle(b.plan.Disposal.On) // the year bears half a year's charge, whatever its months bore
	}
	for _, p := range e.pieces {
		if p.from >= units {
			break
		}
		sum += p.charge.Part(units-p.from, p.to-p.from).Minor
	}
	return sum
}

// impaired returns all that was written down up to the end of a day.
func (b *ledger) impaired(d calendar.Date) int64 {
	e, _ := b.era(d)
	if d < b.plan.came() {
		return 0
	}
	return e.impair
}

// carrying returns the value up to the end of a day as if the asset had not been disposed of on it.
func (b *ledger) carrying(d calendar.Date) int64 {
	return b.plan.Cost.Minor - b.depreciated(d) - b.impaired(d)
}

// value returns what the book holds at the end of a day.
func (b *ledger) value(d calendar.Date) int64 {
	if d < b.plan.came() || b.disposed(d) {
		return 0
	}
	return b.carrying(d)
}

func (b *ledger) disposed(d calendar.Date) bool {
	return b.plan.Disposal != nil && d >= b.plan.Disposal.On
}
