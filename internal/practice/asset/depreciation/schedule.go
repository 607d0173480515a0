package depreciation

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// Period is a civil month of a book. Closing is Opening less Charge, Impairment and Disposed, and the Opening of the next one.
type Period struct {
	From, To    calendar.Date // first and last day of the month
	Opening     money.Amount  // value at the beginning; the cost in the month in which the asset came into the books
	Charge      money.Amount  // depreciation
	Impairment  money.Amount  // written down
	Disposed    money.Amount  // value that a disposal took out of the books
	Gain        money.Amount  // proceeds less Disposed, negative for a loss
	Accumulated money.Amount  // all depreciation and write-downs so far, also after the disposal
	Closing     money.Amount  // value at the end
}

// mostMonths bounds a forecast.
const mostMonths = 2400

// Value returns what the book holds at the end of a day: nothing before the asset came into the books and from its disposal on, the
// cost until it is in service. Errors: Invalid, as Check says.
func Value(p Plan, on calendar.Date) (money.Amount, error) {
	b, err := open(p)
	if err != nil {
		return money.Amount{}, err
	}
	return b.amount(b.value(on)), nil
}

// ImpairTo returns the write-down that brings the value at the end of a day to an amount: money.Zero for an asset that was lost.
// Errors: Invalid when the book holds no more than that, or the plan is wrong.
func ImpairTo(p Plan, on calendar.Date, to money.Amount) (Impairment, error) {
	v, err := Value(p, on)
	if err != nil {
		return Impairment{}, err
	}
	loss, err := v.Sub(to)
	if err != nil {
		return Impairment{}, err
	}
	if loss.Minor <= 0 {
		return Impairment{}, errs.New(errs.Invalid, "The book holds %v on %v, so there is nothing to write down to %v.", v, on, to)
	}
	return Impairment{on, loss}, nil
}

// Schedule returns the months of a plan, from the in-service month to the one in which its life is over or it is disposed of.
// Errors: Invalid, as Check says.
func Schedule(p Plan) ([]Period, error) {
	b, err := open(p)
	if err != nil {
		return nil, err
	}
	first, last := b.span()
	var out []Period
	for m := first; m <= last; m++ {
		out = append(out, b.period(m))
	}
	return out, nil
}

// Forecast returns so many months from that of a date on, whether or not the plan covers them. Errors: Invalid, as Check says, or for a
// number outside 1 to 2400.
func Forecast(p Plan, from calendar.Date, months int) ([]Period, error) {
	b, err := open(p)
	if err != nil {
		return nil, err
	}
	if months < 1 || months > mostMonths {
		return nil, errs.Bad("months", "Ask for 1 to %d months.", mostMonths)
	}
	var out []Period
	for m := civil.MonthOf(from); len(out) < months; m++ {
		out = append(out, b.period(m))
	}
	return out, nil
}

// span returns the first and the last month in which anything happens.
func (b *ledger) span() (first, last civil.Month) {
	from, to := b.plan.Start, b.line.end()
	for _, e := range b.eras[1:] {
		from, to = min(from, e.since), max(to, e.since)
	}
	if d := b.plan.Disposal; d != nil {
		from, to = min(from, d.On), d.On
	}
	return civil.MonthOf(from), civil.MonthOf(to)
}

// period reckons one month.
func (b *ledger) period(m civil.Month) Period {
	before, to := m.First()-1, m.Last()
	p := Period{From: m.First(), To: to, Opening: b.amount(b.value(before)), Closing: b.amount(b.value(to)), Gain: b.amount(0), Disposed: b.amount(0)}
	if civil.MonthOf(b.plan.came()) == m {
		p.Opening = b.plan.Cost
	}
	p.Charge = b.amount(b.depreciated(to) - b.depreciated(before))
	p.Impairment = b.amount(b.impaired(to) - b.impaired(before))
	p.Accumulated = b.amount(b.depreciated(to) + b.impaired(to))
	if b.disposed(to) && !b.disposed(before) {
		p.Disposed = b.amount(b.carrying(to))
		p.Gain = b.amount(b.plan.Disposal.Proceeds.Minor - p.Disposed.Minor)
	}
	return p
}
