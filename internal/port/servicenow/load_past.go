package servicenow

import (
	"cmp"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// lowest is the lowest priority of the product; logs may know a lower one.
const lowest = 4

// past tells a history in ids. What it names has been met.
func (k *known) past(h *History) incident.Past {
	f := &h.Final
	p := incident.Past{Moments: make([]ticket.Moment, len(h.Changes))}
	i := &p.Incident
	i.Number, i.Title, i.State, i.Entity, i.Channel = numberOf(h), title(h), string(f.State), k.root, h.Channel
	i.CreatedAt, i.UpdatedAt = clock.Of(h.Opened), clock.Of(h.Changes[len(h.Changes)-1].At)
	i.Requester, i.Team, i.Assignee = k.requester(h, f), k.teams.of(f.Team), k.people.of(f.Assignee)
	i.Category, i.Location = k.category(f), k.locations.of(f.Location)
	i.Impact, i.Urgency, i.Priority, i.HoldReason = f.Impact, f.Urgency, min(f.Priority, lowest), string(f.Hold)
	i.Resolved, i.Closed = clock.Of(h.ResolvedAt), clock.Of(h.ClosedAt)
	i.Reopened, i.Reassigned = int64(h.Reopens), int64(h.Reassignments)
	if f.State == Resolved || f.State == Closed {
		i.ResolutionCode, i.ClosingCategory, i.Resolution, i.Workaround = h.Code, i.Category, h.CodeText, h.Code == "workaround"
	}
	if f.State == Closed {
		i.Closed = cmp.Or(i.Closed, i.UpdatedAt)
	}
	p.Moments[0] = k.opening(h)
	last := h.resolving()
	for n := 1; n < len(h.Changes); n++ {
		c := &h.Changes[n]
		p.Moments[n] = ticket.Moment{At: clock.Of(c.At), By: k.people.of(c.By), Event: k.event(&h.Changes[n-1].After, c)}
		if ev, ok := p.Moments[n].Event.(ticket.Stepped); ok && n == last {
			ev.Code, ev.Text = h.Code, h.CodeText
			p.Moments[n].Event = ev
		}
	}
	return p
}

// requester is who called, or who opened it when the log does not know.
func (k *known) requester(h *History, f *Facts) id.ID {
	return cmp.Or(k.people.of(f.Caller), k.people.of(h.OpenedBy))
}

func (k *known) category(f *Facts) id.ID { return k.categories.of(pair{f.Category, f.Subcategory}) }

// resolving returns the change that resolved it for good, or closed it if nothing resolved it; -1 for none.
func (h *History) resolving() int {
	closing := -1
	for n := len(h.Changes) - 1; n > 0; n-- {
		was, is := h.Changes[n-1].After.State, h.Changes[n].After.State
		if is == Resolved && was != Resolved {
			return n
		}
		if is == Closed && was != Closed && was != Resolved && closing < 0 {
			closing = n
		}
	}
	return closing
}

// opening tells the first row. What the log shows there stood at the time of the row, while the incident is as old as it says.
func (k *known) opening(h *History) ticket.Moment {
	first, f := &h.Changes[0], &h.Opening
	ev := ticket.Opened{Title: title(h), State: string(f.State), Priority: min(f.Priority, lowest),
		Requester: k.requester(h, f), Team: k.teams.of(f.Team), Assignee: k.people.of(f.Assignee), Category: k.category(f), Entity: k.root}
	if ev.Phase = phaseOf(f.State); ev.Phase != flow.Active {
		ev.Reason, ev.Since = string(f.Hold), clock.Of(first.At)
	}
	var none Facts
	none.Impact, none.Urgency = f.Impact, f.Urgency
	ev.Changes = texts(&none, f)
	return ticket.Moment{At: clock.Of(h.Opened), By: cmp.Or(k.people.of(h.OpenedBy), k.people.of(first.By)), Event: ev}
}

// event tells a change as one event: a step when the state or its reason differs, a change when only fields do, else a touch.
func (k *known) event(was *Facts, c *Change) db.Event {
	is := &c.After
	list := k.differences(was, is)
	switch {
	case was.Phase != is.Phase:
		return ticket.Stepped{Verb: verb(was.State, is.State), From: string(was.State), To: string(is.State), Phase: phaseOf(is.State),
			Reason: string(is.Hold), Changes: list}
	case len(list) > 0:
		return ticket.Changed{Changes: list}
	}
	return ticket.Touched{}
}

// differences lists the fields beside the state, in the words of the product.
func (k *known) differences(was, is *Facts) []field.Change {
	if *was == *is {
		return nil
	}
	var out []field.Change
	ref := func(key string, from, to id.ID) {
		if from != to {
			out = append(out, field.Change{Key: key, From: from.String(), To: to.String()})
		}
	}
	level := func(key string, from, to int) {
		if from != to {
			out = append(out, field.Change{Key: key, From: from, To: to})
		}
	}
	level("priority", min(was.Priority, lowest), min(is.Priority, lowest))
	ref("requester", k.people.of(was.Caller), k.people.of(is.Caller))
	ref("team", k.teams.of(was.Team), k.teams.of(is.Team))
	ref("assignee", k.people.of(was.Assignee), k.people.of(is.Assignee))
	ref("category", k.category(was), k.category(is))
	ref("location", k.locations.of(was.Location), k.locations.of(is.Location))
	level("impact", was.Impact, is.Impact)
	level("urgency", was.Urgency, is.Urgency)
	return append(out, texts(was, is)...)
}

// texts lists what the product has no field for: it is kept in the history.
func texts(was, is *Facts) []field.Change {
	var out []field.Change
	text := func(key, from, to string) {
		if from != to {
			out = append(out, field.Change{Key: key, From: from, To: to})
		}
	}
	text(string(FieldSymptom), was.Symptom, is.Symptom)
	text(string(FieldItem), was.Item, is.Item)
	text(string(FieldProblem), was.Problem, is.Problem)
	text(string(FieldRFC), was.Change, is.Change)
	text(string(FieldVendor), was.Vendor, is.Vendor)
	text(string(FieldCausedBy), was.CausedBy, is.CausedBy)
	return out
}

// phaseOf returns the phase of a state.
func phaseOf(s State) flow.Phase {
	switch s {
	case OnHold:
		return flow.Waiting
	case Resolved:
		return flow.Resolved
	case Closed:
		return flow.Closed
	}
	return flow.Active
}

// verb names the move from one state to another as our flow does, also where it does not know the move.
func verb(from, to State) string {
	switch to {
	case OnHold:
		return "hold"
	case Resolved:
		return "resolve"
	case Closed:
		return "close"
	}
	switch {
	case from == Resolved || from == Closed:
		return "reopen"
	case to == New:
		return "release"
	case from == OnHold:
		return "resume"
	}
	return "start"
}

// title makes a title of what the log knows, because it holds no text.
func title(h *History) string {
	f := &h.Final
	parts := []string{strings.Join(categoryPath(pair{f.Category, f.Subcategory}), " / ")}
	if f.Symptom != "" {
		parts = []string{f.Symptom, parts[0]}
	}
	text := strings.Trim(strings.Join(parts, ": "), ": ")
	if text == "" {
		return "Incident " + h.Number
	}
	return fit(text)
}
