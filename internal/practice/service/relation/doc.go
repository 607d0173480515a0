// Package relation keeps what stands on what: the relations between services, configuration items and assets, each with the days on which
// it holds, and the verbs by which people note, change and end them.
//
// It exists to ask package impact about real records: it loads the part of the graph that a question reaches, layer by layer, and only
// that. What the actor may not see is left out before anything is walked, drawn or counted: the answer is that of a world without it, so
// that a path through a hidden record ends there, a redundancy group counts its visible members only, and not even a number tells that
// something is missing. Rights and names are those of today, whatever day is asked about.
//
// It leaves the walking and the counting to package impact, what the records are to their own practices, which it knows as descriptors
// only, and the drawing to package web beside it.
package relation
