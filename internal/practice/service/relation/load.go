package relation

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// Node is a record on the map, as the actor may see it.
type Node struct {
	ID          id.ID  `json:"id"`
	Kind        string `json:"kind"`
	Number      string `json:"number"`
	Title       string `json:"title"`
	State       string `json:"state"`
	Class       string `json:"class" doc:"Of a configuration item, and the title of an asset's class; empty for the others."`
	Criticality string `json:"criticality"`
	Users       int64  `json:"users" doc:"How many people use it; 0 when that is not known."`
	Gone        bool   `json:"gone" doc:"It is retired or disposed of."`
}

// part is the part of the graph that a question reached.
type part struct {
	edges map[id.ID]impact.Edge
	nodes map[id.ID]Node
	met   map[id.ID]bool // ids that were reached, seen or not
}

// loader reads the relations of some days.
type loader struct {
	d    *Desk
	ctx  context.Context
	days []string // what holds on any of them is read
	part
}

func (d *Desk) loader(ctx context.Context, days ...string) *loader {
	return &loader{d: d, ctx: ctx, days: days, part: part{map[id.ID]impact.Edge{}, map[id.ID]Node{}, map[id.ID]bool{}}}
}

// The sides of records from which relations are followed.
type side int

const (
	dependents side = iota // what stands on them
	supporters             // what they stand on
	both
)

// chunk is how many ids a statement takes: few round trips, and far below what either engine allows.
const chunk = 2048

// reach follows relations from some records for at most depth steps. Whether the actor may see what it meets is settled by see.
func (l *loader) reach(start []id.ID, s side, depth int) error {
	layer := start
	for _, i := range start {
		l.met[i] = true
	}
	walked := map[id.ID]bool{}
	for _, i := range start {
		walked[i] = true
	}
	for ; depth > 0 && len(layer) > 0; depth-- {
		found, err := l.around(layer, s, "")
		if err != nil {
			return err
		}
		var next []id.ID
		for _, e := range found {
			for _, end := range [...]id.ID{e.From, e.To} {
				if !walked[end] {
					walked[end], l.met[end] = true, true
					next = append(next, end)
				}
			}
		}
		layer = next
	}
	return nil
}

// groups adds the other members of the redundancy groups that the relations read so far are of: how many of them work decides.
func (l *loader) groups() error {
	var with []id.ID
	for _, e := range l.edges {
		if e.Group != "" && e.Impact {
			with = append(with, e.Dependent())
		}
	}
	slices.Sort(with)
	found, err := l.around(slices.Compact(with), supporters, " AND group_name <> ''")
	for _, e := range found {
		l.met[e.From], l.met[e.To] = true, true
	}
	return err
}

// around reads the relations at one side of some records, those read before included.
func (l *loader) around(ids []id.ID, s side, more string) ([]impact.Edge, error) {
	var out []impact.Edge
	for len(ids) > 0 {
		n := min(len(ids), chunk)
		list, err := l.read(ids[:n], s, more)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			l.edges[e.ID] = e
		}
		out, ids = append(out, list...), ids[n:]
	}
	return out, nil
}

// carried lists the kinds whose first record carries the second.
func carried() string {
	var names []string
	for _, k := range impact.Kinds() {
		if k.FromSupports() {
			names = append(names, "'"+k.String()+"'")
		}
	}
	return "(" + strings.Join(names, ", ") + ")"
}

func (l *loader) read(ids []id.ID, s side, more string) ([]impact.Edge, error) {
	var args db.Args
	at := db.List(&args, padded(ids))
	var valid []string
	for _, day := range l.days {
		mark := args.Add(day)
		valid = append(valid, "valid_from <= "+mark+" AND (valid_to = '' OR valid_to > "+mark+")")
	}
	holds := " AND (" + strings.Join(valid, " OR ") + ")" + more
	from, to := "", ""
	switch s {
	case dependents:
		from, to = " AND kind IN "+carried(), " AND kind NOT IN "+carried()
	case supporters:
		from, to = " AND kind NOT IN "+carried(), " AND kind IN "+carried()
	}
	const columns = "SELECT id, from_id, to_id, kind, impact, group_name, need, valid_from, valid_to FROM relation WHERE "
	rows, err := l.d.DB.Query(l.ctx, columns+"from_id IN "+at+from+holds+" UNION ALL "+columns+"to_id IN "+at+to+holds, args.Values()...)
	kinds := map[string]impact.Kind{}
	for _, k := range impact.Kinds() {
		kinds[k.String()] = k
	}
	var kind, since, until string
	return db.Collect(rows, err, func(rows *sql.Rows, e *impact.Edge) error {
		err := rows.Scan(&e.ID, &e.From, &e.To, &kind, &e.Impact, &e.Group, &e.Need, &since, &until)
		e.Kind, e.Valid = kinds[kind], impact.Span{From: instant(since), To: instant(until)}
		return err
	})
}

// instant is the beginning of a day, the zero time for none. Days are compared with days only, so the zone does not matter.
func instant(day string) time.Time {
	t, err := time.Parse(dates, day)
	if err != nil {
		return time.Time{}
	}
	return t
}

// padded repeats the last id until there is a power of two of them, so that a statement comes in few shapes.
func padded(ids []id.ID) []id.ID {
	ids = slices.Clone(ids)
	for n := len(ids); n&(n-1) != 0; n++ {
		ids = append(ids, ids[n-1])
	}
	return ids
}

// see reads those of the records met that the actor may see.
func (l *loader) see() error {
	a, err := actor.From(l.ctx)
	if err != nil {
		return err
	}
	var ids []id.ID
	for i := range l.met {
		if _, known := l.nodes[i]; !known {
			ids = append(ids, i)
		}
	}
	slices.Sort(ids)
	for len(ids) > 0 {
		n := min(len(ids), chunk)
		for _, s := range Sources() {
			list, err := l.d.nodes(l.ctx, a, s, ids[:n])
			if err != nil {
				return err
			}
			for _, node := range list {
				l.nodes[node.ID] = node
			}
		}
		ids = ids[n:]
	}
	return nil
}

// nodes reads those of some records that are of one kind and that the actor may see.
func (d *Desk) nodes(ctx context.Context, a actor.Actor, s Source, ids []id.ID) ([]Node, error) {
	p, err := d.Room.Practice(s.Kind)
	if err != nil || !a.Can(p.View) {
		return nil, nil //nolint:nilerr // a kind that is not there has no records
	}
	column := func(name, none string) string {
		if name == "" {
			return none
		}
		return name
	}
	classes, err := d.classes(ctx, a, s)
	if err != nil {
		return nil, err
	}
	var args db.Args
	at := db.List(&args, padded(ids))
	query := "SELECT t.id, r.number, r.title, r.state, t.phase, " + column(s.Class, "''") + ", " + column(s.ClassRef, "0") + ", " + column(s.Criticality, "''") + ", " + column(s.Users, "0") +
		" FROM " + p.Rows.Table + " t JOIN record r ON r.id = t.id WHERE t.id IN " + at + " AND " + a.Predicate(p.View, &args, p.Rows.Scope)
	rows, err := d.DB.Query(ctx, query, args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, n *Node) error {
		var phase int
		var class id.ID
		n.Kind = s.Kind
		err := rows.Scan(&n.ID, &n.Number, &n.Title, &n.State, &phase, &n.Class, &class, &n.Criticality, &n.Users)
		n.Gone, n.Class = phase > 1, cmp.Or(n.Class, classes[class])
		return err
	})
}

// classes returns the names of the classes that the actor may see, where they are records.
func (d *Desk) classes(ctx context.Context, a actor.Actor, s Source) (map[id.ID]string, error) {
	p, err := d.Room.Practice(s.ClassKind)
	if err != nil || !a.Can(p.View) {
		return nil, nil //nolint:nilerr // a kind that is not there has no records
	}
	type class struct {
		id   id.ID
		name string
	}
	var args db.Args
	query := "SELECT t.id, r.title FROM " + p.Rows.Table + " t JOIN record r ON r.id = t.id WHERE " + a.Predicate(p.View, &args, p.Rows.Scope)
	rows, err := d.DB.Query(ctx, query, args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, c *class) error { return rows.Scan(&c.id, &c.name) })
	out := make(map[id.ID]string, len(list))
	for _, c := range list {
		out[c.id] = c.name
	}
	return out, err
}

// graph is what was read, as it stood on a day; "" takes every relation that was read.
func (l *loader) graph(day string) (*impact.Graph, error) {
	w := impact.World{Nodes: make([]impact.Node, 0, len(l.nodes)), Edges: make([]impact.Edge, 0, len(l.edges))}
	levels := map[string]impact.Criticality{"low": impact.Low, "medium": impact.Medium, "high": impact.High}
	for _, n := range l.nodes {
		node := impact.Node{ID: n.ID, Name: n.Title, Class: n.Kind + " " + n.Class, Service: n.Kind == "service", Criticality: levels[n.Criticality]}
		if n.Users > 0 {
			node.Audiences = []id.ID{n.ID}
			w.Audiences = append(w.Audiences, impact.Audience{ID: n.ID, Count: int(n.Users)})
		}
		w.Nodes = append(w.Nodes, node)
	}
	for _, e := range l.edges {
		if day == "" {
			e.Valid = impact.Span{}
		}
		w.Edges = append(w.Edges, e)
	}
	return impact.Build(w, instant(day))
}
