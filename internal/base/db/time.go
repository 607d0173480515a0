package db

import (
	"context"
	"time"
)

// ServerTime returns what the clock of the database server says; on SQLite, which has no server, that of this process.
func (d *DB) ServerTime(ctx context.Context) (t time.Time, err error) {
	if d.engine == SQLite {
		return d.clock.Now(), nil
	}
	err = d.read.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&t)
	return t, classify(err)
}
