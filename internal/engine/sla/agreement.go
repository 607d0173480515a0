package sla

import (
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/sla/pact"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// The permissions on agreements. They bind every entity, so editing one needs the widest scope.
const (
	PermView actor.Permission = "sla.view"
	PermEdit actor.Permission = "sla.edit"
)

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit} }

// What agreements are made of, see package pact.
type (
	Party      = pact.Party
	Agreement  = pact.Agreement
	Conditions = pact.Conditions
	Promise    = pact.Promise
	Level      = pact.Level
)

// Metric is what a promise is about, see package trail.
type Metric = trail.Metric

// Pauses say when the clocks of an agreement stand still, see package trail.
type Pauses = trail.Pauses

// The kinds of agreement.
const (
	Customer = pact.Customer
	Internal = pact.Internal
	Supplier = pact.Supplier
)

// The metrics.
const (
	FirstResponse = trail.FirstResponse
	NextResponse  = trail.NextResponse
	Resolution    = trail.Resolution
)

// What a level does.
const (
	Notify   = pact.Notify
	Reassign = pact.Reassign
	Raise    = pact.Raise
)

// Metrics returns the metrics in the order in which they are shown.
func Metrics() []Metric { return pact.Metrics() }
