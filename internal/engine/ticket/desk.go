package ticket

import (
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Clocks plans the promises for work that is being opened: it writes the clocks and sets h.Due.
type Clocks interface {
	Start(tx *db.Tx, h *Head) error
}

// Teams answers what the desk asks of people.
type Teams interface {
	// Pick returns who of a team gets the next piece of work, 0 for nobody. load counts the open work of people.
	Pick(tx *db.Tx, team id.ID, load people.Load) (id.ID, error)
}

// Desk is the set of tools with which practices write their verbs.
type Desk struct {
	DB     *db.DB
	Teams  Teams
	Index  record.Index
	Clocks Clocks
}

// Create writes new work: the caller has set state, title, requester and whatever else is known. body writes the practice's own row.
// report is the requester's own words, "" for none. The row must lie within the actor's scope of perm. Kinds: Forbidden.
func (d *Desk) Create(tx *db.Tx, k record.Kind, h *Head, report string, perm actor.Permission, body func() error) (err error) {
	defer errs.Wrap(&err, "ticket.Create")
	a, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	if h.ID == 0 {
		h.ID = tx.NewID()
	}
	h.Kind, h.CreatedAt, h.UpdatedAt, h.CreatedBy, h.Due = k.Key, tx.Now(), tx.Now(), a.ID, NeverDue
	if h.Team != 0 && h.Assignee == 0 {
		if h.Assignee, err = d.Teams.Pick(tx, h.Team, openLoad); err != nil {
			return err
		}
	}
	if err := d.Clocks.Start(tx, h); err != nil {
		return err
	}
	if err := tx.Put(insertTicket, columns().Args(h)...); err != nil {
		return err
	}
	if err := body(); err != nil {
		return err
	}
	opened := Opened{about: about{h.ID}, Title: h.Title, State: h.State, Priority: h.Priority, Requester: h.Requester, Team: h.Team,
		Assignee: h.Assignee, Category: h.Category, Entity: h.Entity}
	if report != "" {
		e := Entry{Record: h.ID, Kind: "report", Author: h.Requester, Channel: h.Channel, Body: report}
		if err := addEntry(tx, &e); err != nil {
			return err
		}
		opened.Sum = e.Digest()
	}
	if err := d.Index.Put(tx, h.ID, 0, h.Title, report); err != nil {
		return err
	}
	if err := Rows().Within(tx, a, perm, h.ID); err != nil {
		return err
	}
	if err := tx.Emit(opened); err != nil {
		return err
	}
	return record.Insert(tx, k, &h.Head) // last: see there
}

const insertTicket = `INSERT INTO ticket (id, kind, entity_id, phase, requester_id, team_id, assignee_id, priority, channel, category_id, location_id, service_id,
	parent_id, merged_into_id, hold_reason, hold_until, due_at, responded_at, resolved_at, closed_at, updated_at, reopened, reassigned, spent)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`

// openLoad counts the open work of people.
func openLoad(tx *db.Tx, persons []id.ID) (map[id.ID]int, error) {
	var args db.Args
	rows, err := tx.Query(tx.Context(), `SELECT assignee_id, count(*) FROM ticket WHERE phase < 2 AND assignee_id IN `+db.List(&args, persons)+` GROUP BY assignee_id`,
		args.Values()...)
	type load struct {
		person id.ID
		open   int
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, l *load) error { return rows.Scan(&l.person, &l.open) })
	out := map[id.ID]int{}
	for _, l := range list {
		out[l.person] = l.open
	}
	return out, err
}

// Save writes h over old and logs what differs, together with the practice's own changes. Kinds: Conflict for a stale version.
func (d *Desk) Save(tx *db.Tx, old Head, h *Head, own ...field.Change) (err error) {
	defer errs.Wrap(&err, "ticket.Save(%s)", h.Number)
	if err := record.Save(tx, &h.Head); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE ticket SET entity_id = $2, phase = $3, requester_id = $4, team_id = $5, assignee_id = $6, priority = $7, category_id = $8,
		location_id = $9, service_id = $10, parent_id = $11, merged_into_id = $12, hold_reason = $13, hold_until = $14, responded_at = $15,
		resolved_at = $16, closed_at = $17, updated_at = $18, reopened = $19, reassigned = $20, spent = $21 WHERE id = $1`,
		h.ID, h.Entity, int(h.Phase), h.Requester, h.Team, h.Assignee, h.Priority, h.Category, h.Location, h.Service, h.Parent, h.MergedInto,
		h.HoldReason, h.HoldUntil, h.Responded, h.Resolved, h.Closed, h.UpdatedAt, h.Reopened, h.Reassigned, h.Spent)
	if err != nil {
		return err
	}
	if h.Title != old.Title {
		if err := d.reindex(tx, h); err != nil {
			return err
		}
	}
	if changes := append(diff(&old, h), own...); len(changes) > 0 {
		return tx.Emit(Changed{about{h.ID}, changes})
	}
	return nil
}

func (d *Desk) reindex(tx *db.Tx, h *Head) error {
	var report string
	err := tx.QueryRow(tx.Context(), `SELECT body FROM entry WHERE record_id = $1 AND kind = 'report' ORDER BY id LIMIT 1`, h.ID).Scan(&report)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	return d.Index.Update(tx, h.ID, 0, h.Title, report)
}

// Step logs that h moved from the state of old to its own.
func Step(tx *db.Tx, old Head, h *Head, verb string, with Stepped) error {
	with.about = about{h.ID}
	with.Verb, with.From, with.To, with.Phase = verb, old.State, h.State, h.Phase
	return tx.Emit(with)
}
