// Package trail reads the event log of a piece of work as the marks of a clock:
// when a promise began, paused, went on, stopped and was cancelled.
//
// It stands apart from package sla because it is a pure function of events, like
// package timing is one of marks: together they make a deadline that can always
// be computed again. A promise about a single answer begins anew with each
// question, and what a team promises begins anew with each hand-over to it.
//
// It knows phases, reasons of holds and teams. Which promise applies to which
// work is left to package sla, and what the marks mean in time to timing.
package trail
