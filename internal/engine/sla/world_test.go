package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	logs "github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// world is a desk with one kind of work, one calendar (Monday to Friday, nine to five, UTC) and a clock that is moved by hand.
type world struct {
	t         testing.TB
	db        *db.DB
	clock     *clock.Settable
	log       *logs.Log
	queue     *job.Queue
	sla       *sla.Service
	calendars *calendar.Calendars
	people    *people.Service
	desk      *ticket.Desk
	entity    id.ID
	hours     calendar.Calendar
}

const (
	requester id.ID = 7
	agent     id.ID = 8
)

type noIndex struct{}

func (noIndex) Put(*db.Tx, id.ID, id.ID, string, string) error    { return nil }
func (noIndex) Update(*db.Tx, id.ID, id.ID, string, string) error { return nil }

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) { f(t, newWorld(t, d, c)) })
}

func newWorld(t testing.TB, d *db.DB, c *clock.Settable) *world {
	t.Helper()
	w := bare(d, c)
	w.t = t
	w.write(0, func(tx *db.Tx) (err error) {
		if w.hours, err = w.calendars.Insert(tx, calendar.Calendar{Name: "Business hours", Hours: calendar.Usual("UTC"), Shipped: true}); err != nil {
			return err
		}
		root, err := w.people.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
		w.entity = root.ID
		return err
	})
	return w
}

// bare wires the rooms and stores nothing.
func bare(d *db.DB, c *clock.Settable) *world {
	w := &world{db: d, clock: c, log: logs.New(), queue: job.New(d, nil, job.Options{Workers: 1}), calendars: calendar.NewStore(d), people: people.New(d)}
	w.sla = sla.New(d, w.log, w.calendars)
	w.desk = &ticket.Desk{DB: d, Teams: w.people, Index: noIndex{}, Clocks: w.sla}
	w.sla.Desk = w.desk
	people.RegisterEvents(w.log)
	ticket.Register(w.log)
	sla.Register(w.log)
	w.log.React(w.sla.React)
	w.sla.Handle(w.queue)
	d.SetSink(w.log)
	return w
}

// write runs fn as somebody; 0 is the product.
func (w *world) write(who id.ID, fn func(tx *db.Tx) error) {
	w.t.Helper()
	a := actor.Actor{Kind: actor.Person, ID: who, Channel: "web", Unbound: true}
	if who == 0 {
		a = actor.OfSystem("test")
	}
	if err := w.db.Write(actor.With(w.t.Context(), a), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) agree(a sla.Agreement) sla.Agreement {
	w.t.Helper()
	var out sla.Agreement
	w.write(0, func(tx *db.Tx) (err error) {
		out, err = w.sla.InsertAgreement(tx, a)
		return err
	})
	return out
}

// standard promises a first response within an hour, the next within two, and a resolution within eight hours, P1 within four.
func (w *world) standard() sla.Agreement {
	w.t.Helper()
	levels := []sla.Level{{At: 50, Do: sla.Notify}, {At: 75, Do: sla.Notify}, {At: 90, Do: sla.Notify}}
	return w.agree(sla.Agreement{Kind: sla.Customer, Name: "Standard", Promises: []sla.Promise{
		{Metric: sla.FirstResponse, Target: timing.InMinutes(60)},
		{Metric: sla.NextResponse, Target: timing.InMinutes(120)},
		{Metric: sla.Resolution, Target: timing.InMinutes(480), Levels: levels},
		{Metric: sla.Resolution, Priority: 1, Target: timing.InMinutes(240), Levels: levels},
	}})
}

func (w *world) only(metric sla.Metric, target timing.Target, levels ...sla.Level) sla.Agreement {
	w.t.Helper()
	return w.agree(sla.Agreement{Kind: sla.Customer, Name: "Only", Promises: []sla.Promise{{Metric: metric, Target: target, Levels: levels}}})
}

func kind() record.Kind { return record.Kind{Key: "thing", Prefix: "T"} }

func (w *world) open(with ...func(h *ticket.Head)) ticket.Head {
	w.t.Helper()
	h := ticket.Head{Head: record.Head{Title: "A thing", State: "new", Entity: w.entity}, Requester: requester, Priority: 3}
	for _, f := range with {
		f(&h)
	}
	w.write(requester, func(tx *db.Tx) error {
		return w.desk.Create(tx, kind(), &h, "It broke.", "thing.open", func() error { return nil })
	})
	return h
}

// change loads the work, changes it and saves it.
func (w *world) change(who id.ID, work ticket.Head, fn func(tx *db.Tx, h *ticket.Head) error) {
	w.t.Helper()
	w.write(who, func(tx *db.Tx) error {
		h, err := ticket.LoadID(tx.Context(), tx, "thing", work.ID, "thing.edit")
		if err != nil {
			return err
		}
		old := h
		if err := fn(tx, &h); err != nil {
			return err
		}
		return w.desk.Save(tx, old, &h)
	})
}

func (w *world) step(work ticket.Head, state string, phase flow.Phase, reason string) {
	w.t.Helper()
	w.change(agent, work, func(tx *db.Tx, h *ticket.Head) error {
		old := *h
		h.State, h.Phase, h.HoldReason = state, phase, reason
		return ticket.Step(tx, old, h, "move", ticket.Stepped{Reason: reason})
	})
}

func (w *world) hold(work ticket.Head, reason string) { w.step(work, "on_hold", flow.Waiting, reason) }
func (w *world) resume(work ticket.Head)              { w.step(work, "in_progress", flow.Active, "") }
func (w *world) resolve(work ticket.Head)             { w.step(work, "resolved", flow.Resolved, "") }

func (w *world) cancel(work ticket.Head) { w.end(work, "cancel", "cancelled") }
func (w *world) merge(work ticket.Head)  { w.end(work, "merge", "closed") }

func (w *world) end(work ticket.Head, verb, state string) {
	w.t.Helper()
	w.change(agent, work, func(tx *db.Tx, h *ticket.Head) error {
		old := *h
		h.State, h.Phase = state, flow.Closed
		return ticket.Step(tx, old, h, verb, ticket.Stepped{})
	})
}

func (w *world) says(who id.ID, work ticket.Head, public bool) {
	w.t.Helper()
	w.change(who, work, func(tx *db.Tx, h *ticket.Head) error {
		_, err := w.desk.Post(tx, h, ticket.Message{Body: "Hello.", Public: public})
		return err
	})
}

func (w *world) prioritise(work ticket.Head, p int) {
	w.t.Helper()
	w.change(agent, work, func(_ *db.Tx, h *ticket.Head) error { h.Priority = p; return nil })
}

// at moves the clock to a day and time of November 2026 (the 16th is a Monday) and runs what is due.
func (w *world) at(day int, hhmm string) {
	w.t.Helper()
	w.set(day, hhmm)
	w.drain()
}

func (w *world) set(day int, hhmm string) {
	w.t.Helper()
	w.clock.Set(november(day, hhmm))
}

func november(day int, hhmm string) time.Time {
	layout := "15:04:05.999999"
	if strings.Count(hhmm, ":") == 1 {
		layout = "15:04"
	}
	t, err := time.Parse(layout, hhmm)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

func (w *world) drain() int {
	w.t.Helper()
	n, err := w.queue.Drain(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	dead, err := job.Dead(w.t.Context(), w.db, 10)
	if err != nil || len(dead) > 0 {
		w.t.Fatalf("dead jobs %v, %v", dead, err)
	}
	var failed string
	if err := w.db.QueryRow(w.t.Context(), `SELECT coalesce(max(error), '') FROM job`).Scan(&failed); err != nil || failed != "" {
		w.t.Fatalf("a job failed: %s %v", failed, err)
	}
	return n
}

// told lists what the log says about the clocks of the work, such as "resolution 50" or "resolution breached late".
func (w *world) told(work ticket.Head) string {
	w.t.Helper()
	history, err := w.log.History(w.t.Context(), w.db, work.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, e := range history {
		var text string
		late := false
		switch ev := e.Event.(type) {
		case sla.PromiseWarned:
			text, late = fmt.Sprintf("%s %d", ev.Metric, ev.Percent), ev.Late
		case sla.PromiseBroken:
			text, late = fmt.Sprintf("%s breached", ev.Metric), ev.Late
		default:
			continue
		}
		if late {
			text += " late"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// clocks lists the clocks as a list shows them, such as "resolution running 480/0 due 17:00".
func (w *world) clocks(work ticket.Head) string {
	w.t.Helper()
	m, err := w.sla.Clocks(w.t.Context(), w.db, []id.ID{work.ID})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, c := range m[work.ID] {
		text := fmt.Sprintf("%s %s", c.Metric, c.State)
		if c.State == timing.Breached {
			text += " " + string(c.Stands)
		}
		text += fmt.Sprintf(" %d/%d", c.Elapsed, c.Promise)
		if c.Due != 0 {
			text += " due " + c.Due.Time().Format("02 15:04")
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// due returns the due time of the work, "never" for none.
func (w *world) due(work ticket.Head) string {
	w.t.Helper()
	var at clock.Time
	if err := w.db.QueryRow(w.t.Context(), `SELECT due_at FROM ticket WHERE id = $1`, work.ID).Scan(&at); err != nil {
		w.t.Fatal(err)
	}
	if at == ticket.NeverDue {
		return "never"
	}
	return at.Time().Format("02 15:04")
}

func (w *world) equal(what, got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func recordHead(state string, entity id.ID) record.Head {
	return record.Head{Title: "A thing", State: state, Entity: entity}
}
