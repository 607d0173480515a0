// Package actor says who is acting and what they may do: the person, rule, assistant or system in the context, their permissions,
// and how far each permission reaches.
//
// It exists so that a right is checked in one way everywhere. Require is the first line of every verb: does the actor hold the
// permission at all? Predicate is the row scope: one SQL condition, used by every list, count, search, export, stream and by the
// loading of a single row, so that what is not visible looks exactly like what does not exist.
//
// It leaves to engine/people where roles come from, and to the practices which permissions there are.
package actor
