// Package seed fills a desk with made-up people and incidents, from a few hundred to millions: for benchmarks, for tests at scale and,
// with texts of its own, for the demonstration.
//
// The same options give the same data, up to the instant at which it ends. Rows are written in large batches, past the verbs but in
// exactly the form in which the verbs write them: heads, bodies, messages, events with their chains of hashes, clocks and timers of open
// work, and the full text; so everything that works on real data works on this, the audit included.
//
// It leaves the columns of every table to the rooms that own them, and live work to the verbs.
package seed
