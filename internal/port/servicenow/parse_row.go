package servicenow

import (
	"encoding/csv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Row is one line of the log: the whole incident as it stood after a change. Unknown text is empty, an unknown time is zero, times
// are in UTC. ClosedCode, ResolvedBy, Resolved and Closed are facts of the finished incident, which the log repeats on every row:
// they say nothing about the moment of the row.
type Row struct {
	Line   int
	Number string
	State  string // as the log writes it, one of the known states

	Active        bool
	Reassignments int
	Reopens       int
	Mods          int
	MadeSLA       bool

	Opened    time.Time
	OpenedBy  string
	Created   time.Time
	CreatedBy string
	Updated   time.Time
	UpdatedBy string

	Caller, Contact, Location      string
	Category, Subcategory, Symptom string
	Item, Group, Assignee          string
	Impact, Urgency, Priority      int
	Knowledge, PriorityConfirmed   bool
	Notify                         string

	Problem, Change, Vendor, CausedBy string

	ClosedCode, ResolvedBy string
	Resolved, Closed       time.Time
}

// columns are the names the log must have in its header, in any order. Other columns are passed over.
func columns() []string {
	return []string{
		"number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla", "caller_id", "opened_by",
		"opened_at", "sys_created_by", "sys_created_at", "sys_updated_by", "sys_updated_at", "contact_type", "location", "category",
		"subcategory", "u_symptom", "cmdb_ci", "impact", "urgency", "priority", "assignment_group", "assigned_to", "knowledge",
		"u_priority_confirmation", "notify", "problem_id", "rfc", "vendor", "caused_by", "closed_code", "resolved_by", "resolved_at", "closed_at",
	}
}

// parser turns lines into rows for one header.
type parser struct {
	zone  *time.Location
	width int
	at    map[string]int
}

// newParser reads the header line. Kind Invalid when it is not the header of such a log; the missing columns are named.
func newParser(header string, zone *time.Location) (*parser, error) {
	names, ok := split(strings.TrimPrefix(header, "\ufeff"))
	p := &parser{zone: zone, width: len(names), at: map[string]int{}}
	for i, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		if _, twice := p.at[n]; twice {
			return nil, errs.New(errs.Invalid, "The header in line 1 names the column %q twice. Remove one of them.", short(n))
		}
		p.at[n] = i
	}
	var missing []string
	for _, n := range columns() {
		if _, has := p.at[n]; !has {
			missing = append(missing, n)
		}
	}
	if !ok || len(missing) == len(columns()) {
		return nil, errs.New(errs.Invalid, "This is not a ServiceNow incident log: line 1 does not name its columns. Export the incident history as "+
			"CSV in UTF-8, with commas between the values, and with its header (number,incident_state,…).")
	}
	if len(missing) > 0 {
		return nil, errs.New(errs.Invalid, "The header in line 1 lacks these columns: %s. Export the log again with them.", strings.Join(missing, ", "))
	}
	return p, nil
}

// number returns the incident number of a line as far as it can be told, without judging the rest.
func (p *parser) number(line string) string {
	fields, ok := split(line)
	if i := p.at["number"]; ok && i < len(fields) {
		return strings.TrimSpace(fields[i])
	}
	return ""
}

// row reads one line. Exactly one of the results counts: the returned Odd is nil when the row can be used.
func (p *parser) row(line string) (Row, *Odd) {
	if !readable(line) {
		return Row{}, odd(OddText, "the line is not plain UTF-8 text")
	}
	fields, ok := split(line)
	if !ok {
		return Row{}, odd(OddQuoting, "the quotation marks of the line do not match")
	}
	if len(fields) != p.width {
		return Row{}, odd(OddColumns, "%d columns instead of %d", len(fields), p.width)
	}
	r := cells{p: p, fields: fields}
	row := r.read()
	if r.wrong == nil {
		r.wrong = contradiction(row)
	}
	if r.wrong != nil {
		if validNumber(row.Number) {
			r.wrong.Number = row.Number
		}
		return Row{}, r.wrong
	}
	return row, nil
}

// contradiction looks for times that cannot all be true.
func contradiction(r Row) *Odd {
	before := func(t time.Time) bool { return !t.IsZero() && t.Before(r.Opened) }
	show := func(t time.Time) string { return t.Format("2006-01-02 15:04") }
	switch {
	case before(r.Closed):
		return odd(OddClosed, "closed %s, before it was opened %s", show(r.Closed), show(r.Opened))
	case before(r.Resolved):
		return odd(OddResolved, "resolved %s, before it was opened %s", show(r.Resolved), show(r.Opened))
	case before(r.Updated):
		return odd(OddUpdated, "updated %s, before it was opened %s", show(r.Updated), show(r.Opened))
	}
	return nil
}

// split takes one line apart. A quoted value may not span lines: the log has no free text, and a stray quote must not swallow the file.
func split(line string) ([]string, bool) {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, ","), true
	}
	c := csv.NewReader(strings.NewReader(line))
	c.FieldsPerRecord = -1
	fields, err := c.Read()
	return fields, err == nil
}

func validNumber(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_' {
			return false
		}
	}
	return true
}
