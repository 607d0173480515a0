// Package register keeps records that are not work: services, configuration items, assets and whatever else a desk knows about. A
// practice declares a kind by its fields, its states and its own rules, and gets from here how it is added, changed, moved through its
// states, listed, shown and found.
//
// It exists so that a new kind costs a table, a list of fields and a few lines for each verb, and behaves like every other: the row scope,
// the versions, the custom fields, the log and the search index are written once.
//
// It leaves to engine/record how a record is stored and logged, and to the practices what a kind means and which moves are legal.
package register
