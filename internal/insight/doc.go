// Package insight measures the desk: how much work came and went, how long it took, which promises were kept, and what came back.
//
// Each measure carries its definition, how many pieces of work it stands on, the question in the query language that opens exactly
// these rows, and the instant at which it was computed, so that no figure has to be believed. Percentiles are by nearest rank: of n
// values in order the p-th percentile is the one at place ceil(p × n / 100), a value that really occurred. Working time is what the
// service clocks counted; wall time is the plain difference of two instants.
//
// It reads and never writes. It leaves the rules of clocks to engine/sla, which rows there are to the practices' descriptors, and
// every drawing to the faces.
package insight
