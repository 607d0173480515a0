// Package insight measures the desk: how much work came and went, how long it took, which promises were kept, and what came back.
//
// Each measure carries its definition, how many pieces of work it stands on, the question in the query language that opens exactly
// these rows, and the instant at which it was computed, so that no figure has to be believed. Percentiles are by nearest rank: of n
// values in order the p-th percentile is the one at place ceil(p × n / 100), a value that really occurred. Working time is what the
// service clocks counted; wall time is the plain difference of two instants.
//
// A promise is kept when its clock stopped by the deadline, the deadline included, and broken from the deadline on; what is still running
// counts on neither side, and what was never measured is said to be so and is no 0 %. Work came back when it was open again after a
// resolution, soon when that was within 14 times 24 hours. Fields gives lists the same words, so that each figure opens exactly the rows
// it counts. A report that took long to make is kept for at most a minute, and says so.
//
// It reads and never writes. It leaves the rules of clocks to engine/sla, which rows there are to the practices' descriptors, and
// every drawing to the faces.
package insight
