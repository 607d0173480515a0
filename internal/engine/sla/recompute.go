package sla

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// Recompute is the job that computes the clocks of all open work anew, a batch at a time, in the order of ids.
type Recompute struct {
	After id.ID `json:"after"`
	Done  int   `json:"done,omitempty"`  // pieces of work, in the batches before
	Total int   `json:"total,omitempty"` // open when it began
}

// Kind names the job.
func (Recompute) Kind() string { return "sla.recompute" }

// Progress says how far the recomputing of all open work has come.
type Progress struct {
	Running bool `json:"running"` // it waits or goes on
	Done    int  `json:"done"`
	Total   int  `json:"total"` // 0 before it has begun
}

const (
	recomputeKey = "sla.recompute"
	batch        = 50
	// settling is how long after a change its consequences are computed: until no process remembers what was before.
	settling = 2 * calendar.MaxAge
)

// recomputeAll asks for the recomputing of all open work, from the beginning if it is under way.
func recomputeAll(tx *db.Tx) error {
	at := clock.Of(tx.Now().Time().Add(settling))
	return job.Enqueue(tx, Recompute{}, job.Opts{At: at, Key: recomputeKey})
}

// NothingToRecompute drops the recomputing that new agreements have asked for: for the set-up of a desk that has no work yet.
func NothingToRecompute(tx *db.Tx) error { return job.Cancel(tx, recomputeKey) }

// Recomputing returns how far the recomputing has come that a change of calendars or agreements asked for.
func Recomputing(ctx context.Context, q db.Querier) (p Progress, err error) {
	defer errs.Wrap(&err, "sla.Recomputing")
	var payload string
	err = q.QueryRow(ctx, `SELECT payload FROM job WHERE unique_key = $1 AND state < 2`, recomputeKey).Scan(&payload)
	if errs.Is(err, errs.NotFound) {
		return p, nil
	}
	var at Recompute
	if err == nil {
		err = json.Unmarshal([]byte(payload), &at)
	}
	return Progress{true, at.Done, at.Total}, err
}

// recompute does one batch and leaves the rest to the next job, so that a crash loses at most a batch.
func (s *Service) recompute(tx *db.Tx, at Recompute) error {
	if at.After == 0 {
		s.Forget()
		s.calendars.Forget()
		if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM ticket WHERE phase < 2`).Scan(&at.Total); err != nil {
			return err
		}
	}
	list, err := openAfter(tx, at.After, batch)
	if err != nil {
		return err
	}
	for _, work := range list {
		if err := s.advance(tx, work, tx.Now(), always); err != nil {
			return err
		}
	}
	if len(list) < batch {
		return nil
	}
	next := Recompute{After: list[len(list)-1], Done: at.Done + len(list), Total: at.Total}
	return job.Enqueue(tx, next, job.Opts{Key: recomputeKey})
}

// openAfter returns ids of open work after one, in order.
func openAfter(tx *db.Tx, after id.ID, limit int) ([]id.ID, error) {
	rows, err := tx.Query(tx.Context(), `SELECT id FROM ticket WHERE id > $1 AND phase < 2 ORDER BY id LIMIT $2`, after, limit)
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}
