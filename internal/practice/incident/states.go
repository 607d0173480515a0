package incident

import (
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// The states of an incident.
const (
	New        = "new"
	InProgress = "in_progress"
	OnHold     = "on_hold"
	Resolved   = "resolved"
	Closed     = "closed"
	Cancelled  = "cancelled"
)

// Flow is the life of an incident.
func Flow() flow.Machine {
	open := []string{New, InProgress, OnHold}
	return flow.Machine{
		States: []flow.State{
			{Key: New, Label: "New", Phase: flow.Active},
			{Key: InProgress, Label: "In progress", Phase: flow.Active},
			{Key: OnHold, Label: "On hold", Phase: flow.Waiting},
			{Key: Resolved, Label: "Resolved", Phase: flow.Resolved},
			{Key: Closed, Label: "Closed", Phase: flow.Closed},
			{Key: Cancelled, Label: "Cancelled", Phase: flow.Closed},
		},
		Moves: []flow.Move{
			{Verb: "take", Label: "Take", From: open, To: InProgress},
			{Verb: "start", Label: "Start work", From: []string{New}, To: InProgress},
			{Verb: "hold", Label: "Put on hold", From: []string{InProgress, New}, To: OnHold, Needs: []string{"reason"}},
			{Verb: "resume", Label: "Resume work", From: []string{OnHold}, To: InProgress},
			{Verb: "release", Label: "Return to the queue", From: []string{InProgress}, To: New},
			{Verb: "resolve", Label: "Resolve", From: open, To: Resolved, Needs: []string{"code", "resolution"}},
			{Verb: "reopen", Label: "Reopen", From: []string{Resolved}, To: InProgress},
			{Verb: "close", Label: "Close", From: []string{Resolved}, To: Closed},
			{Verb: "cancel", Label: "Cancel", From: open, To: Cancelled, Needs: []string{"reason"}},
			{Verb: "merge", Label: "Merge", From: open, To: Closed},
		},
	}
}

// Kind describes incidents to the engine and the faces.
func Kind() record.Kind {
	return record.Kind{Key: "incident", Prefix: "INC", Singular: "incident", Plural: "incidents", Icon: "inc", Flow: Flow()}
}

// The permissions on incidents.
const (
	PermView   actor.Permission = "incident.view"   // see the incident and its public entries
	PermOpen   actor.Permission = "incident.open"   // open one, for oneself or within the scope for others
	PermReply  actor.Permission = "incident.reply"  // write publicly
	PermNote   actor.Permission = "incident.note"   // write internal notes, and read them
	PermEdit   actor.Permission = "incident.edit"   // fields, assignment, links, tasks, time
	PermWork   actor.Permission = "incident.work"   // start, hold, resume, resolve, merge, split
	PermReopen actor.Permission = "incident.reopen" // reopen, confirm as solved
	PermCancel actor.Permission = "incident.cancel"
	PermImport actor.Permission = "incident.import" // bring in history

	PermInternal actor.Permission = "incident.view_internal" // read internal notes
)

// Permissions returns every permission on incidents.
func Permissions() []actor.Permission {
	return []actor.Permission{PermView, PermOpen, PermReply, PermNote, PermEdit, PermWork, PermReopen, PermCancel, PermImport, PermInternal}
}
