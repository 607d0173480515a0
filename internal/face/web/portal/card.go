package portal

import (
	"strings"

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

// cardOf shows a request in plain words: who has it, where it stands, and its promise.
func cardOf(v *kit.Visit, p desk.Practice, h ticket.Head, names desk.Labels, c kit.Clock, clocked bool) ui.PortalCard {
	card := ui.PortalCard{Title: h.Title, Meta: kit.Join(" · ", h.Number, holder(h, names)), Steps: steps(v, p, h, names)}
	if clocked && h.Phase.Open() && !c.Never {
		line := v.Draw(c, "you").Line
		line.Start = v.Moment(h.CreatedAt.Time())
		card.Line = &line
	}
	card.Say = say(v, h, c, clocked)
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
func steps(v *kit.Visit, p desk.Practice, h ticket.Head, names desk.Labels) []ui.Step {
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
		return []ui.Step{received, working, {Label: "Waiting for you", Note: "since " + v.Moment(h.UpdatedAt.Time()), State: "now"}, done}
	case h.Phase == flow.Waiting:
		working.State = "done"
		return []ui.Step{received, working, {Label: waitingFor(h.HoldReason), Note: until(v, h), State: "now"}, done}
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

func until(v *kit.Visit, h ticket.Head) string {
	if h.HoldUntil != 0 {
		return "until " + v.Moment(h.HoldUntil.Time())
	}
	return "since " + v.Moment(h.UpdatedAt.Time())
}

// say is one sentence about the clock.
func say(v *kit.Visit, h ticket.Head, c kit.Clock, clocked bool) string {
	switch {
	case waitsForYou(h):
		return "Waiting for you since " + v.Moment(h.UpdatedAt.Time()) + ". The clock rests until you answer."
	case h.Phase == flow.Resolved:
		return "Tell us if it is not solved: a message here takes it up again. Otherwise it closes by itself in five working days."
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
