package software

import (
	"context"
	"database/sql"
	"net/url"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// At returns how a product stands on a date, today if it is "". Installs and allocations count wherever their devices are: an auditor asks
// for all of them, and who may see a product may see its position. Kinds: NotFound, Forbidden, Invalid.
func (d *Desk) At(ctx context.Context, number, date string) (licence.Position, error) {
	in, err := d.input(ctx, number, date)
	if err != nil {
		return licence.Position{}, err
	}
	return licence.At(in)
}

// Reclaim returns the seats of a product that nobody has used for long, the longest first. Kinds as At.
func (d *Desk) Reclaim(ctx context.Context, number, date string) ([]licence.Candidate, error) {
	in, err := d.input(ctx, number, date)
	return licence.Reclaim(in), err
}

// Numbers returns the numbers of all products that the actor may see, by name.
func (d *Desk) Numbers(ctx context.Context) ([]string, error) {
	a, err := actor.Require(ctx, PermView)
	if err != nil {
		return nil, err
	}
	args := &db.Args{}
	rows, err := d.products.DB.Query(ctx, "SELECT r.number FROM software_product t JOIN record r ON r.id = t.id WHERE "+a.Predicate(PermView, args, d.products.Scope)+
		" ORDER BY t.name_key, t.id", args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
}

func (d *Desk) input(ctx context.Context, number, date string) (in licence.Input, err error) {
	p, err := d.products.Get(ctx, d.products.DB, number)
	if err != nil {
		return in, err
	}
	if in.Date, err = d.day(ctx, date); err != nil {
		return in, err
	}
	return in, d.rows(ctx, d.products.DB, &p, &in)
}

// rows reads what the position of a product on the day of the input follows from.
func (d *Desk) rows(ctx context.Context, q db.Querier, p *Product, in *licence.Input) (err error) {
	rules, err := d.reclaiming(ctx, q)
	if err != nil {
		return err
	}
	in.Product, in.CoreMinimum, in.UnusedDays = p.Title, p.CoreMinimum, rules.Unused
	if in.Entitlements, err = owned(ctx, q, p.ID); err != nil {
		return err
	}
	if in.Installs, err = installed(ctx, q, p.Key, in.Date); err != nil {
		return err
	}
	in.Allocations, err = allocated(ctx, q, p.ID)
	return err
}

// day reads a date, today if it is "".
func (d *Desk) day(ctx context.Context, date string) (time.Time, error) {
	if date != "" {
		return parse(date)
	}
	a, err := actor.From(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return parse(d.products.DB.Clock().Now().In(desk.Zone(a)).Format(time.DateOnly))
}

func parse(date string) (time.Time, error) {
	if date == "" {
		return time.Time{}, nil
	}
	on, err := calendar.ParseDate(date)
	if err != nil {
		return time.Time{}, errs.Bad("at", "Enter a date such as 2026-11-22.")
	}
	t, err := time.Parse(time.DateOnly, on.String())
	return t, err
}

func owned(ctx context.Context, q db.Querier, product id.ID) ([]licence.Entitlement, error) {
	rows, err := q.Query(ctx, `SELECT t.id, r.number, t.metric, t.quantity, t.start_on, t.end_on, t.version, t.upgrade_to, t.downgrade, t.unit_cost, t.unit_cost_currency
		FROM entitlement t JOIN record r ON r.id = t.id WHERE t.product_id = $1 AND r.state = 'active' ORDER BY t.id`, product)
	return db.Collect(rows, err, func(rows *sql.Rows, e *licence.Entitlement) error {
		var start, end, currency string
		var cost int64
		err := rows.Scan(&e.ID, &e.Reference, &e.Metric, &e.Quantity, &start, &end, &e.Version, &e.UpgradeTo, &e.Downgrade, &cost, &currency)
		if err != nil {
			return err
		}
		if e.Start, err = parse(start); err != nil {
			return err
		}
		if e.End, err = parse(end); err != nil {
			return err
		}
		if currency != "" {
			e.UnitCost, err = money.New(cost, currency)
		}
		return err
	})
}

// installed returns the installs of a product that were there at the end of a day. What was changed that day counts as it was at its end.
func installed(ctx context.Context, q db.Querier, key string, day time.Time) ([]licence.Install, error) {
	if key == "" {
		return nil, nil
	}
	end := clock.Of(day.AddDate(0, 0, 1))
	rows, err := q.Query(ctx, `SELECT i.id, i.asset_id, r.number, i.version, i.source, i.used_at, a.holder_id, coalesce(p.name, ''), coalesce(v.cores, 0)
		FROM install i JOIN record r ON r.id = i.asset_id JOIN asset a ON a.id = i.asset_id LEFT JOIN person p ON p.id = a.holder_id LEFT JOIN device v ON v.asset_id = i.asset_id
		WHERE i.product_key = $1 AND i.since_at < $2 AND (i.until_at = 0 OR i.until_at >= $2) AND r.state NOT IN ('disposed', 'retired') ORDER BY i.id`, key, end)
	return db.Collect(rows, err, func(rows *sql.Rows, i *licence.Install) error {
		var used clock.Time
		err := rows.Scan(&i.ID, &i.Device.ID, &i.Device.Name, &i.Version, &i.Source, &used, &i.Person.ID, &i.Person.Name, &i.Cores)
		i.LastUsed = instant(used)
		return err
	})
}

func allocated(ctx context.Context, q db.Querier, product id.ID) ([]licence.Allocation, error) {
	rows, err := q.Query(ctx, `SELECT l.id, l.person_id, coalesce(p.name, ''), l.asset_id, coalesce(r.number, ''), l.since_on, l.until_on, l.used_at
		FROM licence_allocation l LEFT JOIN person p ON p.id = l.person_id LEFT JOIN record r ON r.id = l.asset_id WHERE l.product_id = $1 ORDER BY l.id`, product)
	return db.Collect(rows, err, func(rows *sql.Rows, a *licence.Allocation) error {
		var since, until string
		var used clock.Time
		err := rows.Scan(&a.ID, &a.Person.ID, &a.Person.Name, &a.Device.ID, &a.Device.Name, &since, &until, &used)
		if err != nil {
			return err
		}
		if a.Since, err = parse(since); err != nil {
			return err
		}
		a.LastUsed = instant(used)
		a.Until, err = parse(until)
		return err
	})
}

func instant(t clock.Time) time.Time {
	if t == 0 {
		return time.Time{}
	}
	return t.Time()
}

// Position is how a product stands on a date, as faces tell it.
type Position struct {
	Product   string   `json:"product"`
	Date      string   `json:"date"`
	State     string   `json:"state" doc:"compliant, over_licensed, short, expired or unlicensed."`
	Unit      string   `json:"unit"`
	Entitled  int64    `json:"entitled"`
	Allocated int64    `json:"allocated"`
	Installed int64    `json:"installed"`
	Used      int64    `json:"used"`
	Gap       int64    `json:"gap" doc:"Entitled less used."`
	Short     int64    `json:"short"`
	Spare     int64    `json:"spare"`
	Unused    int64    `json:"unused" doc:"Seats that nobody has used for long: 90 days, where nobody has set another number."`
	AtRisk    []string `json:"at_risk" doc:"What covering what is short costs, one amount for each currency."`
	Saving    []string `json:"saving" doc:"What is paid for and not used, one amount for each currency."`
	Saved     []string `json:"saved" doc:"What seats that were taken back so far would have cost, one amount for each currency."`
	Evidence  []Row    `json:"evidence"`
}

// Row is one row that was looked at.
type Row struct {
	Kind      string `json:"kind"`
	ID        id.ID  `json:"id"`
	Reference string `json:"reference,omitempty"`
	Person    string `json:"person,omitempty"`
	Device    string `json:"device,omitempty"`
	Release   string `json:"release,omitempty"`
	Metric    string `json:"metric,omitempty"`
	Counted   bool   `json:"counted"`
	Units     int64  `json:"units"`
	Missing   int64  `json:"missing"`
	Reason    string `json:"reason" doc:"Why it counted, or why not."`
}

// Told is At in the form in which faces tell it, with what was saved until that day. Kinds as At.
func (d *Desk) Told(ctx context.Context, number, date string) (Position, error) {
	p, err := d.At(ctx, number, date)
	if err != nil {
		return Position{}, err
	}
	out := Tell(p)
	sums, err := d.saved(ctx, number, clock.Of(p.Date.AddDate(0, 0, 1)))
	out.Saved = amounts(sums)
	return out, err
}

// Tell puts a position into the form in which faces tell it.
func Tell(p licence.Position) Position {
	out := Position{Product: p.Product, Date: p.Date.Format(time.DateOnly), State: string(p.State), Unit: string(p.Unit), Entitled: p.Entitled, Allocated: p.Allocated,
		Installed: p.Installed, Used: p.Used, Gap: p.Gap, Short: p.Short, Spare: p.Spare, Unused: p.Unused, AtRisk: amounts(p.AtRisk), Saving: amounts(p.Saving), Saved: []string{}, Evidence: []Row{}}
	for _, e := range p.Evidence {
		out.Evidence = append(out.Evidence, Row{string(e.Kind), id.ID(e.ID), e.Reference, e.Person.Name, e.Device.Name, e.Version, string(e.Metric), e.Counted, e.Units, e.Missing, e.Reason})
	}
	return out
}

func amounts(list []money.Amount) []string {
	out := []string{}
	for _, a := range list {
		out = append(out, a.String())
	}
	return out
}

// position is the part of a product that tells how it stands. People have a page of their own for it.
func (d *Desk) position() desk.Part {
	return desk.PartOf("position", "Licence position", "What is owned, promised and installed on a day, with every row that was counted or not",
		func(ctx context.Context, v desk.View, query url.Values) (Position, error) {
			return d.Told(ctx, v.Number, query.Get("at"))
		}, nil).With(desk.Param{Name: "at", Doc: "A date, today if absent."})
}

// Seat is a seat that could be taken back, after its holder was asked.
type Seat struct {
	Kind   string `json:"kind" doc:"install or allocation."`
	ID     id.ID  `json:"id"`
	Holder string `json:"holder,omitempty"`
	Device string `json:"device,omitempty"`
	Days   int    `json:"days" doc:"Without use."`
	Never  bool   `json:"never" doc:"It was promised and never used."`
}

// reclaim is the part of a product that lists unused seats.
func (d *Desk) reclaim() desk.Part {
	return desk.PartOf("reclaim", "Unused seats", "Seats that nobody has used for long, the longest first",
		func(ctx context.Context, v desk.View, query url.Values) (desk.List[Seat], error) {
			list, err := d.Reclaim(ctx, v.Number, query.Get("at"))
			out := desk.List[Seat]{Items: []Seat{}}
			for _, c := range list {
				out.Items = append(out.Items, Seat{string(c.Kind), id.ID(c.ID), c.Holder.Name, c.Device.Name, c.Days, c.Never})
			}
			return out, err
		}, func(l desk.List[Seat]) desk.Table {
			t := desk.Table{Heads: []string{"Row", "Holder", "Device", "Days unused"}, Empty: "No seat is known to be unused."}
			for _, s := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: s.Kind}, {Text: s.Holder}, {Text: s.Device}, {Text: strconv.Itoa(s.Days)}})
			}
			return t
		}).With(desk.Param{Name: "at", Doc: "A date, today if absent."})
}

// Allocate promises a unit of a product to a person or a device. Kinds: NotFound, Forbidden, Invalid.
func (d *Desk) Allocate(ctx context.Context, in Allocate) (record.Result, error) {
	return d.promise(ctx, in, func(tx *db.Tx, p *Product, asset id.ID) error {
		since := in.Since
		if since == "" {
			since = tx.Now().Time().Format(time.DateOnly)
		}
		return tx.Put("INSERT INTO licence_allocation (id, product_id, person_id, asset_id, since_on, until_on, used_at) VALUES ($1, $2, $3, $4, $5, $6, 0)",
			tx.NewID(), p.ID, in.Person, asset, since, in.Until)
	})
}

// Free ends the allocations of a product to a person or a device today. Kinds: NotFound, Forbidden, Invalid.
func (d *Desk) Free(ctx context.Context, in Allocate) (record.Result, error) {
	return d.promise(ctx, in, func(tx *db.Tx, p *Product, asset id.ID) error {
		today := tx.Now().Time().AddDate(0, 0, -1).Format(time.DateOnly) // until is the last day
		n, err := tx.Exec("UPDATE licence_allocation SET until_on = $4 WHERE product_id = $1 AND person_id = $2 AND asset_id = $3 AND (until_on = '' OR until_on > $4)",
			p.ID, in.Person, asset, today)
		if err == nil && n == 0 {
			err = errs.Bad("person", "Nothing of it is promised to them.")
		}
		return err
	})
}

// holderName names who gets a unit, for the history.
func (d *Desk) holderName(tx *db.Tx, in Allocate) (string, id.ID, error) {
	if (in.Person == 0) == (in.Asset == "") {
		return "", 0, errs.Bad("person", "Name a person or an asset.")
	}
	if in.Person != 0 {
		p, err := people.PersonByID(tx.Context(), tx, in.Person)
		if errs.Is(err, errs.NotFound) || err == nil && p.Status != people.Active {
			err = errs.Bad("person", "There is no such person, or they have left.")
		}
		return p.Name, 0, err
	}
	ref, err := d.products.Room.RefByNumber(tx.Context(), tx, in.Asset)
	if errs.Is(err, errs.NotFound) || err == nil && ref.Kind != "asset" {
		err = errs.Bad("asset", "There is no such asset that you can see.")
	}
	return ref.Number, ref.ID, err
}
