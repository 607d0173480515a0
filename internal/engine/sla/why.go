package sla

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
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
	Target   timing.Target `json:"target"` // {"minutes":480} or {"days":3}
	Promised string        `json:"promised"`
	Calendar UsedCalendar  `json:"calendar"`
	Story    []Stretch     `json:"story"`
	Drawing  Drawing       `json:"drawing"`
}

// UsedCalendar names the calendar that a clock runs by.
type UsedCalendar struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
	Zone string `json:"zone"`
}

// Stretch is a piece of the story, without holes from the start to now and, while the clock runs, on to the deadline.
type Stretch struct {
	Kind    timing.LineKind `json:"kind"`
	From    clock.Time      `json:"from"`
	To      clock.Time      `json:"to"`      // none while it lasts
	Minutes int             `json:"minutes"` // counted in it
	Total   int             `json:"total"`   // minutes counted since the start, at its end
	Cause   string          `json:"cause,omitempty"`
	Text    string          `json:"text,omitempty"` // of a pause, a stop and a closed stretch, in words
	By      id.ID           `json:"by,omitempty"`   // the person who began a pause or a stop
	ByWhom  actor.Kind      `json:"by_kind,omitempty"`
	Closed  []ClosedDay     `json:"closed,omitempty"`
	Ahead   bool            `json:"ahead,omitempty"` // in the future, if nothing changes
}

// ClosedDay is a local date of a closed stretch, and why nothing counted in it.
type ClosedDay struct {
	Date calendar.Date `json:"date"`
	Why  timing.Why    `json:"why"`
	Name string        `json:"name,omitempty"` // of the holiday
}

// Drawing holds the numbers of the drawing of a clock, see timing.Dayline.
type Drawing struct {
	Used      float64   `json:"used"`
	Rests     []float64 `json:"rests,omitempty"`
	Nights    []float64 `json:"nights,omitempty"`
	Remaining int       `json:"remaining"` // minutes
	Never     bool      `json:"never,omitempty"`
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
	f, history, promises, err := s.story(ctx, q, work)
	if err != nil {
		return a, err
	}
	a.AsOf = clock.Of(s.db.Clock().Now())
	list, err := s.plan(ctx, q, promises, f, history, a.AsOf)
	if err != nil {
		return a, err
	}
	a.Clocks = []ClockStory{}
	for i := range list {
		a.Clocks = append(a.Clocks, list[i].story(history, a.AsOf))
	}
	hours, err := s.calendars.EntityHours(ctx, q, f.entity)
	if err == nil {
		a.Waiting = waiting(history, hours.Zone())
	}
	return a, err
}

// story reads what an explanation needs.
func (s *Service) story(ctx context.Context, q db.Querier, work id.ID) (f facts, history []event.Envelope, promises []origin, err error) {
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
	f.opened = opening(history)
	if open {
		promises, err = s.pick(ctx, q, r, f)
		sortOrigins(promises)
		return f, history, promises, err
	}
	rows, err := readRows(ctx, q, work)
	seen := map[id.ID]bool{}
	for _, k := range rows {
		if o, ok := r.all[k.Target]; ok && !seen[k.Target] {
			seen[k.Target] = true
			promises = append(promises, o)
		}
	}
	sortOrigins(promises)
	return f, history, promises, err
}

func (p *planned) story(history []event.Envelope, now clock.Time) ClockStory {
	e, d := p.result.Explain(), p.result.Dayline()
	out := ClockStory{
		Clock: p.kept.clock(p.origin, p.calendar.Hours, now), Target: p.promise.Target, Promised: p.promise.Target.String(),
		Calendar: UsedCalendar{p.calendar.ID, p.calendar.Name, e.Zone},
		Drawing:  Drawing{d.Used, d.Rests, d.Nights, d.Remaining, d.Never},
	}
	for _, l := range e.Lines {
		st := Stretch{Kind: l.Kind, From: clock.Of(l.From), To: clock.Of(l.To), Minutes: int(l.Counted / time.Minute),
			Total: int(l.Total / time.Minute), Cause: l.Cause, Ahead: l.Ahead}
		for _, c := range l.Closed {
			st.Closed = append(st.Closed, ClosedDay{c.Date, c.Why, p.calendar.Holidays[c.Date.String()]})
		}
		if l.Kind == timing.Rest || l.Kind == timing.Off {
			st.By, st.ByWhom = whoAt(history, st.From)
		}
		st.Text = st.words()
		out.Story = append(out.Story, st)
	}
	return out
}

// whoAt returns who made a clock stand still at an instant.
func whoAt(history []event.Envelope, at clock.Time) (who id.ID, kind actor.Kind) {
	for _, e := range history {
		if e.At != at {
			continue
		}
		switch e.Event.(type) {
		case ticket.Stepped:
			return e.Actor, e.ActorKind
		case ticket.Messaged:
			who, kind = e.Actor, e.ActorKind
		}
	}
	return who, kind
}

// words says why nothing counted.
func (st *Stretch) words() string {
	switch st.Kind {
	case timing.Rest:
		return "Paused: " + reasonWords(st.Cause)
	case timing.Off:
		return "Stopped: " + reasonWords(st.Cause)
	case timing.Closed:
		for _, d := range st.Closed {
			if d.Name != "" {
				return "Closed: " + d.Name
			}
		}
		return "Closed"
	}
	return ""
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
