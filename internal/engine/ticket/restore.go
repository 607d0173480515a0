package ticket

import (
	"cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Moment is something that happened to work in another tool.
type Moment struct {
	At    clock.Time
	By    id.ID    // the person, 0 when it is not known
	Event db.Event // an Opened, Stepped, Changed or Touched, whose subject is filled in
}

// Restore writes work together with its past: h is how it ended up, with its number, times and counters, and past is how it got there,
// in order, the opening first. The log tells each moment at its own time as done by its own person through the channel "import". The
// clocks are left to the caller. The write stands at the opening afterwards. Kinds: Conflict when the number exists.
func (d *Desk) Restore(tx *db.Tx, k record.Kind, h *Head, past []Moment, body func() error) (err error) {
	defer errs.Wrap(&err, "ticket.Restore(%s)", h.Number)
	created, updated := h.CreatedAt, cmp.Or(h.UpdatedAt, past[len(past)-1].At)
	tx.SetNow(created)
	h.Kind, h.UpdatedAt, h.CreatedBy, h.Due = k.Key, updated, past[0].By, NeverDue
	for written := int64(0); written == 0; { // ids of the past are not checked against each other when they are made
		h.ID = tx.NewID()
		if written, err = tx.Exec(insertTicket+` ON CONFLICT (id) DO NOTHING`, columns().Args(h)...); err != nil {
			return err
		}
	}
	if err := body(); err != nil {
		return err
	}
	if err := d.Index.Put(tx, h.ID, 0, h.Title, ""); err != nil {
		return err
	}
	if err := record.Insert(tx, k, &h.Head); err != nil {
		return err
	}
	for i := range past {
		if err := past[i].tell(tx, h.ID); err != nil {
			return err
		}
	}
	tx.SetNow(created)
	return nil
}

// tell logs a moment.
func (m *Moment) tell(tx *db.Tx, subject id.ID) error {
	e := m.Event
	switch ev := e.(type) {
	case Opened:
		ev.Record = subject
		e = ev
	case Stepped:
		ev.Record = subject
		e = ev
	case Changed:
		ev.Record = subject
		e = ev
	case Touched:
		ev.Record = subject
		e = ev
	default:
		return errs.New(errs.Internal, "%s is not an event that can be brought in", e.EventKind())
	}
	who := actor.Actor{Kind: actor.Person, ID: m.By, Channel: "import"}
	if m.By == 0 {
		who.Kind = actor.System
	}
	tx.SetNow(m.At)
	return tx.As(actor.With(tx.Context(), who), func(tx *db.Tx) error { return tx.Emit(e) })
}
