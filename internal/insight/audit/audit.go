package audit

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// Ask says which events to return.
type Ask struct {
	Person id.ID      // who acted, or on whose behalf; 0 for anybody
	Kind   string     // of the event, or its beginning up to a dot: "ticket" or "ticket.stepped"; "" for all
	Before id.ID      // the cursor: events older than this one; 0 for the newest
	Since  clock.Time // not older than this; 0 for no bound
	Limit  int        // 50 when 0, at most 200
}

// Page is a part of the log, the newest event first. Next is the cursor of the next part, 0 on the last.
type Page struct {
	Events   []event.Envelope
	Subjects map[id.ID]string // numbers of the records among the subjects
	Next     id.ID
}

// Log reads the log. It is safe for concurrent use.
type Log struct {
	db  *db.DB
	log *event.Log
}

// New returns the reader of a log.
func New(d *db.DB, l *event.Log) *Log { return &Log{d, l} }

// newest is how many events are looked at for the kinds of a filter.
const newest = 10_000

// Events returns a part of the log. It shows everything that happened, so it needs the widest scope. Kinds: Forbidden, Invalid.
func (l *Log) Events(ctx context.Context, ask Ask) (p Page, err error) {
	defer errs.Wrap(&err, "audit.Events")
	if err := require(ctx); err != nil {
		return p, err
	}
	if ask.Limit == 0 {
		ask.Limit = 50
	}
	if ask.Limit < 1 || ask.Limit > 200 {
		return p, errs.Bad("limit", "Ask for 1 to 200 events.")
	}
	rows, err := l.page(ctx, ask)
	if err != nil {
		return p, err
	}
	if len(rows) > ask.Limit {
		rows = rows[:ask.Limit]
		p.Next = rows[ask.Limit-1].ID
	}
	p.Events = rows
	p.Subjects, err = l.numbers(ctx, rows)
	return p, err
}

func require(ctx context.Context) error {
	a, err := actor.Require(ctx, desk.PermAudit)
	if err != nil {
		return err
	}
	if a.Scope(desk.PermAudit) != actor.All {
		return errs.New(errs.Forbidden, "Only those who may audit everything read the log.")
	}
	return nil
}

func (l *Log) page(ctx context.Context, ask Ask) ([]event.Envelope, error) {
	var args db.Args
	var where []string
	if ask.Before != 0 {
		where = append(where, "id < "+args.Add(ask.Before))
	}
	if ask.Since != 0 {
		where = append(where, "id >= "+args.Add(id.At(ask.Since.Time())))
	}
	if ask.Person != 0 {
		where = append(where, "(actor_id = "+args.Add(ask.Person)+" OR behalf_id = "+args.Add(ask.Person)+" OR subject_id = "+args.Add(ask.Person)+")")
	}
	switch {
	case ask.Kind == "":
	case strings.Contains(ask.Kind, "."):
		where = append(where, "kind = "+args.Add(ask.Kind))
	default:
		where = append(where, "kind LIKE "+args.Add(strings.NewReplacer("%", "", "_", `\_`, `\`, "").Replace(ask.Kind)+".%")+` ESCAPE '\'`)
	}
	text := "SELECT id, subject_id, seq, kind, at, actor_kind, actor_id, behalf_id, channel, cause_id, depth, data FROM event"
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	rows, err := l.db.Query(ctx, text+" ORDER BY id DESC LIMIT "+args.Add(ask.Limit+1), args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, e *event.Envelope) error {
		var data string
		if err := rows.Scan(&e.ID, &e.Subject, &e.Seq, &e.Kind, &e.At, &e.ActorKind, &e.Actor, &e.Behalf, &e.Channel, &e.Cause, &e.Depth, &data); err != nil {
			return err
		}
		e.Data = []byte(data)
		return l.log.Decode(e)
	})
}

// numbers names the subjects that are records.
func (l *Log) numbers(ctx context.Context, list []event.Envelope) (map[id.ID]string, error) {
	seen := map[id.ID]bool{}
	var ids []id.ID
	for _, e := range list {
		if !seen[e.Subject] {
			seen[e.Subject] = true
			ids = append(ids, e.Subject)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	type named struct {
		id     id.ID
		number string
	}
	var args db.Args
	rows, err := l.db.Query(ctx, "SELECT id, number FROM record WHERE id IN "+db.List(&args, ids), args.Values()...)
	found, err := db.Collect(rows, err, func(rows *sql.Rows, n *named) error { return rows.Scan(&n.id, &n.number) })
	out := make(map[id.ID]string, len(found))
	for _, n := range found {
		out[n.id] = n.number
	}
	return out, err
}

// Kinds returns the kinds of events there are, up to the dot, in order: for a filter. It looks at the newest events only.
func (l *Log) Kinds(ctx context.Context) (kinds []string, err error) {
	defer errs.Wrap(&err, "audit.Kinds")
	if err := require(ctx); err != nil {
		return nil, err
	}
	rows, err := l.db.Query(ctx, "SELECT DISTINCT kind FROM (SELECT kind FROM event ORDER BY id DESC LIMIT $1) newest ORDER BY kind", newest)
	return db.Collect(rows, err, func(rows *sql.Rows, k *string) error { return rows.Scan(k) })
}

// Verify proves that no row of the log was changed, removed or reordered. It reads the whole log. Kinds: Forbidden.
func (l *Log) Verify(ctx context.Context) (r event.Report, err error) {
	defer errs.Wrap(&err, "audit.Verify")
	if err := require(ctx); err != nil {
		return r, err
	}
	return l.log.Verify(ctx, l.db, nil)
}
