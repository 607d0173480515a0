package register

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

// Bulk collects new records of a kind with their whole histories and writes them with few statements, without the rules of the kind: it is
// for generators, which settle everything themselves.
type Bulk[T any] struct {
	r             *Register[T]
	records, rows db.Sheet
	events        *event.Bulk
	texts         *search.Bulk
}

// NewBulk returns an empty collection. next gives the ids of events in the order of writing, such as db.DB.NewID.
func (r *Register[T]) NewBulk(next func() id.ID) *Bulk[T] {
	return &Bulk[T]{r: r, records: record.Columns().SheetOf("record"), events: event.NewBulk(next), texts: search.NewBulk(r.DB.Engine()),
		rows: db.Sheet{Table: r.Table, Columns: "id, entity_id, phase, updated_at, name_key, " + r.Fields.Columns(""), Width: 5 + len(r.Fields.Args(new(T)))}}
}

// Add adds a record whose head is complete, its id, number and version too, and its history, the oldest event first. Ids rise from one to the next.
func (b *Bulk[T]) Add(v *T, history []event.Envelope) error {
	h := b.r.Head(v)
	h.Kind = b.r.Kind.Key
	record.Columns().AddTo(&b.records, h)
	b.rows.Add(int64(h.ID), int64(h.Entity), int64(h.Phase), int64(h.UpdatedAt), row.Fold(h.Title))
	b.rows.Add(b.r.Fields.Args(v)...)
	b.texts.Add(h.ID, 0, h.Title, b.r.Words(v))
	return b.events.Add(history)
}

// Insert writes what was collected.
func (b *Bulk[T]) Insert(tx *db.Tx) error {
	for _, s := range []*db.Sheet{&b.records, &b.rows} {
		if err := s.Insert(tx); err != nil {
			return err
		}
	}
	if err := b.events.Insert(tx); err != nil {
		return err
	}
	return b.texts.Insert(tx)
}
