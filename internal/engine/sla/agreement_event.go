package sla

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// AgreementCreated tells that an agreement was added.
type AgreementCreated struct {
	Agreement id.ID  `json:"-"`
	Kind      Party  `json:"kind"`
	Name      string `json:"name"`
}

// Subject implements db.Event.
func (e AgreementCreated) Subject() id.ID { return e.Agreement }

// EventKind implements db.Event.
func (AgreementCreated) EventKind() string { return "agreement.created" }

// AgreementEdited tells what of an agreement changed.
type AgreementEdited struct {
	Agreement id.ID       `json:"-"`
	Fields    []row.Field `json:"fields"`
}

// Subject implements db.Event.
func (e AgreementEdited) Subject() id.ID { return e.Agreement }

// EventKind implements db.Event.
func (AgreementEdited) EventKind() string { return "agreement.changed" }

// Stage is what the two events of a clock have in common.
type Stage struct {
	Ticket    id.ID      `json:"-"`
	Agreement id.ID      `json:"agreement"`
	Party     Party      `json:"party"`
	Metric    Metric     `json:"metric"`
	Due       clock.Time `json:"due"`            // 0 while the clock is paused
	Reached   clock.Time `json:"reached"`        // when it came to pass
	Late      bool       `json:"late,omitempty"` // it is told more than a minute after that
}

// Subject implements db.Event.
func (s Stage) Subject() id.ID { return s.Ticket }

// PromiseWarned tells that a share of a promise is used up.
type PromiseWarned struct {
	Stage
	Percent int `json:"percent"`
}

// EventKind implements db.Event.
func (PromiseWarned) EventKind() string { return "sla.warned" }

// PromiseBroken tells that a promise was broken.
type PromiseBroken struct{ Stage }

// EventKind implements db.Event.
func (PromiseBroken) EventKind() string { return "sla.breached" }

// Register makes the events of this room and of calendars known to the log.
func Register(l *event.Log) {
	calendar.Register(l)
	event.Register[AgreementCreated](l)
	event.Register[AgreementEdited](l)
	event.Register[PromiseWarned](l)
	event.Register[PromiseBroken](l)
}
