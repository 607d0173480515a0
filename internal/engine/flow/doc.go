// Package flow describes the states of a kind of record and the moves between them as a value, so that the rules of a practice stand
// in one table that can be tested, drawn and offered as buttons.
//
// The names of states and moves can be shown and translated; their keys are code and are never edited at run time.
//
// It leaves to each practice which states there are and what a move means, and to engine/sla what a state does to a clock.
package flow
