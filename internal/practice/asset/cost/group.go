package cost

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// By is what assets are put together by.
type By string

// What assets are put together by.
const (
	Model  By = "model"
	Class  By = "class"
	Person By = "person" // who holds them
	Entity By = "entity"
)

// column is that of an asset.
func (b By) column() string {
	return map[By]string{Model: "t.model_id", Class: "t.class_id", Person: "t.holder_id", Entity: "t.entity_id"}[b]
}

// CostLine is what some assets have cost together in one currency.
type CostLine struct {
	Of          id.ID        `json:"of,omitzero" doc:"The model, class, person or organisation; absent for assets that nobody holds."`
	Name        string       `json:"name"`
	Assets      int64        `json:"assets" doc:"Those that were bought in this currency; all of them when none was."`
	Months      int64        `json:"months" doc:"The calendar months in which each of them was there, added up."`
	Purchase    money.Amount `json:"purchase"`
	Maintenance money.Amount `json:"maintenance"`
	Contracts   money.Amount `json:"contracts" doc:"Their shares by the days that each asset was there."`
	Work        money.Amount `json:"work" doc:"The time of their tickets at the price of an hour; a ticket about several of them counts once."`
	Total       money.Amount `json:"total"`
	Monthly     money.Amount `json:"monthly" doc:"The total for each of the months."`
}

// lines returns what the assets that the actor may see have cost up to the end of a day, put together; only, if not 0, is the one that is asked for.
func (d *Desk) lines(ctx context.Context, v view, by By, only id.ID, on calendar.Date) (_ []CostLine, err error) {
	defer errs.Wrap(&err, "cost.lines(%s)", by)
	s := sheet{by: map[key]*CostLine{}, groups: map[key]group{}}
	if err := d.sums(ctx, v, by, only, on, &s); err != nil {
		return nil, err
	}
	if v.contracts {
		if err := d.shares(ctx, v, by, only, on, &s); err != nil {
			return nil, err
		}
	}
	return s.close()
}

// key is a group in one currency.
type key struct {
	of       id.ID
	currency money.Currency
}

// group is what is counted of the assets that were bought in one currency.
type group struct{ assets, months int64 }

// sheet collects lines.
type sheet struct {
	by     map[key]*CostLine
	groups map[key]group
}

// add adds an amount to a sort of cost of a group.
func (s *sheet) add(of id.ID, sort string, a money.Amount) (err error) {
	k := key{of, a.Currency}
	l := s.by[k]
	if l == nil {
		none := money.Zero(a.Currency)
		l = &CostLine{Of: of, Purchase: none, Maintenance: none, Contracts: none, Work: none, Total: none, Monthly: none}
		s.by[k] = l
	}
	part := map[string]*money.Amount{Purchase: &l.Purchase, Maintenance: &l.Maintenance, Contracts: &l.Contracts, Work: &l.Work}[sort]
	if *part, err = part.Add(a); err == nil {
		l.Total, err = l.Total.Add(a)
	}
	return err
}

// close reckons what follows from the sums.
func (s *sheet) close() ([]CostLine, error) {
	out := make([]CostLine, 0, len(s.by))
	for k, l := range s.by {
		g, ok := s.groups[k]
		if !ok {
			g = s.all(k.of)
		}
		l.Assets, l.Months = g.assets, g.months
		var err error
		if l.Monthly, err = monthly(l.Total, l.Months); err != nil {
			return nil, err
		}
		out = append(out, *l)
	}
	sorted.By(out, func(a, b CostLine) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Total.Currency, b.Total.Currency))
	})
	return out, nil
}

// all counts the assets of a group whatever they were bought in.
func (s *sheet) all(of id.ID) (out group) {
	for k, g := range s.groups {
		if k.of == of {
			out.assets, out.months = out.assets+g.assets, out.months+g.months
		}
	}
	return out
}

// monthly is an amount for each of some months, the whole when it is not known how many.
func monthly(a money.Amount, months int64) (money.Amount, error) {
	return a.MulRatio(1, max(1, months))
}

// month is the number of the month of a date in SQL, counted as civil.Month is but for a constant.
func month(of string) string {
	return "(CAST(substr(" + of + ", 1, 4) AS BIGINT) * 12 + CAST(substr(" + of + ", 6, 2) AS BIGINT) - 1)"
}

// from is since when an asset is there in SQL, "" when nobody knows.
const from = "CASE WHEN t.purchased <> '' THEN t.purchased ELSE t.in_service END"

// ask is the statement of sums, and its arguments.
func (v view) ask(by By, only id.ID, on calendar.Date) (string, []any) {
	var args db.Args
	day := args.Add(on.String())
	present := args.Add(int64(civil.MonthOf(on)))
	where := func() string {
		w := v.Predicate(asset.PermView, &args, v.scope)
		if only != 0 {
			w += " AND " + by.column() + " = " + args.Add(only)
		}
		return w
	}
	const currency = "CASE WHEN t.ownership IN ('', 'owned') THEN t.cost_currency ELSE '' END"
	last := "CASE WHEN t.disposed = '' OR t.disposed > " + day + " THEN CAST(" + present + " AS BIGINT) ELSE " + month("t.disposed") + " END"
	group := by.column() + " + 0" // so that SQLite does not read the rows of the table in the order of an index on this column alone
	query := "SELECT " + group + ", 'purchase', " + currency + ", CAST(sum(t.cost) AS BIGINT), count(*), CAST(sum(CASE WHEN " + from + " = '' THEN 0 ELSE " + last + " - " + month(from) + " + 1 END) AS BIGINT)" +
		" FROM asset t WHERE " + from + " <= " + day + " AND " + where() + " GROUP BY 1, 2, 3" +
		" UNION ALL SELECT " + group + ", 'maintenance', m.cost_currency, CAST(sum(m.cost) AS BIGINT), 0, 0 FROM maintenance m JOIN asset t ON t.id = m.asset_id" +
		" WHERE m.cost_currency <> '' AND m.start_on <= " + day + " AND " + where() + " GROUP BY 1, 2, 3"
	if v.work && !v.hour.None() {
		until := args.Add(asset.Begin(on+1, desk.Zone(v.Actor)))
		spent := "(SELECT record_id, sum(minutes) AS minutes FROM spent_time WHERE at < " + until + " GROUP BY record_id) s"
		query += " UNION ALL SELECT x.of, 'work', '', CAST(sum(x.minutes) AS BIGINT), 0, 0 FROM (SELECT " + by.column() + " AS of, s.record_id, s.minutes FROM " + spent +
			" JOIN record_link l ON l.from_id = s.record_id JOIN asset t ON t.id = l.to_id WHERE " + where() + " UNION SELECT " + by.column() + ", s.record_id, s.minutes FROM " + spent +
			" JOIN record_link l ON l.to_id = s.record_id JOIN asset t ON t.id = l.from_id WHERE " + where() + ") x GROUP BY 1"
	}
	return query, args.Values()
}

// sums adds purchases, maintenance and work with one statement.
func (d *Desk) sums(ctx context.Context, v view, by By, only id.ID, on calendar.Date, s *sheet) error {
	query, args := v.ask(by, only, on)
	rows, err := d.db.Query(ctx, query, args...)
	type sum struct {
		of             id.ID
		sort           string
		amount         money.Amount
		assets, months int64
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, x *sum) error {
		return rows.Scan(&x.of, &x.sort, (*string)(&x.amount.Currency), &x.amount.Minor, &x.assets, &x.months)
	})
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.sort == Purchase {
			s.groups[key{x.of, x.amount.Currency}] = group{x.assets, x.months}
		}
		switch {
		case x.sort == Work:
			x.amount, err = v.hour.MulRatio(x.amount.Minor, 60)
		case x.amount.Currency == "": // leased, or without a price
			continue
		}
		if err == nil {
			err = s.add(x.of, x.sort, x.amount)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// covered is what a contract covers.
type covered struct {
	contract, id, of id.ID
	span             Span
	counts           bool // it is among what was asked for
}

// shares adds what contracts cost.
func (d *Desk) shares(ctx context.Context, v view, by By, only id.ID, on calendar.Date, s *sheet) error {
	var args db.Args
	counts := "t.id IS NOT NULL AND " + from + " <= " + args.Add(on.String()) + " AND " + v.Predicate(asset.PermView, &args, v.scope)
	if only != 0 {
		counts += " AND " + by.column() + " = " + args.Add(only)
	}
	rows, err := d.db.Query(ctx, "SELECT l.from_id, l.to_id, coalesce("+by.column()+", 0), coalesce(t.purchased, ''), coalesce(t.in_service, ''), coalesce(t.disposed, ''), CASE WHEN "+counts+
		" THEN 1 ELSE 0 END FROM contract c JOIN record_link l ON l.from_id = c.id AND l.relation = 'covers' LEFT JOIN asset t ON t.id = l.to_id ORDER BY l.from_id, l.to_id", args.Values()...)
	list, err := collect(rows, err)
	if err != nil {
		return err
	}
	return d.divide(ctx, list, on, func(c covered, share money.Amount) error { return s.add(c.of, Contracts, share) })
}

func collect(rows *sql.Rows, err error) ([]covered, error) {
	return db.Collect(rows, err, func(rows *sql.Rows, c *covered) error {
		var purchased, served, disposed string
		var counts int
		err := rows.Scan(&c.contract, &c.id, &c.of, &purchased, &served, &disposed, &counts)
		c.span, c.counts = spanOf(purchased, served, disposed), counts == 1
		return err
	})
}

// divide tells the share of each that counts; the list is in the order of contracts.
func (d *Desk) divide(ctx context.Context, list []covered, on calendar.Date, tell func(covered, money.Amount) error) error {
	of := map[id.ID][]covered{}
	var ids []id.ID
	for _, c := range list {
		if of[c.contract] == nil {
			ids = append(ids, c.contract)
		}
		of[c.contract] = append(of[c.contract], c)
	}
	ids = slices.DeleteFunc(ids, func(i id.ID) bool { return !slices.ContainsFunc(of[i], func(c covered) bool { return c.counts }) })
	contracts, err := d.finance.Priced(ctx, d.db, ids)
	if err != nil {
		return err
	}
	for _, p := range contracts {
		spans := make([]Span, len(of[p.ID]))
		for i, c := range of[p.ID] {
			spans[i] = c.span
		}
		shares, err := Shares(p.Terms, p.Cost, spans, on)
		if err != nil {
			return err
		}
		for i, c := range of[p.ID] {
			if !c.counts {
				continue
			}
			if err := tell(c, shares[i]); err != nil {
				return err
			}
		}
	}
	return nil
}
