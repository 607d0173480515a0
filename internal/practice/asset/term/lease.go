package term

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// EndOption is what is meant to happen at the end of a lease.
type EndOption string

// The options.
const (
	Return EndOption = "return"
	Buy    EndOption = "buy"
	Extend EndOption = "extend"
)

// Lease is an asset that is paid by the month, in advance: an instalment is due on the first day of each month counted from Start, until
// End or until the asset is bought.
type Lease struct {
	Start, End calendar.Date // both included
	Monthly    money.Amount
	Option     EndOption
	BuyOut     money.Amount  // price of buying it; none when it cannot be bought
	Bought     calendar.Date // 0 while it is not
}

// Check tells what is wrong with a lease. Errors: Invalid with a field for each.
func (l Lease) Check() error {
	var c errs.Check
	c.Must(l.Start > 0, "start", "Give the first day of the lease.")
	c.Must(l.End >= l.Start, "end", "Give the last day of the lease, not before its first.")
	c.Must(l.Monthly.Currency.Valid() && l.Monthly.Minor >= 0, "monthly", "Give the instalment of a month with its currency, 0 or more.")
	c.Must(l.Option == Return || l.Option == Buy || l.Option == Extend, "option", "Choose return, buy or extend.")
	c.Must(l.BuyOut.None() || l.BuyOut.Currency == l.Monthly.Currency, "buy_out", "The instalments are in %s and the price in %s; give both in one currency.", l.Monthly.Currency, l.BuyOut.Currency)
	c.Must(l.BuyOut.Minor >= 0, "buy_out", "Give a price of 0 or more.")
	c.Must(!l.BuyOut.None() || (l.Option != Buy && l.Bought == 0), "buy_out", "Give the price at which the asset is bought.")
	c.Must(l.Bought == 0 || l.Bought >= l.Start, "bought", "The asset was bought before the lease began; correct one of the dates.")
	return c.Err()
}

// Accumulated returns what the lease has cost up to the end of a day: the instalments due by then, and the price if it was bought by
// then. Errors: Invalid.
func (l Lease) Accumulated(on calendar.Date) (money.Amount, error) {
	if err := l.Check(); err != nil {
		return money.Amount{}, err
	}
	sum, err := l.Monthly.MulRatio(l.instalments(on), 1)
	if err == nil && l.Bought != 0 && on >= l.Bought {
		return sum.Add(l.BuyOut)
	}
	return sum, err
}

// Total returns what the lease costs in all: every instalment, and the price if the asset was bought or is meant to be. Errors: Invalid.
func (l Lease) Total() (money.Amount, error) {
	if l.Option == Buy && l.Bought == 0 {
		return l.IfBought(l.End + 1)
	}
	return l.Accumulated(max(l.End, l.Bought))
}

// IfBought returns what the lease costs in all when the asset is bought on a day: the instalments due before that day, and the price.
// Errors: Invalid, also when there is no price.
func (l Lease) IfBought(on calendar.Date) (money.Amount, error) {
	l.Bought = on
	return l.Accumulated(on)
}

// instalments counts those due up to the end of a day.
func (l Lease) instalments(on calendar.Date) int64 {
	on = min(on, l.End)
	if l.Bought != 0 {
		on = min(on, l.Bought-1) // one who owns it pays no rent
	}
	if on < l.Start {
		return 0
	}
	n := int64(civil.MonthOf(on) - civil.MonthOf(l.Start))
	if civil.AddMonths(l.Start, int(n)) <= on {
		n++
	}
	return n
}
