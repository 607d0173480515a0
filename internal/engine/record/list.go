package record

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Query asks for a page of the records of a kind.
type Query struct {
	Kind  string
	Perm  actor.Permission // what the actor must be allowed to do to each row
	Join  string           // a further table for its filters, such as "JOIN incident i ON i.id = t.id"
	Where string           // condition over r, t and the joined table; "" for all
	Args  *db.Args         // the arguments of Where; more are added
	Open  bool             // only what is open; needed for some orders
	Sort  string           // one of Rows.Sorts; "" is the usual one
	After string           // cursor of the previous page
	Limit int              // 1 to MaxPage, 50 when 0
}

// Page is a page of records. Next is the cursor of the next page, "" on the last.
type Page[T any] struct {
	Rows []T
	Next string
}

// Order is a way of sorting that an index serves.
type Order struct {
	Columns []string // all in one direction, the last of them unique
	Text    int      // how many of them, from the first, hold text; the others hold whole numbers
	Down    bool
	Open    bool // served for what is open only
}

// MaxPage is the largest page.
const MaxPage = 200

// MaxCount is where counting stops: more rows are shown as "1,000+".
const MaxCount = 1000

// prepare checks the query and fills in what was left out.
func (r Rows) prepare(p *Query) (Order, error) {
	if p.Limit == 0 {
		p.Limit = 50
	}
	if p.Limit < 1 || p.Limit > MaxPage {
		return Order{}, errs.Bad("limit", "Ask for 1 to %d rows.", MaxPage)
	}
	if p.Sort == "" {
		if p.Sort = r.Usual; p.Open && r.Opens != "" {
			p.Sort = r.Opens
		}
	}
	o, ok := r.Orders[p.Sort]
	if !ok {
		return o, errs.Bad("sort", "%q is not an order; use one of %s.", p.Sort, strings.Join(r.Sorts, ", "))
	}
	if o.Open && !p.Open {
		return o, errs.Bad("sort", "Sorting by %s needs the filter status:open.", strings.TrimPrefix(p.Sort, "-"))
	}
	if p.Args == nil {
		p.Args = &db.Args{}
	}
	return o, nil
}

// List returns a page of records that the actor may exercise Perm on. Kinds: Invalid for an unknown order or a damaged cursor.
func (t *Table[T]) List(ctx context.Context, q db.Querier, p Query) (page Page[T], err error) {
	defer errs.Wrap(&err, "record.List(%s)", p.Kind)
	query, err := t.SQL(ctx, &p, t.Columns.List(""))
	if err != nil {
		return page, err
	}
	var keys [][]any
	rows, err := q.Query(ctx, query, p.Args.Values()...)
	page.Rows, err = db.Collect(rows, err, func(rows *sql.Rows, v *T) error {
		key := make([]any, len(t.Orders[p.Sort].Columns))
		dest := t.Columns.Dest(v)
		for i := range key {
			dest = append(dest, &key[i])
		}
		keys = append(keys, key)
		return rows.Scan(dest...)
	})
	if err == nil && len(page.Rows) > p.Limit {
		page.Rows = page.Rows[:p.Limit]
		page.Next = cursor(keys[p.Limit-1])
	}
	return page, err
}

// SQL returns the statement of the page with those columns, whose arguments are in p.Args: also for the tests of its plan.
func (r Rows) SQL(ctx context.Context, p *Query, columns string) (string, error) {
	a, err := actor.Require(ctx, p.Perm)
	if err != nil {
		return "", err
	}
	o, err := r.prepare(p)
	if err != nil {
		return "", err
	}
	order := strings.Join(o.Columns, ", ")
	var b strings.Builder
	b.WriteString("SELECT " + columns + ", " + order + " FROM " + r.Table + " t " + joined(p) + p.Join)
	b.WriteString(" WHERE r.id = t.id AND " + r.conditions(p, a))
	if p.After != "" {
		keys, err := o.parse(p.After)
		if err != nil {
			return "", err
		}
		sign := ">"
		if o.Down {
			sign = "<"
		}
		marks := make([]string, len(keys))
		for i, k := range keys {
			marks[i] = p.Args.Add(k)
		}
		b.WriteString(" AND (" + order + ") " + sign + " (" + strings.Join(marks, ", ") + ")")
	}
	dir := ""
	if o.Down {
		dir = " DESC"
	}
	b.WriteString(" ORDER BY " + strings.Join(o.Columns, dir+", ") + dir + " LIMIT " + p.Args.Add(p.Limit+1))
	return b.String(), nil
}

// joined brings the records to the rows of their kind. SQLite takes the tables of a cross join in the order written, so that a list
// is read along the index of its order however little the engine knows of the tables; only a number is found faster the other way.
func joined(p *Query) string {
	if strings.Contains(p.Where, "r.number") {
		return "JOIN record r ON TRUE "
	}
	return "CROSS JOIN record r "
}

func (r Rows) conditions(p *Query, a actor.Actor) string {
	where := "TRUE"
	if r.Kinds {
		where = "t.kind = " + p.Args.Add(p.Kind)
	}
	if p.Open {
		where += " AND t.phase < 2" // a literal, so that the partial indexes serve
	}
	if p.Where != "" {
		where += " AND (" + p.Where + ")"
	}
	return where + r.mine(p, a) + " AND " + a.Predicate(p.Perm, p.Args, r.Scope)
}

// mine narrows the list of somebody who sees only what is theirs to what a few indexes find, because the "or" of the row scope alone
// would be held against every row there is. It leaves nothing out that the row scope lets in, and lets nothing in.
func (r Rows) mine(p *Query, a actor.Actor) string {
	if a.Scope(p.Perm) != actor.Own || a.ID == 0 || len(r.Scope.Owners) == 0 {
		return ""
	}
	me := p.Args.Add(a.ID)
	var union []string
	for _, owner := range r.Scope.Owners {
		column := strings.TrimPrefix(owner, "t.")
		union = append(union, "SELECT id FROM "+r.Table+" WHERE "+column+" = "+me+" AND "+column+" <> 0")
	}
	if r.Scope.Watchers {
		union = append(union, "SELECT record_id FROM record_watcher WHERE person_id = "+me)
	}
	return " AND t.id IN (" + strings.Join(union, " UNION ") + ")"
}

// Count returns how many rows the query has, MaxCount+1 when there are more than MaxCount.
func (r Rows) Count(ctx context.Context, q db.Querier, p Query) (n int, err error) {
	defer errs.Wrap(&err, "record.Count(%s)", p.Kind)
	a, err := actor.Require(ctx, p.Perm)
	if err != nil {
		return 0, err
	}
	if p.Args == nil {
		p.Args = &db.Args{}
	}
	from := p.Join + " WHERE " + r.conditions(&p, a)
	if strings.Contains(from, "r.") { // else the index may tell it all
		from = " JOIN record r ON r.id = t.id " + from
	}
	text := "SELECT count(*) FROM (SELECT 1 FROM " + r.Table + " t " + from + " LIMIT " + p.Args.Add(MaxCount+1) + ") n"
	err = q.QueryRow(ctx, text, p.Args.Values()...).Scan(&n)
	return n, err
}

// cursor writes the sort keys of the last row of a page.
func cursor(keys []any) string {
	for i, k := range keys {
		if b, ok := k.([]byte); ok {
			keys[i] = string(b)
		}
	}
	b, _ := json.Marshal(keys)
	return base64.RawURLEncoding.EncodeToString(b)
}

// parse reads a cursor of the order.
func (o Order) parse(s string) ([]any, error) {
	damaged := errs.Bad("after", "This cursor does not fit the order of the list; start again at the first page.")
	var raw []json.RawMessage
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.NewDecoder(bytes.NewReader(b)).Decode(&raw) != nil || len(raw) != len(o.Columns) {
		return nil, damaged
	}
	keys := make([]any, len(raw))
	for i := range raw {
		var number int64
		var words string
		if i < o.Text {
			err = json.Unmarshal(raw[i], &words)
			keys[i] = words
		} else {
			err = json.Unmarshal(raw[i], &number)
			keys[i] = number
		}
		if err != nil {
			return nil, damaged
		}
	}
	return keys, nil
}
