// Package bench measures how fast the product is and what the machine under it could do at best.
//
// Times of one machine say little on another, and little on a busy one. So every run measures its own floors first (durable
// appends, commits of the databases, an empty web page, the grouped writer alone), gives each figure as a share of its floor, and
// puts beside it the processor time and the bytes written per operation, which survive a noisy neighbour. Answers are checked:
// a fast page without its rows counts as an error. Everything is bounded in time and count and talks over loopback only.
//
// The method: closed loop, N clients over kept connections, each sends the next request when the last is answered; a warm-up that
// is not counted, then several runs; rate, p50 and p99 are the medians of the runs. The client shares the cores with the server.
//
// It leaves making the data to the product's own commands and the judgement to whoever reads the table; it is a tool and no part
// of the product, which is why no other package imports it.
package bench
