package servicenow

import (
	"strings"
	"time"
)

// cells reads the values of one line by column name and remembers the first that is wrong.
type cells struct {
	p      *parser
	fields []string
	wrong  *Odd
}

func (c *cells) raw(column string) string { return c.fields[c.p.at[column]] }

func (c *cells) note(o *Odd) {
	if c.wrong == nil {
		c.wrong = o
	}
}

// text returns a name; an empty one for unknown. Cloning it lets the line be forgotten.
func (c *cells) text(column string) string { return strings.Clone(name(c.raw(column))) }

func (c *cells) when(column string, required bool) time.Time {
	t, ok := instant(c.raw(column), c.p.zone)
	switch {
	case !ok:
		c.note(odd(OddTime, "%s is not a time: %q", column, short(c.raw(column))))
	case required && t.IsZero():
		c.note(odd(OddTime, "%s is unknown", column))
	}
	return t
}

func (c *cells) count(column string) int {
	n, ok := counter(c.raw(column))
	if !ok {
		c.note(odd(OddCounter, "%s is not a count: %q", column, short(c.raw(column))))
	}
	return n
}

func (c *cells) flag(column string) bool {
	v, ok := flag(c.raw(column))
	if !ok {
		c.note(odd(OddFlag, "%s is neither true nor false: %q", column, short(c.raw(column))))
	}
	return v
}

func (c *cells) level(column string, most int) int {
	n, ok := level(c.raw(column), most)
	if !ok {
		c.note(odd(OddLevel, "%s is unknown: %q", column, short(c.raw(column))))
	}
	return n
}

// read fills a row in the order in which complaints are most useful: number and state first.
func (c *cells) read() Row {
	r := Row{Number: c.text("number"), State: c.text("incident_state")}
	if !validNumber(r.Number) {
		c.note(odd(OddNumber, "not an incident number: %q", short(c.raw("number"))))
	}
	if _, ok := stateOf(r.State); !ok {
		c.note(odd(OddState, "unknown state %q", short(c.raw("incident_state"))))
	}
	c.times(&r)
	r.Active, r.MadeSLA = c.flag("active"), c.flag("made_sla")
	r.Knowledge, r.PriorityConfirmed = c.flag("knowledge"), c.flag("u_priority_confirmation")
	r.Reassignments, r.Reopens, r.Mods = c.count("reassignment_count"), c.count("reopen_count"), c.count("sys_mod_count")
	r.Impact, r.Urgency, r.Priority = c.level("impact", 3), c.level("urgency", 3), c.level("priority", 5)
	c.names(&r)
	return r
}

func (c *cells) times(r *Row) {
	r.Opened, r.Updated = c.when("opened_at", true), c.when("sys_updated_at", true)
	r.Created, r.Resolved, r.Closed = c.when("sys_created_at", false), c.when("resolved_at", false), c.when("closed_at", false)
}

func (c *cells) names(r *Row) {
	r.Caller, r.OpenedBy, r.CreatedBy, r.UpdatedBy = c.text("caller_id"), c.text("opened_by"), c.text("sys_created_by"), c.text("sys_updated_by")
	r.Contact, r.Location, r.Notify = c.text("contact_type"), c.text("location"), c.text("notify")
	r.Category, r.Subcategory, r.Symptom = c.text("category"), c.text("subcategory"), c.text("u_symptom")
	r.Item, r.Group, r.Assignee = c.text("cmdb_ci"), c.text("assignment_group"), c.text("assigned_to")
	r.Problem, r.Change, r.Vendor, r.CausedBy = c.text("problem_id"), c.text("rfc"), c.text("vendor"), c.text("caused_by")
	r.ClosedCode, r.ResolvedBy = c.text("closed_code"), c.text("resolved_by")
}
