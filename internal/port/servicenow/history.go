package servicenow

import (
	"strconv"
	"time"
)

// Facts is an incident at one moment in the words of this product. Unknown names are empty. Levels count from 1, the highest.
type Facts struct {
	Phase
	Caller, Location               string
	Category, Subcategory, Symptom string
	Item, Team, Assignee           string
	Impact, Urgency, Priority      int

	Problem, Change, Vendor, CausedBy string
}

// Field names something of Facts that a change can touch.
type Field string

// The fields, in the order in which a Change lists them.
const (
	FieldState       Field = "state"
	FieldHoldReason  Field = "on_hold_reason"
	FieldTeam        Field = "team"
	FieldAssignee    Field = "assignee"
	FieldImpact      Field = "impact"
	FieldUrgency     Field = "urgency"
	FieldPriority    Field = "priority"
	FieldCaller      Field = "requester"
	FieldLocation    Field = "location"
	FieldCategory    Field = "category"
	FieldSubcategory Field = "subcategory"
	FieldSymptom     Field = "symptom"
	FieldItem        Field = "item"
	FieldProblem     Field = "problem"
	FieldRFC         Field = "change"
	FieldVendor      Field = "vendor"
	FieldCausedBy    Field = "caused_by"
)

// FieldChange is one field that differs from the row before. Both sides are as the field's value prints; empty means unknown or none.
type FieldChange struct {
	Field    Field
	From, To string
}

// Change is what one row of the log stands for. The first Change of a history is the opening itself and has no fields; any
// other without fields is a touch: somebody saved the incident and the log does not say what was different.
type Change struct {
	Line     int       // of the file, counted from 1
	Mods     int       // the log's own change counter, which may skip
	At       time.Time // when the log's row was written
	By       string
	Opening  bool
	Reopened bool // the reopen counter grew, whatever the states say
	// Reassigned is by how much the reassignment counter grew. It can grow without the team differing from the row before.
	Reassigned int
	Fields     []FieldChange
	After      Facts // the incident after this change
}

// History is one incident from its opening to its last row.
type History struct {
	Number   string
	Opened   time.Time // at or before the time of the first Change
	OpenedBy string
	Channel  string
	Opening  Facts    // as the first row has them; the phase need not be New
	Changes  []Change // one per used row, in order; never empty
	Final    Facts

	Reopens       int // how often it was reopened in all
	Reassignments int // how often it was passed on in all

	// ResolvedAt is the log's own resolution time or, when it has none, the time of the last row that is resolved; ResolvedStated
	// tells the two apart. It is zero when the incident ends in another state or was closed without ever being resolved.
	ResolvedAt     time.Time
	ResolvedStated bool
	ResolvedBy     string
	ClosedAt       time.Time
	Code, CodeText string // resolution code of the product, and what the log said
	MetSLA         bool   // the log's own verdict at the end
	Knowledge      bool
}

// Resolution returns the time from opening to resolution, and false when the incident was never resolved.
func (h *History) Resolution() (time.Duration, bool) {
	return h.ResolvedAt.Sub(h.Opened), !h.ResolvedAt.IsZero()
}

// differences lists the fields of b that are not as in a.
func differences(a, b *Facts) []FieldChange {
	var out []FieldChange
	note := func(f Field, from, to string) {
		if from != to {
			out = append(out, FieldChange{Field: f, From: from, To: to})
		}
	}
	note(FieldState, string(a.State), string(b.State))
	note(FieldHoldReason, string(a.Hold), string(b.Hold))
	note(FieldTeam, a.Team, b.Team)
	note(FieldAssignee, a.Assignee, b.Assignee)
	note(FieldImpact, strconv.Itoa(a.Impact), strconv.Itoa(b.Impact))
	note(FieldUrgency, strconv.Itoa(a.Urgency), strconv.Itoa(b.Urgency))
	note(FieldPriority, strconv.Itoa(a.Priority), strconv.Itoa(b.Priority))
	note(FieldCaller, a.Caller, b.Caller)
	note(FieldLocation, a.Location, b.Location)
	note(FieldCategory, a.Category, b.Category)
	note(FieldSubcategory, a.Subcategory, b.Subcategory)
	note(FieldSymptom, a.Symptom, b.Symptom)
	note(FieldItem, a.Item, b.Item)
	note(FieldProblem, a.Problem, b.Problem)
	note(FieldRFC, a.Change, b.Change)
	note(FieldVendor, a.Vendor, b.Vendor)
	note(FieldCausedBy, a.CausedBy, b.CausedBy)
	return out
}
