package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Row is the result of QueryRow. Scan answers an absent row with a NotFound error, so that "absent" and "failed" never mix.
type Row struct {
	row *sql.Row
	err error
}

// Scan copies the columns. Kinds: NotFound when there is no row.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	err := r.row.Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.Because(errs.NotFound, err, "There is no such entry.")
	}
	return err
}

// stmtCache keeps prepared statements of the reader pool by their text.
type stmtCache struct {
	mu sync.RWMutex
	m  map[string]*sql.Stmt
}

const maxStatements = 512

func (c *stmtCache) get(ctx context.Context, pool *sql.DB, text string) (*sql.Stmt, error) {
	c.mu.RLock()
	st := c.m[text]
	full := len(c.m) >= maxStatements
	c.mu.RUnlock()
	if st != nil || full {
		return st, nil
	}
	st, err := pool.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.m[text]; other != nil {
		_ = st.Close()
		return other, nil
	}
	if c.m == nil {
		c.m = map[string]*sql.Stmt{}
	}
	c.m[text] = st
	return st, nil
}

func (c *stmtCache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, st := range c.m {
		_ = st.Close()
	}
	c.m = nil
}

// Query reads rows outside of a write.
func (d *DB) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	out, err := d.rw.get(d.engine, text)
	if err != nil {
		return nil, err
	}
	if d.engine == Postgres { // pgx prepares by itself
		return d.read.QueryContext(ctx, out, args...)
	}
	st, err := d.stmts.get(ctx, d.read, out)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return d.read.QueryContext(ctx, out, args...)
	}
	return st.QueryContext(ctx, args...)
}

// QueryRow reads at most one row outside of a write.
func (d *DB) QueryRow(ctx context.Context, text string, args ...any) *Row {
	out, err := d.rw.get(d.engine, text)
	if err != nil {
		return &Row{err: err}
	}
	if d.engine == Postgres {
		return &Row{row: d.read.QueryRowContext(ctx, out, args...)}
	}
	st, err := d.stmts.get(ctx, d.read, out)
	switch {
	case err != nil:
		return &Row{err: err}
	case st == nil:
		return &Row{row: d.read.QueryRowContext(ctx, out, args...)}
	}
	return &Row{row: st.QueryRowContext(ctx, args...)}
}

// Collect scans every row with scan and closes the rows. The result is nil when there are none.
func Collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows, *T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
