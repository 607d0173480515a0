package finance

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// NoticeDue is the job that waits for the next reminder of a contract's notice date.
type NoticeDue struct {
	Contract id.ID `json:"contract"`
}

// Kind names the job.
func (NoticeDue) Kind() string { return "contract.notice" }

// key is that of the one job of a contract.
func (n NoticeDue) key() string { return n.Kind() + " " + n.Contract.String() }

// Handle registers the reminders with the queue.
func (d *Desk) Handle(q *job.Queue) {
	job.HandleTx(q, func(tx *db.Tx, due NoticeDue, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("contracts")), func(tx *db.Tx) error {
			c, err := d.contracts.Records().LoadID(tx.Context(), tx, d.contracts.Kind.Key, due.Contract, PermContractView)
			if errs.Is(err, errs.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			return d.remind(tx, &c)
		})
	})
}

// remind tells of every reminder of the next notice date that has come and that was not told, and waits for the next one.
func (d *Desk) remind(tx *db.Tx, c *Contract) error {
	zone, err := asset.Zone(tx.Context(), tx, c.Entity)
	if err != nil {
		return err
	}
	t, err := c.terms()
	if err != nil {
		return err
	}
	today := calendar.DateOf(tx.Now().Time(), zone)
	p, _ := t.Due(today)
	for _, a := range t.Alerts(today) {
		if a.On > today {
			break
		}
		if err := d.tell(tx, c, p, a, today); err != nil {
			return err
		}
	}
	return wait(tx, c, t, today+1, zone)
}

// tell reminds of a notice date, once for each of its reminders.
func (d *Desk) tell(tx *db.Tx, c *Contract, p term.Period, a term.Alert, today calendar.Date) error {
	n, err := tx.Exec(`INSERT INTO contract_reminder (contract_id, notice_by, days, told_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, c.ID, p.NoticeBy.String(), a.Days, tx.Now())
	if err != nil || n == 0 {
		return err
	}
	to, err := d.keepers(tx, c)
	if err != nil {
		return err
	}
	return record.Remind(tx, c.ID, record.Reminded{What: "notice date", Date: p.NoticeBy.String(), Days: int(p.NoticeBy - today), Late: a.On < today, To: to})
}

// keepers are who is told of a contract: its owner, or whoever keeps assets where it has none, or one who has left or may not see contracts.
func (d *Desk) keepers(tx *db.Tx, c *Contract) ([]id.ID, error) {
	if c.Owner != 0 {
		a, err := d.contracts.Room.People.Actor(tx.Context(), tx, c.Owner, "")
		if err == nil && a.Can(PermContractView) {
			return []id.ID{c.Owner}, nil
		}
		if err != nil && !errs.Is(err, errs.Unauthenticated) {
			return nil, err
		}
	}
	return Managers(tx.Context(), tx)
}

// Managers are the persons who keep assets: those with the shipped role.
func Managers(ctx context.Context, q db.Querier) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT h.person_id FROM person_role h JOIN role r ON r.id = h.role_id JOIN person p ON p.id = h.person_id
		WHERE r.key = 'asset_manager' AND p.status = 'active' ORDER BY h.person_id LIMIT 100`)
	return db.Collect(rows, err, func(rows *sql.Rows, p *id.ID) error { return rows.Scan(p) })
}

// arm sets the timer of a contract as its terms now say. What is due already is told by the job too, so that it is told in one place.
func (d *Desk) arm(tx *db.Tx, c *Contract) error {
	zone, err := asset.Zone(tx.Context(), tx, c.Entity)
	if err != nil {
		return err
	}
	t, err := c.terms()
	if err != nil {
		return err
	}
	today := calendar.DateOf(tx.Now().Time(), zone)
	for _, a := range t.Alerts(today) {
		if a.On <= today {
			return job.Enqueue(tx, NoticeDue{c.ID}, job.Opts{Key: NoticeDue{c.ID}.key()})
		}
	}
	return wait(tx, c, t, today, zone)
}

// wait arms the timer for the first reminder on or after a day, and removes it when there is none.
func wait(tx *db.Tx, c *Contract, t term.Terms, from calendar.Date, zone *time.Location) error {
	due := NoticeDue{c.ID}
	for range 2 {
		p, ok := t.Due(from)
		if !ok || t.Unsigned || t.Given != 0 {
			break
		}
		for _, a := range p.Alerts() {
			if a.On >= from {
				return job.Enqueue(tx, due, job.Opts{Key: due.key(), At: asset.Begin(a.On, zone)})
			}
		}
		from = p.NoticeBy + 1 // those of this term are over
		if next, ok := t.Due(from); ok && next.Alerts()[0].On < from {
			return job.Enqueue(tx, due, job.Opts{Key: due.key(), At: asset.Begin(from, zone)})
		}
	}
	return job.Cancel(tx, due.key())
}
