// Package notify tells people what happened to work that concerns them: what they asked for, what was given to them, what they follow
// and where they were named.
//
// It exists so that nobody has to watch a queue. It listens to the log of events, so that no practice has to think of telling anybody,
// and writes one row for each person and event, never two and never to the one who did it; who may not see a record, or an internal
// note in it, is not told of it either.
//
// It leaves mail and chat to the channels, which read the same rows, and how the list looks to the faces.
package notify
