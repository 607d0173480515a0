package db

import (
	"context"
	"database/sql"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Draw returns the next value of a counter: none is ever given twice. On SQLite it is part of the write, so that a write that fails gives
// its value back. On PostgreSQL that would make every writer wait for the commit of the one before; there the value is drawn beside the
// write, those who wait at the same time share a statement, and the value of a write that fails is lost.
func (tx *Tx) Draw(counter string) (int64, error) {
	if tx.Engine() == Postgres {
		return tx.db.draws.next(tx.ctx, counter)
	}
	var n int64
	err := tx.QueryRow(tx.ctx, drawText, counter, 1).Scan(&n)
	return n, err
}

const drawText = `INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value`

// draws hands out values of counters on PostgreSQL, over a connection of its own: the pool's may all be held by those who wait.
//
// Its commits do not wait for the disk. A value is used in a write that commits later, and that commit carries everything before it in the
// server's log to the disk.
type draws struct {
	pool *sql.DB
	mu   sync.Mutex
	wait map[string][]chan drawn // those who wait, by counter; the key exists while somebody serves it
}

type drawn struct {
	value int64
	err   error
}

func newDraws(conf *pgx.ConnConfig) *draws {
	own := conf.Copy()
	own.RuntimeParams["synchronous_commit"] = "off"
	own.RuntimeParams["lock_timeout"] = "10s" // an import may hold the counter
	d := &draws{pool: stdlib.OpenDB(*own), wait: map[string][]chan drawn{}}
	d.pool.SetMaxOpenConns(1)
	return d
}

func (d *draws) next(ctx context.Context, counter string) (int64, error) {
	mine := make(chan drawn, 1)
	d.mu.Lock()
	list, served := d.wait[counter]
	d.wait[counter] = append(list, mine)
	d.mu.Unlock()
	if !served {
		go d.serve(context.WithoutCancel(ctx), counter)
	}
	select {
	case got := <-mine:
		return got.value, got.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// serve draws for all who wait until nobody does.
func (d *draws) serve(ctx context.Context, counter string) {
	for {
		d.mu.Lock()
		list := d.wait[counter]
		if len(list) == 0 {
			delete(d.wait, counter)
			d.mu.Unlock()
			return
		}
		d.wait[counter] = nil
		d.mu.Unlock()
		var last int64
		err := d.pool.QueryRowContext(ctx, drawText, counter, len(list)).Scan(&last)
		if err != nil {
			err = errs.Because(errs.Unavailable, err, "The database is busy; please try again.")
		}
		for i, c := range list {
			c <- drawn{last - int64(len(list)-1-i), err}
		}
	}
}
