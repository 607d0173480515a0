package stock

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// most is the largest number of pieces that one move may have.
const most = 1_000_000

// Shelf is how many lie in a room.
type Shelf struct {
	Location id.ID `json:"location"`
	Quantity int64 `json:"quantity"`
}

// Move is a number of pieces that came or went.
type Move struct {
	ID       id.ID      `json:"id"`
	Location id.ID      `json:"location"`
	At       clock.Time `json:"at"`
	By       id.ID      `json:"by"`     // the person who wrote it down
	Reason   string     `json:"reason"` // restock, issue or count
	Quantity int64      `json:"quantity" doc:"What came; less than 0 for what went."`
	Person   id.ID      `json:"person,omitempty"`
	Record   id.ID      `json:"record,omitempty"`
	Note     string     `json:"note,omitempty"`
}

// Shelves returns how many of a consumable lie where. Kinds: NotFound.
func (d *Desk) Shelves(ctx context.Context, number string) ([]Shelf, error) {
	c, err := d.consumables.Get(ctx, d.consumables.DB, number)
	if err != nil {
		return nil, err
	}
	rows, err := d.consumables.DB.Query(ctx, `SELECT location_id, quantity FROM stock WHERE consumable_id = $1 AND quantity <> 0 ORDER BY location_id`, c.ID)
	return db.Collect(rows, err, func(rows *sql.Rows, s *Shelf) error { return rows.Scan(&s.Location, &s.Quantity) })
}

// Moves returns the last moves of a consumable, the newest first. Kinds: NotFound.
func (d *Desk) Moves(ctx context.Context, number string, limit int) ([]Move, error) {
	c, err := d.consumables.Get(ctx, d.consumables.DB, number)
	if err != nil {
		return nil, err
	}
	rows, err := d.consumables.DB.Query(ctx, `SELECT id, location_id, at, by_id, reason, quantity, person_id, record_id, note FROM stock_move WHERE consumable_id = $1
		ORDER BY id DESC LIMIT $2`, c.ID, limit)
	return db.Collect(rows, err, func(rows *sql.Rows, m *Move) error {
		return rows.Scan(&m.ID, &m.Location, &m.At, &m.By, &m.Reason, &m.Quantity, &m.Person, &m.Record, &m.Note)
	})
}

// Restock is a delivery.
type Restock struct {
	action.On
	Location id.ID  `json:"location" doc:"The room where it is put."`
	Quantity int64  `json:"quantity"`
	Note     string `json:"note,omitempty" doc:"Such as the number of the delivery."`
}

// Restock puts pieces into a room. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Restock(ctx context.Context, in Restock) (record.Result, error) {
	return d.move(ctx, in.On, Move{Location: in.Location, Reason: "restock", Quantity: in.Quantity, Note: in.Note}, func(int64) (int64, error) { return in.Quantity, nil })
}

// Issue is something that is taken.
type Issue struct {
	action.On
	Location id.ID  `json:"location" doc:"The room from which it is taken."`
	Quantity int64  `json:"quantity"`
	Person   id.ID  `json:"person,omitempty" doc:"Who gets it."`
	For      string `json:"for,omitempty" doc:"The number of the asset or the ticket that it is for."`
	Note     string `json:"note,omitempty"`
}

// Issue takes pieces from a room, never more than lie there. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Issue(ctx context.Context, in Issue) (record.Result, error) {
	if in.Person == 0 && in.For == "" {
		return record.Result{}, errs.Bad("person", "Say who gets it, or what it is for.")
	}
	m := Move{Location: in.Location, Reason: "issue", Quantity: in.Quantity, Person: in.Person, Note: in.Note}
	return d.give(ctx, in.On, m, in.For, func(there int64) (int64, error) {
		if there < in.Quantity {
			return 0, errs.Bad("quantity", "Only %d lie there.", there)
		}
		return -in.Quantity, nil
	})
}

// Count is what somebody counted.
type Count struct {
	action.On
	Location id.ID  `json:"location" doc:"The room where it was counted."`
	Quantity int64  `json:"quantity" doc:"How many lie there."`
	Note     string `json:"note,omitempty"`
}

// Count corrects how many lie in a room. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Count(ctx context.Context, in Count) (record.Result, error) {
	m := Move{Location: in.Location, Reason: "count", Quantity: in.Quantity, Note: in.Note}
	return d.move(ctx, in.On, m, func(there int64) (int64, error) { return in.Quantity - there, nil })
}

func (d *Desk) move(ctx context.Context, on action.On, m Move, change func(there int64) (int64, error)) (record.Result, error) {
	return d.give(ctx, on, m, "", change)
}

// give changes what lies in a room by what change makes of what lies there now.
func (d *Desk) give(ctx context.Context, on action.On, m Move, number string, change func(there int64) (int64, error)) (record.Result, error) {
	who, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return record.Result{}, err
	}
	if err := m.check(); err != nil {
		return record.Result{}, err
	}
	return d.consumables.Change(ctx, on, PermEdit, func(tx *db.Tx, c *Consumable) ([]field.Change, error) {
		if !c.Phase.Open() {
			return nil, errs.New(errs.Conflict, "%s is not kept any more.", c.Title)
		}
		if m.Record, err = d.receiver(tx, m, number); err != nil {
			return nil, err
		}
		var there int64
		err := tx.QueryRow(tx.Context(), `SELECT quantity FROM stock WHERE consumable_id = $1 AND location_id = $2`, c.ID, m.Location).Scan(&there)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		by, err := change(there)
		if err != nil || by == 0 {
			return nil, err
		}
		if _, err := tx.Exec(`INSERT INTO stock (consumable_id, location_id, quantity) VALUES ($1, $2, $3)
			ON CONFLICT (consumable_id, location_id) DO UPDATE SET quantity = excluded.quantity`, c.ID, m.Location, there+by); err != nil {
			return nil, err
		}
		c.Quantity += by
		c.Low = c.Quantity < c.Minimum
		return nil, tx.Put(`INSERT INTO stock_move (id, consumable_id, location_id, at, by_id, reason, quantity, person_id, record_id, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, tx.NewID(), c.ID, m.Location, tx.Now(), who.ID, m.Reason, by, m.Person, m.Record, m.Note)
	})
}

func (m *Move) check() error {
	var c errs.Check
	least := int64(1)
	if m.Reason == "count" {
		least = 0
	}
	c.Must(m.Quantity >= least && m.Quantity <= most, "quantity", "Give a number from %d to %d.", least, most)
	c.Must(m.Location != 0, "location", "Say in which room.")
	m.Note = ticket.Reason(&c, "note", m.Note)
	return c.Err()
}

// receiver checks the room, the person and the record of a move, and returns the record's id.
func (d *Desk) receiver(tx *db.Tx, m Move, number string) (id.ID, error) {
	err := place.LocationExists(tx.Context(), tx, m.Location)
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("location", "There is no such location.")
	}
	if err != nil {
		return 0, err
	}
	if m.Person != 0 {
		_, err := people.PersonByID(tx.Context(), tx, m.Person)
		if errs.Is(err, errs.NotFound) {
			err = errs.Bad("person", "There is no such person.")
		}
		if err != nil {
			return 0, err
		}
	}
	if number == "" {
		return 0, nil
	}
	ref, err := d.consumables.Room.RefByNumber(tx.Context(), tx, number)
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("for", "There is no record %s that you can see.", ticket.Short(number))
	}
	return ref.ID, err
}
