package ticket

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Priorities returns the priorities with their names; 1 is the highest.
func Priorities() []field.Option {
	return []field.Option{{Value: "1", Label: "P1 critical"}, {Value: "2", Label: "P2 high"}, {Value: "3", Label: "P3 moderate"}, {Value: "4", Label: "P4 low"}}
}

// Channels returns the ways in which work comes in.
func Channels() []field.Option {
	return []field.Option{{Value: "portal", Label: "Portal"}, {Value: "email", Label: "E-mail"}, {Value: "phone", Label: "Phone"}, {Value: "chat", Label: "Chat"},
		{Value: "walk_in", Label: "Walk-in"}, {Value: "api", Label: "API"}, {Value: "monitoring", Label: "Monitoring"}, {Value: "internal", Label: "Internal"}}
}

// Fields describes what every piece of work has, for filters, lists, the API and exports.
func Fields() field.Set[Head] {
	return field.Set[Head]{
		field.Text("number", "Number", "", func(h *Head) *string { return &h.Number }).ReadOnly().Code().Filter("r.number"),
		field.Text("title", "Title", "", func(h *Head) *string { return &h.Title }).Required().Max(300).Filter("r.title"),
		field.Text("status", "Status", "", func(h *Head) *string { return &h.State }).ReadOnly().Filter("r.state"),
		field.Rank("priority", "Priority", "", func(h *Head) *int { return &h.Priority }, Priorities()...).ReadOnly().Filter("t.priority").Sort("t.priority"),
		field.Ref(field.TypePerson, "requester", "Requester", "", func(h *Head) *id.ID { return &h.Requester }).Filter("t.requester_id"),
		field.Ref(field.TypeTeam, "team", "Team", "", func(h *Head) *id.ID { return &h.Team }).Filter("t.team_id"),
		field.Ref(field.TypePerson, "assignee", "Assignee", "", func(h *Head) *id.ID { return &h.Assignee }).Filter("t.assignee_id"),
		field.Ref(field.TypeCategory, "category", "Category", "", func(h *Head) *id.ID { return &h.Category }).Filter("t.category_id"),
		field.Ref(field.TypeLocation, "location", "Location", "", func(h *Head) *id.ID { return &h.Location }).Filter("t.location_id"),
		field.Ref(field.TypeEntity, "entity", "Organisation", "", func(h *Head) *id.ID { return &h.Entity }).ReadOnly().Filter("t.entity_id"),
		field.Ref(field.TypeRecord, "service", "Service", "", func(h *Head) *id.ID { return &h.Service }).Of(ServiceKind).Filter("t.service_id"),
		field.Ref(field.TypeRecord, "parent", "Parent", "", func(h *Head) *id.ID { return &h.Parent }).ReadOnly().Filter("t.parent_id"),
		field.Choice("channel", "Channel", "", func(h *Head) *string { return &h.Channel }, Channels()...).ReadOnly().Filter("t.channel"),
		field.Text("hold", "On hold for", "", func(h *Head) *string { return &h.HoldReason }).ReadOnly().Filter("t.hold_reason"),
		field.Time("due", "Due", "", func(h *Head) *clock.Time { return &h.Due }).ReadOnly().Filter("t.due_at").Sort("t.due_at"),
		field.Time("created", "Opened", "", func(h *Head) *clock.Time { return &h.CreatedAt }).ReadOnly().Filter("r.created_at").Sort("r.id"),
		field.Time("updated", "Updated", "", func(h *Head) *clock.Time { return &h.UpdatedAt }).ReadOnly().Filter("t.updated_at").Sort("t.updated_at"),
		field.Time("responded", "First response", "", func(h *Head) *clock.Time { return &h.Responded }).ReadOnly().Filter("t.responded_at"),
		field.Time("resolved", "Resolved", "", func(h *Head) *clock.Time { return &h.Resolved }).ReadOnly().Filter("t.resolved_at"),
		field.Time("closed", "Closed", "", func(h *Head) *clock.Time { return &h.Closed }).ReadOnly().Filter("t.closed_at"),
		field.Number("reopened", "Reopened", "", func(h *Head) *int64 { return &h.Reopened }).ReadOnly().Filter("t.reopened"),
		field.Number("reassigned", "Reassigned", "", func(h *Head) *int64 { return &h.Reassigned }).ReadOnly().Filter("t.reassigned"),
		field.Duration("spent", "Time spent", "", func(h *Head) *int64 { return &h.Spent }).ReadOnly().Filter("t.spent"),
	}
}
