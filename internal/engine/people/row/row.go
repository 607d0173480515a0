package row

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Table says how rows of one type are read.
type Table[T any] struct {
	What    string // for messages
	From    string // "person p"
	Key     string // "p.id"
	Columns string
	Scope   actor.Columns
	Dest    func(*T) []any
}

// predicate is the actor's row scope. Rows without owners take no notice of who the actor is: PostgreSQL refuses an argument that no
// condition uses.
func (t Table[T]) predicate(a actor.Actor, perm actor.Permission, args *db.Args) string {
	if len(t.Scope.Owners) == 0 && !t.Scope.Watchers {
		a.ID = 0
	}
	return a.Predicate(perm, args, t.Scope)
}

// Get reads one row that a may exercise perm on; lock keeps it for a change. Kinds: NotFound.
func (t Table[T]) Get(ctx context.Context, q db.Querier, a actor.Actor, perm actor.Permission, key id.ID, lock bool) (T, error) {
	var args db.Args
	text := "SELECT " + t.Columns + " FROM " + t.From + " WHERE " + t.Key + " = " + args.Add(key) + " AND " + t.predicate(a, perm, &args)
	if lock {
		text += " {{forupdate}}"
	}
	var row T
	err := q.QueryRow(ctx, text, args.Values()...).Scan(t.Dest(&row)...)
	if errs.Is(err, errs.NotFound) {
		return row, errs.Absent(t.What)
	}
	return row, err
}

// List reads the rows on which a may exercise perm. rest follows the scope: more conditions, order and limit.
func (t Table[T]) List(ctx context.Context, q db.Querier, a actor.Actor, perm actor.Permission, args *db.Args, rest string) ([]T, error) {
	text := "SELECT " + t.Columns + " FROM " + t.From + " WHERE " + t.predicate(a, perm, args) + rest
	return t.collect(ctx, q, text, args.Values()...)
}

func (t Table[T]) collect(ctx context.Context, q db.Querier, text string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var row T
		if err := rows.Scan(t.Dest(&row)...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Product is the actor whose scope hides nothing: for functions that ask for no permission.
func Product() actor.Actor { return actor.OfSystem("people") }

// Within reports whether a may exercise p on something of an entity as a whole.
func Within(a actor.Actor, p actor.Permission, entity id.ID) bool {
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

// Fresh refuses an edit of an older version. Kinds: Conflict.
func Fresh(what string, now, edited int64) error {
	if now == edited {
		return nil
	}
	return errs.New(errs.Conflict, "Somebody changed this %s in the meantime: it is at version %d now, you edited version %d. Look at it again and repeat your change.",
		what, now, edited)
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

// Texts reads one text per id in batches.
func Texts(ctx context.Context, q db.Querier, head string, ids []id.ID) (map[id.ID]string, error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	out := make(map[id.ID]string, len(ids))
	for batch := range slices.Chunk(ids, maxBatch) {
		var args db.Args
		rows, err := q.Query(ctx, head+db.List(&args, padded(batch)), args.Values()...)
		type named struct {
			id   id.ID
			text string
		}
		list, err := db.Collect(rows, err, func(rows *sql.Rows, p *named) error { return rows.Scan(&p.id, &p.text) })
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out[p.id] = p.text
		}
	}
	return out, nil
}
