package trail_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

const (
	first, second id.ID = 41, 42 // teams
	giver, taker  id.ID = 8, 9
)

// at is an event of somebody at a minute.
func at(minute int64, who id.ID, e db.Event) event.Envelope {
	return event.Envelope{At: clock.Time(minute * 60e6), Actor: who, ActorKind: actor.Person, Event: e}
}

func moved(to id.ID) []field.Change {
	return []field.Change{{Key: "team", From: "1", To: to.String()}, {Key: "assignee", From: "1", To: taker.String()}}
}

func hold(reason string, changes ...field.Change) ticket.Stepped {
	return ticket.Stepped{To: "on_hold", Phase: flow.Waiting, Reason: reason, Changes: changes}
}

func told(cycles [][]timing.Mark) string {
	var out []string
	for _, c := range cycles {
		var marks []string
		for _, m := range c {
			marks = append(marks, strings.TrimSpace(fmt.Sprint(m.At.Unix()/60, " ", m.Do, " ", m.Cause)))
		}
		out = append(out, strings.Join(marks, ", "))
	}
	return strings.Join(out, "; ")
}

func TestMarksOfImportedWork(t *testing.T) {
	pausing := trail.Pauses{While: []string{"awaiting_caller"}}
	for _, c := range []struct {
		name    string
		metric  trail.Metric
		hands   []id.ID
		history []event.Envelope
		want    string
	}{
		{"a log that begins on hold", trail.Resolution, nil, []event.Envelope{
			at(1, giver, ticket.Opened{State: "on_hold", Phase: flow.Waiting, Reason: "awaiting_caller", Since: clock.Time(5 * 60e6), Team: first}),
		}, "1 start, 5 pause awaiting_caller"},
		{"a hand-over in the same event as a step", trail.Resolution, []id.ID{first, second}, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(7, giver, hold("awaiting_caller", moved(second)...)),
			at(9, taker, ticket.Stepped{To: "in_progress"}),
		}, "1 start, 7 stop handed_on; 7 start awaiting_caller, 7 pause awaiting_caller, 9 resume in_progress"},
		{"who gets it with the hand-over has not acted yet", trail.FirstResponse, []id.ID{second}, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(3, giver, ticket.Changed{Changes: moved(second)}),
			at(4, giver, ticket.Messaged{Internal: true, ByAgent: true}),
			at(8, taker, ticket.Stepped{To: "in_progress"}),
		}, "3 start taken, 8 stop in_progress"},
		{"a damaged reference is nobody", trail.Resolution, []id.ID{first}, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(3, giver, ticket.Changed{Changes: []field.Change{{Key: "team", To: 3.5}}}),
		}, "1 start, 3 stop handed_on"},
		{"cancelled is no end of the work", trail.Resolution, nil, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(3, giver, ticket.Stepped{Verb: "cancel", To: "cancelled", Phase: flow.Closed}),
			at(9, giver, ticket.Stepped{To: "in_progress"}),
		}, "1 start, 3 cancel cancelled, 9 start in_progress"},
		{"nor is it when it goes on elsewhere", trail.FirstResponse, []id.ID{first}, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(3, giver, ticket.Stepped{Verb: "merge", To: "closed", Phase: flow.Closed}),
		}, "1 start, 3 cancel merged"},
		{"what was solved before is not cancelled", trail.Resolution, nil, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(3, giver, ticket.Stepped{Verb: "resolve", To: "resolved", Phase: flow.Resolved}),
			at(4, giver, ticket.Stepped{Verb: "close", To: "cancelled", Phase: flow.Closed}),
		}, "1 start, 3 stop resolved"},
		{"closed without a resolution elsewhere is an end", trail.Resolution, nil, []event.Envelope{
			at(1, giver, ticket.Opened{State: "new", Team: first}),
			at(3, giver, ticket.Stepped{Verb: "import", To: "closed", Phase: flow.Closed}),
		}, "1 start, 3 stop closed"},
		{"imported as cancelled", trail.Resolution, nil, []event.Envelope{
			at(1, giver, ticket.Opened{State: "cancelled", Phase: flow.Closed, Since: clock.Time(5 * 60e6), Team: first}),
		}, "1 start, 5 cancel cancelled"},
		{"without a beginning there is nothing", trail.Resolution, nil, []event.Envelope{at(3, giver, ticket.Stepped{To: "in_progress"})}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(trail.Marks(c.history, c.metric, pausing, c.hands)); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}
