package finance

import (
	"context"
	"database/sql"
	"net/url"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// Cover is a contract that covers an asset among others.
type Cover struct {
	Terms term.Terms
	Cost  term.Cost
	Nth   int // which of the records that it covers the asset is, from 0
	Of    int // how many it covers
}

// Ownership is what the total cost of an asset follows from.
type Ownership struct {
	From        calendar.Date // day from which contracts count; 0 for all of their time
	Purchase    money.Amount  // none for what was not bought
	Maintenance []money.Amount
	Covers      []Cover
	Minutes     int64        // of work on its tickets
	Hour        money.Amount // what an hour of that work costs; none when nobody says
}

// Expense is what one sort of cost came to in one currency.
type Expense struct {
	For    string       `json:"for" doc:"purchase, maintenance, contracts, work or total."`
	Amount money.Amount `json:"amount"`
}

// Total returns what an asset has cost up to the end of a day: each sort of cost and the total, in each currency by itself. The share of a
// contract is its cost of that time, divided evenly among all that it covers; the shares of all sum to the whole. Errors: Invalid.
func (o Ownership) Total(on calendar.Date) ([]Expense, error) {
	var purchase, repairs, contracts, work, all money.Sums
	if !o.Purchase.None() {
		if err := purchase.Add(o.Purchase); err != nil {
			return nil, err
		}
	}
	for _, m := range o.Maintenance {
		if m.None() {
			continue
		}
		if err := repairs.Add(m); err != nil {
			return nil, err
		}
	}
	for _, c := range o.Covers {
		share, err := c.share(o.From, on)
		if err == nil {
			err = contracts.Add(share)
		}
		if err != nil {
			return nil, err
		}
	}
	if !o.Hour.None() && o.Minutes > 0 {
		cost, err := o.Hour.MulRatio(o.Minutes, 60)
		if err == nil {
			err = work.Add(cost)
		}
		if err != nil {
			return nil, err
		}
	}
	var out []Expense
	for _, s := range []struct {
		name string
		sums *money.Sums
	}{{"purchase", &purchase}, {"maintenance", &repairs}, {"contracts", &contracts}, {"work", &work}, {"total", &all}} {
		for _, a := range s.sums.All() {
			out = append(out, Expense{s.name, a})
			if s.sums == &all {
				continue
			}
			if err := all.Add(a); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// share is what the asset bears of a contract from a day to the end of another.
func (c Cover) share(from, on calendar.Date) (money.Amount, error) {
	cost, err := c.Cost.UpTo(c.Terms, on)
	if err != nil {
		return cost, err
	}
	if from > c.Terms.Start {
		before, err := c.Cost.UpTo(c.Terms, min(from-1, on))
		if err != nil {
			return cost, err
		}
		if cost, err = cost.Sub(before); err != nil {
			return cost, err
		}
	}
	parts, err := cost.Split(c.Of)
	if err != nil {
		return cost, err
	}
	return parts[c.Nth], nil
}

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

// Cost returns what an asset has cost up to the end of a day. Contracts count for those who may see all contracts, and work on tickets for
// those who may see all incidents. Kinds: NotFound.
func (d *Desk) Cost(ctx context.Context, number string, on calendar.Date) ([]Expense, error) {
	v, err := d.assets.Get(ctx, d.contracts.DB, number)
	if err != nil {
		return nil, err
	}
	o, err := d.ownership(ctx, v, on)
	if err != nil {
		return nil, err
	}
	return o.Total(on)
}

func (d *Desk) ownership(ctx context.Context, v asset.Asset, on calendar.Date) (o Ownership, err error) {
	a, err := actor.From(ctx)
	if err != nil {
		return o, err
	}
	q := d.contracts.DB
	o.From = date(v.Purchased)
	if o.From == 0 {
		o.From = date(v.InService)
	}
	if (v.Ownership == "" || v.Ownership == "owned") && o.From <= on {
		o.Purchase = v.Cost
	}
	done, err := maintenance(ctx, q, v.ID)
	if err != nil {
		return o, err
	}
	for _, m := range done {
		if date(m.Start) <= on {
			o.Maintenance = append(o.Maintenance, m.Cost)
		}
	}
	if a.Scope(PermContractView) == actor.All {
		if o.Covers, err = d.covers(ctx, q, v.ID); err != nil {
			return o, err
		}
	}
	if a.Scope("incident.view") != actor.All {
		return o, nil
	}
	if o.Hour, err = d.Hour(ctx); err != nil {
		return o, err
	}
	zone, err := where(ctx, q, v.Entity)
	if err != nil {
		return o, err
	}
	err = q.QueryRow(ctx, `SELECT CAST(coalesce(sum(s.minutes), 0) AS BIGINT) FROM spent_time s WHERE s.at < $2 AND s.record_id IN
		(SELECT l.from_id FROM record_link l JOIN ticket t ON t.id = l.from_id WHERE l.to_id = $1
		UNION SELECT l.to_id FROM record_link l JOIN ticket t ON t.id = l.to_id WHERE l.from_id = $1)`, v.ID, begin(on+1, zone)).Scan(&o.Minutes)
	return o, err
}

// covers returns the contracts that cover an asset and cost something.
func (d *Desk) covers(ctx context.Context, q db.Querier, asset id.ID) ([]Cover, error) {
	type link struct{ contract, covered id.ID }
	rows, err := q.Query(ctx, `SELECT l.from_id, l.to_id FROM record_link l WHERE l.relation = 'covers' AND l.from_id IN
		(SELECT m.from_id FROM record_link m WHERE m.to_id = $1 AND m.relation = 'covers') ORDER BY l.from_id, l.to_id`, asset)
	links, err := db.Collect(rows, err, func(rows *sql.Rows, l *link) error { return rows.Scan(&l.contract, &l.covered) })
	if err != nil {
		return nil, err
	}
	of := map[id.ID][]id.ID{}
	var ids []id.ID
	for _, l := range links {
		if of[l.contract] == nil {
			ids = append(ids, l.contract)
		}
		of[l.contract] = append(of[l.contract], l.covered)
	}
	list, err := d.contracts.Records().ByID(ctx, q, ids)
	var out []Cover
	for i := range list {
		c := &list[i]
		if c.Cost.None() || c.State == Draft || c.State == Cancelled && c.Given == "" {
			continue
		}
		t, err := c.terms()
		if err != nil {
			return nil, err
		}
		out = append(out, Cover{t, c.price(), slices.Index(of[c.ID], asset), len(of[c.ID])})
	}
	return out, err
}

// costPart shows what an asset has cost.
func (d *Desk) costPart() desk.Part {
	read := func(ctx context.Context, v desk.View, query url.Values) (desk.List[Expense], error) {
		on, err := d.asked(ctx, query)
		if err != nil {
			return desk.List[Expense]{}, err
		}
		list, err := d.Cost(ctx, v.Number, on)
		if list == nil {
			list = []Expense{}
		}
		return desk.List[Expense]{Items: list}, err
	}
	words := map[string]string{"purchase": "Purchase", "maintenance": "Maintenance", "contracts": "Share of contracts", "work": "Work on its tickets", "total": "In all"}
	return desk.PartOf("expenses", "Cost so far", "What it has cost up to the end of a day", read, func(l desk.List[Expense]) desk.Table {
		t := desk.Table{Heads: []string{"For", "Amount"}, Empty: "It has cost nothing that is recorded."}
		for _, e := range l.Items {
			t.Rows = append(t.Rows, []desk.Cell{{Text: words[e.For]}, {Text: e.Amount.Format(money.Marks{})}})
		}
		return t
	}).With(desk.Param{Name: "at", Doc: "A date in the past or the future, today if absent."})
}
