package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Write runs fn in a transaction and returns when what it did is durable. If fn fails, nothing of it remains. fn does database work
// only: no network, no waiting, no nested Write; on PostgreSQL it may run again after a serialisation failure. Kinds: those of fn,
// and Unavailable when the database is full, stopping or away.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.engine == Postgres {
		return d.writePostgres(ctx, fn)
	}
	if d.writer == nil {
		return errs.New(errs.Unavailable, "The database is open for reading only.")
	}
	return d.writer.do(ctx, fn)
}

// Administer runs one statement outside of a transaction, such as CREATE DATABASE or VACUUM. It is for operators' commands and tests.
func (d *DB) Administer(ctx context.Context, statement string) error {
	_, err := d.read.ExecContext(ctx, statement)
	return err
}

const maxTries = 5

func (d *DB) writePostgres(ctx context.Context, fn func(tx *Tx) error) error {
	var err error
	for range maxTries {
		if err = d.tryPostgres(ctx, fn); !retriable(err) {
			return err
		}
	}
	return errs.Because(errs.Unavailable, err, "The database is busy; please try again.")
}

func (d *DB) tryPostgres(ctx context.Context, fn func(tx *Tx) error) (err error) {
	away := "The database cannot be reached; please try again."
	c, err := d.read.Conn(ctx)
	if err != nil {
		return errs.Because(errs.Unavailable, err, "%s", away)
	}
	defer func() { _ = c.Close() }()
	tx := &Tx{db: d, ctx: ctx, run: c, batch: &batch{conn: c}, now: d.clock.Now()}
	err = call(tx, fn)
	if err == nil {
		err = tx.commit()
	}
	if err != nil {
		tx.ctx = ctx
		tx.rollback()
		return classify(err)
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// retriable reports a serialisation failure or a deadlock.
func retriable(err error) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pe.Code == "40001" || pe.Code == "40P01")
}

// IsDuplicate reports that a unique key refused a row, on either engine.
func IsDuplicate(err error) bool {
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pe.Code == "23505"
	}
	code := sqliteCode(err)
	return code == 2067 || code == 1555 // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY
}

// driverError is an error of the SQLite driver.
type driverError interface {
	error
	Code() int
}

// sqliteCode returns the extended result code of an SQLite error, 0 for anything else.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[driverError](err); ok {
		return e.Code()
	}
	return 0
}

// Extended codes of SQLite for a disk that refuses data, such as beyond a quota. Nothing is in doubt then: the transaction did not happen.
const (
	ioWrite   = 10 | 3<<8  // SQLITE_IOERR_WRITE
	ioShmSize = 10 | 19<<8 // SQLITE_IOERR_SHMSIZE
)

// fatal reports an error after which nobody knows what is on the disk: above all a failed fsync, which the kernel tells of only once.
func fatal(err error) bool {
	code := sqliteCode(err)
	return code&0xff == 10 && code != ioWrite && code != ioShmSize
}

// full reports whether the disk has no room.
func full(err error) bool {
	code := sqliteCode(err)
	return code&0xff == 13 || code == ioShmSize // 13 is SQLITE_FULL
}

// classify gives driver errors that a caller can do something about their kind.
func classify(err error) error {
	if err == nil || errs.KindOf(err) != errs.Internal {
		return err
	}
	code := sqliteCode(err)
	switch {
	case code == ioWrite:
		return errs.Because(errs.Unavailable, err, "The disk takes no more data. Nothing was changed; please try again later.")
	case full(err):
		return errs.Because(errs.Unavailable, err, "The disk is full. Nothing was changed; please try again later.")
	case code&0xff == 5, code&0xff == 6: // SQLITE_BUSY, SQLITE_LOCKED
		return errs.Because(errs.Unavailable, err, "The database is busy; please try again.")
	}
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pe.Code[:2] {
		case "53":
			return errs.Because(errs.Unavailable, err, "The database has run out of space or memory. Nothing was changed; please try again later.")
		case "57", "08":
			return errs.Because(errs.Unavailable, err, "The database cannot be reached; please try again.")
		}
	}
	if errors.Is(err, sql.ErrConnDone) {
		return errs.Because(errs.Unavailable, err, "The database cannot be reached; please try again.")
	}
	return err
}

// call runs fn and turns a panic into an error, so that one faulty closure cannot take its neighbours in the group with it.
func call(tx *Tx, fn func(tx *Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	return accompany(tx)
}
