package job

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// A row is waiting (state 0), running (1) or dead (2); a finished job has none. Enqueuing a key again gives its row a new id, so
// id and attempt together name one run for ever. A row in state 1 with attempt 0 was armed anew while the run before went on.

// task is a job as it was claimed.
type task struct {
	id      id.ID
	kind    string
	key     string
	payload []byte
	attempt int
	runAt   clock.Time
	now     clock.Time // of the claim
}

func (t task) info() Info {
	return Info{ID: t.id, Attempt: t.attempt, RunAt: t.runAt, Late: t.now.Sub(t.runAt)}
}

func scanTask(r *sql.Rows, t *task) error {
	return r.Scan(&t.id, &t.kind, &t.key, &t.payload, &t.attempt, &t.runAt)
}

// claim takes up to n due jobs of some kinds, those due first, and leases them.
func claim(tx *db.Tx, kinds []string, n int, lease time.Duration) ([]task, error) {
	var a db.Args
	now, until, limit := a.Add(tx.Now()), a.Add(tx.Now().Add(lease)), a.Add(n)
	// Materialised, because PostgreSQL may otherwise run the locking part several times and claim more than n.
	rows, err := tx.Query(tx.Context(), fmt.Sprintf(`WITH due AS MATERIALIZED (SELECT id FROM job WHERE state = 0 AND run_at <= %s
		AND kind IN %s ORDER BY run_at, id LIMIT %s {{skip_locked}})
		UPDATE job SET state = 1, attempt = attempt + 1, lease_until = %s WHERE id IN (SELECT id FROM due)
		RETURNING id, kind, coalesce(unique_key, ''), payload, attempt, run_at`, now, db.List(&a, kinds), limit, until), a.Values()...)
	tasks, err := db.Collect(rows, err, scanTask)
	for i := range tasks {
		tasks[i].now = tx.Now()
	}
	sorted.By(tasks, func(x, y task) int { return cmp.Or(cmp.Compare(x.runAt, y.runAt), cmp.Compare(x.id, y.id)) })
	return tasks, err
}

// remove deletes finished runs of the same attempt and returns how many it found.
func remove(tx *db.Tx, attempt int, ids []id.ID) (int64, error) {
	var a db.Args
	return tx.Exec(fmt.Sprintf(`DELETE FROM job WHERE state = 1 AND attempt = %s AND id IN %s`, a.Add(attempt), list(&a, ids)), a.Values()...)
}

// release lets a job that was armed anew during its run wait for its turn.
func release(tx *db.Tx, key string) (bool, error) {
	n, err := tx.Exec(`UPDATE job SET state = 0, lease_until = 0 WHERE unique_key = $1 AND state = 1 AND attempt = 0`, key)
	return n > 0, err
}

// postpone ends a run that failed: state is 0 or 2. It reports whether the run was still in charge of the job.
func postpone(tx *db.Tx, t task, state int, at clock.Time, text string) (bool, error) {
	n, err := tx.Exec(`UPDATE job SET state = $1, run_at = $2, lease_until = 0, error = $3 WHERE id = $4 AND attempt = $5 AND state = 1`,
		state, at, text, t.id, t.attempt)
	return n > 0, err
}

// giveBack undoes a claim whose run did not begin.
func giveBack(tx *db.Tx, t task) (bool, error) {
	n, err := tx.Exec(`UPDATE job SET state = 0, attempt = attempt - 1, lease_until = 0 WHERE id = $1 AND attempt = $2 AND state = 1`,
		t.id, t.attempt)
	return n > 0, err
}

// prolong extends the leases of held jobs, also of those that were armed anew meanwhile.
func prolong(tx *db.Tx, held map[id.ID]task, until clock.Time) error {
	var ids []id.ID
	var keys []string
	for _, t := range held {
		ids = append(ids, t.id)
		if t.key != "" {
			keys = append(keys, t.key)
		}
	}
	slices.Sort(ids)
	slices.Sort(keys)
	for part := range slices.Chunk(ids, maxList) {
		var a db.Args
		if _, err := tx.Exec(fmt.Sprintf(`UPDATE job SET lease_until = %s WHERE state = 1 AND id IN %s`, a.Add(until), list(&a, part)),
			a.Values()...); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(keys, maxList) {
		var a db.Args
		if _, err := tx.Exec(fmt.Sprintf(`UPDATE job SET lease_until = %s WHERE state = 1 AND attempt = 0 AND unique_key IN %s`,
			a.Add(until), list(&a, part)), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

// lossesPerAttempt is how many lost runs weigh as much as one failure: a process that is killed again and again must not bury the
// jobs that happened to run, while one that a job brings down each time must get rid of it in the end.
const lossesPerAttempt = 5

// takeBack makes jobs wait again whose lease ran out, and buries those that were lost too often. It returns how many there were.
func takeBack(tx *db.Tx, kinds []string, maxAttempts int) (int64, error) {
	var a db.Args
	limit, now := a.Add(maxAttempts*lossesPerAttempt), a.Add(tx.Now())
	return tx.Exec(fmt.Sprintf(`UPDATE job SET lease_until = 0, state = CASE WHEN attempt >= %[1]s THEN 2 ELSE 0 END,
		error = CASE WHEN attempt >= %[1]s THEN 'The process ended again and again while this job ran.' ELSE error END
		WHERE state = 1 AND lease_until <= %[2]s AND kind IN %[3]s`, limit, now, db.List(&a, kinds)), a.Values()...)
}

// expireAll ends every lease.
func expireAll(tx *db.Tx) error {
	_, err := tx.Exec(`UPDATE job SET lease_until = 0 WHERE state = 1`)
	return err
}

// maxList bounds the values of one IN list.
const maxList = 256

// list returns values as an IN list whose length is a power of two, repeating the last one, so that the statements that differ
// only in length stay few enough to remain prepared.
func list[T any](a *db.Args, values []T) string {
	n := 1
	for n < len(values) {
		n *= 2
	}
	padded := slices.Grow(slices.Clone(values), n-len(values))
	for len(padded) < n {
		padded = append(padded, values[len(values)-1])
	}
	return db.List(a, padded)
}

const dueFilter = ` FROM job WHERE state = 0 AND run_at <= %s AND kind `

// anyDue tells, without a write, whether a claim would find something.
func anyDue(ctx context.Context, l *lane) (bool, error) {
	var a db.Args
	var n int
	text := fmt.Sprintf(`SELECT count(*) FROM (SELECT id`+dueFilter+`IN %s LIMIT 1) AS d`, a.Add(clock.Of(l.q.db.Clock().Now())), db.List(&a, l.kinds))
	err := l.q.db.QueryRow(ctx, text, a.Values()...).Scan(&n)
	return n > 0, err
}

// strangers returns kinds of due jobs outside of known.
func strangers(ctx context.Context, l *lane, known []string) ([]string, error) {
	var a db.Args
	text := fmt.Sprintf(`SELECT DISTINCT kind FROM (SELECT kind`+dueFilter+`NOT IN %s LIMIT 100) AS d ORDER BY kind`,
		a.Add(clock.Of(l.q.db.Clock().Now())), db.List(&a, known))
	rows, err := l.q.db.Query(ctx, text, a.Values()...)
	return db.Collect(rows, err, func(r *sql.Rows, s *string) error { return r.Scan(s) })
}

func scanDead(r *sql.Rows, d *DeadJob) error {
	return r.Scan(&d.ID, &d.Kind, &d.Key, &d.Payload, &d.Attempt, &d.Error, &d.RunAt, &d.Created)
}
