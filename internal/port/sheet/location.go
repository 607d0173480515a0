package sheet

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

// locationKind is the kind of rows that are places.
const locationKind = "location"

// spot is a location as a path needs it.
type spot struct {
	id, parent, entity id.ID
	name               string // folded
}

// tree finds locations by their path.
type tree struct {
	spots map[id.ID]spot
	named map[string][]id.ID
}

func (t *tree) put(s spot) {
	if t.spots == nil {
		t.spots, t.named = map[id.ID]spot{}, map[string][]id.ID{}
	}
	t.spots[s.id] = s
	t.named[s.name] = append(t.named[s.name], s.id)
}

func (t *tree) drop(it id.ID) {
	name := t.spots[it].name
	delete(t.spots, it)
	t.named[name] = slices.DeleteFunc(t.named[name], func(x id.ID) bool { return x == it })
}

// find returns the locations whose path ends with some names, in an entity or, for 0, in any. One whose whole path this is goes before those
// of which it is the end.
func (t *tree) find(entity id.ID, path []string) (out []id.ID) {
	for _, it := range t.named[row.Fold(path[len(path)-1])] {
		at, i := t.spots[it], len(path)-2
		if entity != 0 && at.entity != entity {
			continue
		}
		for ; i >= 0 && at.parent != 0; i-- {
			if at = t.spots[at.parent]; at.name != row.Fold(path[i]) {
				break
			}
		}
		switch {
		case i >= 0:
		case at.parent == 0:
			return []id.ID{it}
		default:
			out = append(out, it)
		}
	}
	return out
}

// steps are the names of a path, "Main building / Floor 2 / Room 12" or with >, from the top down. A slash without blanks is part of a name.
func steps(path string) (out []string) {
	for s := range strings.SplitSeq(strings.ReplaceAll(row.Clean(path), " / ", ">"), ">") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// spots reads all locations, for names that rows refer to.
func (n *names) spots(ctx context.Context) (*tree, error) {
	if n.places != nil {
		return n.places, nil
	}
	rows, err := n.db.Query(ctx, `SELECT id, parent_id, entity_id, name FROM location ORDER BY id`)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, s *spot) error { return rows.Scan(&s.id, &s.parent, &s.entity, &s.name) })
	if err != nil {
		return nil, err
	}
	n.places = &tree{}
	for _, s := range list {
		s.name = row.Fold(s.name)
		n.places.put(s)
	}
	return n.places, nil
}

// places adds locations, which are told by their path within an organisation.
type places struct {
	Desk
	names names
	tree  *tree
	home  id.ID
	at    spot // of the row at hand
}

func (*places) may(ctx context.Context) error { return action.May(ctx, place.PermEntityEdit) }

func (*places) fields() []field.Def {
	return []field.Def{{Key: "name", Label: "Name", Type: field.TypeText, Required: true, Max: 2000}, {Key: "parent", Label: "Within", Type: field.TypeText, Max: 2000},
		{Key: "zone", Label: "Time zone", Type: field.TypeText, Max: 100}, {Key: "entity", Label: "Organisation", Type: field.TypeEntity}}
}

func (*places) called() []string {
	return []string{"path", "complete name", "location", "location name", "place", "room"}
}

// spotOf is the location that a row is about, without an id as long as there is none. Kinds: Invalid for a path that leads nowhere, or to several.
func (p *places) spotOf(ctx context.Context, entity, within, name string) (s spot, err error) {
	if err := p.read(ctx); err != nil {
		return s, err
	}
	if s.entity = p.home; entity != "" {
		if s.entity, err = p.names.find(ctx, p.fields()[3], entity); err != nil {
			return s, err
		}
	}
	path := append(steps(within), steps(name)...)
	if len(steps(name)) == 0 {
		return s, errs.Bad("name", "This is needed.")
	}
	s.name = path[len(path)-1]
	if above := path[:len(path)-1]; len(above) > 0 {
		found := p.tree.find(s.entity, above)
		switch written := strings.Join(above, " / "); len(found) {
		case 0:
			return s, errs.Bad("parent", "There is no location %q in this organisation. Give it a row of its own.", written)
		case 1:
			s.parent = found[0]
		default:
			return s, errs.Bad("parent", "There are several called %q. Write the whole path, such as Main building / %s.", written, written)
		}
	}
	for _, it := range p.tree.named[row.Fold(s.name)] {
		if at := p.tree.spots[it]; at.parent == s.parent && at.entity == s.entity {
			s.id = it
		}
	}
	return s, nil
}

// read reads what is there, as far as the actor may see it, once.
func (p *places) read(ctx context.Context) (err error) {
	if p.tree != nil {
		return nil
	}
	if p.home, err = p.Desk.home(ctx); err != nil {
		return err
	}
	list, err := p.People.Locations(ctx, p.DB)
	if err != nil {
		return err
	}
	p.tree = &tree{}
	for _, l := range list {
		p.tree.put(spot{l.ID, l.Parent, l.Entity, row.Fold(l.Name)})
	}
	return nil
}

func (p *places) there(ctx context.Context, cells map[string]string) (key string, it found, err error) {
	if p.at, err = p.spotOf(ctx, cells["entity"], cells["parent"], cells["name"]); err != nil {
		return "", it, err
	}
	if p.at.id > 0 { // below are those that a dry run would make
		it = found{p.at.id, p.at.name}
	}
	return p.at.entity.String() + "/" + p.at.parent.String() + "/" + row.Fold(p.at.name), it, nil
}

// check notes that the place of the row is going to be there, for those below it: a dry run makes none.
func (p *places) check(values map[string]any) error {
	var c errs.Check
	row.CheckName(&c, "name", p.at.name)
	zone, _ := values["zone"].(string)
	row.CheckZone(&c, "zone", zone)
	if err := c.Err(); err != nil {
		return err
	}
	p.at.id = id.ID(-1 - len(p.tree.spots))
	p.tree.put(spot{p.at.id, p.at.parent, p.at.entity, row.Fold(p.at.name)})
	return nil
}

func (p *places) add(ctx context.Context, values map[string]any) (it found, err error) {
	p.tree.drop(p.at.id)
	zone, _ := values["zone"].(string)
	l, err := p.People.CreateLocation(ctx, place.Location{Entity: p.at.entity, Parent: p.at.parent, Name: p.at.name, Zone: zone})
	if err != nil {
		return it, err
	}
	p.tree.put(spot{l.ID, l.Parent, l.Entity, row.Fold(l.Name)})
	return found{l.ID, l.Name}, nil
}

// differs compares the time zone: another name or path is another place.
func (p *places) differs(ctx context.Context, it found, values map[string]any) (now, before map[string]any, err error) {
	zone, said := values["zone"].(string)
	l, err := p.People.Location(ctx, p.DB, it.ID)
	if err != nil || !said || l.Zone == zone {
		return nil, nil, err
	}
	return map[string]any{"zone": zone}, map[string]any{"zone": l.Zone}, nil
}

func (p *places) change(ctx context.Context, it found, values map[string]any) error {
	l, err := p.People.Location(ctx, p.DB, it.ID)
	if err != nil {
		return err
	}
	l.Zone, _ = values["zone"].(string)
	_, err = p.People.UpdateLocation(ctx, l)
	return err
}

func (p *places) restore(ctx context.Context, it found, before string) error {
	var values map[string]any
	if err := json.Unmarshal([]byte(before), &values); err != nil {
		return err
	}
	return p.change(ctx, it, values)
}

func (*places) owned() []reference { return []reference{{locationKind, "id"}} }

func (*places) gone(it id.ID, name string) db.Event {
	return row.Removed{ID: it, Object: locationKind, Name: name}
}

// order puts the rows of what others lie within before those, whatever line they stand in; else rows stay in their order.
func (*places) order(rows []grid.Row, cells func(grid.Row) map[string]string) []grid.Row {
	above, below := make([][]string, len(rows)), map[string][]int{}
	for i, r := range rows {
		c := cells(r)
		path := append(steps(c["parent"]), steps(c["name"])...)
		if len(path) == 0 {
			continue
		}
		last := row.Fold(path[len(path)-1])
		above[i], below[last] = path[:len(path)-1], append(below[last], i)
	}
	out, seen := make([]grid.Row, 0, len(rows)), make([]bool, len(rows))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		if n := len(above[i]); n > 0 {
			for _, j := range below[row.Fold(above[i][n-1])] {
				visit(j)
			}
		}
		out = append(out, rows[i])
	}
	for i := range rows {
		visit(i)
	}
	return out
}
