package ticket

import (
	"math"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// NeverDue is the due time of work without a running clock: it sorts after everything that has one.
const NeverDue = clock.Time(math.MaxInt64)

// ServiceKind is the kind of record that Head.Service refers to.
const ServiceKind = "service"

// Head is what every piece of work has. A reference of 0 is none.
type Head struct {
	record.Head
	Requester  id.ID // person
	Team       id.ID
	Assignee   id.ID // person
	Priority   int   // 1 to 4, 1 is the highest
	Channel    string
	Category   id.ID // at opening
	Location   id.ID
	Service    id.ID // record
	Parent     id.ID // record
	MergedInto id.ID // record
	HoldReason string
	HoldUntil  clock.Time
	Due        clock.Time // the next promise that can still be kept or was broken; NeverDue when no clock runs
	Responded  clock.Time // first public answer of an agent
	Resolved   clock.Time
	Closed     clock.Time
	Reopened   int64 // how often
	Reassigned int64 // how often
	Spent      int64 // minutes
}

// columns ties Head to table ticket; the alias used in queries is t. kind, entity_id, phase and updated_at repeat what stands in record,
// so that a queue is read from one index.
func columns() db.Columns[Head] {
	return db.Columns[Head]{
		{Name: "id", Ptr: func(h *Head) any { return &h.ID }},
		{Name: "kind", Ptr: func(h *Head) any { return &h.Kind }},
		{Name: "entity_id", Ptr: func(h *Head) any { return &h.Entity }},
		{Name: "phase", Ptr: func(h *Head) any { return &h.Phase }},
		{Name: "requester_id", Ptr: func(h *Head) any { return &h.Requester }},
		{Name: "team_id", Ptr: func(h *Head) any { return &h.Team }},
		{Name: "assignee_id", Ptr: func(h *Head) any { return &h.Assignee }},
		{Name: "priority", Ptr: func(h *Head) any { return &h.Priority }},
		{Name: "channel", Ptr: func(h *Head) any { return &h.Channel }},
		{Name: "category_id", Ptr: func(h *Head) any { return &h.Category }},
		{Name: "location_id", Ptr: func(h *Head) any { return &h.Location }},
		{Name: "service_id", Ptr: func(h *Head) any { return &h.Service }},
		{Name: "parent_id", Ptr: func(h *Head) any { return &h.Parent }},
		{Name: "merged_into_id", Ptr: func(h *Head) any { return &h.MergedInto }},
		{Name: "hold_reason", Ptr: func(h *Head) any { return &h.HoldReason }},
		{Name: "hold_until", Ptr: func(h *Head) any { return &h.HoldUntil }},
		{Name: "due_at", Ptr: func(h *Head) any { return &h.Due }},
		{Name: "responded_at", Ptr: func(h *Head) any { return &h.Responded }},
		{Name: "resolved_at", Ptr: func(h *Head) any { return &h.Resolved }},
		{Name: "closed_at", Ptr: func(h *Head) any { return &h.Closed }},
		{Name: "updated_at", Ptr: func(h *Head) any { return &h.UpdatedAt }},
		{Name: "reopened", Ptr: func(h *Head) any { return &h.Reopened }},
		{Name: "reassigned", Ptr: func(h *Head) any { return &h.Reassigned }},
		{Name: "spent", Ptr: func(h *Head) any { return &h.Spent }},
	}
}

// Table reads work: all that record and ticket say of it.
func Table() *record.Table[Head] {
	cols := record.HeadColumns(func(h *Head) *record.Head { return &h.Head })
	for _, c := range columns()[4:] { // without what repeats record
		if c.Name != "updated_at" {
			cols = append(cols, db.Column[Head]{Name: "t." + c.Name, Ptr: c.Ptr})
		}
	}
	return &record.Table[Head]{Rows: Rows(), Columns: cols, Head: func(h *Head) *record.Head { return &h.Head }}
}

// Scope names the columns on which the row scope of work is decided, for queries with alias t for table ticket.
func Scope() actor.Columns {
	return actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.requester_id", "t.assignee_id"}, Watchers: true}
}
