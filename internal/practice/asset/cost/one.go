package cost

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

// Expense is what one sort of cost came to in one currency.
type Expense struct {
	For     string        `json:"for" doc:"purchase, maintenance, contracts, work or total."`
	Amount  money.Amount  `json:"amount"`
	Monthly money.Amount  `json:"monthly" doc:"For each of the months."`
	Class   *money.Amount `json:"class_monthly,omitempty" doc:"Of a total: what a month costs on average in the class of the asset, as far as the caller may see it."`
}

// Replacement is when it becomes cheaper to replace an asset than to keep it.
type Replacement struct {
	After   string       `json:"after" doc:"The last day of the years in which it is cheapest; it may be past."`
	Years   int          `json:"years" doc:"Its age then."`
	Average money.Amount `json:"average" doc:"What a year of it has cost on average then: its price, repairs and work on its tickets."`
}

// Bill is what an asset, or all of a model or a class, has cost up to the end of a day.
type Bill struct {
	At        string       `json:"at"`
	Assets    int64        `json:"assets"`
	Months    int64        `json:"months" doc:"The calendar months in which each was there, added up."`
	Items     []Expense    `json:"items"`
	Uncounted []string     `json:"uncounted,omitempty" doc:"The sorts of cost that are left out, because the caller may not see them or nobody has said what an hour of work costs."`
	Replace   *Replacement `json:"replace,omitempty" doc:"Absent while nothing follows from what is recorded."`
}

// itemise turns the lines of one group into expenses; what came to nothing is left out.
func itemise(list []CostLine) (out []Expense, err error) {
	for _, sort := range []string{Purchase, Maintenance, Contracts, Work, Total} {
		for _, l := range list {
			e := Expense{For: sort, Amount: map[string]money.Amount{Purchase: l.Purchase, Maintenance: l.Maintenance, Contracts: l.Contracts, Work: l.Work, Total: l.Total}[sort]}
			if e.Amount.IsZero() && sort != Total {
				continue
			}
			if e.Monthly, err = monthly(e.Amount, l.Months); err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// Asset returns what an asset has cost up to the end of a day. Kinds: NotFound, Forbidden.
func (d *Desk) Asset(ctx context.Context, number string, on calendar.Date) (b Bill, err error) {
	v, err := d.may(ctx)
	if err != nil {
		return b, err
	}
	x, err := d.assets.Get(ctx, d.db, number)
	if err != nil {
		return b, err
	}
	o := owned{Asset: x, span: spanOf(x.Purchased, x.InService, x.DisposedOn)}
	b = Bill{At: on.String(), Assets: 1, Months: o.span.Months(on), Uncounted: v.uncounted(), Items: []Expense{}}
	if o.span.From > on {
		return b, nil
	}
	s := sheet{by: map[key]*CostLine{}, groups: map[key]group{{}: {1, b.Months}}}
	if err := d.own(ctx, v, &o, on, &s); err != nil {
		return b, err
	}
	lines, err := s.close()
	if err != nil {
		return b, err
	}
	if b.Items, err = itemise(lines); err != nil {
		return b, err
	}
	if err := d.compare(ctx, v, x.Class, on, b.Items); err != nil {
		return b, err
	}
	best, ok, err := Replace(o.Cost, o.years(o.last(on)))
	if ok && err == nil && o.own {
		b.Replace = best.after(o.span.From)
	}
	return b, err
}

// after says on which day the years are over.
func (b Best) after(from calendar.Date) *Replacement {
	return &Replacement{(civil.AddMonths(from, 12*b.Years) - 1).String(), b.Years, b.Average}
}

// owned is an asset with what was spent on it.
type owned struct {
	asset.Asset
	span  Span
	own   bool // it was bought
	spent []spent
}

// spent is a cost of a day in the currency of the asset's price.
type spent struct {
	on     calendar.Date
	amount money.Amount
}

// last is the last day that the asset was there.
func (o *owned) last(on calendar.Date) calendar.Date {
	if o.span.Gone != 0 {
		return min(on, o.span.Gone)
	}
	return on
}

// years are the costs of each full year of the asset up to a day.
func (o *owned) years(on calendar.Date) (out []money.Amount) {
	if o.span.From == 0 {
		return nil
	}
	for n := 1; ; n++ {
		begin, end := civil.AddMonths(o.span.From, 12*(n-1)), civil.AddMonths(o.span.From, 12*n)
		if end > on+1 || n > mostYears {
			return out
		}
		sum := money.Zero(o.Cost.Currency)
		for _, s := range o.spent {
			if s.on >= begin && s.on < end {
				sum.Minor += s.amount.Minor
			}
		}
		out = append(out, sum)
	}
}

// own adds what belongs to one asset.
func (d *Desk) own(ctx context.Context, v view, o *owned, on calendar.Date, s *sheet) error {
	note := func(sort string, day calendar.Date, a money.Amount) error {
		if sort != Contracts && a.Currency == o.Cost.Currency {
			o.spent = append(o.spent, spent{day, a})
		}
		return s.add(0, sort, a)
	}
	if o.own = o.Ownership == "" || o.Ownership == "owned"; o.own && !o.Cost.None() {
		if err := s.add(0, Purchase, o.Cost); err != nil {
			return err
		}
	}
	done, err := upkeep.Done(ctx, d.db, o.ID)
	if err != nil {
		return err
	}
	for _, m := range done {
		if day := date(m.Start); day <= on && !m.Cost.None() {
			if err := note(Maintenance, day, m.Cost); err != nil {
				return err
			}
		}
	}
	if v.work && !v.hour.None() {
		if err := d.worked(ctx, v, o, on, note); err != nil {
			return err
		}
	}
	if !v.contracts {
		return nil
	}
	rows, err := d.db.Query(ctx, `SELECT l.from_id, l.to_id, 0, coalesce(t.purchased, ''), coalesce(t.in_service, ''), coalesce(t.disposed, ''), CASE WHEN l.to_id = $1 THEN 1 ELSE 0 END
		FROM record_link l LEFT JOIN asset t ON t.id = l.to_id WHERE l.relation = 'covers' AND l.from_id IN
		(SELECT m.from_id FROM record_link m WHERE m.to_id = $1 AND m.relation = 'covers') ORDER BY l.from_id, l.to_id`, o.ID)
	list, err := collect(rows, err)
	if err != nil {
		return err
	}
	return d.divide(ctx, list, on, func(c covered, share money.Amount) error { return note(Contracts, on, share) })
}

// worked adds the time of the tickets of an asset.
func (d *Desk) worked(ctx context.Context, v view, o *owned, on calendar.Date, note func(string, calendar.Date, money.Amount) error) error {
	zone, err := asset.Zone(ctx, d.db, o.Entity)
	if err != nil {
		return err
	}
	type entry struct {
		at      clock.Time
		minutes int64
	}
	rows, err := d.db.Query(ctx, `SELECT s.at, s.minutes FROM spent_time s WHERE s.at < $2 AND s.record_id IN
		(SELECT l.from_id FROM record_link l WHERE l.to_id = $1 UNION SELECT l.to_id FROM record_link l WHERE l.from_id = $1) ORDER BY s.at, s.id`, o.ID, asset.Begin(on+1, zone))
	list, err := db.Collect(rows, err, func(rows *sql.Rows, e *entry) error { return rows.Scan(&e.at, &e.minutes) })
	if err != nil {
		return err
	}
	var minutes int64
	told := money.Zero(v.hour.Currency)
	for _, e := range list {
		minutes += e.minutes
		upTo, err := v.hour.MulRatio(minutes, 60) // so that the parts sum to the price of all of them
		if err != nil {
			return err
		}
		part, err := upTo.Sub(told)
		if err == nil {
			err = note(Work, calendar.DateOf(e.at.Time(), zone), part)
		}
		if err != nil {
			return err
		}
		told = upTo
	}
	return nil
}

// compare adds to the totals what a month costs on average in a class.
func (d *Desk) compare(ctx context.Context, v view, class id.ID, on calendar.Date, items []Expense) error {
	all, err := d.recent.lines(ctx, d, v, class, on)
	if err != nil {
		return err
	}
	for i := range items {
		for _, l := range all {
			if items[i].For == Total && l.Total.Currency == items[i].Amount.Currency {
				items[i].Class = &l.Monthly
			}
		}
	}
	return nil
}
