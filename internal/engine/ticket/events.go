package ticket

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// about carries the record an event is about; the log keeps it in its own column.
type about struct {
	Record id.ID `json:"-"`
}

// Subject implements db.Event.
func (a about) Subject() id.ID { return a.Record }

// Opened says that work began.
type Opened struct {
	about
	Title     string `json:"title"`
	State     string `json:"state"`
	Priority  int    `json:"priority,omitempty"`
	Requester id.ID  `json:"requester,omitempty"`
	Team      id.ID  `json:"team,omitempty"`
	Assignee  id.ID  `json:"assignee,omitempty"`
	Category  id.ID  `json:"category,omitempty"`
	Entity    id.ID  `json:"entity,omitempty"`
	Sum       []byte `json:"sum,omitempty"` // of the report, see Entry.Sum; absent without one and in logs of before it was kept

	// Only importers fill these. Work whose log begins later than the work itself was not new any more when it is first told of: it had
	// come to Phase, for Reason, by Since. Changes are what else was known then.
	Phase   flow.Phase     `json:"phase,omitempty"`
	Reason  string         `json:"reason,omitempty"`
	Since   clock.Time     `json:"since,omitempty"`
	Changes []field.Change `json:"changes,omitempty"`
}

// EventKind implements db.Event.
func (Opened) EventKind() string { return "ticket.opened" }

// First says that no event of the record came before, see event.Log.Emit.
func (Opened) First() {}

// Changed says which fields were changed, from what to what.
type Changed struct {
	about
	Changes []field.Change `json:"changes"`
}

// EventKind implements db.Event.
func (Changed) EventKind() string { return "ticket.changed" }

// Stepped says that work moved from one state to another.
type Stepped struct {
	about
	Verb   string     `json:"verb"`
	From   string     `json:"from"`
	To     string     `json:"to"`
	Phase  flow.Phase `json:"phase"`
	Reason string     `json:"reason,omitempty"` // of a hold or a cancellation
	Until  clock.Time `json:"until,omitempty"`
	Code   string     `json:"code,omitempty"` // of a resolution
	Text   string     `json:"text,omitempty"`

	// Changes are fields that changed in the same moment. Only importers fill it, so that one change of a log is one event.
	Changes []field.Change `json:"changes,omitempty"`
}

// EventKind implements db.Event.
func (Stepped) EventKind() string { return "ticket.stepped" }

// Messaged says that somebody wrote. Digest is of the text, see Entry.Digest, so that the chain of hashes covers it.
type Messaged struct {
	about
	Entry    id.ID  `json:"entry"`
	Internal bool   `json:"internal,omitempty"`
	ByAgent  bool   `json:"by_agent,omitempty"`
	Digest   []byte `json:"digest"`
}

// EventKind implements db.Event.
func (Messaged) EventKind() string { return "ticket.messaged" }

// Merged says that this work was merged into another, or that another was merged into it.
type Merged struct {
	about
	Other  id.ID  `json:"other"`
	Number string `json:"number"`
	Into   bool   `json:"into"` // this one into the other

	// What the merger took from the one to the other.
	Minutes int64 `json:"minutes,omitempty"`
	Tasks   int64 `json:"tasks,omitempty"`
}

// EventKind implements db.Event.
func (Merged) EventKind() string { return "ticket.merged" }

// TaskChanged says that a task was added or changed.
type TaskChanged struct {
	about
	Task  id.ID  `json:"task"`
	Title string `json:"title"`
	State string `json:"state"`
	Added bool   `json:"added,omitempty"`
}

// EventKind implements db.Event.
func (TaskChanged) EventKind() string { return "ticket.task" }

// Spent says that somebody booked time.
type Spent struct {
	about
	Minutes int64  `json:"minutes"`
	Note    string `json:"note,omitempty"`
}

// EventKind implements db.Event.
func (Spent) EventKind() string { return "ticket.spent" }

// Touched is a change elsewhere that left nothing visible here: only importers write it, to keep the count of events.
type Touched struct {
	about
}

// EventKind implements db.Event.
func (Touched) EventKind() string { return "ticket.touched" }

// Register makes the events of work, and those of every record, known to the log.
func Register(l *event.Log) {
	record.Register(l)
	event.Register[Opened](l)
	event.Register[Changed](l)
	event.Register[Stepped](l)
	event.Register[Messaged](l)
	event.Register[Merged](l)
	event.Register[TaskChanged](l)
	event.Register[Spent](l)
	event.Register[Touched](l)
}
