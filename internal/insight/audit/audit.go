package audit

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// Log reads the log. It is safe for concurrent use.
type Log struct {
	db  *db.DB
	log *event.Log
}

// New returns the reader of a log.
func New(d *db.DB, l *event.Log) *Log { return &Log{d, l} }

// newest is how many events are looked at for the kinds of a filter.
const newest = 10_000

// MaxPage is the largest part of the log that is returned at once.
const MaxPage = 200

// Events returns a part of the log, the newest event first: what a person (0 for anybody) did, had done on their behalf or was changed
// in, and what is of a kind ("ticket.stepped"), or of all kinds that begin with a word ("ticket"). before is the cursor, 0 for the
// newest; next is that of the next part, 0 on the last. subjects holds the numbers of the records among the events' subjects. It shows
// everything that happened, so it needs the widest scope. Kinds: Forbidden, Invalid.
func (l *Log) Events(ctx context.Context, person id.ID, kind string, before id.ID, limit int) (list []event.Envelope, subjects map[id.ID]string, next id.ID, err error) {
	defer errs.Wrap(&err, "audit.Events")
	if err := require(ctx); err != nil {
		return nil, nil, 0, err
	}
	if limit < 1 || limit > MaxPage {
		return nil, nil, 0, errs.Bad("limit", "Ask for 1 to %d events.", MaxPage)
	}
	if list, err = l.page(ctx, person, kind, before, limit); err != nil {
		return nil, nil, 0, err
	}
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	subjects, err = l.numbers(ctx, list)
	return list, subjects, next, err
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

func (l *Log) page(ctx context.Context, person id.ID, kind string, before id.ID, limit int) ([]event.Envelope, error) {
	var args db.Args
	var where []string
	if before != 0 {
		where = append(where, "id < "+args.Add(before))
	}
	if person != 0 {
		where = append(where, "(actor_id = "+args.Add(person)+" OR behalf_id = "+args.Add(person)+" OR subject_id = "+args.Add(person)+")")
	}
	switch {
	case kind == "":
	case strings.Contains(kind, "."):
		where = append(where, "kind = "+args.Add(kind))
	default:
		where = append(where, "kind LIKE "+args.Add(strings.NewReplacer("%", "", "_", `\_`, `\`, "").Replace(kind)+".%")+` ESCAPE '\'`)
	}
	text := "SELECT id, subject_id, seq, kind, at, actor_kind, actor_id, behalf_id, channel, cause_id, depth, data FROM event"
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	rows, err := l.db.Query(ctx, text+" ORDER BY id DESC LIMIT "+args.Add(limit+1), args.Values()...)
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

// MaxHolders is how many holders of a role are returned.
const MaxHolders = 200

// Holders returns the people with a role whom the actor may see, by name, and whether there are more than MaxHolders. Kinds: Forbidden.
func (l *Log) Holders(ctx context.Context, role id.ID) (list []people.Person, more bool, err error) {
	defer errs.Wrap(&err, "audit.Holders")
	if _, err := actor.Require(ctx, people.PermRoleView); err != nil {
		return nil, false, err
	}
	a, err := actor.Require(ctx, people.PermPeopleView)
	if err != nil {
		return nil, false, err
	}
	var args db.Args
	text := "SELECT p.id, p.name, p.email, p.status FROM person_role h JOIN person p ON p.id = h.person_id WHERE h.role_id = " + args.Add(role) + " AND " +
		a.Predicate(people.PermPeopleView, &args, actor.Columns{ID: "p.id", Entity: "p.entity_id", Owners: []string{"p.id"}}) + " ORDER BY p.name_key, p.id LIMIT " + args.Add(MaxHolders+1)
	rows, err := l.db.Query(ctx, text, args.Values()...)
	list, err = db.Collect(rows, err, func(rows *sql.Rows, p *people.Person) error { return rows.Scan(&p.ID, &p.Name, &p.Email, &p.Status) })
	if len(list) > MaxHolders {
		return list[:MaxHolders], true, err
	}
	return list, false, err
}
