// Package job is the durable queue: work that must happen after a write, or at a later instant, is a row of the same database,
// enqueued in the same transaction, and so it exists exactly when the write lasted.
//
// Every enqueuing is one arming with an id of its own. A queue claims due jobs in batches under a lease, runs them and deletes
// them; a job that fails waits longer each time and ends as a dead letter that a person can look at, run again or discard. Jobs
// with effects outside of the database (Handle) run at least once and must be idempotent. Jobs whose effects are rows (HandleTx)
// have effect and completion in one transaction and so take effect exactly once; they have workers of their own, so that slow
// mail servers never hold up a timer. A unique key names the thing waited for: enqueuing it again moves the job, cancelling
// removes it, and a job re-armed while it runs runs once more afterwards.
//
// It leaves to engine/event which jobs an event causes, and to the rooms above what a job does and as which actor: handlers get a
// context derived from that of Run. Payloads are kept as plain text, so secrets have no place in them.
package job
