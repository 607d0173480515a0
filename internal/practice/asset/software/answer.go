package software

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// step takes a claim along a verb.
func (d *Desk) step(tx *db.Tx, on action.On, verb, reason string, then func(tx *db.Tx, c *Claim) error) (record.Result, error) {
	return d.claims.ChangeIn(tx, on, PermEdit, func(tx *db.Tx, c *Claim) ([]field.Change, error) {
		return nil, d.claims.Step(tx, c, verb, map[string]string{"reason": reason}, then)
	})
}

// toDo makes a task of a question, and tells whoever does it.
func (d *Desk) toDo(tx *db.Tx, number, how string) error {
	_, err := d.step(tx, action.On{Number: number}, "give_back", "", func(tx *db.Tx, c *Claim) error { return d.handOn(tx, c, how) })
	return err
}

// handOn notes how a seat came to be given back, and tells the team of its product.
func (d *Desk) handOn(tx *db.Tx, c *Claim, how string) error {
	c.Answered, c.How = tx.Now(), how
	to, err := keepers(tx, c.Team)
	if err != nil {
		return err
	}
	return record.Remind(tx, c.ID, record.Reminded{What: "day to take back the seat of " + c.Title, Date: today(tx), To: to})
}

// keepers are who takes a seat back: the team, or whoever has the shipped role that keeps assets.
func keepers(tx *db.Tx, team id.ID) ([]id.ID, error) {
	text, arg := "SELECT m.person_id FROM team_member m JOIN person p ON p.id = m.person_id WHERE m.team_id = $1 AND p.status = 'active' ORDER BY m.person_id LIMIT 100", any(team)
	if team == 0 {
		text, arg = "SELECT DISTINCT h.person_id FROM person_role h JOIN role r ON r.id = h.role_id JOIN person p ON p.id = h.person_id WHERE r.key = $1 AND p.status = 'active' ORDER BY h.person_id LIMIT 100", any("asset_manager")
	}
	rows, err := tx.Query(tx.Context(), text, arg)
	return db.Collect(rows, err, func(rows *sql.Rows, p *id.ID) error { return rows.Scan(p) })
}

// Question is what somebody is asked about one of their seats.
type Question struct {
	ID                              id.ID
	Number, Product, Device, Status string
	LastUsed, Due                   string // dates
}

// Questions returns what the actor is asked, whatever they may see of licences: all that is open, or the one with an id. Kinds: NotFound.
func (d *Desk) Questions(ctx context.Context, claim id.ID) ([]Question, error) {
	who, err := actor.From(ctx)
	if err != nil || who.ID == 0 {
		return nil, err
	}
	rows, err := d.claims.DB.Query(ctx, `SELECT t.id, r.number, p.title, coalesce(a.title, ''), r.state, t.last_used, t.due FROM reclaim t JOIN record r ON r.id = t.id JOIN record p ON p.id = t.product_id
		LEFT JOIN record a ON a.id = t.asset_id WHERE t.person_id = $1 AND (t.id = $2 OR $2 = 0 AND r.state = 'asked') ORDER BY t.id LIMIT 200`, who.ID, claim)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, q *Question) error {
		return rows.Scan(&q.ID, &q.Number, &q.Product, &q.Device, &q.Status, &q.LastUsed, &q.Due)
	})
	if err == nil && claim != 0 && len(list) == 0 {
		err = errs.Absent("question")
	}
	return list, err
}

// Answer is what somebody says of a seat of theirs.
type Answer struct {
	Keep   bool
	Reason string // why they need it
	How    string // "link" or "signed in"
}

// AnswerIn notes what the actor says of a seat that they were asked about, inside a write under way: whoever is asked may answer, with no
// right on licences. Kinds: NotFound, Invalid without a reason to keep it, Conflict when it was answered already.
func (d *Desk) AnswerIn(tx *db.Tx, claim id.ID, in Answer) error {
	who, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	list, err := d.claims.Records().ByID(tx.Context(), tx, []id.ID{claim})
	if err == nil && (len(list) == 0 || who.ID == 0 || list[0].Person != who.ID) {
		err = errs.Absent("question")
	}
	if err != nil {
		return err
	}
	if list[0].State != Asked {
		return errs.New(errs.Conflict, "This was answered already, or it is over.")
	}
	var c errs.Check
	in.Reason = ticket.Reason(&c, "reason", in.Reason)
	c.Must(!in.Keep || in.Reason != "", "reason", "Say what you need it for.")
	if err := c.Err(); err != nil {
		return err
	}
	who.Grants = actor.Grants{PermView: actor.Own, PermEdit: actor.Own}
	return tx.As(actor.With(tx.Context(), who), func(tx *db.Tx) error {
		if !in.Keep {
			return d.toDo(tx, list[0].Number, in.How)
		}
		_, err := d.step(tx, action.On{Number: list[0].Number}, "keep", in.Reason, func(tx *db.Tx, c *Claim) error {
			c.Answered, c.How = tx.Now(), in.How
			return nil
		})
		return err
	})
}

// Keep leaves a seat with its holder. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Keep(ctx context.Context, in register.End) (record.Result, error) {
	return d.close(ctx, in, "keep", func(tx *db.Tx, c *Claim) error {
		c.Answered, c.How = tx.Now(), "staff"
		return nil
	})
}

// Withdraw ends the question or the task. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Withdraw(ctx context.Context, in register.End) (record.Result, error) {
	return d.close(ctx, in, "withdraw", nil)
}

func (d *Desk) close(ctx context.Context, in register.End, verb string, then func(tx *db.Tx, c *Claim) error) (record.Result, error) {
	var c errs.Check
	in.Reason = ticket.Reason(&c, "reason", in.Reason)
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.claims.Move(ctx, in.On, verb, map[string]string{"reason": in.Reason}, then)
}

// GiveBack notes that the holder gives a seat back. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) GiveBack(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.claims.Move(ctx, in.On, "give_back", nil, func(tx *db.Tx, c *Claim) error { return d.handOn(tx, c, "staff") })
}

// FreeSeat says that a seat was taken back: its allocations end, its install is gone as of now, and the product's history says so. Should the
// program still be there, the next inventory reports it again. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) FreeSeat(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.claims.Move(ctx, in.On, "free", nil, func(tx *db.Tx, c *Claim) error {
		list, err := d.products.Records().ByID(tx.Context(), tx, []id.ID{c.Product})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errs.Absent("software product")
		}
		_, err = d.products.ChangeIn(tx, action.On{Number: list[0].Number}, PermEdit, func(tx *db.Tx, p *Product) ([]field.Change, error) {
			return []field.Change{{Key: "seat taken back", To: c.Number}}, release(tx, c)
		})
		return err
	})
}

// release ends the rows of a seat.
func release(tx *db.Tx, c *Claim) error {
	last := tx.Now().Time().UTC().AddDate(0, 0, -1).Format(time.DateOnly) // until is the last day
	if c.Row == licence.RowAllocation {
		_, err := tx.Exec("UPDATE licence_allocation SET until_on = $2 WHERE id = $1 AND (until_on = '' OR until_on > $2)", c.RowID, last)
		return err
	}
	if _, err := tx.Exec("UPDATE install SET until_at = $2 WHERE id = $1 AND until_at = 0", c.RowID, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE licence_allocation SET until_on = $4 WHERE product_id = $1 AND (asset_id = $3 AND asset_id <> 0 OR person_id = $2 AND person_id <> 0
		AND NOT EXISTS (SELECT 1 FROM install i JOIN asset a ON a.id = i.asset_id JOIN software_product p ON p.product_key = i.product_key WHERE p.id = $1 AND i.until_at = 0 AND a.holder_id = $2)) AND (until_on = '' OR until_on > $4)`,
		c.Product, c.Person, c.Asset, last)
	return err
}

func (d *Desk) claimActions() []action.Spec {
	return []action.Spec{
		action.Of("reclaim.keep", "Keep", PermEdit, d.Keep),
		action.Of("reclaim.give_back", "Give back", PermEdit, d.GiveBack),
		action.Of("reclaim.free", "Done, the seat is free", PermEdit, d.FreeSeat),
		action.Of("reclaim.withdraw", "Withdraw", PermEdit, d.Withdraw),
	}
}

// AskedOf returns who is asked about a seat at present. Kinds: NotFound, Forbidden, Conflict when nobody is.
func (d *Desk) AskedOf(ctx context.Context, number string) (id.ID, error) {
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return 0, err
	}
	c, err := d.claims.Get(ctx, d.claims.DB, number)
	if err == nil && (c.State != Asked || c.Person == 0) {
		err = errs.New(errs.Conflict, "Nobody is asked about %s at present.", number)
	}
	return c.Person, err
}
