package relation

import (
	"context"
	"database/sql"
	"maps"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// Relation is a relation as it is told, both its records being visible to the actor.
type Relation struct {
	ID        id.ID      `json:"id"`
	From      End        `json:"from"`
	Kind      string     `json:"kind"`
	Words     string     `json:"words" doc:"The kind in words, read from the first record to the second."`
	To        End        `json:"to"`
	Impact    bool       `json:"impact" doc:"A failure passes along it."`
	Group     string     `json:"group" doc:"The redundancy group of the one that depends; empty for none."`
	Need      int64      `json:"need" doc:"How many of the group must work; 0 without a group."`
	Since     string     `json:"valid_from" doc:"The first day on which it holds."`
	Until     string     `json:"valid_to" doc:"The first day on which it does not hold any more; empty while it is open."`
	Source    string     `json:"source" doc:"manual, agent or import."`
	CreatedAt clock.Time `json:"created_at"`
	CreatedBy id.ID      `json:"created_by"`
}

// Relations are all relations of a record.
type Relations struct {
	Items []Relation `json:"items"`
}

// RelationPage is a page of relations.
type RelationPage struct {
	Items []Relation `json:"items"`
	Next  *string    `json:"next" doc:"The cursor of the next page, null on the last."`
}

// The numbers of a page.
const (
	usualPage = 50
	maxOfOne  = 5000 // relations of one record
)

func atParam() desk.Param {
	return desk.Param{Name: "at", Doc: "As of this day, such as 2026-11-30; today if absent."}
}

// parts are what the faces tell of a record.
func (d *Desk) parts() []desk.Part {
	return []desk.Part{
		desk.PartOf("relations", "Relations", "What it stands on and what stands on it, as far as the caller may see it", d.ofRecord, table).
			With(atParam(), desk.Param{Name: "ended", Doc: "true adds those of other days.", Truth: true}),
		desk.PartOf("impact", "Impact", "What stops when it fails, or what it rests on, with the paths", d.impactOf, nil).
			With(desk.Param{Name: "direction", Doc: "down, for what stands on it, or up, for what it rests on; down if absent.", Options: []string{"down", "up"}},
				desk.Param{Name: "depth", Doc: "How many steps are followed, 1 to 20; 3 if absent. What lies further away does not fail in the answer.", Most: maxDepth}, atParam()),
	}
}

// table is what a page shows of the relations of a record.
func table(list Relations) desk.Table {
	t := desk.Table{Heads: []string{"From", "Relation", "To", "Redundancy", "Since"}, Empty: "No relations are noted."}
	for _, r := range list.Items {
		group := r.Group
		if group != "" {
			group = strconv.FormatInt(r.Need, 10) + " of “" + group + "” must work"
		}
		t.Rows = append(t.Rows, []desk.Cell{{Type: field.TypeRecord, Ref: r.From.ID}, {Text: r.Words}, {Type: field.TypeRecord, Ref: r.To.ID}, {Text: group}, {Text: r.Since}})
	}
	return t
}

// Collection describes the list of all relations.
func (d *Desk) Collection() desk.Collection {
	var kinds []string
	for _, k := range impact.Kinds() {
		kinds = append(kinds, k.String())
	}
	return desk.Collection{Name: "relations", Doc: "List the relations between services, configuration items and assets, oldest first", Output: reflect.TypeFor[RelationPage](),
		Query: []desk.Param{{Name: "record", Doc: "Only those of the record with this number."}, {Name: "kind", Doc: "Only those of this kind.", Options: kinds},
			{Name: "source", Doc: "Only those from there.", Options: []string{Manual, Agent, Import}}, {Name: "at", Doc: "Only those that hold on this day, such as 2026-11-30; of every day if absent."},
			{Name: "limit", Doc: "1 to 200, 50 if absent.", Most: record.MaxPage}, {Name: "after", Doc: "The next of the page before."}},
		Read: func(ctx context.Context, q url.Values) (any, string, error) { return d.page(ctx, q) }}
}

// Sheet describes the same list as a table to take along.
func (d *Desk) Sheet() desk.Sheet {
	list := d.Collection()
	return desk.Sheet{Name: list.Name, Needs: "the view permission of each kind", Query: list.Query[:len(list.Query)-2], // all of them
		Heads: []string{"From", "Name", "Relation", "To", "Name", "Fails along", "Redundancy group", "Needed", "Valid from", "Valid to", "Source"}, Read: d.rows}
}

func (d *Desk) rows(ctx context.Context, q url.Values, after string) ([][]any, string, error) {
	q = maps.Clone(q)
	q.Set("after", after)
	q.Set("limit", strconv.Itoa(record.MaxPage))
	list, next, err := d.page(ctx, q)
	if err != nil {
		return nil, "", err
	}
	rows := make([][]any, len(list.Items))
	for i, r := range list.Items {
		rows[i] = []any{r.From.Number, r.From.Title, r.Words, r.To.Number, r.To.Title, strconv.FormatBool(r.Impact), r.Group, r.Need, r.Since, r.Until, r.Source}
	}
	return rows, next, nil
}

// Query asks for relations.
type Query struct {
	Record id.ID  // at either end; 0 for any
	Kind   string // "" for any
	Source string // "" for any
	At     string // the day on which they hold, "" for any
	After  id.ID  // the last one of the page before
	Limit  int
}

func (d *Desk) ofRecord(ctx context.Context, v desk.View, q url.Values) (Relations, error) {
	at, err := Day("at", q.Get("at"), d.Today(ctx))
	if err != nil {
		return Relations{}, err
	}
	if ended := q.Get("ended"); ended == "true" {
		at = ""
	} else if ended != "" && ended != "false" {
		return Relations{}, errs.Bad("ended", "Use true or false.")
	}
	list, err := d.List(ctx, Query{Record: v.ID, At: at, Limit: maxOfOne})
	return Relations{list}, err
}

func (d *Desk) page(ctx context.Context, q url.Values) (list RelationPage, next string, err error) {
	ask := Query{Kind: q.Get("kind"), Source: q.Get("source"), Limit: usualPage}
	if ask.Kind != "" {
		if _, err := impact.ParseKind(ask.Kind); err != nil {
			return list, "", err
		}
	}
	if ask.At, err = Day("at", q.Get("at"), ""); err != nil {
		return list, "", err
	}
	if text := q.Get("limit"); text != "" {
		if ask.Limit, err = strconv.Atoi(text); err != nil || ask.Limit < 1 || ask.Limit > record.MaxPage {
			return list, "", errs.Bad("limit", "Ask for 1 to %d rows.", record.MaxPage)
		}
	}
	if text := q.Get("after"); text != "" {
		if ask.After, err = id.Parse(text); err != nil {
			return list, "", errs.Bad("after", "This is no cursor of this list; start again at the first page.")
		}
	}
	if number := q.Get("record"); number != "" {
		ref, err := d.Room.RefByNumber(ctx, d.DB, number)
		if errs.Is(err, errs.NotFound) { // nobody learns from a filter what there is
			return RelationPage{Items: []Relation{}}, "", nil
		}
		if err != nil {
			return list, "", err
		}
		ask.Record = ref.ID
	}
	limit := ask.Limit
	ask.Limit++
	if list.Items, err = d.List(ctx, ask); err != nil || len(list.Items) <= limit {
		return list, "", err
	}
	list.Items = list.Items[:limit]
	next = list.Items[limit-1].ID.String()
	list.Next = &next
	return list, next, nil
}

// List returns relations of which the actor may see both records, oldest first.
func (d *Desk) List(ctx context.Context, ask Query) (list []Relation, err error) {
	defer errs.Wrap(&err, "relation.List")
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	var args db.Args
	where := []string{"TRUE"}
	if ask.Record != 0 {
		mark := args.Add(ask.Record)
		where = append(where, "(l.from_id = "+mark+" OR l.to_id = "+mark+")")
	}
	if ask.Kind != "" {
		where = append(where, "l.kind = "+args.Add(ask.Kind))
	}
	if ask.Source != "" {
		where = append(where, "l.source = "+args.Add(ask.Source))
	}
	if ask.At != "" {
		mark := args.Add(ask.At)
		where = append(where, "l.valid_from <= "+mark+" AND (l.valid_to = '' OR l.valid_to > "+mark+")")
	}
	if ask.After != 0 {
		where = append(where, "l.id > "+args.Add(ask.After))
	}
	where = append(where, d.visible(a, &args, "l.from_id"), d.visible(a, &args, "l.to_id"))
	rows, err := d.DB.Query(ctx, `SELECT l.id, l.kind, l.impact, l.group_name, l.need, l.valid_from, l.valid_to, l.source, l.created_at, l.created_by,
		f.id, f.kind, f.number, f.title, o.id, o.kind, o.number, o.title FROM relation l JOIN record f ON f.id = l.from_id JOIN record o ON o.id = l.to_id
		WHERE `+strings.Join(where, " AND ")+" ORDER BY l.id LIMIT "+args.Add(ask.Limit), args.Values()...)
	list, err = db.Collect(rows, err, func(rows *sql.Rows, r *Relation) error {
		return rows.Scan(&r.ID, &r.Kind, &r.Impact, &r.Group, &r.Need, &r.Since, &r.Until, &r.Source, &r.CreatedAt, &r.CreatedBy,
			&r.From.ID, &r.From.Kind, &r.From.Number, &r.From.Title, &r.To.ID, &r.To.Kind, &r.To.Number, &r.To.Title)
	})
	for i := range list {
		if kind, err := impact.ParseKind(list[i].Kind); err == nil {
			list[i].Words, _ = kind.Words()
		}
	}
	if list == nil {
		list = []Relation{}
	}
	return list, err
}

// visible is the condition that the actor may see the record in a column.
func (d *Desk) visible(a actor.Actor, args *db.Args, column string) string {
	var or []string
	for _, s := range Sources() {
		p, err := d.Room.Practice(s.Kind)
		if err != nil || !a.Can(p.View) {
			continue
		}
		or = append(or, "EXISTS (SELECT 1 FROM "+p.Rows.Table+" t WHERE t.id = "+column+" AND "+a.Predicate(p.View, args, p.Rows.Scope)+")")
	}
	if len(or) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(or, " OR ") + ")"
}
