package record

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// Index takes the text of records (entry 0) and entries for full-text search.
type Index interface {
	Put(tx *db.Tx, record, entry id.ID, title, body string) error
	Update(tx *db.Tx, record, entry id.ID, title, body string) error
}

// Keeper is the set of tools with which practices write what is numbered but not work. What is work is written through engine/ticket.
type Keeper struct {
	Index Index
}

// Create writes a new record: the caller has set state, title and whatever else is known. body writes the practice's own row; words are
// what the record is found by besides its title. The row must lie within the actor's scope of perm. Kinds: Forbidden.
func (k Keeper) Create(tx *db.Tx, kind Kind, rows Rows, h *Head, words string, perm actor.Permission, body func() error) (err error) {
	defer errs.Wrap(&err, "record.Create(%s)", kind.Key)
	a, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	if h.ID == 0 {
		h.ID = tx.NewID()
	}
	h.Kind, h.CreatedAt, h.UpdatedAt, h.CreatedBy = kind.Key, tx.Now(), tx.Now(), a.ID
	if err := body(); err != nil {
		return err
	}
	if err := k.Index.Put(tx, h.ID, 0, h.Title, words); err != nil {
		return err
	}
	if err := rows.Within(tx, a, perm, h.ID); err != nil {
		return err
	}
	if err := tx.Emit(Made{about{h.ID}, h.Title, h.State, h.Entity}); err != nil {
		return err
	}
	return Insert(tx, kind, h) // last: see there
}

// Save writes h over old, keeps what it is found by and logs the changes that the caller names. Kinds: Conflict for a stale version.
func (k Keeper) Save(tx *db.Tx, old Head, h *Head, words string, changes []field.Change) error {
	if err := Save(tx, h); err != nil {
		return err
	}
	if err := k.Index.Update(tx, h.ID, 0, h.Title, words); err != nil {
		return err
	}
	if h.Title != old.Title {
		changes = append([]field.Change{{Key: "title", From: old.Title, To: h.Title}}, changes...)
	}
	if h.Entity != old.Entity {
		changes = append(changes, field.Change{Key: "entity", From: old.Entity.String(), To: h.Entity.String()})
	}
	if len(changes) == 0 {
		return nil
	}
	return tx.Emit(Changed{about{h.ID}, changes})
}

// Step logs that h came from the state of old to its own.
func Step(tx *db.Tx, old Head, h *Head, verb, reason string) error {
	return tx.Emit(Moved{about{h.ID}, verb, old.State, h.State, reason})
}

// Check compares the version a caller edited with the newest one. 0 means that the caller does not mind. Kinds: Conflict.
func (h *Head) Check(version int64) error {
	if version != 0 && version != h.Version {
		return Stale(h.Number)
	}
	return nil
}

// Ref is what names h.
func (h *Head) Ref() Ref { return Ref{h.ID, h.Kind, h.Number, h.Title, h.State, h.Phase} }

// Result is what every verb answers with: enough to go on from there.
type Result struct {
	Ref
	Version  int64    `json:"version"`
	Warnings []string `json:"warnings,omitempty" doc:"What was done and may not be what was meant."`
}

// Follow makes a person follow a record, or ends it, and logs it. Kinds: Invalid for nobody, and for somebody who left.
func Follow(tx *db.Tx, record, person id.ID, follow bool) error {
	p, err := people.PersonByID(tx.Context(), tx, person)
	if errs.Is(err, errs.NotFound) || err == nil && follow && p.Status != people.Active {
		return errs.Bad("person", "There is no such person.")
	}
	if err != nil {
		return err
	}
	change := Unwatch
	if follow {
		change = Watch
	}
	changed, err := change(tx, record, person)
	if err != nil || !changed {
		return err
	}
	return tx.Emit(Watched{about{record}, person, !follow})
}

// Connect ties a record to another, or unties it, and logs it on both.
func Connect(tx *db.Tx, from, to Ref, relation Relation, remove bool, by id.ID) error {
	l := Link{From: from.ID, To: to.ID, Relation: relation}
	var changed bool
	var err error
	if remove {
		changed, err = RemoveLink(tx, l)
	} else {
		changed, err = AddLink(tx, l, by)
	}
	if err != nil || !changed {
		return err
	}
	if err := tx.Emit(LinkOf(from.ID, to, relation, false, remove)); err != nil {
		return err
	}
	return tx.Emit(LinkOf(to.ID, from, relation, true, remove))
}
