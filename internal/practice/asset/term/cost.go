package term

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// Cost is what a contract costs: Amount for every so many months from its first day, or once (0) for a contract with an end.
type Cost struct {
	Amount money.Amount
	Every  int
}

// Month is what a contract costs on the days of a civil month that lie within the range asked for.
type Month struct {
	From, To calendar.Date
	Amount   money.Amount
}

// mostMonths bounds a range and a billing period.
const mostMonths = 2400

// Months returns the cost of each civil month of a range, both days included: a month for each that the range touches, also those before
// the contract and after it.
//
// An amount is first divided evenly over the months that it pays for, counted from the first day of the contract, and each of these by
// its days. So a contract from the first of a month costs the same each month, costs of adjoining ranges sum to that of the whole range,
// and a billing period that the contract lives through costs its amount to the cent. A billing period that its end cuts is charged up to
// that day. Errors: Invalid for wrong terms, no currency, a cost once for a contract that goes on, or a range of more than 2400 months.
func (c Cost) Months(t Terms, from, to calendar.Date) ([]Month, error) {
	r, err := c.meter(t)
	if err != nil {
		return nil, err
	}
	if to < from || civil.MonthOf(to)-civil.MonthOf(from) >= mostMonths {
		return nil, errs.Bad("to", "Ask for a range of 1 to %d months, the earlier day first.", mostMonths)
	}
	var out []Month
	before, err := r.upTo(from - 1)
	for m := civil.MonthOf(from); err == nil && m <= civil.MonthOf(to); m++ {
		row := Month{From: max(from, m.First()), To: min(to, m.Last())}
		var now money.Amount
		if now, err = r.upTo(row.To); err == nil {
			row.Amount, err = now.Sub(before)
		}
		before, out = now, append(out, row)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// UpTo returns what the contract has cost from its first day to the end of a day. Errors: as those of Months.
func (c Cost) UpTo(t Terms, on calendar.Date) (money.Amount, error) {
	r, err := c.meter(t)
	if err != nil {
		return money.Amount{}, err
	}
	return r.upTo(on)
}

// A meter counts up the cost of a contract. Each of shares is a month of one billing period.
type meter struct {
	amount      money.Amount
	start, last calendar.Date // 0 for a contract that goes on
	shares      []money.Amount
	once        bool
}

func (c Cost) meter(t Terms) (meter, error) {
	if err := t.Check(); err != nil {
		return meter{}, err
	}
	r := meter{amount: c.Amount, start: t.Start, last: t.Last(), once: c.Every == 0}
	if c.Every < 0 || c.Every > mostMonths {
		return meter{}, errs.Bad("every", "Give how many months the amount pays for, 1 to %d, or 0 for all.", mostMonths)
	}
	if r.once && r.last == 0 {
		return meter{}, errs.Bad("every", "The contract goes on, so give how many months the amount pays for.")
	}
	var err error
	if r.once {
		r.shares, err = c.Amount.Allocate(r.weights()...)
	} else {
		r.shares, err = c.Amount.Split(c.Every)
	}
	return r, err
}

// weights returns a weight for each month of a contract that is paid once: the same for each, and for a last one that is cut its days.
func (r meter) weights() []int64 {
	if r.last < r.start {
		return []int64{1}
	}
	n := r.monthOf(r.last)
	first, next := civil.AddMonths(r.start, n), civil.AddMonths(r.start, n+1)
	out := make([]int64, n+1)
	for i := range out {
		out[i] = int64(next - first)
	}
	out[n] = int64(r.last - first + 1)
	return out
}

// monthOf returns in which month of the contract a day lies, 0 for the first.
func (r meter) monthOf(d calendar.Date) int {
	n := int(civil.MonthOf(d) - civil.MonthOf(r.start))
	if civil.AddMonths(r.start, n) > d {
		n--
	}
	return n
}

// upTo returns the cost from the first day to the end of a day.
func (r meter) upTo(d calendar.Date) (money.Amount, error) {
	if r.last != 0 {
		d = min(d, r.last)
	}
	if d < r.start {
		return money.Zero(r.amount.Currency), nil
	}
	n := r.monthOf(d)
	sum, err := r.amount.MulRatio(int64(n/len(r.shares)), 1)
	if err != nil {
		return money.Amount{}, err
	}
	n0 := n % len(r.shares)
	for _, s := range r.shares[:n0] {
		if sum, err = sum.Add(s); err != nil {
			return money.Amount{}, err
		}
	}
	first, next := civil.AddMonths(r.start, n), civil.AddMonths(r.start, n+1)
	if r.once {
		next = min(next, r.last+1) // its weight was that of its days
	}
	return sum.Add(r.shares[n0].Part(int64(d-first+1), int64(next-first)))
}
