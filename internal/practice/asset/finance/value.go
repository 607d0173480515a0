package finance

import (
	"context"
	"database/sql"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// Worth is what a book holds of an asset at the end of a day.
type Worth struct {
	Book   string       `json:"book"`
	At     string       `json:"at"`
	Cost   money.Amount `json:"cost"`
	Value  money.Amount `json:"value"`
	Method string       `json:"method,omitempty" doc:"Empty for what is not depreciated."`
	Months int          `json:"months,omitempty" doc:"The life."`
	Since  string       `json:"since,omitempty" doc:"The date on which it went into service."`
}

// Month is one month of a forecast.
type Month struct {
	Month      string       `json:"month" doc:"Such as 2026-11."`
	Opening    money.Amount `json:"opening"`
	Charge     money.Amount `json:"charge"`
	Impairment money.Amount `json:"impairment"`
	Disposed   money.Amount `json:"disposed"`
	Closing    money.Amount `json:"closing"`
}

// Total is what assets of a class are worth together in one currency.
type Total struct {
	Class  string       `json:"class"`
	Assets int          `json:"assets"`
	Cost   money.Amount `json:"cost"`
	Value  money.Amount `json:"value"`
}

// holdings reads the assets that the actor may see, all or one.
func (d *Desk) holdings(ctx context.Context, q db.Querier, one id.ID) ([]depreciation.Holding, error) {
	if _, err := actor.Require(ctx, asset.PermCostView); err != nil {
		return nil, err
	}
	a, err := actor.Require(ctx, asset.PermView)
	if err != nil {
		return nil, err
	}
	p, err := d.contracts.Room.Practice(asset.Kind().Key)
	if err != nil {
		return nil, err
	}
	var args db.Args
	query := `SELECT r.number, cr.title, c.tag_prefix, t.cost, t.cost_currency, t.purchased, t.in_service, t.disposed, m.method, c.method, m.life, c.life, t.ownership, t.entity_id,
		coalesce((SELECT min(u.at) FROM custody u WHERE u.asset_id = t.id AND u.action = 'lose'), 0)
		FROM asset t JOIN record r ON r.id = t.id JOIN asset_model m ON m.id = t.model_id JOIN asset_class c ON c.id = t.class_id JOIN record cr ON cr.id = c.id
		WHERE ` + a.Predicate(asset.PermView, &args, p.Rows.Scope)
	if one != 0 {
		query += " AND t.id = " + args.Add(one)
	}
	rows, err := q.Query(ctx, query+" ORDER BY r.number", args.Values()...)
	zones := map[id.ID]*time.Location{}
	type found struct {
		depreciation.Holding
		entity id.ID
		lostAt clock.Time
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, f *found) error {
		var bought, start, gone, model, kind string
		err := rows.Scan(&f.Number, &f.Class, &f.Prefix, &f.Cost.Minor, (*string)(&f.Cost.Currency), &bought, &start, &gone, &model, &kind, &f.ModelLife, &f.KindLife, &f.Ownership, &f.entity, &f.lostAt)
		f.Bought, f.Start, f.Gone, f.Model, f.Kind = date(bought), date(start), date(gone), depreciation.Method(model), depreciation.Method(kind)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]depreciation.Holding, len(list))
	for i, f := range list {
		if f.lostAt != 0 {
			if zones[f.entity] == nil {
				if zones[f.entity], err = asset.Zone(ctx, q, f.entity); err != nil {
					return nil, err
				}
			}
			f.Lost = calendar.DateOf(f.lostAt.Time(), zones[f.entity])
		}
		out[i] = f.Holding
	}
	return out, nil
}

// Value returns what a book, the first for "", holds of an asset at the end of a day in the past or the future. Kinds: NotFound, Invalid.
func (d *Desk) Value(ctx context.Context, number, book string, on calendar.Date) (Worth, error) {
	a, err := d.assets.Get(ctx, d.contracts.DB, number)
	if err != nil {
		return Worth{}, err
	}
	books, err := d.Books(ctx)
	if err != nil {
		return Worth{}, err
	}
	b, err := books.Named(book)
	if err != nil {
		return Worth{}, err
	}
	list, err := d.holdings(ctx, d.contracts.DB, a.ID)
	if err == nil && len(list) == 0 {
		err = errs.Absent("asset")
	}
	if err != nil {
		return Worth{}, err
	}
	return worth(list[0], b, on)
}

func worth(h depreciation.Holding, b depreciation.Book, on calendar.Date) (Worth, error) {
	v, err := h.Value(b, on)
	out := Worth{Book: b.Name, At: on.String(), Cost: h.Cost, Value: v}
	if p, ok := h.Plan(b); ok {
		out.Method, out.Months, out.Since = string(p.Method), p.Life, text(p.Start)
	}
	return out, err
}

// Forecast returns so many months of an asset in a book, from that of a day on; none for what is not depreciated. Kinds: NotFound, Invalid.
func (d *Desk) Forecast(ctx context.Context, number, book string, from calendar.Date, months int) ([]Month, error) {
	a, err := d.assets.Get(ctx, d.contracts.DB, number)
	if err != nil {
		return nil, err
	}
	books, err := d.Books(ctx)
	if err != nil {
		return nil, err
	}
	b, err := books.Named(book)
	if err != nil {
		return nil, err
	}
	list, err := d.holdings(ctx, d.contracts.DB, a.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	p, ok, err := list[0].Written(b)
	if err != nil || !ok {
		return []Month{}, err
	}
	rows, err := depreciation.Forecast(p, from, months)
	out := make([]Month, len(rows))
	for i, r := range rows {
		out[i] = Month{r.From.String()[:7], r.Opening, r.Charge, r.Impairment, r.Disposed, r.Closing}
	}
	return out, err
}

// Totals sums what a book, the first for "", holds at the end of a day of the assets that the actor may see, by class and currency. Assets
// without a cost and those of others are left out. Kinds: Invalid, Forbidden.
func (d *Desk) Totals(ctx context.Context, book string, on calendar.Date) ([]Total, error) {
	books, err := d.Books(ctx)
	if err != nil {
		return nil, err
	}
	b, err := books.Named(book)
	if err != nil {
		return nil, err
	}
	list, err := d.holdings(ctx, d.contracts.DB, 0)
	if err != nil {
		return nil, err
	}
	return total(list, b, on)
}

func total(list []depreciation.Holding, b depreciation.Book, on calendar.Date) ([]Total, error) {
	type key struct {
		class    string
		currency money.Currency
	}
	sums := map[key]*Total{}
	for _, h := range list {
		if !h.Owned() {
			continue
		}
		v, err := h.Value(b, on)
		if err != nil {
			errs.Wrap(&err, "%s", h.Number)
			return nil, err
		}
		k := key{h.Class, h.Cost.Currency}
		t := sums[k]
		if t == nil {
			t = &Total{Class: h.Class, Cost: money.Zero(k.currency), Value: money.Zero(k.currency)}
			sums[k] = t
		}
		t.Assets++
		if t.Cost, err = t.Cost.Add(h.Cost); err == nil {
			t.Value, err = t.Value.Add(v)
		}
		if err != nil {
			return nil, err
		}
	}
	out := make([]Total, 0, len(sums))
	for _, t := range sums {
		out = append(out, *t)
	}
	sorted.By(out, func(a, b Total) int {
		return strings.Compare(a.Class+" "+string(a.Cost.Currency), b.Class+" "+string(b.Cost.Currency))
	})
	return out, nil
}

// Journal returns the postings of a book, the first for "", of the days from and to and between them, for the assets that the actor may see.
// Kinds: Invalid, Forbidden.
func (d *Desk) Journal(ctx context.Context, book string, from, to calendar.Date) ([]depreciation.Line, error) {
	if to < from {
		return nil, errs.Bad("to", "This is before the first day.")
	}
	books, err := d.Books(ctx)
	if err != nil {
		return nil, err
	}
	b, err := books.Named(book)
	if err != nil {
		return nil, err
	}
	list, err := d.holdings(ctx, d.contracts.DB, 0)
	if err != nil {
		return nil, err
	}
	var plans []depreciation.Plan
	for _, h := range list {
		p, ok, err := h.Written(b)
		if err != nil {
			errs.Wrap(&err, "%s", h.Number)
			return nil, err
		}
		if ok {
			plans = append(plans, p)
		}
	}
	return depreciation.Journal(plans, from, to)
}

// AssetParts are what hangs on an asset from this room: its value, a forecast of it and the contracts that cover it.
func (d *Desk) AssetParts() []desk.Part {
	book := desk.Param{Name: "book", Doc: "The name of the book; without it, each of the two for a value, the first for a forecast."}
	at := desk.Param{Name: "at", Doc: "A date in the past or the future, today if absent."}
	return []desk.Part{
		desk.PartOf("value", "Value", "What the books hold of it at the end of a day", d.readValue, func(l desk.List[Worth]) desk.Table {
			t := desk.Table{Heads: []string{"Book", "On", "Cost", "Value", "Method", "Months"}, Empty: "It is in no book."}
			for _, w := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: w.Book}, {Text: w.At}, {Text: w.Cost.Grouped()}, {Text: w.Value.Grouped()}, {Text: methodLabel(w.Method)}, {Text: number(w.Months)}})
			}
			return t
		}).With(book, at).For(asset.PermCostView),
		desk.PartOf("forecast", "Forecast", "Its value month by month", d.readForecast, monthly).With(book, at, desk.Param{Name: "months", Doc: "How many, 12 if absent.", Most: 2400}).For(asset.PermCostView),
		d.bindingPart(),
	}
}

// monthly is what a page shows of a forecast.
func monthly(l desk.List[Month]) desk.Table {
	t := desk.Table{Heads: []string{"Month", "At its beginning", "Depreciation", "Written down", "Disposed of", "At its end"}, Empty: "It is not depreciated."}
	for _, m := range l.Items {
		row := []desk.Cell{{Text: m.Month}}
		for _, a := range []money.Amount{m.Opening, m.Charge, m.Impairment, m.Disposed, m.Closing} {
			row = append(row, desk.Cell{Text: a.Grouped()})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// methodLabel names a method as people choose it.
func methodLabel(method string) string {
	for _, o := range asset.Methods() {
		if o.Value == method {
			return o.Label
		}
	}
	return "Not depreciated"
}

// asked reads the day of a part, today if absent.
func (d *Desk) asked(ctx context.Context, query url.Values) (calendar.Date, error) {
	if s := query.Get("at"); s != "" {
		on, err := calendar.ParseDate(s)
		if err != nil {
			return 0, errs.Bad("at", "%s.", err)
		}
		return on, nil
	}
	return todayOf(ctx, d.contracts.DB.Clock())
}

func (d *Desk) readValue(ctx context.Context, v desk.View, query url.Values) (desk.List[Worth], error) {
	out := desk.List[Worth]{Items: []Worth{}}
	on, err := d.asked(ctx, query)
	if err != nil {
		return out, err
	}
	books, err := d.Books(ctx)
	if err != nil {
		return out, err
	}
	list, err := d.holdings(ctx, d.contracts.DB, v.ID)
	if err != nil || len(list) == 0 {
		return out, err
	}
	named, err := books.Named(query.Get("book"))
	if err != nil {
		return out, err
	}
	for _, b := range books {
		if query.Get("book") != "" && b.Name != named.Name || !list[0].Owned() {
			continue
		}
		w, err := worth(list[0], b, on)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}

func (d *Desk) readForecast(ctx context.Context, v desk.View, query url.Values) (desk.List[Month], error) {
	on, err := d.asked(ctx, query)
	months := 12
	if s := query.Get("months"); err == nil && s != "" {
		if months, err = strconv.Atoi(s); err != nil {
			err = errs.Bad("months", "Give a number of months.")
		}
	}
	if err != nil {
		return desk.List[Month]{}, err
	}
	list, err := d.Forecast(ctx, v.Number, query.Get("book"), on, months)
	return desk.List[Month]{Items: list}, err
}
