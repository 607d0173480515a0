package insight

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// measure is one report being made.
type measure struct {
	*Service
	ask   Ask
	actor actor.Actor
	now   time.Time
	zone  *time.Location
	names *names

	rows    [][]row // opened in the period, in the order of ids, a part after the other
	clocks  [][]stand
	targets map[id.ID]target
	dones   []done
	ages    []age
	open    struct{ all, before, old int }
	within  int // reopened within ReopenDays
	events  int

	opened, team string // parts of questions
}

// row is one piece of work that was opened in the period.
type row struct {
	id, team, category           id.ID
	created, responded, resolved int64
	reassigned                   int
	level, impact, urgency       int
	state                        int // index into the states of the practice
	reopened                     bool
}

// stand is one clock of a promise.
type stand struct {
	work, target     id.ID
	elapsed, promise int64
	stopped, broken  bool
	rested           bool // paused for more than half of the real time
}

type target struct {
	metric sla.Metric
	party  sla.Party
	days   int // 0 when it is not in days
}

// done is work that left the desk since the period began.
type done struct {
	at    int64
	older bool // opened before the period
}

// parts is into how many stretches the period is cut, so that they are read side by side.
const parts = 4

// read fills in what the report is made of.
func (m *measure) read(ctx context.Context) error {
	if err := m.boundaries(ctx); err != nil {
		return err
	}
	whole := ctx
	g, ctx := errgroup.WithContext(ctx)
	m.rows, m.clocks = make([][]row, parts), make([][]stand, parts)
	g.Go(func() error { return m.readTargets(ctx) })
	for i := range parts {
		g.Go(func() (err error) {
			m.rows[i], err = m.readRows(ctx, m.cut(i), m.cut(i+1))
			return err
		})
		g.Go(func() (err error) {
			m.clocks[i], err = m.readClocks(ctx, m.cut(i), m.cut(i+1))
			return err
		})
	}
	g.Go(func() error { return m.readDone(ctx) })
	g.Go(func() error { return m.readOpen(ctx) })
	g.Go(func() error { return m.readEvents(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return m.readReopened(whole)
}

// cut returns the id at which the i-th part of the period begins.
func (m *measure) cut(i int) id.ID {
	p := m.ask.Period
	to := p.To
	if m.now.Before(to) && m.now.After(p.From) {
		to = m.now.Add(time.Second)
	}
	switch i {
	case 0:
		return id.At(p.From)
	case parts:
		return id.At(p.To)
	}
	return id.At(p.From.Add(to.Sub(p.From) * time.Duration(i) / parts))
}

// where is the condition on alias t: kind, team, and how far the actor sees.
func (m *measure) where(args *db.Args) string {
	out := "t.kind = " + args.Add(m.ask.Practice.Kind.Key)
	if m.ask.Team != 0 {
		out += " AND t.team_id = " + args.Add(m.ask.Team)
	}
	return out + " AND " + m.actor.Predicate(PermView, args, ticket.Scope())
}

// column returns the SQL of a field of the practice's own, "" when it has none.
func (m *measure) column(key string) string {
	for _, d := range m.ask.Practice.Fields {
		if d.Key == key {
			return d.Filter
		}
	}
	return ""
}

// matrixed reports whether the practice weighs impact and urgency.
func (m *measure) matrixed() bool { return m.column("impact") != "" && m.column("urgency") != "" }

// packed puts the small values of a piece of work into one number, because every column read costs as much as the row.
func (m *measure) packed(args *db.Args) string {
	out := "t.priority + 65536 * t.reassigned + CASE WHEN t.reopened > 0 THEN 32768 ELSE 0 END"
	if m.matrixed() {
		out += " + 16 * " + m.column("impact") + " + 64 * " + m.column("urgency")
	}
	out += " + 1024 * CASE r.state"
	for i, s := range m.ask.Practice.Kind.Flow.States {
		out += fmt.Sprintf(" WHEN %s THEN %d", args.Add(s.Key), i)
	}
	return out + " ELSE 31 END"
}

func (m *measure) readRows(ctx context.Context, from, to id.ID) ([]row, error) {
	var args db.Args
	join := ""
	if m.matrixed() {
		join = m.ask.Practice.Join
	}
	text := "SELECT t.id, r.created_at, " + m.packed(&args) + ", t.team_id, t.category_id, t.responded_at, t.resolved_at FROM ticket t JOIN record r ON r.id = t.id " +
		join + " WHERE t.id >= " + args.Add(from) + " AND t.id < " + args.Add(to) + " AND " + m.where(&args) + " ORDER BY t.id"
	rows, err := m.db.Query(ctx, text, args.Values()...)
	var p int64
	return db.Collect(rows, err, func(rows *sql.Rows, w *row) error {
		err := rows.Scan(&w.id, &w.created, &p, &w.team, &w.category, &w.responded, &w.resolved)
		w.level, w.impact, w.urgency = int(p&15), int(p>>4&3), int(p>>6&3)
		w.state, w.reopened, w.reassigned = int(p>>10&31), p>>15&1 == 1, int(p>>16)
		return err
	})
}

func (m *measure) readClocks(ctx context.Context, from, to id.ID) ([]stand, error) {
	const text = `SELECT c.ticket_id, c.target_id, c.promise, c.elapsed * 8 + CASE WHEN c.state = 3 THEN 1 ELSE 0 END + CASE WHEN c.breached_at <> 0 THEN 2 ELSE 0 END
		+ CASE WHEN c.paused * 2 > c.since - c.started_at THEN 4 ELSE 0 END
		FROM sla_clock c WHERE c.ticket_id >= $1 AND c.ticket_id < $2 AND c.cycle = 0 ORDER BY c.ticket_id`
	rows, err := m.db.Query(ctx, text, from, to)
	var p int64
	return db.Collect(rows, err, func(rows *sql.Rows, c *stand) error {
		err := rows.Scan(&c.work, &c.target, &c.promise, &p)
		c.elapsed, c.stopped, c.broken, c.rested = p>>3, p&1 != 0, p&2 != 0, p&4 != 0
		return err
	})
}

func (m *measure) readTargets(ctx context.Context) error {
	rows, err := m.db.Query(ctx, `SELECT g.id, g.metric, a.kind, CASE WHEN g.unit = $1 THEN g.amount ELSE 0 END FROM target g JOIN agreement a ON a.id = g.agreement_id`, string(timing.Days))
	type known struct {
		id id.ID
		target
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, k *known) error { return rows.Scan(&k.id, &k.metric, &k.party, &k.days) })
	m.targets = make(map[id.ID]target, len(list))
	for _, k := range list {
		m.targets[k.id] = k.target
	}
	return err
}

// left is when work left the desk: when it was resolved or, if it never was, when it was closed.
const left = "CASE WHEN t.resolved_at <> 0 THEN t.resolved_at ELSE t.closed_at END"

// readDone relies on every change of work moving updated_at, which has an index.
func (m *measure) readDone(ctx context.Context) error {
	var args db.Args
	from := args.Add(clock.Of(m.ask.Period.From))
	text := "SELECT " + left + ", t.id < " + args.Add(m.cut(0)) + " FROM ticket t WHERE t.updated_at >= " + from + " AND t.phase >= 2 AND " + left + " >= " + from +
		" AND " + m.where(&args)
	rows, err := m.db.Query(ctx, text, args.Values()...)
	m.dones, err = db.Collect(rows, err, func(rows *sql.Rows, d *done) error { return rows.Scan(&d.at, &d.older) })
	return err
}

// readOpen counts what is open now: by age, before the period, and old.
func (m *measure) readOpen(ctx context.Context) error {
	var args db.Args
	var b strings.Builder
	b.WriteString("SELECT count(*)")
	sum := func(condition string, i id.ID) {
		b.WriteString(", coalesce(sum(CASE WHEN t.id " + condition + " " + args.Add(i) + " THEN 1 ELSE 0 END), 0)")
	}
	dest := []any{&m.open.all, &m.open.before, &m.open.old}
	sum("<", m.cut(0))
	sum("<", id.At(m.oldDay()))
	for i := range m.ages {
		sum(">=", id.At(m.ages[i].from))
		dest = append(dest, &m.ages[i].n)
	}
	b.WriteString(" FROM ticket t WHERE t.phase < 2 AND " + m.where(&args))
	return m.db.QueryRow(ctx, b.String(), args.Values()...).Scan(dest...)
}

// atOnce is how many pieces of work one statement asks about.
const atOnce = 400

// readReopened counts the work that came back soon after it was resolved, from its history.
func (m *measure) readReopened(ctx context.Context) error {
	var ids []id.ID
	m.each(func(w *row) {
		if w.reopened {
			ids = append(ids, w.id)
		}
	})
	for part := range slices.Chunk(ids, atOnce) {
		var args db.Args
		text := "SELECT e.subject_id, e.at, e.data FROM event e WHERE e.subject_id IN " + db.List(&args, part) + " AND e.kind IN " +
			db.List(&args, []string{ticket.Stepped{}.EventKind(), ticket.Opened{}.EventKind()}) + " ORDER BY e.subject_id, e.seq"
		rows, err := m.db.Query(ctx, text, args.Values()...)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, s *step) error { return rows.Scan(&s.work, &s.at, &s.data) })
		if err != nil {
			return err
		}
		if err := m.soon(list); err != nil {
			return err
		}
	}
	return nil
}

// step is a move in the history of a piece of work, or its beginning, which tells the phase too when it was not new any more.
type step struct {
	work id.ID
	at   clock.Time
	data string
}

// soon adds the work of a part of the log that came back within ReopenDays.
func (m *measure) soon(list []step) error {
	back, resolved := map[id.ID]bool{}, map[id.ID]clock.Time{}
	for _, s := range list {
		var to struct {
			Phase flow.Phase `json:"phase"`
		}
		if err := json.Unmarshal([]byte(s.data), &to); err != nil {
			return err
		}
		was := resolved[s.work]
		switch {
		case to.Phase == flow.Resolved:
			resolved[s.work] = s.at
		case to.Phase.Open() && was != 0:
			if s.at.Sub(was) <= ReopenDays*24*time.Hour {
				back[s.work] = true
			}
			resolved[s.work] = 0
		}
	}
	m.within += len(back)
	return nil
}

func (m *measure) readEvents(ctx context.Context) error {
	var args db.Args
	text := "SELECT coalesce(sum(h.seq), 0) FROM ticket t JOIN event_chain h ON h.subject_id = t.id WHERE t.id >= " + args.Add(m.cut(0)) + " AND t.id < " +
		args.Add(m.cut(parts)) + " AND " + m.where(&args)
	return m.db.QueryRow(ctx, text, args.Values()...).Scan(&m.events)
}

// options returns the choices of a field of the practice.
func (m *measure) options(key string) []field.Option {
	for _, d := range m.ask.Practice.Fields {
		if d.Key == key {
			return d.Options
		}
	}
	return nil
}
