package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// writer is the only hand that writes to an SQLite file. It opens a transaction for the closure that waits longest, lets every
// closure that arrives meanwhile join, commits once and answers all.
type writer struct {
	db    *DB
	pool  *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	queue chan *write
	done  chan struct{}
	// commit makes a group durable: replaced in tests by a disk that fails.
	commit func() error
	// broken says that an fsync failed: from then on nothing is accepted and nothing acknowledged.
	broken atomic.Bool

	mu      sync.RWMutex
	stopped bool
}

// write is one closure and its answer.
type write struct {
	ctx  context.Context
	fn   func(tx *Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

// maxGroup bounds how many closures share a commit, so that the first of them does not wait too long.
const maxGroup = 64

func newWriter(ctx context.Context, d *DB, pool *sql.DB) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{db: d, pool: pool, conn: conn, stmts: map[string]*sql.Stmt{}, queue: make(chan *write, maxGroup), done: make(chan struct{})}
	w.commit = func() error { return w.exec("COMMIT") }
	go w.loop()
	return w, nil
}

// do queues the closure and waits. When the caller gives up first, the closure may still be carried out.
func (w *writer) do(ctx context.Context, fn func(tx *Tx) error) error {
	r := &write{ctx: ctx, fn: fn, done: make(chan struct{})}
	if err := w.enqueue(ctx, r); err != nil {
		return err
	}
	<-r.done
	if r.err == nil {
		for _, f := range r.tx.after {
			f()
		}
	}
	return r.err
}

func (w *writer) enqueue(ctx context.Context, r *write) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.stopped || w.broken.Load() {
		return stopping()
	}
	select {
	case w.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) stop() error {
	w.mu.Lock()
	if !w.stopped {
		w.stopped = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
	for _, st := range w.stmts {
		_ = st.Close()
	}
	_ = w.conn.Close()
	return w.pool.Close()
}

func (w *writer) loop() {
	defer close(w.done)
	for first := range w.queue {
		if w.broken.Load() { // it was queued before the failure
			first.answer(stopping())
			continue
		}
		w.group(first)
	}
}

// group runs one transaction for first and all that wait.
func (w *writer) group(first *write) {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		first.answer(classify(err))
		return
	}
	group := []*write{first}
	if w.run(first); first.err != nil {
		w.undo(first)
		return
	}
	for r := w.next(1); r != nil; r = w.next(len(group)) {
		group = append(group, r)
		if err := w.step(r); err != nil {
			w.abandon(group, err)
			return
		}
	}
	w.finish(group)
}

// run runs a closure.
func (w *writer) run(r *write) {
	if r.err = r.ctx.Err(); r.err != nil {
		return
	}
	// A cancelled caller must not interrupt the connection that all share.
	r.tx = &Tx{db: w.db, ctx: context.WithoutCancel(r.ctx), run: (*conn)(w), now: w.db.clock.Now()}
	r.err = call(r.tx, r.fn)
}

// undo ends a transaction whose first closure failed: it has no savepoint, which would cost a copy of every page that it changes, because
// nobody has joined it yet.
func (w *writer) undo(first *write) {
	err := w.exec("ROLLBACK")
	if err == nil {
		first.answer(classify(first.err))
		return
	}
	if sqliteCode(first.err) != 0 { // SQLite ended the transaction by itself, see step
		err = first.err
	}
	w.abandon([]*write{first}, err)
}

// next returns a closure that waits, or nil when none does or the group is full.
func (w *writer) next(size int) *write {
	if size >= maxGroup {
		return nil
	}
	select {
	case r := <-w.queue:
		return r
	default:
		return nil
	}
}

// step runs a closure that joins, in a savepoint. It returns why the transaction stands no more, nil while it does.
func (w *writer) step(r *write) error {
	if r.err = w.exec("SAVEPOINT w"); r.err != nil {
		return r.err
	}
	w.run(r)
	if r.err == nil {
		r.err = w.exec("RELEASE w")
		return r.err
	}
	err := w.exec("ROLLBACK TO w")
	if err == nil {
		err = w.exec("RELEASE w")
	}
	// SQLite ends the whole transaction by itself when the disk is full or fails. The savepoint is gone then, and why is known to the
	// closure alone.
	if err != nil && sqliteCode(r.err) != 0 {
		return r.err
	}
	return err
}

// finish commits and answers.
func (w *writer) finish(group []*write) {
	if err := w.commit(); err != nil {
		w.abandon(group, err)
		return
	}
	for _, r := range group {
		r.answer(classify(r.err))
	}
}

// abandon answers a group whose transaction ended without being durable: those that had succeeded are not saved either. It never shows
// one caller the error of another's closure.
func (w *writer) abandon(group []*write, cause error) {
	w.dieOf(cause)
	_ = w.exec("ROLLBACK")
	if full(cause) {
		w.spare()
	}
	for _, r := range group {
		if r.err == nil {
			r.err = commitError(cause)
		}
		r.answer(classify(r.err))
	}
}

// spare makes do with little room from now on: the log is brought into the database, now and as soon as there is room to, and its own
// room is written again, where it would else grow to its usual length first and fill the disk anew.
func (w *writer) spare() {
	for _, text := range []string{"PRAGMA wal_autocheckpoint = 500", "PRAGMA wal_checkpoint(PASSIVE)"} {
		w.dieOf(w.exec(text))
	}
}

// dieOf accepts nothing more after a fatal error, and has the process stopped.
func (w *writer) dieOf(err error) {
	if fatal(err) {
		w.broken.Store(true)
		w.db.die(err)
	}
}

// commitError is what a caller hears whose own closure succeeded. Only the driver's error counts, not what a neighbour made of it.
func commitError(cause error) error {
	if e, ok := errors.AsType[driverError](cause); ok {
		cause = e
	}
	if fatal(cause) {
		return errs.Because(errs.Unavailable, cause, "The storage failed and Fettle stops. It is not certain whether the change was saved; please look before you repeat it.")
	}
	if c := classify(cause); errs.KindOf(c) != errs.Internal {
		return c
	}
	return errs.Because(errs.Unavailable, cause, "The change could not be saved. Nothing was changed; please try again.")
}

// stopping is the answer to a write that comes too late.
func stopping() error { return errs.New(errs.Unavailable, "Fettle is stopping; please try again.") }

func (r *write) answer(err error) {
	r.err = err
	close(r.done)
}

func (w *writer) exec(text string) error {
	_, err := (*conn)(w).ExecContext(context.Background(), text)
	return err
}

// conn runs a closure's statements on the writer's connection, each prepared once.
type conn writer

// prepare returns the kept statement for a text, or nil when too many are kept already.
func (c *conn) prepare(text string) (*sql.Stmt, error) {
	if st := c.stmts[text]; st != nil || len(c.stmts) >= maxStatements {
		return st, nil
	}
	st, err := c.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	c.stmts[text] = st
	return st, nil
}

func (c *conn) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	st, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return c.conn.ExecContext(ctx, text, args...)
	}
	return st.ExecContext(ctx, args...)
}

func (c *conn) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return c.conn.QueryContext(ctx, text, args...)
	}
	return st.QueryContext(ctx, args...)
}

func (c *conn) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	st, err := c.prepare(text)
	if err != nil || st == nil { // database/sql carries the error in the row
		return c.conn.QueryRowContext(ctx, text, args...)
	}
	return st.QueryRowContext(ctx, args...)
}
