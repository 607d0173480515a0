package portal

import (
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// awaiting is the hold reason with which the requester is waited for.
const awaiting = "awaiting_caller"

func waitsForYou(h ticket.Head) bool { return h.Phase == flow.Waiting && h.HoldReason == awaiting }

// restsSince is when the present pause began, the zero time when no clock rests: without a promise there is none.
func restsSince(c kit.Clock) time.Time {
	for i := len(c.Story) - 1; i >= 0; i-- {
		if s := c.Story[i]; s.Kind == "pause" && s.To.IsZero() {
			return s.From
		}
	}
	return time.Time{}
}

// since says when a wait began, "" when that is not known.
func since(v *kit.Visit, began time.Time) string {
	if began.IsZero() {
		return ""
	}
	return "since " + v.Moment(began)
}

// beganToWait is when work came to wait, from its timeline: the last step is the one that brought it there.
func beganToWait(items []desk.Item) time.Time {
	for _, it := range slices.Backward(items) {
		if it.Kind == (ticket.Stepped{}).EventKind() && it.Number == "" {
			return it.At.Time()
		}
	}
	return time.Time{}
}

// stateOf is the state in the words of those who ask: "on hold" says nothing to them.
func stateOf(p desk.Practice, h ticket.Head) ui.State {
	s := kit.State(p, h.State, h.Phase)
	switch {
	case waitsForYou(h):
		s.Word = "Waiting for you"
	case h.Phase == flow.Waiting:
		s.Word = waitingFor(h.HoldReason)
	case h.State == p.Kind.Flow.First().Key:
		s.Word = "Received"
	case h.Phase == flow.Resolved:
		s.Word = "Solved"
	case h.Phase == flow.Active:
		s.Word = "Being put right"
	}
	return s
}

// cardOf shows a request in plain words: who has it, where it stands, and its promise.
func cardOf(v *kit.Visit, p desk.Practice, h ticket.Head, names desk.Labels, c kit.Clock, clocked bool, waits time.Time) ui.PortalCard {
	card := ui.PortalCard{Title: h.Title, Meta: kit.Join(" · ", h.Number, holder(h, names)), Steps: steps(v, p, h, names, waits)}
	if clocked && h.Phase.Open() && !c.Never {
		line := v.Draw(c, "you").Line
		line.Start = v.Moment(h.CreatedAt.Time())
		card.Line = &line
	}
	card.Say = say(v, h, c, clocked, waits)
	return card
}

func holder(h ticket.Head, names desk.Labels) string {
	switch {
	case !h.Phase.Open():
		return ""
	case h.Assignee != 0:
		return names.Of(field.TypePerson, h.Assignee) + " has it"
	case h.Team != 0:
		return "with " + names.Of(field.TypeTeam, h.Team)
	}
	return "at the service desk"
}

// steps are where a request stands, as a requester would tell it.
func steps(v *kit.Visit, p desk.Practice, h ticket.Head, names desk.Labels, waits time.Time) []ui.Step {
	at := func(t interface{ IsZero() bool }, text string) string {
		if t.IsZero() {
			return ""
		}
		return text
	}
	received := ui.Step{Label: "Received", Note: v.Moment(h.CreatedAt.Time()), State: "done"}
	working := ui.Step{Label: "Being put right", State: "now"}
	if h.Assignee != 0 {
		name, _, _ := strings.Cut(names.Of(field.TypePerson, h.Assignee), " ")
		working.Note = "by " + name
	} else if h.State == p.Kind.Flow.First().Key {
		working.Label, working.Note = "Somebody takes it", "next"
	}
	done := ui.Step{Label: "Solved"}
	switch {
	case h.State == "cancelled":
		return []ui.Step{received, {Label: "Cancelled", Note: at(h.Closed, v.Moment(h.Closed.Time())), State: "now"}}
	case h.MergedInto != 0:
		return []ui.Step{received, {Label: "Joined with another report", Note: at(h.Closed, v.Moment(h.Closed.Time())), State: "now"}}
	case h.Phase == flow.Waiting && h.HoldReason == awaiting:
		working.State = "done"
		return []ui.Step{received, working, {Label: "Waiting for you", Note: since(v, waits), State: "now"}, done}
	case h.Phase == flow.Waiting:
		working.State = "done"
		return []ui.Step{received, working, {Label: waitingFor(h.HoldReason), Note: until(v, h, waits), State: "now"}, done}
	case h.Phase >= flow.Resolved:
		working.Label, working.State = "Put right", "done"
		if h.Assignee == 0 {
			working.Note = ""
		}
		done.State, done.Note = "now", at(h.Resolved, v.Moment(h.Resolved.Time()))
		if h.Phase == flow.Closed {
			done.State = "done"
		}
		return []ui.Step{received, working, done}
	}
	return []ui.Step{received, working, done}
}

func waitingFor(reason string) string {
	switch reason {
	case "awaiting_vendor":
		return "Waiting for a supplier"
	case "awaiting_change", "awaiting_problem":
		return "Waiting for a larger repair"
	case "scheduled":
		return "Planned"
	}
	return "Waiting"
}

func until(v *kit.Visit, h ticket.Head, waits time.Time) string {
	if h.HoldUntil != 0 {
		return "until " + v.Moment(h.HoldUntil.Time())
	}
	return since(v, waits)
}

// say is one sentence about the clock.
func say(v *kit.Visit, h ticket.Head, c kit.Clock, clocked bool, waits time.Time) string {
	switch {
	case waitsForYou(h):
		s := kit.Join(" ", "Waiting for you", since(v, waits)) + "."
		if !restsSince(c).IsZero() {
			s += " The clock rests until you answer."
		}
		return s
	case h.Phase == flow.Resolved:
		return "Confirm it, or tell us that it is not solved. Otherwise it closes by itself in five working days."
	case !h.Phase.Open() || !clocked || c.Never:
		return ""
	case h.Phase == flow.Waiting:
		return ""
	case c.State == "breached":
		return "This takes longer than we promised. We are sorry, and it is marked as late on our side too."
	case h.Responded == 0 && !c.Due.IsZero():
		return "You hear from us by " + v.Moment(c.Due) + "."
	case !c.Due.IsZero():
		return "Expected by " + v.Moment(c.Due) + "."
	}
	return ""
}
