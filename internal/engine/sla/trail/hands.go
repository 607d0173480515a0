package trail

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// handOver returns the team that gets the work by an event, 0 for nobody; false for an event that leaves it where it is.
func handOver(e event.Envelope) (id.ID, bool) {
	if ev, ok := e.Event.(ticket.Opened); ok {
		return ev.Team, true
	}
	return changed(Changes(e), "team")
}

// Changes returns the fields that an event changed.
func Changes(e event.Envelope) []field.Change {
	switch ev := e.Event.(type) {
	case ticket.Changed:
		return ev.Changes
	case ticket.Stepped:
		return ev.Changes
	}
	return nil
}

// Reference reads a value of a change that refers to something. One that cannot be read is nothing.
func Reference(v any) (to id.ID) {
	switch v := v.(type) {
	case id.ID:
		to = v
	case string:
		to, _ = id.Parse(v)
	}
	return to
}

// changed returns what a reference was changed to.
func changed(list []field.Change, key string) (to id.ID, ok bool) {
	for _, c := range list {
		if c.Key == key {
			return Reference(c.To), true
		}
	}
	return 0, false
}

// Teams returns the teams that have or had the work, each once, in order.
func Teams(history []event.Envelope) (out []id.ID) {
	for _, e := range history {
		if team, ok := handOver(e); ok && team != 0 && !slices.Contains(out, team) {
			out = append(out, team)
		}
	}
	return out
}

// holding is who has the work, for the promises that begin with a hand-over.
type holding struct {
	hands     []id.ID // the teams that are promised for; nil when it does not matter
	team      id.ID
	giver     id.ID // who handed it over
	assignee  id.ID
	requester id.ID
	taken     bool // the team has acted on it
	fresh     bool // it was handed over, and the clock of that has not begun
}

// elsewhere reports that the work is with nobody who promised anything.
func (h *holding) elsewhere() bool { return h.hands != nil && !slices.Contains(h.hands, h.team) }

// pass notes a hand-over.
func (h *holding) pass(e event.Envelope, team id.ID) {
	h.team, h.giver, h.taken, h.fresh = team, e.Actor, false, true
}

// follow notes who has the work after an event and whether the team acted on it: a person who takes it, gives it to somebody, moves it
// on or writes. The one who handed it over and the requester do so in somebody else's stead, unless it is theirs to solve.
func (h *holding) follow(e event.Envelope) {
	_, moved := handOver(e)
	act := false
	switch ev := e.Event.(type) {
	case ticket.Opened:
		h.assignee, h.requester = ev.Assignee, ev.Requester
		return
	case ticket.Stepped:
		act = true
	case ticket.Messaged:
		act = ev.ByAgent
	}
	list := Changes(e)
	if p, ok := changed(list, "requester"); ok {
		h.requester = p
	}
	if p, ok := changed(list, "assignee"); ok {
		h.assignee, act = p, act || p != 0
	}
	if act && !moved && e.ActorKind == actor.Person && e.Actor != 0 {
		h.taken = h.taken || e.Actor == h.assignee || e.Actor != h.giver && e.Actor != h.requester
	}
}
