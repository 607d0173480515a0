package ticket

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Query asks for a page of work.
type Query struct {
	Kind  string           // "incident"
	Perm  actor.Permission // what the actor must be allowed to do to each row
	Join  string           // the practice's table for its own filters, such as "JOIN incident i ON i.id = t.id"
	Where string           // condition over r, t and the joined table; "" for all
	Args  *db.Args         // the arguments of Where; more are added
	Open  bool             // only work that is not resolved; needed for the orders by due time and priority
	Sort  string           // one of Sorts, "" is the first that fits
	After string           // cursor of the previous page
	Limit int              // 1 to 200, 50 when 0
}

// Page is a page of work. Next is the cursor of the next page, "" on the last.
type Page struct {
	Heads []Head
	Next  string
}

// order is a way of sorting that an index serves: the columns, all in one direction, the last of them unique.
type order struct {
	columns []string
	down    bool
	open    bool // served for open work only
	keys    func(h *Head) []int64
}

func orders() map[string]order {
	byID := func(h *Head) []int64 { return []int64{int64(h.ID)} }
	byDue := func(h *Head) []int64 { return []int64{int64(h.Due), int64(h.ID)} }
	byUpdate := func(h *Head) []int64 { return []int64{int64(h.UpdatedAt), int64(h.ID)} }
	byPriority := func(h *Head) []int64 { return []int64{int64(h.Priority), int64(h.Due), int64(h.ID)} }
	return map[string]order{
		"due":       {[]string{"t.due_at", "t.id"}, false, true, byDue},
		"-due":      {[]string{"t.due_at", "t.id"}, true, true, byDue},
		"priority":  {[]string{"t.priority", "t.due_at", "t.id"}, false, true, byPriority},
		"-priority": {[]string{"t.priority", "t.due_at", "t.id"}, true, true, byPriority},
		"created":   {[]string{"t.id"}, false, false, byID},
		"-created":  {[]string{"t.id"}, true, false, byID},
		"updated":   {[]string{"t.updated_at", "t.id"}, false, false, byUpdate},
		"-updated":  {[]string{"t.updated_at", "t.id"}, true, false, byUpdate},
	}
}

// Sorts returns the names of the orders; those by due time and priority are for open work.
func Sorts() []string {
	return []string{"due", "-due", "priority", "-priority", "-updated", "updated", "-created", "created"}
}

// MaxPage is the largest page.
const MaxPage = 200

// prepare checks the query and fills in what was left out.
func (p *Query) prepare() (order, error) {
	if p.Limit == 0 {
		p.Limit = 50
	}
	if p.Limit < 1 || p.Limit > MaxPage {
		return order{}, errs.Bad("limit", "Ask for 1 to %d rows.", MaxPage)
	}
	if p.Sort == "" {
		if p.Sort = "-updated"; p.Open {
			p.Sort = "due"
		}
	}
	o, ok := orders()[p.Sort]
	if !ok {
		return o, errs.Bad("sort", "%q is not an order; use one of %s.", p.Sort, strings.Join(Sorts(), ", "))
	}
	if o.open && !p.Open {
		return o, errs.Bad("sort", "Sorting by %s needs the filter status:open.", strings.TrimPrefix(p.Sort, "-"))
	}
	if p.Args == nil {
		p.Args = &db.Args{}
	}
	return o, nil
}

// List returns a page of work that the actor may exercise Perm on. Kinds: Invalid for an unknown order or a damaged cursor.
func List(ctx context.Context, q db.Querier, p Query) (page Page, err error) {
	defer errs.Wrap(&err, "ticket.List")
	text, err := p.SQL(ctx)
	if err != nil {
		return page, err
	}
	cols := head()
	rows, err := q.Query(ctx, text, p.Args.Values()...)
	if page.Heads, err = db.Collect(rows, err, func(rows *sql.Rows, h *Head) error { return rows.Scan(cols.Dest(h)...) }); err != nil {
		return page, err
	}
	if len(page.Heads) > p.Limit {
		page.Heads = page.Heads[:p.Limit]
		page.Next = cursor(orders()[p.Sort].keys(&page.Heads[p.Limit-1]))
	}
	return page, nil
}

// SQL returns the statement of the page, whose arguments are in p.Args: also for the tests of its plan.
func (p *Query) SQL(ctx context.Context) (string, error) {
	a, err := actor.Require(ctx, p.Perm)
	if err != nil {
		return "", err
	}
	o, err := p.prepare()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("SELECT " + head().List("") + " FROM ticket t JOIN record r ON r.id = t.id " + p.Join)
	b.WriteString(" WHERE " + p.conditions(a))
	if p.After != "" {
		keys, err := parseCursor(p.After, len(o.columns))
		if err != nil {
			return "", err
		}
		sign := ">"
		if o.down {
			sign = "<"
		}
		marks := make([]string, len(keys))
		for i, k := range keys {
			marks[i] = p.Args.Add(k)
		}
		b.WriteString(" AND (" + strings.Join(o.columns, ", ") + ") " + sign + " (" + strings.Join(marks, ", ") + ")")
	}
	dir := ""
	if o.down {
		dir = " DESC"
	}
	b.WriteString(" ORDER BY " + strings.Join(o.columns, dir+", ") + dir + " LIMIT " + p.Args.Add(p.Limit+1))
	return b.String(), nil
}

func (p *Query) conditions(a actor.Actor) string {
	where := "t.kind = " + p.Args.Add(p.Kind)
	if p.Open {
		where += " AND t.phase < 2" // a literal, so that the partial indexes serve
	}
	if p.Where != "" {
		where += " AND (" + p.Where + ")"
	}
	return where + p.mine(a) + " AND " + a.Predicate(p.Perm, p.Args, Scope())
}

// mine narrows the list of somebody who sees their own work only to what three indexes find, because the "or" of the row scope alone
// would be held against every row there is. It leaves nothing out that the row scope lets in, and lets nothing in.
func (p *Query) mine(a actor.Actor) string {
	if a.Scope(p.Perm) != actor.Own || a.ID == 0 {
		return ""
	}
	me := p.Args.Add(a.ID)
	return " AND t.id IN (SELECT id FROM ticket WHERE requester_id = " + me + " UNION SELECT id FROM ticket WHERE assignee_id = " + me +
		" AND assignee_id <> 0 UNION SELECT record_id FROM record_watcher WHERE person_id = " + me + ")"
}

// MaxCount is where counting stops: more rows are shown as "1,000+".
const MaxCount = 1000

// Count returns how many rows the query has, MaxCount+1 when there are more than MaxCount.
func Count(ctx context.Context, q db.Querier, p Query) (n int, err error) {
	defer errs.Wrap(&err, "ticket.Count")
	a, err := actor.Require(ctx, p.Perm)
	if err != nil {
		return 0, err
	}
	if p.Args == nil {
		p.Args = &db.Args{}
	}
	from := p.Join + " WHERE " + p.conditions(a)
	if strings.Contains(from, "r.") { // else the index may tell it all
		from = " JOIN record r ON r.id = t.id " + from
	}
	text := "SELECT count(*) FROM (SELECT 1 FROM ticket t " + from + " LIMIT " + p.Args.Add(MaxCount+1) + ") n"
	err = q.QueryRow(ctx, text, p.Args.Values()...).Scan(&n)
	return n, err
}

// cursor writes the sort keys of the last row of a page.
func cursor(keys []int64) string {
	b, _ := json.Marshal(keys)
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseCursor(s string, n int) ([]int64, error) {
	var keys []int64
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &keys)
	}
	if err != nil || len(keys) != n {
		return nil, errs.Bad("after", "This cursor does not fit the order of the list; start again at the first page.")
	}
	return keys, nil
}

// ByID returns heads by their ids, in no particular order, without regard to who asks: for lists that were trimmed already.
func ByID(ctx context.Context, q db.Querier, ids []id.ID) ([]Head, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var args db.Args
	cols := head()
	rows, err := q.Query(ctx, "SELECT "+cols.List("")+" FROM ticket t JOIN record r ON r.id = t.id WHERE t.id IN "+db.List(&args, ids), args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, h *Head) error { return rows.Scan(cols.Dest(h)...) })
}
