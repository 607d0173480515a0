package sla

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// Answer is the answer to "Why this deadline?" for one piece of work.
type Answer struct {
	AsOf    clock.Time   `json:"as_of"`
	Waiting *Waiting     `json:"waiting,omitempty"` // what it waits for now, nil when it does not
	Clocks  []ClockStory `json:"clocks"`
}

// ClockStory is one clock with everything that made it what it is.
type ClockStory struct {
	Clock
	Promised string       `json:"promised"`
	Calendar UsedCalendar `json:"calendar"`
	Story    []Stretch    `json:"story"`
	Drawing  Drawing      `json:"drawing"`
}

// UsedCalendar names the calendar that a clock runs by.
type UsedCalendar struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
	Zone string `json:"zone"`
}

// Drawing holds the numbers of the drawing of a clock, see timing.Dayline.
type Drawing struct {
	Used      float64   `json:"used"`
	Rests     []Rest    `json:"rests,omitempty"`
	Nights    []float64 `json:"nights,omitempty"`
	Remaining int       `json:"remaining"` // minutes
	Never     bool      `json:"never,omitempty"`
}

// Rest is a pause that ended.
type Rest struct {
	At      float64 `json:"at"`      // the share of the promise that was used when it began
	Minutes int     `json:"minutes"` // of real time
}

// Waiting says that work stands still until somebody else acts.
type Waiting struct {
	Reason string     `json:"reason"`
	Since  clock.Time `json:"since"`
	Until  clock.Time `json:"until,omitempty"` // when it goes on by itself
	You    bool       `json:"you"`             // it is the requester who should act
	Text   string     `json:"text"`            // "Waiting for you since 24 November 2026, 10:12", in the zone of the calendar
}

// Explain answers "Why this deadline?". It does not ask for a permission: the caller has loaded the work for the actor. Work that ended
// is explained by the promises it was measured by. Kinds: NotFound.
func (s *Service) Explain(ctx context.Context, q db.Querier, work id.ID) (a Answer, err error) {
	defer errs.Wrap(&err, "sla.Explain(%d)", work)
	a.AsOf = clock.Of(s.db.Clock().Now())
	f, history, list, err := s.story(ctx, q, work, a.AsOf)
	if err != nil {
		return a, err
	}
	a.Clocks = []ClockStory{}
	for i := range list {
		a.Clocks = append(a.Clocks, list[i].story(history, a.AsOf))
	}
	if err := nameActors(ctx, q, a.Clocks); err != nil {
		return a, err
	}
	hours, err := s.calendars.EntityHours(ctx, q, f.entity)
	if err == nil {
		a.Waiting = waiting(history, hours.Zone())
	}
	return a, err
}

// story reads what an explanation needs. The clocks of work that ended are those it was measured by.
func (s *Service) story(ctx context.Context, q db.Querier, work id.ID, now clock.Time) (f facts, history []event.Envelope, list []planned, err error) {
	r, err := s.rules(ctx, q)
	if err != nil {
		return f, nil, nil, err
	}
	f, open, err := factsOf(ctx, q, work)
	if err != nil {
		return f, nil, nil, err
	}
	if history, err = s.log.History(ctx, q, work); err != nil {
		return f, nil, nil, err
	}
	f.opened, f.had = opening(history), trail.Teams(history)
	if list, err = s.measure(ctx, q, r, f, history, now); err != nil {
		return f, nil, nil, err
	}
	rows, err := readRows(ctx, q, work)
	if err != nil {
		return f, nil, nil, err
	}
	if list, err = s.hold(ctx, q, r, f, history, list, rows); err != nil {
		return f, nil, nil, err
	}
	if !open {
		list = slices.DeleteFunc(list, func(p planned) bool {
			k, ok := rows[p.key()]
			return !ok || k.Started != p.Started
		})
	}
	sortPlanned(list)
	return f, history, list, nil
}

// reasonWords says what a hold waits for.
func reasonWords(reason string) string {
	switch reason {
	case "awaiting_caller":
		return "waiting for the requester"
	case "awaiting_vendor":
		return "waiting for a supplier"
	case "awaiting_change":
		return "waiting for a change"
	case "awaiting_problem":
		return "waiting for a problem to be solved"
	case "scheduled":
		return "waiting for a date"
	case "handed_on":
		return "handed on to another team"
	case "taken":
		return "taken on by the team"
	case "merged":
		return "merged into another"
	}
	return reason
}

// WaitingSince says what a piece of work waits for, for the portal and the page; nil when it does not wait. Kinds: NotFound.
func (s *Service) WaitingSince(ctx context.Context, q db.Querier, work id.ID) (w *Waiting, err error) {
	defer errs.Wrap(&err, "sla.WaitingSince(%d)", work)
	f, _, err := factsOf(ctx, q, work)
	if err != nil {
		return nil, err
	}
	history, err := s.log.History(ctx, q, work)
	if err != nil {
		return nil, err
	}
	hours, err := s.calendars.EntityHours(ctx, q, f.entity)
	if err != nil {
		return nil, err
	}
	return waiting(history, hours.Zone()), nil
}
