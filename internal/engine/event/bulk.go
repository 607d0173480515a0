package event

import (
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Bulk collects the whole histories of subjects that have none yet and writes them with few statements. Neither reactors nor
// subscribers see them: it is for generators, which write what those would have written themselves.
type Bulk struct {
	events, chains db.Sheet
	next           func() id.ID
}

// NewBulk returns an empty collection. next gives ids in the order of writing, such as db.DB.NewID.
func NewBulk(next func() id.ID) *Bulk {
	return &Bulk{next: next,
		events: db.Sheet{Table: "event", Width: 13, Columns: `id, subject_id, seq, kind, at, actor_kind, actor_id, behalf_id, channel, cause_id, depth, data, hash`},
		chains: db.Sheet{Table: "event_chain", Width: 3, Columns: `subject_id, seq, hash`}}
}

// Add adds the history of a subject, oldest event first. Of each event the actor, the channel, the instant and the event itself count;
// the rest is filled in.
func (b *Bulk) Add(history []Envelope) error {
	var last []byte
	for i := range history {
		e := &history[i]
		data, err := json.Marshal(e.Event)
		if err != nil {
			return err
		}
		e.ID, e.Subject, e.Seq, e.Kind, e.Data = b.next(), e.Event.Subject(), int64(i+1), e.Event.EventKind(), data
		if e.Subject != history[0].Subject {
			return errs.New(errs.Internal, "a history of two subjects")
		}
		last = e.hash(last)
		b.events.Add(int64(e.ID), int64(e.Subject), e.Seq, e.Kind, int64(e.At), actorCode(e.ActorKind), int64(e.Actor), int64(e.Behalf), e.Channel,
			int64(e.Cause), int64(e.Depth), string(e.Data), last)
	}
	if n := len(history); n > 0 {
		b.chains.Add(int64(history[0].Subject), int64(n), last)
	}
	return nil
}

// Insert writes what was collected.
func (b *Bulk) Insert(tx *db.Tx) error {
	if err := b.events.Insert(tx); err != nil {
		return err
	}
	return b.chains.Insert(tx)
}
