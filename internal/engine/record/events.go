package record

import (
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// about carries the record an event is about; the log keeps it in its own column.
type about struct {
	Record id.ID `json:"-"`
}

// Subject implements db.Event.
func (a about) Subject() id.ID { return a.Record }

// Made says that a record that is not work came into being.
type Made struct {
	about
	Title  string `json:"title"`
	State  string `json:"state"`
	Entity id.ID  `json:"entity,omitempty"`
}

// EventKind implements db.Event.
func (Made) EventKind() string { return "record.made" }

// First says that no event of the record came before, see event.Log.Emit.
func (Made) First() {}

// Changed says which fields of a record that is not work were changed, from what to what.
type Changed struct {
	about
	Changes []field.Change `json:"changes"`
}

// EventKind implements db.Event.
func (Changed) EventKind() string { return "record.changed" }

// Moved says that a record that is not work came from one state to another.
type Moved struct {
	about
	Verb   string `json:"verb"`
	From   string `json:"from"`
	To     string `json:"to"`
	Reason string `json:"reason,omitempty"`
}

// EventKind implements db.Event.
func (Moved) EventKind() string { return "record.moved" }

// Removed says that a record with which nothing had been done was taken back.
type Removed struct {
	about
	Number string `json:"number"`
}

// EventKind implements db.Event.
func (Removed) EventKind() string { return "record.removed" }

// Gone is the event of a record that was taken back.
func Gone(record id.ID, number string) Removed { return Removed{about{record}, number} }

// LinkChanged says that a link to another record was made or removed.
type LinkChanged struct {
	about
	Other    id.ID  `json:"other"`
	Number   string `json:"number"`
	Relation string `json:"relation"`
	Reverse  bool   `json:"reverse,omitempty"`
	Removed  bool   `json:"removed,omitempty"`
}

// EventKind implements db.Event.
func (LinkChanged) EventKind() string { return "record.linked" }

// LinkOf is the event of a record that tells of a link to another.
func LinkOf(record id.ID, other Ref, relation Relation, reverse, removed bool) LinkChanged {
	return LinkChanged{about{record}, other.ID, other.Number, string(relation), reverse, removed}
}

// RelationChanged says that what a record stands on, or what stands on it, was noted, changed or ended. Words read from the record to the
// other one: "depends on", "is needed by".
type RelationChanged struct {
	about
	Other    id.ID  `json:"other"`
	Number   string `json:"number"`
	Relation string `json:"relation"`
	Words    string `json:"words"`
	Does     string `json:"does"` // one of RelationAdded, RelationChangedTerms and RelationEnded
	Impact   bool   `json:"impact,omitempty"`
	Group    string `json:"group,omitempty"`
	Need     int64  `json:"need,omitempty"`
	From     string `json:"valid_from"`
	To       string `json:"valid_to,omitempty"`
}

// What may be said of a relation.
const (
	RelationAdded        = "added"
	RelationChangedTerms = "changed"
	RelationEnded        = "ended"
)

// EventKind implements db.Event.
func (RelationChanged) EventKind() string { return "record.related" }

// Of returns the event as that of a record.
func (r RelationChanged) Of(record id.ID) RelationChanged {
	r.Record = record
	return r
}

// Attached says that a file was attached.
type Attached struct {
	about
	Attachment id.ID  `json:"attachment"`
	Name       string `json:"name"`
	Hash       string `json:"hash"`
	Public     bool   `json:"public"`
}

// EventKind implements db.Event.
func (Attached) EventKind() string { return "record.attached" }

// Watched says that a person began or ceased to follow.
type Watched struct {
	about
	Person id.ID `json:"person"`
	Ended  bool  `json:"ended,omitempty"`
}

// EventKind implements db.Event.
func (Watched) EventKind() string { return "record.watched" }

// Register makes the events known to the log.
func Register(l *event.Log) {
	event.Register[Made](l)
	event.Register[Changed](l)
	event.Register[Moved](l)
	event.Register[Removed](l)
	event.Register[LinkChanged](l)
	event.Register[RelationChanged](l)
	event.Register[Attached](l)
	event.Register[Watched](l)
	event.Register[Reminded](l)
}
