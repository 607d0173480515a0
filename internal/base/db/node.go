package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// NodeLease is how long a process holds its node number without renewing it.
const NodeLease = 4 * time.Minute

// ClaimNode takes a node number that no living process holds, so that the ids of two processes on one database never meet, and makes new
// ids larger than those of the log, whatever the clock says. holder names the process. Kinds: Unavailable when all numbers are taken.
func (d *DB) ClaimNode(ctx context.Context, holder string) (err error) {
	defer errs.Wrap(&err, "db.ClaimNode")
	d.holder = holder
	return d.Write(ctx, func(tx *Tx) error {
		var last id.ID
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM event`).Scan(&last); err != nil {
			return err
		}
		d.ids.Raise(last)
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

// RenewNode extends the lease of the node number, or takes another one when the process slept so long that it lost its own.
func (d *DB) RenewNode(ctx context.Context) error {
	kept := false
	err := d.Write(ctx, func(tx *Tx) error {
		n, err := tx.Exec(`UPDATE node SET until = $3 WHERE number = $1 AND holder = $2`, d.node.Load()-1, d.holder, tx.Now().Add(NodeLease))
		kept = n == 1
		return err
	})
	if err != nil || kept {
		return err
	}
	return d.ClaimNode(ctx, d.holder)
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
