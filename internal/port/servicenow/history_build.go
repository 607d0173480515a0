package servicenow

import (
	"context"
	"time"
)

// Histories reads the log and calls each with the history of every incident; see Log.Read.
func (l *Log) Histories(ctx context.Context, each func(History) error) (Report, error) {
	return l.Read(ctx, func(i Incident) error { return each(i.History(l.opts)) })
}

// History compares the rows of the incident one by one and tells them as changes.
func (i Incident) History(opts Options) History {
	first, last := &i.Rows[0], &i.Rows[len(i.Rows)-1]
	h := History{
		Number: i.Number, Opened: i.Opened, OpenedBy: first.OpenedBy, Channel: channelOf(first.Contact),
		Opening: first.facts(), Final: last.facts(),
		Changes: make([]Change, 0, len(i.Rows)),
		Reopens: last.Reopens, Reassignments: last.Reassignments,
		MetSLA: last.MadeSLA, Knowledge: last.Knowledge,
	}
	var before *Row
	for n := range i.Rows {
		h.Changes = append(h.Changes, i.Rows[n].change(before))
		before = &i.Rows[n]
	}
	h.finish(last, opts)
	return h
}

// finish takes over the closing facts. The log repeats them on every row, so they hold only when the incident did end.
func (h *History) finish(last *Row, opts Options) {
	if h.Final.State != Resolved && h.Final.State != Closed {
		return
	}
	h.Code, h.CodeText = opts.resolution(last.ClosedCode)
	h.ResolvedBy = last.ResolvedBy
	h.ResolvedAt, h.ResolvedStated = last.Resolved, !last.Resolved.IsZero()
	if !h.ResolvedStated {
		h.ResolvedAt = h.lastIn(Resolved)
	}
	if h.Final.State != Closed {
		return
	}
	h.ClosedAt = last.Closed
	if h.ClosedAt.IsZero() {
		h.ClosedAt = h.lastIn(Closed)
	}
}

// lastIn returns the time of the last change after which the incident was in a state, zero for never.
func (h *History) lastIn(s State) (at time.Time) {
	for _, c := range h.Changes {
		if c.After.State == s {
			at = c.At
		}
	}
	return at
}

func (r *Row) facts() Facts {
	phase, _ := stateOf(r.State)
	return Facts{
		Phase: phase, Caller: r.Caller, Location: r.Location, Category: r.Category, Subcategory: r.Subcategory, Symptom: r.Symptom,
		Item: r.Item, Team: r.Group, Assignee: r.Assignee, Impact: r.Impact, Urgency: r.Urgency, Priority: r.Priority,
		Problem: r.Problem, Change: r.Change, Vendor: r.Vendor, CausedBy: r.CausedBy,
	}
}

// change tells a row as what is different from the row before it; nil stands before the first.
func (r *Row) change(before *Row) Change {
	c := Change{Line: r.Line, Mods: r.Mods, At: r.Updated, By: r.UpdatedBy, After: r.facts(), Opening: before == nil}
	if before == nil {
		c.Reassigned, c.Reopened = r.Reassignments, r.Reopens > 0
		return c
	}
	was := before.facts()
	c.Fields = differences(&was, &c.After)
	c.Reassigned = max(0, r.Reassignments-before.Reassignments)
	c.Reopened = r.Reopens > before.Reopens
	return c
}
