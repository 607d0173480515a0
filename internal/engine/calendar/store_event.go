package calendar

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Created tells that a calendar was added.
type Created struct {
	Calendar id.ID  `json:"-"`
	Name     string `json:"name"`
}

// Subject implements db.Event.
func (e Created) Subject() id.ID { return e.Calendar }

// EventKind implements db.Event.
func (Created) EventKind() string { return "calendar.created" }

// Edited tells what of a calendar changed. For holidays From holds the dates that went and To those that came.
type Edited struct {
	Calendar id.ID       `json:"-"`
	Fields   []row.Field `json:"fields"`
}

// Subject implements db.Event.
func (e Edited) Subject() id.ID { return e.Calendar }

// EventKind implements db.Event.
func (Edited) EventKind() string { return "calendar.changed" }

// Register makes the events known to the log.
func Register(l *event.Log) {
	event.Register[Created](l)
	event.Register[Edited](l)
}

// React keeps what is remembered about entities true.
func (s *Calendars) React(tx *db.Tx, e event.Envelope) error {
	if MovesHours(e) {
		return s.touch(tx)
	}
	return nil
}

// MovesHours reports whether an event may have given an entity other working hours.
func MovesHours(e event.Envelope) bool {
	switch ev := e.Event.(type) {
	case row.Created:
		return ev.Object == "entity"
	case row.Changed:
		if ev.Object != "entity" {
			return false
		}
		for _, f := range ev.Fields {
			if f.Key == "calendar" || f.Key == "zone" || f.Key == "parent" {
				return true
			}
		}
	}
	return false
}
