// Package pact says what an agreement about time is: who promises whom what, for
// which work, when its clocks stand still, and what happens on the way.
//
// It is apart from package sla because it is only values: an agreement brings
// itself into its one form, names its mistakes by their fields, and tells which
// of its promises is meant for a priority and in whose hands its clocks run.
//
// It leaves storing agreements, whether what they refer to exists, and choosing
// among them to package sla, which gives its names to everybody else.
package pact
