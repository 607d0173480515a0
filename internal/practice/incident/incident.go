package incident

import (
	"context"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Incident is an unplanned interruption of a service or a fall in its quality.
type Incident struct {
	ticket.Head
	Impact          int    // 1 high to 3 low: how many are affected
	Urgency         int    // 1 high to 3 low: how long it can wait
	PriorityReason  string // why the priority differs from the matrix, "" when it does not
	ResolutionCode  string
	Resolution      string
	ClosingCategory id.ID
	CauseCode       string
	Workaround      bool // resolved by a workaround
	CancelReason    string

	amended  []field.Change // of custom fields, in the write under way
	plain    bool           // the write under way changes fields and nothing else: without a difference there is nothing to write
	warnings []string       // what the caller of the write should know
}

// differs reports whether a write changed i.
func (i *Incident) differs(old *Incident) bool {
	if len(i.amended) > 0 {
		return true
	}
	a, b := *i, *old
	a.plain, a.warnings, a.amended = b.plain, b.warnings, b.amended
	return !reflect.DeepEqual(a, b)
}

// columns ties the body to table incident.
func columns() db.Columns[Incident] {
	return db.Columns[Incident]{
		{Name: "id", Ptr: func(i *Incident) any { return &i.ID }},
		{Name: "impact", Ptr: func(i *Incident) any { return &i.Impact }},
		{Name: "urgency", Ptr: func(i *Incident) any { return &i.Urgency }},
		{Name: "priority_reason", Ptr: func(i *Incident) any { return &i.PriorityReason }},
		{Name: "resolution_code", Ptr: func(i *Incident) any { return &i.ResolutionCode }},
		{Name: "resolution", Ptr: func(i *Incident) any { return &i.Resolution }},
		{Name: "closing_category_id", Ptr: func(i *Incident) any { return &i.ClosingCategory }},
		{Name: "cause_code", Ptr: func(i *Incident) any { return &i.CauseCode }},
		{Name: "workaround", Ptr: func(i *Incident) any { return &i.Workaround }},
		{Name: "cancel_reason", Ptr: func(i *Incident) any { return &i.CancelReason }},
	}
}

// Impacts returns the impacts with their meaning.
func Impacts() []field.Option {
	return []field.Option{{Value: "1", Label: "High: the whole organisation or a critical service"}, {Value: "2", Label: "Medium: a team, a site or a degraded service"},
		{Value: "3", Label: "Low: one person"}}
}

// Urgencies returns the urgencies with their meaning.
func Urgencies() []field.Option {
	return []field.Option{{Value: "1", Label: "High: work has stopped"}, {Value: "2", Label: "Medium: work is hampered or there is a workaround"}, {Value: "3", Label: "Low: it can wait"}}
}

// ResolutionCodes returns how an incident may end.
func ResolutionCodes() []field.Option {
	return []field.Option{{Value: "fixed", Label: "Fixed"}, {Value: "workaround", Label: "Workaround"}, {Value: "user_guidance", Label: "User guidance"},
		{Value: "no_fault_found", Label: "No fault found"}, {Value: "duplicate", Label: "Duplicate"}, {Value: "resolved_by_change", Label: "Resolved by a change"},
		{Value: "resolved_by_problem", Label: "Resolved by a problem"}, {Value: "resolved_by_vendor", Label: "Resolved by the supplier"},
		{Value: "self_recovered", Label: "Recovered by itself"}, {Value: "not_reproducible", Label: "Not reproducible"}}
}

// CauseCodes returns what an incident may have come from.
func CauseCodes() []field.Option {
	return []field.Option{{Value: "change", Label: "Change"}, {Value: "configuration", Label: "Configuration"}, {Value: "capacity", Label: "Capacity"}, {Value: "defect", Label: "Defect"},
		{Value: "hardware_failure", Label: "Hardware failure"}, {Value: "human_error", Label: "Human error"}, {Value: "vendor", Label: "Supplier"}, {Value: "process", Label: "Process"},
		{Value: "security", Label: "Security"}, {Value: "environment", Label: "Environment"}, {Value: "unknown", Label: "Unknown"}}
}

// HoldReasons returns what an incident may wait for.
func HoldReasons() []field.Option {
	return []field.Option{{Value: "awaiting_caller", Label: "Waiting for the requester"}, {Value: "awaiting_vendor", Label: "Waiting for a supplier"},
		{Value: "awaiting_change", Label: "Waiting for a change"}, {Value: "awaiting_problem", Label: "Waiting for a problem"}, {Value: "scheduled", Label: "Scheduled"}}
}

// Fields describes an incident: what every piece of work has, and its own.
func Fields() field.Set[Incident] {
	own := field.Set[Incident]{
		field.Rank("impact", "Impact", "impact", func(i *Incident) *int { return &i.Impact }, Impacts()...).Filter("i.impact"),
		field.Rank("urgency", "Urgency", "urgency", func(i *Incident) *int { return &i.Urgency }, Urgencies()...).Filter("i.urgency"),
		field.Text("priority_reason", "Reason for the priority", "priority_reason", func(i *Incident) *string { return &i.PriorityReason }).Max(1000),
		field.Choice("resolution_code", "Resolution code", "resolution_code", func(i *Incident) *string { return &i.ResolutionCode }, ResolutionCodes()...).ReadOnly().Filter("i.resolution_code"),
		field.Long("resolution", "Resolution", "resolution", func(i *Incident) *string { return &i.Resolution }).ReadOnly().Filter("i.resolution"),
		field.Ref(field.TypeCategory, "closing_category", "Category at closing", "closing_category_id", func(i *Incident) *id.ID { return &i.ClosingCategory }).ReadOnly().Filter("i.closing_category_id"),
		field.Choice("cause_code", "Cause", "cause_code", func(i *Incident) *string { return &i.CauseCode }, CauseCodes()...).ReadOnly().Filter("i.cause_code"),
		field.Boolean("workaround", "Workaround used", "workaround", func(i *Incident) *bool { return &i.Workaround }).ReadOnly().Filter("i.workaround"),
		field.Text("cancel_reason", "Reason for cancelling", "cancel_reason", func(i *Incident) *string { return &i.CancelReason }).ReadOnly(),
	}
	all := append(field.Join(ticket.Fields(), func(i *Incident) *ticket.Head { return &i.Head }), own...)
	for n := range all {
		if all[n].Key == "hold" { // what it may wait for is each practice's own
			all[n] = field.Choice(all[n].Key, all[n].Label, all[n].Column, func(i *Incident) *string { return &i.HoldReason }, HoldReasons()...).ReadOnly().Filter(all[n].Def.Filter)
		}
	}
	return all
}

func insertBody(tx *db.Tx, i *Incident) error {
	return tx.Put(`INSERT INTO incident (id, impact, urgency, priority_reason, resolution_code, resolution, closing_category_id, cause_code, workaround, cancel_reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, columns().Args(i)...)
}

func readBody(ctx context.Context, q db.Querier, i *Incident) error {
	return q.QueryRow(ctx, `SELECT id, impact, urgency, priority_reason, resolution_code, resolution, closing_category_id, cause_code, workaround, cancel_reason
		FROM incident WHERE id = $1`, i.ID).Scan(columns().Dest(i)...)
}

func saveBody(tx *db.Tx, i *Incident) error {
	_, err := tx.Exec(`UPDATE incident SET impact = $2, urgency = $3, priority_reason = $4, resolution_code = $5, resolution = $6, closing_category_id = $7,
		cause_code = $8, workaround = $9, cancel_reason = $10 WHERE id = $1`, columns().Args(i)...)
	return err
}

// own lists the changes to the body that people want to see on the timeline.
func (i *Incident) own(old *Incident) []field.Change {
	var out []field.Change
	if old.Impact != i.Impact {
		out = append(out, field.Change{Key: "impact", From: old.Impact, To: i.Impact})
	}
	if old.Urgency != i.Urgency {
		out = append(out, field.Change{Key: "urgency", From: old.Urgency, To: i.Urgency})
	}
	if old.PriorityReason != i.PriorityReason {
		out = append(out, field.Change{Key: "priority_reason", From: old.PriorityReason, To: i.PriorityReason})
	}
	if old.ClosingCategory != i.ClosingCategory {
		out = append(out, field.Change{Key: "closing_category", From: old.ClosingCategory.String(), To: i.ClosingCategory.String()})
	}
	return append(out, i.amended...)
}
