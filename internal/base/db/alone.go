package db

import (
	"hash/fnv"
	"slices"
)

// The locks of Alone: their space among the advisory locks of PostgreSQL, and how many there are. They are shared by what happens to fall on the
// same, so that a write with hundreds of names takes no more than the server has room for.
const (
	aloneSpace = 7301
	aloneLocks = 256
)

// Alone waits until no other write is under way that named one of the same things here, and keeps others from it until this one ends: for what
// is looked for and made where there is none, and which no unique index guards. What is read afterwards is what those others left. On SQLite
// every write is alone.
func (tx *Tx) Alone(names ...string) error {
	if tx.Engine() != Postgres || len(names) == 0 {
		return nil
	}
	var locks []int64
	for _, n := range names {
		h := fnv.New64a()
		_, _ = h.Write([]byte(n)) // a hash takes everything
		locks = append(locks, int64(h.Sum64()%aloneLocks))
	}
	slices.Sort(locks) // in one order, so that nobody waits for whom they keep waiting
	for _, n := range slices.Compact(locks) {
		tx.batch.add(`SELECT pg_advisory_xact_lock($1::int, $2::int)`, []any{aloneSpace, n})
	}
	return tx.flush()
}
