package incident_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// at is an hour of a day long ago.
func at(hour int) clock.Time {
	return clock.Of(time.Date(2016, 2, 29, hour, 0, 0, 0, time.UTC))
}

// past is an incident that was closed without ever being worked on, which our own flow does not allow.
func (b *bundle) past() *incident.Past {
	p := &incident.Past{}
	p.Number, p.Title, p.State, p.Entity, p.Channel = "OLD0001", "Toner is empty", incident.Closed, b.agent.Entity, "phone"
	p.Impact, p.Urgency, p.Priority, p.CreatedAt, p.Closed, p.Requester = 3, 3, 4, at(8), at(12), b.requester.ID
	p.Moments = []ticket.Moment{
		{At: at(8), By: b.agent.ID, Event: ticket.Opened{State: incident.New}},
		{At: at(9), Event: ticket.Touched{}},
		{At: at(10), By: b.agent.ID, Event: ticket.Changed{Changes: []field.Change{{Key: "impact", From: 2, To: 3}}}},
		{At: at(12), By: b.other.ID, Event: ticket.Stepped{Verb: "close", From: incident.New, To: incident.Closed, Phase: flow.Closed}},
	}
	return p
}

func (b *bundle) bring(t *testing.T, p *incident.Past) error {
	t.Helper()
	return b.db.Write(b.as(t, b.agent), func(tx *db.Tx) error { return b.Import(tx, p) })
}

func TestThePastIsToldAsItHappened(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		p := b.past()
		if err := b.bring(t, p); err != nil {
			t.Fatal(err)
		}
		i := b.get(t, "OLD0001")
		if i.State != incident.Closed || i.Phase != flow.Closed || i.CreatedAt != at(8) || i.UpdatedAt != at(12) || i.Closed != at(12) || i.CreatedBy != b.agent.ID ||
			i.ID.Time() != at(8).Time() || i.PriorityReason != "" {
			t.Errorf("%+v", i)
		}
		list := must[[]event.Envelope](t)(b.log.History(t.Context(), b.db, i.ID))
		if len(list) != 4 {
			t.Fatalf("%d events", len(list))
		}
		for n, e := range list {
			if e.At != p.Moments[n].At || e.Kind != p.Moments[n].Event.EventKind() || e.Actor != p.Moments[n].By || e.Channel != "import" {
				t.Errorf("event %d: %+v", n, e)
			}
		}
		if list[1].ActorKind != actor.System || list[3].ActorKind != actor.Person {
			t.Error("who is unknown is not the product, or who is known is")
		}
		r := must[event.Report](t)(b.log.Verify(t.Context(), b.db, func(int64) {}))
		if len(r.Faults) != 0 {
			t.Error(r.Faults)
		}
		wantKind(t, b.bring(t, b.past()), errs.Conflict) // the number exists
		if next := b.open(t, "A new one"); next.Number != "INC-1" {
			t.Errorf("the next number is %s", next.Number)
		}
	})
}

func TestAnImportedPriorityBesideTheMatrixHasAReason(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		p := b.past()
		p.Priority = 1
		if err := b.bring(t, p); err != nil {
			t.Fatal(err)
		}
		if i := b.get(t, "OLD0001"); i.Priority != 1 || i.PriorityReason == "" {
			t.Errorf("priority %d, reason %q", i.Priority, i.PriorityReason)
		}
	})
}

func TestWhatWasResolvedLongAgoIsClosedByTheRule(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		p := b.past()
		p.State, p.Closed, p.Resolved, p.ResolutionCode = incident.Resolved, 0, at(12), "fixed"
		p.Moments[3].Event = ticket.Stepped{Verb: "resolve", From: incident.New, To: incident.Resolved, Phase: flow.Resolved}
		if err := b.bring(t, p); err != nil {
			t.Fatal(err)
		}
		if _, err := b.queue.Drain(b.as(t, b.agent)); err != nil {
			t.Fatal(err)
		}
		if i := b.get(t, "OLD0001"); i.State != incident.Closed {
			t.Errorf("it is %s", i.State)
		}
	})
}

func TestWhatCannotBeAnIncidentIsNotImported(t *testing.T) {
	tests := []struct {
		name string
		edit func(p *incident.Past)
	}{
		{"no number", func(p *incident.Past) { p.Number = "" }},
		{"no title", func(p *incident.Past) { p.Title = " " }},
		{"an unknown state", func(p *incident.Past) { p.State = "gone" }},
		{"a hold reason without a hold", func(p *incident.Past) { p.HoldReason = "awaiting_caller" }},
		{"a hold without a reason", func(p *incident.Past) { p.State, p.Closed = incident.OnHold, 0 }},
		{"no impact", func(p *incident.Past) { p.Impact = 0 }},
		{"a priority beyond the scale", func(p *incident.Past) { p.Priority = 5 }},
		{"an unknown channel", func(p *incident.Past) { p.Channel = "pigeon" }},
		{"closed without a time", func(p *incident.Past) { p.Closed = 0 }},
		{"closed before it was opened", func(p *incident.Past) { p.Closed = at(7) }},
		{"no past", func(p *incident.Past) { p.Moments = nil }},
		{"a past out of order", func(p *incident.Past) { p.Moments[2].At = at(8) }},
		{"a past without an opening", func(p *incident.Past) { p.Moments[0].Event = ticket.Touched{} }},
		{"two openings", func(p *incident.Past) { p.Moments[1].Event = ticket.Opened{} }},
	}
	each(t, func(t *testing.T, b *bundle) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				p := b.past()
				tt.edit(p)
				wantKind(t, b.bring(t, p), errs.Invalid)
			})
		}
		requester := b.db.Write(b.as(t, b.requester), func(tx *db.Tx) error { return b.Import(tx, b.past()) })
		wantKind(t, requester, errs.Forbidden)
	})
}
