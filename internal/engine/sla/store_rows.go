package sla

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// standing is how a stored clock stands; whether it was breached is told by Breached.
type standing int

const (
	standsRunning standing = 1
	standsPaused  standing = 2
	standsStopped standing = 3
	// standsCancelled is stopped with neither verdict; a clock that was breached before is standsStopped.
	standsCancelled standing = 4
)

// ended reports that a clock stopped, whatever became of it.
func (s standing) ended() bool { return s >= standsStopped }

// kept is a clock as it is stored: what Compute said, in a form in which nothing changes while time passes.
type kept struct {
	Target   id.ID
	Cycle    int
	Metric   Metric
	Stands   standing
	Started  clock.Time
	Since    clock.Time // since when it stands like this
	Due      clock.Time // 0 while paused and when it is never; where it would have been, when stopped before it
	Breached clock.Time
	Promise  time.Duration
	Elapsed  time.Duration // until Since
	Paused   time.Duration // until Since
	Warned   int           // percent
}

const rowColumns = `target_id, cycle, metric, state, started_at, since, due_at, breached_at, promise, elapsed, paused, warned`

func (r *kept) dest() []any {
	return []any{&r.Target, &r.Cycle, &r.Metric, &r.Stands, &r.Started, &r.Since, &r.Due, &r.Breached,
		(*micros)(&r.Promise), (*micros)(&r.Elapsed), (*micros)(&r.Paused), &r.Warned}
}

func (r *kept) args() []any {
	return []any{r.Target, r.Cycle, string(r.Metric), int(r.Stands), r.Started, r.Since, r.Due, r.Breached,
		r.Promise.Microseconds(), r.Elapsed.Microseconds(), r.Paused.Microseconds(), r.Warned}
}

// micros reads a duration that is stored in microseconds.
type micros time.Duration

// Scan implements sql.Scanner.
func (m *micros) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("sla: a duration of type %T", v)
	}
	*m = micros(time.Duration(n) * time.Microsecond)
	return nil
}

// clockKey names a row of one piece of work.
type clockKey struct {
	target id.ID
	cycle  int
}

func (r *kept) key() clockKey { return clockKey{r.Target, r.Cycle} }

func readRows(ctx context.Context, q db.Querier, work id.ID) (map[clockKey]kept, error) {
	rows, err := q.Query(ctx, `SELECT `+rowColumns+` FROM sla_clock WHERE ticket_id = $1`, work)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, r *kept) error { return rows.Scan(r.dest()...) })
	out := make(map[clockKey]kept, len(list))
	for _, r := range list {
		out[r.key()] = r
	}
	return out, err
}

// maxInsert bounds the rows of one statement, so that its shapes stay few.
const maxInsert = 16

func insertRows(tx *db.Tx, work id.ID, list []planned) error {
	for len(list) > 0 {
		some := list[:min(len(list), maxInsert)]
		list = list[len(some):]
		var b strings.Builder
		b.WriteString(`INSERT INTO sla_clock (ticket_id, ` + rowColumns + `) VALUES `)
		b.Grow(256 + len(some)*64)
		args := make([]any, 1, 1+len(some)*12)
		args[0] = work
		for i := range some {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("($1")
			for _, v := range some[i].args() {
				args = append(args, v)
				b.WriteString(",$")
				b.WriteString(strconv.Itoa(len(args)))
			}
			b.WriteByte(')')
		}
		if err := tx.Put(b.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

// saveRows makes the stored clocks equal to the list and reports whether anything differed.
func saveRows(tx *db.Tx, work id.ID, old map[clockKey]kept, list []planned) (bool, error) {
	var fresh []planned
	changed := false
	for _, p := range list {
		was, ok := old[p.key()]
		delete(old, p.key())
		switch {
		case !ok:
			fresh = append(fresh, p)
		case was != p.kept:
			changed = true
			if _, err := tx.Exec(`UPDATE sla_clock SET metric = $4, state = $5, started_at = $6, since = $7, due_at = $8, breached_at = $9, promise = $10,
				elapsed = $11, paused = $12, warned = $13 WHERE ticket_id = $1 AND target_id = $2 AND cycle = $3`, append([]any{work}, p.args()...)...); err != nil {
				return changed, err
			}
		}
	}
	for k := range old {
		changed = true
		if _, err := tx.Exec(`DELETE FROM sla_clock WHERE ticket_id = $1 AND target_id = $2 AND cycle = $3`, work, k.target, k.cycle); err != nil {
			return changed, err
		}
	}
	return changed || len(fresh) > 0, insertRows(tx, work, fresh)
}
