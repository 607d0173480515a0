// Package db is the way to the data: it opens SQLite or PostgreSQL, hands out readers, and takes every write of the product through
// one door, Write.
//
// A write is a closure over a Tx, which carries the instant, the context with the actor, and the sink for events. On SQLite one
// goroutine groups the closures that wait at the same time into one durable commit, the first in the transaction itself and each that
// joins in a savepoint of its own, so that many callers share one fsync; on PostgreSQL each closure is a transaction. SQL is written once, in PostgreSQL's spelling with $1, and
// the few places where the engines differ are named fragments such as {{json}}.
//
// It leaves to the rooms above what the rows mean, to engine/event what becomes of an event, and to app what to do when the disk
// no longer keeps what it promised (see Fatal).
package db
