package field

import (
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// RegisterEvents makes the events of this room known to the log, so that they can be read back.
func RegisterEvents(l *event.Log) {
	event.Register[Defined](l)
	event.Register[Amended](l)
	event.Register[Archived](l)
}

// Defined is the event of a custom field that came to be, or came back.
type Defined struct {
	Field id.ID  `json:"-"`
	Kind  string `json:"kind"`
	Key   string `json:"key"`
	Type  Type   `json:"type"`
}

// Subject is the definition.
func (e Defined) Subject() id.ID { return e.Field }

// EventKind names the event.
func (Defined) EventKind() string { return "field.defined" }

// Amended is the event of a definition that changed.
type Amended struct {
	Field id.ID  `json:"-"`
	Kind  string `json:"kind"`
	Key   string `json:"key"`
}

// Subject is the definition.
func (e Amended) Subject() id.ID { return e.Field }

// EventKind names the event.
func (Amended) EventKind() string { return "field.amended" }

// Archived is the event of a custom field that was taken out of use.
type Archived struct {
	Field id.ID  `json:"-"`
	Kind  string `json:"kind"`
	Key   string `json:"key"`
}

// Subject is the definition.
func (e Archived) Subject() id.ID { return e.Field }

// EventKind names the event.
func (Archived) EventKind() string { return "field.archived" }
