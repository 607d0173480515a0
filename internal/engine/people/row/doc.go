// Package row holds what the rooms of people share: reading rows within the actor's scope, refusing a stale version, checking names
// and zones, and the events for "was made" and "was changed" with the fields from and to.
//
// It exists so that persons, teams, places, categories and roles are stored in one way although each has its own file and table. It
// is a ground floor for engine/people only and knows none of its nouns.
//
// It leaves to the rooms above which permission a verb needs and what is allowed to change.
package row
