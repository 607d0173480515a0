// Package ticket holds what every piece of work adds to a record: a requester, a priority, a team and an assignee, a conversation,
// tasks, time spent, and the way it is merged, split and handed on.
//
// Its Desk is the set of tools with which the practices write their verbs, so that an incident, a request and a change share one
// conversation, one queue and one way of assigning. Every tool works inside the caller's transaction and tells the log what it did.
//
// It leaves the states and their guards to the practices, promised times to engine/sla, and who is told to engine/notify.
package ticket
