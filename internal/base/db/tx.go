package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Event is something that happened to a subject, a record in most cases. engine/event gives it its form in the log.
type Event interface {
	// Subject is the id of what it happened to.
	Subject() id.ID
	// EventKind is its stable name, such as "ticket.stepped".
	EventKind() string
}

// Sink receives the events of a write inside its transaction.
type Sink interface {
	Emit(tx *Tx, e Event) error
}

// runner is what a transaction runs its statements on.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Tx is one write under way: the pen. It is used by one goroutine and not after its closure returned.
type Tx struct {
	db    *DB
	ctx   context.Context
	run   runner
	now   time.Time
	past  bool
	after []func()
	batch *batch // PostgreSQL only
}

// Context carries the actor and the deadline of the caller.
func (tx *Tx) Context() context.Context { return tx.ctx }

// As runs fn with another context, such as one in which another actor acts.
func (tx *Tx) As(ctx context.Context, fn func(tx *Tx) error) error {
	before := tx.ctx
	defer func() { tx.ctx = before }()
	tx.ctx = context.WithoutCancel(ctx)
	return fn(tx)
}

// Now is the instant of the write: the same for everything in it.
func (tx *Tx) Now() clock.Time { return clock.Of(tx.now) }

// NewID returns a new id. In a write at a past instant it sorts there.
func (tx *Tx) NewID() id.ID {
	if tx.past {
		return tx.db.ids.NextAt(tx.now)
	}
	return tx.db.ids.Next()
}

// NextID returns an id in the order of writing, also in a write at a past instant: for logs.
func (tx *Tx) NextID() id.ID { return tx.db.ids.Next() }

// SetNow moves the write to another instant: for importers only, which bring in history at its original times.
func (tx *Tx) SetNow(t clock.Time) { tx.now, tx.past = t.Time(), true }

// Past tells whether the write brings in history, see SetNow.
func (tx *Tx) Past() bool { return tx.past }

// Engine tells which database it is.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// Exec runs a statement and returns the number of rows it touched.
func (tx *Tx) Exec(text string, args ...any) (int64, error) {
	out, err := tx.db.rw.get(tx.db.engine, text)
	if err != nil {
		return 0, err
	}
	if tx.batch != nil {
		tx.batch.add(out, args)
		tag, err := tx.batch.send(tx.ctx)
		return tag.RowsAffected(), err
	}
	res, err := tx.run.ExecContext(tx.ctx, out, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Put runs a statement whose outcome nobody waits for. On PostgreSQL it travels with the next statement that somebody does wait for, and
// its error is returned there: a write of many rows takes few round trips.
func (tx *Tx) Put(text string, args ...any) error {
	if tx.batch == nil {
		_, err := tx.Exec(text, args...)
		return err
	}
	out, err := tx.db.rw.get(tx.db.engine, text)
	if err == nil {
		tx.batch.add(out, args)
	}
	return err
}

// Query reads rows and sees what the write did so far. The context of the write applies, whatever ctx is.
func (tx *Tx) Query(_ context.Context, text string, args ...any) (*sql.Rows, error) {
	out, err := tx.db.rw.get(tx.db.engine, text)
	if err != nil {
		return nil, err
	}
	if err := tx.settle(out); err != nil {
		return nil, err
	}
	return tx.run.QueryContext(tx.ctx, out, args...)
}

// QueryRow reads at most one row and sees what the write did so far.
func (tx *Tx) QueryRow(_ context.Context, text string, args ...any) *Row {
	out, err := tx.db.rw.get(tx.db.engine, text)
	if err != nil {
		return &Row{err: err}
	}
	if err := tx.settle(out); err != nil {
		return &Row{err: err}
	}
	return &Row{row: tx.run.QueryRowContext(tx.ctx, out, args...)}
}

// Emit hands an event to the sink: the log, the reactors and the subscribers' jobs, all in this transaction.
func (tx *Tx) Emit(e Event) error {
	if tx.db.sink == nil {
		return errs.New(errs.Internal, "no event sink is plugged in")
	}
	return tx.db.sink.Emit(tx, e)
}

// After runs f once the write is durable: to wake workers and tell browsers. What must not be lost belongs in a job instead.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }
