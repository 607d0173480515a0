package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Args are the typed input of one kind of job, stored as JSON. The type is a plain struct, not a pointer. Fields may be added
// later; a kind keeps its name for ever.
type Args interface {
	// Kind is the stable name of the kind, such as "mail.send".
	Kind() string
}

// Opts say when a job runs and under which name.
type Opts struct {
	// At is the instant from which the job is due; zero means now. An instant in the past puts the job ahead of the others.
	At clock.Time
	// Key is unique among all jobs; "" means none. Enqueuing a key again replaces and moves the job that waits or is dead. If that
	// job runs just then, the new arming waits until the run has ended.
	Key string
}

// Info tells a handler about its run.
type Info struct {
	// ID names this arming of the job; it is the same in every attempt.
	ID id.ID
	// Attempt counts from 1. Runs that were lost in a crash count too.
	Attempt int
	// RunAt is when this attempt was due: for a repeated attempt the end of its back-off, not the first due time.
	RunAt clock.Time
	// Late is how long after RunAt the job was claimed.
	Late time.Duration
}

// Enqueue adds a job to the write: it exists if and only if the write lasts. A queue of this process finds it at its next poll;
// tx.After(queue.Wake) makes it start at once.
func Enqueue(tx *db.Tx, a Args, o Opts) error {
	const statement = `INSERT INTO job (id, kind, unique_key, payload, state, run_at, attempt, lease_until, error, created_at)
		VALUES ($1, $2, $3, $4, 0, $5, 0, 0, '', $6)
		ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO UPDATE SET id = excluded.id, kind = excluded.kind,
		payload = excluded.payload, run_at = excluded.run_at, attempt = 0, error = '', created_at = excluded.created_at,
		state = CASE WHEN job.state = 1 THEN 1 ELSE 0 END`
	payload, err := encode(a)
	if err != nil {
		return err
	}
	var key any
	if o.Key != "" {
		key = o.Key
	}
	return tx.Put(statement, tx.NewID(), a.Kind(), key, payload, due(tx, o), tx.Now())
}

// Cancel removes the job with a key, whatever its state; that there is none is no error. A run by Handle that has begun goes on to
// its end but is not repeated; a run by HandleTx takes effect before the cancelling or not at all.
func Cancel(tx *db.Tx, key string) error {
	_, err := tx.Exec(`DELETE FROM job WHERE unique_key = $1`, key)
	return err
}

func encode(a Args) (string, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("job %s: %w", a.Kind(), err)
	}
	return string(b), nil
}

func due(tx *db.Tx, o Opts) clock.Time {
	if o.At.IsZero() {
		return tx.Now()
	}
	return o.At
}

// DeadJob is a job that is not tried any more.
type DeadJob struct {
	ID      id.ID
	Kind    string
	Key     string // "" for none
	Payload string // the Args as JSON
	Attempt int
	Error   string
	RunAt   clock.Time
	Created clock.Time
}

// Dead returns the newest dead jobs, at most limit; nil when there are none.
func Dead(ctx context.Context, q db.Querier, limit int) ([]DeadJob, error) {
	rows, err := q.Query(ctx, `SELECT id, kind, coalesce(unique_key, ''), payload, attempt, error, run_at, created_at
		FROM job WHERE state = 2 ORDER BY id DESC LIMIT $1`, limit)
	return db.Collect(rows, err, scanDead)
}

// Retry makes a dead job due at once, with all its attempts ahead of it. Kinds: NotFound when no such job is dead.
func Retry(tx *db.Tx, job id.ID) error {
	n, err := tx.Exec(`UPDATE job SET state = 0, attempt = 0, run_at = $2, error = '' WHERE id = $1 AND state = 2`, job, tx.Now())
	if err == nil && n == 0 {
		return errs.Absent("dead job")
	}
	return err
}

// Discard deletes a dead job. Kinds: NotFound when no such job is dead.
func Discard(tx *db.Tx, job id.ID) error {
	n, err := tx.Exec(`DELETE FROM job WHERE id = $1 AND state = 2`, job)
	if err == nil && n == 0 {
		return errs.Absent("dead job")
	}
	return err
}

// Oldest returns when the waiting job that is due first was or is due; zero when none waits. Seen against the clock it is the
// figure to watch: a queue that keeps up is never more than seconds behind it.
func Oldest(ctx context.Context, q db.Querier) (clock.Time, error) {
	var at clock.Time
	err := q.QueryRow(ctx, `SELECT run_at FROM job WHERE state = 0 ORDER BY run_at, id LIMIT 1`).Scan(&at)
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	return at, err
}
