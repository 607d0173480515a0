package ahead

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// step is a reminder: it is told of a warranty that has at most so many days left, and more than the next one.
type step struct{ days, from calendar.Date }

// steps are the reminders, each day that is left in one of them.
func steps() []step { return []step{{90, 61}, {60, 31}, {30, 0}} }

// Look has the ends of warranties looked at that lie ahead of a day.
type Look struct {
	Day calendar.Date `json:"day"`
}

// Kind implements job.Args.
func (Look) Kind() string { return "warranty.look" }

// atOnce is how many assets are told of in one write.
const atOnce = 1_000

// Handle registers the reminders with the queue.
func (d *Desk) Handle(q *job.Queue) {
	job.HandleTx(q, func(tx *db.Tx, look Look, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("warranties")), func(tx *db.Tx) error { return d.look(tx, look) })
	})
}

// Daily begins a look at the warranties, once a day (in UTC), however often and on however many nodes it is called.
func (d *Desk) Daily(tx *db.Tx) error {
	day := calendar.DateOf(tx.Now().Time(), time.UTC)
	n, err := tx.Exec("INSERT INTO warranty_round (held_on, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", day.String(), tx.Now())
	if err != nil || n == 0 {
		return err
	}
	return job.Enqueue(tx, Look{day}, job.Opts{Key: Look{}.Kind()})
}

// ending is an asset whose warranty ends.
type ending struct {
	id, model, entity id.ID
	end               string
}

// look tells of the next assets that have come to a reminder and that nobody was told of, and goes on until there are none.
func (d *Desk) look(tx *db.Tx, look Look) error {
	for _, s := range steps() {
		list, err := endings(tx, look.Day, s)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		if err := tell(tx, list, look.Day, s); err != nil {
			return err
		}
		return job.Enqueue(tx, look, job.Opts{Key: look.Kind()})
	}
	return nil
}

// endings reads assets that are at a reminder, those of a model together. What was retired or is missing is not repaired any more.
func endings(tx *db.Tx, day calendar.Date, s step) ([]ending, error) {
	rows, err := tx.Query(tx.Context(), `SELECT t.id, t.model_id, t.entity_id, t.warranty_end FROM asset t JOIN record r ON r.id = t.id
		WHERE t.warranty_end <> '' AND t.warranty_end >= $1 AND t.warranty_end <= $2 AND r.state NOT IN ('missing', 'retired', 'disposed')
		AND NOT EXISTS (SELECT 1 FROM warranty_reminder w WHERE w.asset_id = t.id AND w.ends_on = t.warranty_end AND w.days = $3)
		ORDER BY t.model_id, t.entity_id, t.warranty_end, t.id LIMIT $4`, (day + s.from).String(), (day + s.days).String(), int64(s.days), atOnce)
	return db.Collect(rows, err, func(rows *sql.Rows, e *ending) error { return rows.Scan(&e.id, &e.model, &e.entity, &e.end) })
}

// tell reminds of the first assets of a list that are of one model and one organisation: of a single one on itself, of several on their model.
func tell(tx *db.Tx, list []ending, day calendar.Date, s step) error {
	for len(list) > 0 {
		n := 0
		for n < len(list) && list[n].model == list[0].model && list[n].entity == list[0].entity {
			n++
		}
		same := list[:n]
		list = list[n:]
		for _, e := range same {
			if _, err := tx.Exec("INSERT INTO warranty_reminder (asset_id, ends_on, days, told_at) VALUES ($1, $2, $3, $4)", e.id, e.end, int64(s.days), tx.Now()); err != nil {
				return err
			}
		}
		to, err := finance.Managers(tx.Context(), tx)
		if err != nil {
			return err
		}
		end := same[0].end
		left, err := calendar.ParseDate(end)
		if err != nil {
			return err
		}
		zone, err := asset.Zone(tx.Context(), tx, same[0].entity)
		if err != nil {
			return err
		}
		here := max(0, left-calendar.DateOf(tx.Now().Time(), zone)) // the round is held by the day in UTC, and told by the day of the place
		r := record.Reminded{What: "end of the warranty", Date: end, Days: int(here), Late: left-day < s.days, To: to}
		on := same[0].id
		if n > 1 {
			on = same[0].model
			r.What = fmt.Sprintf("end of the warranty of %d assets of this model", n)
			if same[n-1].end != end {
				r.What = fmt.Sprintf("first end of a warranty among %d assets of this model", n)
			}
		}
		if err := record.Remind(tx, on, r); err != nil {
			return err
		}
	}
	return nil
}
