package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// NodeLease is how long a process holds its node number without renewing it.
const NodeLease = 10 * time.Minute

// ClaimNode takes a node number that no living process holds, so that the ids of two processes on one database never meet. holder names
// the process, for people. Kinds: Unavailable when all numbers are taken.
func (d *DB) ClaimNode(ctx context.Context, holder string) (err error) {
	defer errs.Wrap(&err, "db.ClaimNode")
	return d.Write(ctx, func(tx *Tx) error {
		rows, err := tx.Query(ctx, `SELECT number FROM node WHERE until > $1 ORDER BY number`, tx.Now())
		taken, err := Collect(rows, err, func(rows *sql.Rows, n *int) error { return rows.Scan(n) })
		if err != nil {
			return err
		}
		for _, n := range gaps(taken) {
			won, err := tx.Exec(`INSERT INTO node (number, holder, until) VALUES ($1, $2, $3)
				ON CONFLICT (number) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE node.until <= $4`,
				n, holder, tx.Now().Add(NodeLease), tx.Now())
			if err != nil {
				return err
			}
			if won == 1 { // else another process took it in the same moment
				tx.After(func() { d.ids.SetNode(n); d.node.Store(int64(n) + 1) })
				return nil
			}
		}
		return errs.New(errs.Unavailable, "All %d node numbers are taken.", id.MaxNode+1)
	})
}

// gaps returns the numbers that are not taken, smallest first; taken is sorted.
func gaps(taken []int) []int {
	var out []int
	for n := range id.MaxNode + 1 {
		if len(taken) > 0 && taken[0] == n {
			taken = taken[1:]
			continue
		}
		out = append(out, n)
	}
	return out
}

// RenewNode extends the lease of the node number.
func (d *DB) RenewNode(ctx context.Context) error {
	return d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(`UPDATE node SET until = $2 WHERE number = $1`, d.node.Load()-1, tx.Now().Add(NodeLease))
		return err
	})
}

// releaseNode gives the number back.
func (d *DB) releaseNode() {
	if n := d.node.Swap(0); n > 0 {
		_ = d.Write(context.Background(), func(tx *Tx) error {
			_, err := tx.Exec(`DELETE FROM node WHERE number = $1`, n-1)
			return err
		})
	}
}
