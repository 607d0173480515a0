// Package money is an exact amount of one currency: whole minor units and an ISO 4217 code. It reads and writes amounts as people do,
// adds them, and divides them so that the parts make up the whole again.
//
// It exists because money in floating point loses cents, and because a sum over two currencies is a figure that means nothing: here
// mixing them is an error, and Sums keeps them apart. Every operation that could leave the range of int64 says so.
//
// It leaves rates of exchange to whoever has them, and signs, order and grouping for a reader's language to the pages.
package money
