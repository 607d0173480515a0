package handover

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// mostAsked bounds the list of one campaign.
const mostAsked = 50_000

// Start freezes who has what, as far as whoever starts can see it, and tells each of them. Kinds: NotFound, Forbidden, Conflict when
// nobody in the scope has anything.
func (d *Desk) Start(ctx context.Context, in register.Plain) (record.Result, error) {
	who, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return record.Result{}, err
	}
	if _, err := actor.Require(ctx, asset.PermView); err != nil {
		return record.Result{}, err
	}
	return d.campaigns.Change(ctx, in.On, PermEdit, func(tx *db.Tx, c *Campaign) ([]field.Change, error) {
		return nil, d.campaigns.Step(tx, c, "start", nil, func(tx *db.Tx, c *Campaign) error {
			n, err := freeze(tx, who, c)
			if err != nil {
				return err
			}
			c.Frozen, c.Expected = tx.Now(), n
			return job.Enqueue(tx, Silent{Campaign: c.ID}, job.Opts{Key: Silent{Campaign: c.ID}.key()})
		})
	})
}

// freeze writes the list and returns how long it is.
func freeze(tx *db.Tx, who actor.Actor, c *Campaign) (int64, error) {
	tree, err := place.Tree(tx.Context(), tx, c.Entity)
	if err != nil {
		return 0, err
	}
	var args db.Args
	campaign := args.Add(c.ID)
	where := `t.holder_id <> 0 AND t.phase < 2 AND t.entity_id IN ` + db.List(&args, tree)
	if c.Class != 0 {
		where += ` AND t.class_id = ` + args.Add(c.Class)
	}
	if c.Team != 0 {
		where += ` AND t.holder_id IN (SELECT person_id FROM team_member WHERE team_id = ` + args.Add(c.Team) + `)`
	}
	if c.Location != 0 {
		within, err := below(tx, c.Location)
		if err != nil {
			return 0, err
		}
		where += ` AND t.location_id IN ` + db.List(&args, within)
	}
	where += ` AND ` + who.Predicate(asset.PermView, &args, actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.holder_id"}})
	n, err := tx.Exec(`INSERT INTO attestation_line (attestation_id, asset_id, person_id, person, tag, name, answer, reason, answered_at, how, photo_id)
		SELECT CAST(`+campaign+` AS BIGINT), t.id, t.holder_id, p.name, r.number, r.title, '', '', 0, '', 0
		FROM asset t JOIN record r ON r.id = t.id JOIN person p ON p.id = t.holder_id WHERE p.status = 'active' AND `+where, args.Values()...)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, errs.New(errs.Conflict, "Nobody in this scope has anything that you can see; widen it first.")
	}
	if n > mostAsked {
		return 0, errs.New(errs.Conflict, "This scope has %d things; plan several campaigns of at most %d.", n, mostAsked)
	}
	return n, nil
}

// below returns a place and everything in it; a circle in the tree ends it too.
func below(tx *db.Tx, top id.ID) ([]id.ID, error) {
	rows, err := tx.Query(tx.Context(), `WITH RECURSIVE inside(id) AS (SELECT id FROM location WHERE id = $1 UNION SELECT l.id FROM location l JOIN inside i ON l.parent_id = i.id) SELECT id FROM inside`, top)
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}

// Silent is the job that tells those who have not answered a campaign yet.
type Silent struct {
	Campaign id.ID `json:"campaign"`
}

// Kind names the job.
func (Silent) Kind() string { return "attestation.silent" }

func (s Silent) key() string { return s.Kind() + " " + s.Campaign.String() }

// Remind tells everybody who has not answered yet, now. Kinds: NotFound, Forbidden, Conflict when the campaign does not run.
func (d *Desk) Remind(ctx context.Context, in register.Plain) (record.Result, error) {
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return record.Result{}, err
	}
	return d.campaigns.Change(ctx, in.On, PermEdit, func(tx *db.Tx, c *Campaign) ([]field.Change, error) {
		if c.State != Running {
			return nil, errs.New(errs.Conflict, "%s does not run, so nobody is reminded.", c.Number)
		}
		n, err := silent(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if err := job.Enqueue(tx, Silent{c.ID}, job.Opts{Key: Silent{c.ID}.key()}); err != nil {
			return nil, err
		}
		return []field.Change{{Key: "reminders", To: fmt.Sprintf("%d people", len(n))}}, nil
	})
}

// waiter is somebody who has not answered, with how much, and the first of it.
type waiter struct {
	person, asset id.ID
	things        int
}

func silent(tx *db.Tx, campaign id.ID) ([]waiter, error) {
	rows, err := tx.Query(tx.Context(), `SELECT l.person_id, min(l.asset_id), count(*) FROM attestation_line l JOIN asset a ON a.id = l.asset_id
		WHERE l.attestation_id = $1 AND l.answer = '' AND a.holder_id = l.person_id GROUP BY l.person_id ORDER BY l.person_id`, campaign)
	return db.Collect(rows, err, func(rows *sql.Rows, w *waiter) error { return rows.Scan(&w.person, &w.asset, &w.things) })
}

// nag tells everybody who has not answered, and waits for the next of the seventh, third and last day before the end.
func (d *Desk) nag(tx *db.Tx, s Silent) error {
	list, err := d.campaigns.Records().ByID(tx.Context(), tx, []id.ID{s.Campaign})
	if err != nil || len(list) == 0 || list[0].State != Running {
		return err
	}
	c := list[0]
	due, err := calendar.ParseDate(c.Due)
	if err != nil {
		return err
	}
	now, err := there(tx, c.Entity)
	if err != nil {
		return err
	}
	left := int(due - calendar.DateOf(now, now.Location()))
	waiters, err := silent(tx, c.ID)
	if err != nil {
		return err
	}
	for _, w := range waiters {
		what := fmt.Sprintf("last day to say whether you have the %d things in your name (%s)", w.things, c.Number)
		if w.things == 1 {
			what = "last day to say whether you have the one thing in your name (" + c.Number + ")"
		}
		if err := record.Remind(tx, w.asset, record.Reminded{What: what, Date: c.Due, Days: max(left, 0), Late: left < 0, To: []id.ID{w.person}}); err != nil {
			return err
		}
	}
	for _, day := range []int{7, 3, 0} {
		if day < left {
			return job.Enqueue(tx, s, job.Opts{Key: s.key(), At: clock.Of(now.AddDate(0, 0, left-day))})
		}
	}
	return nil
}
