package health

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// PermView is the permission to read the figures.
const PermView actor.Permission = "metrics.view"

// Check is the outcome of one check.
type Check struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Text  string `json:"text"` // for people; no secrets, no addresses
	Fault error  `json:"-"`
}

// Desk checks one installation. It is safe for concurrent use.
type Desk struct {
	db     *db.DB
	schema int // what the program needs, 0 to not compare
	since  time.Time

	mu   sync.Mutex
	last []Check
	at   time.Time
}

// New returns the checks of a database. schema is the version that the program needs.
func New(d *db.DB, schema int) *Desk { return &Desk{db: d, schema: schema, since: d.Clock().Now()} }

const (
	// keep is how long an outcome serves further probes, so that nobody can make the database write by asking.
	keep = time.Second
	// late is how long a due job may wait, while this process could have done it, before somebody should look.
	late = 5 * time.Minute
	// patience is how long a check may take.
	patience = 3 * time.Second
)

// Ready runs the checks; all must be OK for the process to take work. It needs no permission and tells nothing of the business.
func (h *Desk) Ready(ctx context.Context) (ok bool, checks []Check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.db.Clock().Now()
	if age := now.Sub(h.at); h.last == nil || age >= keep || age < 0 {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		h.last, h.at = []Check{h.writes(ctx), h.migrated(ctx), h.jobs(ctx, now)}, now
	}
	ok = true
	for _, c := range h.last {
		ok = ok && c.OK
	}
	return ok, h.last
}

func outcome(name, good string, err error) Check {
	if err != nil {
		return Check{Name: name, Text: errs.Safe(err), Fault: err}
	}
	return Check{Name: name, OK: true, Text: good}
}

// writes leaves a mark in the database, which needs a whole durable commit.
func (h *Desk) writes(ctx context.Context) Check {
	err := h.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ('health', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`)
		return err
	})
	return outcome("database", "takes writes", err)
}

func (h *Desk) migrated(ctx context.Context) Check {
	v, err := h.db.SchemaVersion(ctx)
	if err == nil && h.schema != 0 && v != h.schema {
		err = errs.New(errs.Unavailable, "the schema is %d, the program needs %d", v, h.schema)
	}
	return outcome("migrations", fmt.Sprintf("schema %d", v), err)
}

func (h *Desk) jobs(ctx context.Context, now time.Time) Check {
	var oldest clock.Time
	err := h.db.QueryRow(ctx, `SELECT coalesce(min(run_at), 0) FROM job WHERE state = 0`).Scan(&oldest)
	if wait := min(now.Sub(oldest.Time()), now.Sub(h.since)); err == nil && oldest != 0 && wait > late {
		err = errs.New(errs.Unavailable, "a job has been due for %s", wait.Round(time.Second))
	}
	return outcome("jobs", "none is late", err)
}

// Figures are counts for monitoring.
type Figures struct {
	Open     map[string]int64 // open work by kind
	Pending  map[string]int64 // jobs waiting by kind
	Dead     int64            // jobs that were given up
	Breached int64            // clocks past their promise, of open work
}

// Allowed refuses whoever may not read the figures. Kinds: Forbidden, Unauthenticated.
func Allowed(ctx context.Context) error {
	_, err := actor.Require(ctx, PermView)
	return err
}

// Figures counts. Kinds: Forbidden.
func (h *Desk) Figures(ctx context.Context) (f Figures, err error) {
	defer errs.Wrap(&err, "health.Figures")
	if err := Allowed(ctx); err != nil {
		return f, err
	}
	if f.Open, err = h.counts(ctx, `SELECT kind, count(*) FROM ticket WHERE phase < 2 GROUP BY kind`); err != nil {
		return f, err
	}
	if f.Pending, err = h.counts(ctx, `SELECT kind, count(*) FROM job WHERE state = 0 GROUP BY kind`); err != nil {
		return f, err
	}
	if err = h.db.QueryRow(ctx, `SELECT count(*) FROM job WHERE state = 2`).Scan(&f.Dead); err != nil {
		return f, err
	}
	// Due is the next promise of a piece of work; open work past it has broken one.
	err = h.db.QueryRow(ctx, `SELECT count(*) FROM ticket WHERE phase < 2 AND due_at < $1`, clock.Of(h.db.Clock().Now())).Scan(&f.Breached)
	return f, err
}

func (h *Desk) counts(ctx context.Context, statement string) (map[string]int64, error) {
	type pair struct {
		kind string
		n    int64
	}
	rows, err := h.db.Query(ctx, statement)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, p *pair) error { return rows.Scan(&p.kind, &p.n) })
	out := map[string]int64{}
	for _, p := range list {
		out[p.kind] = p.n
	}
	return out, err
}
