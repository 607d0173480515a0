package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// perform runs one job and decides what becomes of it.
func (q *Queue) perform(ctx context.Context, t task) outcome {
	ctx, cancel := context.WithTimeout(ctx, q.opts.Timeout)
	defer cancel()
	h := q.handlers[t.kind]
	o := outcome{task: t, how: done}
	if h.runTx != nil {
		o.how, o.err = q.performTx(ctx, h, t)
	} else {
		o.err = guard(func() error { return h.run(ctx, t.payload, t.info()) })
	}
	if o.err == nil {
		return o
	}
	o.how = failed
	o.wait = clock.Of(q.db.Clock().Now()).Add(jitter(q.opts.Retry(t.attempt), q.opts.Random()))
	level, what := slog.LevelWarn, "a job failed and will run again"
	if final(o, q.opts.MaxAttempts) {
		level, what = slog.LevelError, "a job failed and is dead"
	}
	q.log.Log(ctx, level, what, "kind", t.kind, "job", t.id.String(), "attempt", t.attempt, "error", o.err)
	return o
}

// errGone ends a transaction whose job was moved, cancelled or taken over.
var errGone = errors.New("the job is not this run's any more")

// performTx deletes the job and runs its handler in one transaction. Deleting comes first: it makes sure that the run is still in
// charge, keeps others from moving the job meanwhile, and lets the handler enqueue the same key again.
func (q *Queue) performTx(ctx context.Context, h handler, t task) (ending, error) {
	err := q.db.Write(ctx, func(tx *db.Tx) error {
		n, err := remove(tx, t.attempt, []id.ID{t.id})
		if err != nil {
			return err
		}
		if n == 0 {
			return errGone
		}
		return guard(func() error { return h.runTx(tx, t.payload, t.info()) })
	})
	if errors.Is(err, errGone) {
		return gone, nil
	}
	return settled, err
}

// guard turns a panic of a handler into an error.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}
