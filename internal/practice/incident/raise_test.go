package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// product does something as the product itself.
func (b *bundle) product(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := b.db.Write(actor.With(t.Context(), actor.OfSystem("service levels")), fn); err != nil {
		t.Fatal(err)
	}
}

// promise measures incidents by one agreement: an hour round the clock to resolve, with levels.
func (b *bundle) promise(t *testing.T, levels ...sla.Level) {
	t.Helper()
	calendars := calendar.NewStore(b.db)
	s := sla.New(b.db, b.log, calendars)
	sla.Register(b.log)
	s.Desk, s.Raisers["incident"] = b.Desk, b.Raise
	b.Desk.Clocks = s
	b.log.React(s.React)
	s.Handle(b.queue)
	always := calendar.Definition{Zone: "UTC", Weekly: map[string][]calendar.Interval{}}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		always.Weekly[day] = []calendar.Interval{{From: "00:00", To: "24:00"}}
	}
	b.product(t, func(tx *db.Tx) error {
		hours, err := calendars.Insert(tx, calendar.Calendar{Name: "Round the clock", Hours: always})
		if err != nil {
			return err
		}
		_, err = s.InsertAgreement(tx, sla.Agreement{Kind: sla.Customer, Name: "Standard", Calendar: hours.ID,
			Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InMinutes(60), Levels: levels}}})
		return err
	})
}

func TestAServiceLevelRaisesThePriorityWithAReason(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.promise(t, sla.Level{At: 50, Do: sla.Raise}, sla.Level{At: 90, Do: sla.Raise})
		r := b.open(t, "Printer on fire")
		steps := []struct {
			after    time.Duration
			priority int
			reason   string
		}{
			{29 * time.Minute, 4, ""},
			{time.Minute, 3, "raised by service level: 50 % of the time for the resolution is used up"},
			{23 * time.Minute, 3, "raised by service level: 50 % of the time for the resolution is used up"},
			{time.Minute, 2, "raised by service level: 90 % of the time for the resolution is used up"},
		}
		for _, s := range steps {
			b.clock.Advance(s.after)
			must[int](t)(b.queue.Drain(t.Context()))
			if i := b.get(t, r.Number); i.Priority != s.priority || i.PriorityReason != s.reason {
				t.Errorf("%s later it is P%d, %q; want P%d, %q", s.after, i.Priority, i.PriorityReason, s.priority, s.reason)
			}
		}
		two := 2
		must[incident.Result](t)(b.Edit(b.as(t, b.agent), incident.Edit{On: action.On{Number: r.Number}, Impact: &two}))
		if i := b.get(t, r.Number); i.Priority != 2 || i.PriorityReason == "" {
			t.Errorf("a new impact gives P%d, %q; want what it was raised to", i.Priority, i.PriorityReason)
		}
		none := 0
		must[incident.Result](t)(b.Edit(b.as(t, b.agent), incident.Edit{On: action.On{Number: r.Number}, Priority: &none}))
		if i := b.get(t, r.Number); i.Priority != 3 || i.PriorityReason != "" {
			t.Errorf("back to the matrix it is P%d, %q", i.Priority, i.PriorityReason)
		}
	})
}

func TestRaiseLeavesAloneWhatNeedsNoRaise(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		open := b.open(t, "Open")
		raise := func(r incident.Result, priority int) incident.Incident {
			t.Helper()
			b.product(t, func(tx *db.Tx) error { return b.Raise(tx, r.ID, priority, "so much is used up") })
			return b.get(t, r.Number)
		}
		if i := raise(open, 4); i.Version != open.Version || i.Priority != 4 {
			t.Errorf("as high already: P%d at version %d", i.Priority, i.Version)
		}
		if i := raise(open, 2); i.Priority != 2 {
			t.Errorf("raised to P%d, want P2", i.Priority)
		}
		if i := raise(open, 3); i.Priority != 2 {
			t.Errorf("it was lowered to P%d", i.Priority)
		}
		solved := b.open(t, "Solved")
		must[incident.Result](t)(b.Resolve(b.as(t, b.agent), incident.Resolve{On: on(solved), Code: "fixed", Resolution: "Put it out."}))
		if i := raise(solved, 1); i.Priority != 4 {
			t.Errorf("a solved incident was raised to P%d", i.Priority)
		}
		b.product(t, func(tx *db.Tx) error { return b.Raise(tx, tx.NewID(), 1, "there is no such incident") })
	})
}

// Where the matrix gives the raised priority anyway, no override stands in the incident; the log tells why it was raised.
func TestARaiseBackToTheMatrixIsToldByTheLog(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		two, four := 2, 4
		ctx := b.as(t, b.agent)
		must[incident.Result](t)(b.Edit(ctx, incident.Edit{On: on(r), Impact: &two, Urgency: &two, Priority: &four, PriorityReason: "it can wait"}))
		b.product(t, func(tx *db.Tx) error { return b.Raise(tx, r.ID, 3, "50 % is used up") })
		if i := b.get(t, r.Number); i.Priority != 3 || i.PriorityReason != "" {
			t.Errorf("P%d, %q; want P3 of the matrix", i.Priority, i.PriorityReason)
		}
		var told []string
		for _, e := range must[[]event.Envelope](t)(b.log.History(t.Context(), b.db, r.ID)) {
			if ev, ok := e.Event.(ticket.Changed); ok {
				for _, c := range ev.Changes {
					if to, ok := c.To.(string); ok && c.Key == "reason" {
						told = append(told, to)
					}
				}
			}
		}
		if got := strings.Join(told, "; "); got != "raised by service level: 50 % is used up" {
			t.Errorf("the log says %q", got)
		}
	})
}
