package asset

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// Bulk collects new assets and writes them with few statements, past the verbs but in the form in which the verbs write them: for
// generators.
type Bulk struct {
	d      *Desk
	assets *register.Bulk[Asset]
	chain  db.Sheet
}

// NewBulk returns an empty collection. next gives the ids of events in the order of writing.
func (d *Desk) NewBulk(next func() id.ID) *Bulk {
	return &Bulk{d, d.assets.NewBulk(next), custodyColumns().SheetOf("custody")}
}

// Add adds an asset that came into the stock and then went along the verbs of its chain of custody; after the last of them it is as it is
// given. made is who added it. Kinds: Conflict for a chain that is not legal.
func (b *Bulk) Add(a Asset, made id.ID, chain ...Custody) error {
	first := a
	first.Holder, first.Team, first.PartOf, first.DueBack, first.Substate, first.InService = 0, 0, 0, "", "", ""
	opened := record.Made{Title: a.Title, State: InStock, Entity: a.Entity}
	opened.Record = a.ID
	history := []event.Envelope{{At: a.CreatedAt, ActorKind: actor.Person, Actor: made, Channel: "web", Event: opened}}
	a.State, a.CreatedBy, a.UpdatedAt, a.Version = InStock, made, a.CreatedAt, int64(1+len(chain))
	for i, l := range chain {
		to, err := b.d.assets.Kind.Flow.Step(a.State, l.Action, map[string]string{"due_back": l.DueBack, "reason": l.Note, "how": a.Substate})
		if err != nil {
			return err
		}
		moved := record.Moved{Verb: l.Action, From: a.State, To: to.Key, Reason: l.Note}
		moved.Record = a.ID
		history = append(history, event.Envelope{At: l.At, ActorKind: actor.Person, Actor: l.By, Channel: "web", Event: moved})
		a.State, a.UpdatedAt, l.Asset = to.Key, l.At, a.ID
		custodyColumns().AddTo(&b.chain, &l)
		if i == len(chain)-1 {
			changed := record.Changed{Changes: b.d.assets.Fields.Diff(&first, &a)}
			changed.Record = a.ID
			history = append(history, event.Envelope{At: l.At, ActorKind: actor.Person, Actor: l.By, Channel: "web", Event: changed})
		}
	}
	a.Phase = b.d.assets.Kind.Flow.State(a.State).Phase
	return b.assets.Add(&a, history)
}

// Insert writes what was collected. Tags are reserved by the caller, see ReserveTags.
func (b *Bulk) Insert(tx *db.Tx) error {
	if err := b.assets.Insert(tx); err != nil {
		return err
	}
	return b.chain.Insert(tx)
}

// ReserveTags makes the tags of a prefix go on after n.
func ReserveTags(tx *db.Tx, prefix string, n int64) error {
	return record.Reserve(tx, "tag "+prefix, n)
}
