package software

import (
	"cmp"
	"database/sql"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// Look has the licensed products after a row looked at for seats that nobody uses.
type Look struct {
	After id.ID `json:"after,omitempty"`
}

// Kind implements job.Args.
func (Look) Kind() string { return "licence.look" }

// Silence waits for the answer about a seat.
type Silence struct {
	Claim id.ID `json:"claim"`
}

// Kind implements job.Args.
func (Silence) Kind() string { return "licence.silence" }

// claimsAtOnce is how many holders are asked in one write.
const claimsAtOnce = 100

// Daily begins a look at all licensed products, once a day, however often and on however many nodes it is called.
func (d *Desk) Daily(tx *db.Tx) error {
	n, err := tx.Exec("INSERT INTO reclaim_round (held_on, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", today(tx), tx.Now())
	if err != nil || n == 0 {
		return err
	}
	return job.Enqueue(tx, Look{}, job.Opts{Key: Look{}.Kind()})
}

func today(tx *db.Tx) string { return tx.Now().Time().UTC().Format(time.DateOnly) }

// look asks the holders of one product and goes on to the next.
func (d *Desk) look(tx *db.Tx, after id.ID) error {
	var next id.ID
	err := tx.QueryRow(tx.Context(), `SELECT t.id FROM software_product t JOIN record r ON r.id = t.id
		WHERE t.id > $1 AND r.state = 'active' AND EXISTS (SELECT 1 FROM entitlement e JOIN record o ON o.id = e.id WHERE e.product_id = t.id AND o.state = 'active' AND e.metric <> 'free')
		ORDER BY t.id LIMIT 1`, after).Scan(&next)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := d.claimable(tx, next)
	if err != nil {
		return err
	}
	for _, c := range all[:min(len(all), claimsAtOnce)] {
		if _, err := d.claim(tx, next, c); err != nil {
			return err
		}
	}
	if len(all) > claimsAtOnce {
		next = after // the rest of it
	}
	return job.Enqueue(tx, Look{next}, job.Opts{Key: Look{}.Kind()})
}

// unusedOf returns a product, the seats of it that nobody uses today, and what one of them costs.
func (d *Desk) unusedOf(tx *db.Tx, product id.ID) (Product, []licence.Candidate, money.Amount, error) {
	list, err := d.products.Records().ByID(tx.Context(), tx, []id.ID{product})
	if err != nil || len(list) == 0 {
		return Product{}, nil, money.Amount{}, err
	}
	in := licence.Input{}
	if in.Date, err = parse(today(tx)); err != nil {
		return list[0], nil, money.Amount{}, err
	}
	if err := d.rows(tx.Context(), tx, &list[0], &in); err != nil {
		return list[0], nil, money.Amount{}, err
	}
	return list[0], licence.Reclaim(in), licence.SeatCost(in), nil
}

// asking is a seat to ask about.
type asking struct {
	licence.Candidate
	team, entity id.ID
	name         string
	cost         money.Amount
}

// claimable returns the seats of a product that nobody uses, without those about which a question is open or was answered with "keep" not
// long ago.
func (d *Desk) claimable(tx *db.Tx, product id.ID) ([]asking, error) {
	p, all, cost, err := d.unusedOf(tx, product)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	rules, err := d.reclaiming(tx.Context(), tx)
	if err != nil {
		return nil, err
	}
	type row struct {
		kind licence.RowKind
		id   int64
	}
	rows, err := tx.Query(tx.Context(), "SELECT t.row_kind, t.row_id FROM reclaim t JOIN record r ON r.id = t.id WHERE t.product_id = $1 AND (t.phase < 2 OR r.state = 'kept' AND t.answered_at > $2)",
		product, clock.Of(tx.Now().Time().AddDate(0, 0, -rules.Unused)))
	known, err := db.Collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.kind, &r.id) })
	var out []asking
	for _, c := range all {
		if !slices.Contains(known, row{c.Kind, c.ID}) {
			out = append(out, asking{c, p.Team, p.Entity, p.Title, cost})
		}
	}
	return out, err
}

// claim asks about one seat. Where nobody can be asked it is a task at once.
func (d *Desk) claim(tx *db.Tx, product id.ID, c asking) (record.Result, error) {
	rules, err := d.reclaiming(tx.Context(), tx)
	if err != nil {
		return record.Result{}, err
	}
	person := id.ID(c.Holder.ID)
	if person != 0 {
		p, err := people.PersonByID(tx.Context(), tx, person)
		if errs.Is(err, errs.NotFound) || err == nil && p.Status != people.Active {
			person = 0
		} else if err != nil {
			return record.Result{}, err
		}
	}
	made, err := d.claims.CreateIn(tx, struct{}{}, func(_ *db.Tx, v *Claim) error {
		v.Title = c.name + ", " + cmp.Or(c.Holder.Name, c.Device.Name, "nobody")
		v.Entity, v.Product, v.Person, v.Asset, v.Team = c.entity, product, person, id.ID(c.Device.ID), c.team
		v.Row, v.RowID, v.LastUsed, v.Saving = c.Kind, id.ID(c.ID), c.LastUsed.Format(time.DateOnly), c.cost
		v.Due = tx.Now().Time().UTC().AddDate(0, 0, rules.Patience).Format(time.DateOnly)
		if person == 0 {
			v.Due = today(tx)
		}
		return nil
	})
	if err != nil {
		return made, err
	}
	if person == 0 {
		return made, d.toDo(tx, made.Number, "nobody to ask")
	}
	if c.Device.ID != 0 { // the holder sees the device, and not the licences
		err := record.Remind(tx, id.ID(c.Device.ID), record.Reminded{What: "last day to say whether you still need " + c.name + " (" + made.Number + ")",
			Date: tx.Now().Time().UTC().AddDate(0, 0, rules.Patience).Format(time.DateOnly), Days: rules.Patience, To: []id.ID{person}})
		if err != nil {
			return made, err
		}
	}
	return made, job.Enqueue(tx, Silence{made.ID}, job.Opts{At: clock.Of(tx.Now().Time().AddDate(0, 0, rules.Patience))})
}

// lapse makes a task of a question that nobody answered, unless the seat was used again or is gone.
func (d *Desk) lapse(tx *db.Tx, claim id.ID) error {
	list, err := d.claims.Records().ByID(tx.Context(), tx, []id.ID{claim})
	if err != nil || len(list) == 0 || list[0].State != Asked {
		return err
	}
	c := list[0]
	_, all, _, err := d.unusedOf(tx, c.Product)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(x licence.Candidate) bool { return x.Kind == c.Row && id.ID(x.ID) == c.RowID }) {
		_, err := d.step(tx, action.On{Number: c.Number}, "withdraw", "It was used again, or it is gone.", nil)
		return err
	}
	return d.toDo(tx, c.Number, "no answer")
}
