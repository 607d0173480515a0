package people

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Service holds the verbs of this room. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	known []actor.Permission
	cache actorCache
}

// New returns the service on a database.
func New(d *db.DB) *Service {
	s := &Service{db: d}
	s.Know(Permissions()...)
	return s
}

// write runs fn as one write and then forgets the remembered actors.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		s.forget(tx)
		return fn(tx)
	})
}

// table says how rows of one type are read.
type table[T any] struct {
	what    string // for messages
	from    string // "person p"
	key     string // "p.id"
	columns string
	scope   actor.Columns
	dest    func(*T) []any
}

// get reads one row that a may exercise perm on; lock keeps it for a change. Kinds: NotFound.
func (t table[T]) get(ctx context.Context, q db.Querier, a actor.Actor, perm actor.Permission, key id.ID, lock bool) (T, error) {
	var args db.Args
	text := "SELECT " + t.columns + " FROM " + t.from + " WHERE " + t.key + " = " + args.Add(key) + " AND " + a.Predicate(perm, &args, t.scope)
	if lock {
		text += " {{forupdate}}"
	}
	var row T
	err := q.QueryRow(ctx, text, args.Values()...).Scan(t.dest(&row)...)
	if errs.Is(err, errs.NotFound) {
		return row, errs.Absent(t.what)
	}
	return row, err
}

// list reads the rows on which a may exercise perm. rest follows the scope: more conditions, order and limit.
func (t table[T]) list(ctx context.Context, q db.Querier, a actor.Actor, perm actor.Permission, args *db.Args, rest string) ([]T, error) {
	text := "SELECT " + t.columns + " FROM " + t.from + " WHERE " + a.Predicate(perm, args, t.scope) + rest
	return t.collect(ctx, q, text, args.Values()...)
}

func (t table[T]) collect(ctx context.Context, q db.Querier, text string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var row T
		if err := rows.Scan(t.dest(&row)...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// product is the actor whose scope hides nothing: for functions that ask for no permission.
func product() actor.Actor { return actor.OfSystem("people") }

// within reports whether a may exercise p on something of an entity as a whole.
func within(a actor.Actor, p actor.Permission, entity id.ID) bool {
	switch a.Scope(p) {
	case actor.All:
		return true
	case actor.EntityTree:
		return slices.Contains(a.Tree, entity)
	case actor.Entity:
		return entity != 0 && a.Entity == entity
	default:
		return false
	}
}

// fresh refuses an edit of an older version. Kinds: Conflict.
func fresh(what string, now, edited int64) error {
	if now == edited {
		return nil
	}
	return errs.New(errs.Conflict, "Somebody changed this %s in the meantime: it is at version %d now, you edited version %d. Look at it again and repeat your change.",
		what, now, edited)
}

// Bounds of texts, in characters.
const (
	maxName = 200
	maxText = 1000
)

// clean trims a text of one line and joins runs of spaces.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// checkText notes a text that is too long or holds control characters.
func checkText(c *errs.Check, key, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		c.Add(key, "This is too long: %d characters, at most %d.", n, limit)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		c.Add(key, "This holds characters that are not text.")
	}
}

// checkName notes a name that is empty or not usable.
func checkName(c *errs.Check, key, s string) {
	c.Must(s != "", key, "Please give a name.")
	checkText(c, key, s, maxName)
}

// Fold returns the form in which names are compared: lower case, without accents, single spaces.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(clean(s))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// padded repeats the last id until the list's length is a power of two, so that a statement comes in few shapes.
func padded(ids []id.ID) []id.ID {
	out := slices.Clone(ids)
	for n := len(out); n > 0 && n&(n-1) != 0; n++ {
		out = append(out, out[len(out)-1])
	}
	return out
}

const maxBatch = 512

// texts reads one text per id in batches.
func texts(ctx context.Context, q db.Querier, head string, ids []id.ID) (map[id.ID]string, error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	out := make(map[id.ID]string, len(ids))
	for batch := range slices.Chunk(ids, maxBatch) {
		var args db.Args
		rows, err := q.Query(ctx, head+db.List(&args, padded(batch)), args.Values()...)
		type pair struct {
			id   id.ID
			text string
		}
		list, err := db.Collect(rows, err, func(rows *sql.Rows, p *pair) error { return rows.Scan(&p.id, &p.text) })
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out[p.id] = p.text
		}
	}
	return out, nil
}
