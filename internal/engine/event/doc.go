// Package event is the append-only log of everything that happened. The same rows are the audit trail, the timeline of a record, the
// source of service level clocks and the measure of the desk.
//
// An event is written in the transaction of the change it tells of. Each subject's events form a hash chain, and a seal over all
// subjects is taken daily, so that a row that was changed, removed or reordered is found by Verify without nodes ever queueing for one
// chain. Reactors run in the same transaction in a written order; subscribers get a job each, so that nothing waits in memory.
//
// It leaves to the rooms that declare events what they mean and which sentence they print.
package event
