package record

import (
	"cmp"
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Rows says where the rows of a kind stand beside table record, and who may see them. In queries the table's alias is t, record's is r.
// The table repeats entity_id, phase and updated_at of the record, so that a list is read from one index.
type Rows struct {
	Table  string // "ticket" for all work, a practice's own for what is not work
	Noun   string // what refusals call a row; the key of its kind if ""
	Kinds  bool   // several kinds stand in the table, told apart by its column kind
	Scope  actor.Columns
	Orders map[string]Order
	Sorts  []string // the names of Orders as they are offered
	Usual  string   // the order of a list when none was asked for
	Opens  string   // the same for a list of what is open, Usual if ""
}

// Table reads the rows of a kind as values of type T.
type Table[T any] struct {
	Rows
	Columns db.Columns[T] // with their aliases
	Head    func(*T) *Head
}

// HeadColumns is Columns with the alias, of a Head that lies within T.
func HeadColumns[T any](head func(*T) *Head) db.Columns[T] {
	var out db.Columns[T]
	for _, c := range Columns() {
		out = append(out, db.Column[T]{Name: "r." + c.Name, Ptr: func(v *T) any { return c.Ptr(head(v)) }})
	}
	return out
}

// Load returns the record of a kind with a number if the actor may see it, and checks that they may do perm to it. In a write the row is
// locked. Kinds: NotFound for what is absent or not visible, Forbidden for what is visible only.
func (t *Table[T]) Load(ctx context.Context, q db.Querier, kind, number string, perm actor.Permission) (T, error) {
	number = strings.ToUpper(strings.TrimSpace(number))
	if number != text.Line(number, 0) {
		number = "" // no number looks like that, and a database may not even take it
	}
	return t.load(ctx, q, kind, "r.number", number, perm)
}

// LoadID is Load by id.
func (t *Table[T]) LoadID(ctx context.Context, q db.Querier, kind string, row id.ID, perm actor.Permission) (T, error) {
	return t.load(ctx, q, kind, "r.id", row, perm)
}

func (t *Table[T]) load(ctx context.Context, q db.Querier, kind, key string, value any, perm actor.Permission) (v T, err error) {
	may, err := t.find(ctx, q, kind, key, value, perm, t.Columns.List(""), t.Columns.Dest(&v))
	if err == nil && !may {
		err = errs.New(errs.Forbidden, "Your role does not allow this for %s.", t.Head(&v).Number)
	}
	return v, err
}

// find reads the columns of a row that the actor may see to where they belong, and says whether they may do perm to it.
func (r Rows) find(ctx context.Context, q db.Querier, kind, key string, value any, perm actor.Permission, columns string, dest []any) (may bool, err error) {
	a, err := actor.Require(ctx, perm)
	if err != nil {
		return false, err
	}
	var args db.Args
	query := "SELECT " + columns + ", CASE WHEN " + a.Predicate(perm, &args, r.Scope) + " THEN 1 ELSE 0 END FROM record r JOIN " + r.Table + " t ON t.id = r.id WHERE " +
		key + " = " + args.Add(value) + " AND r.kind = " + args.Add(kind) + " AND " + a.Predicate(perm.View(), &args, r.Scope)
	if _, ok := q.(*db.Tx); ok {
		query += " {{forupdate}}"
	}
	var yes int
	err = q.QueryRow(ctx, query, args.Values()...).Scan(append(dest, &yes)...)
	if errs.Is(err, errs.NotFound) {
		err = errs.Absent(cmp.Or(r.Noun, kind))
	}
	return yes != 0, err
}

// ByID returns rows by their ids, in no particular order, without regard to who asks: for lists that were trimmed already.
func (t *Table[T]) ByID(ctx context.Context, q db.Querier, ids []id.ID) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var args db.Args
	rows, err := q.Query(ctx, "SELECT "+t.Columns.List("")+" FROM "+t.Table+" t JOIN record r ON r.id = t.id WHERE t.id IN "+db.List(&args, ids), args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, v *T) error { return rows.Scan(t.Columns.Dest(v)...) })
}

// Within checks that a row that was just written lies in the actor's scope of a permission. Kinds: Forbidden.
func (r Rows) Within(tx *db.Tx, a actor.Actor, perm actor.Permission, row id.ID) error {
	if a.Scope(perm) == actor.All {
		return nil
	}
	a.Only = 0 // what makes a row is not limited to the one that a link is for
	var args db.Args
	q := `SELECT count(*) FROM ` + r.Table + ` t WHERE t.id = ` + args.Add(row) + ` AND ` + a.Predicate(perm, &args, r.Scope)
	var n int
	if err := tx.QueryRow(tx.Context(), q, args.Values()...).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Forbidden, "You may do this for yourself or your own area only.")
	}
	return nil
}

// Refs returns what names records, by id, in no particular order, without regard to who asks.
func Refs(ctx context.Context, q db.Querier, ids []id.ID) ([]Ref, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var args db.Args
	rows, err := q.Query(ctx, "SELECT id, kind, number, title, state, phase FROM record WHERE id IN "+db.List(&args, ids), args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, r *Ref) error {
		return rows.Scan(&r.ID, &r.Kind, &r.Number, &r.Title, &r.State, &r.Phase)
	})
}
