package place

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Entity is a customer, a site or the organisation itself: a node of the tree along which settings are inherited.
type Entity struct {
	ID       id.ID      `json:"id"`
	Parent   id.ID      `json:"parent"` // 0 for the root
	Path     string     `json:"-"`      // ids from the root to here, "/1/5/9/"
	Kind     EntityKind `json:"kind"`
	Name     string     `json:"name"`
	Zone     string     `json:"zone"`     // "" is inherited
	Calendar id.ID      `json:"calendar"` // 0 is inherited
	Archived bool       `json:"archived"`
	Version  int64      `json:"version"`
	Updated  clock.Time `json:"updated_at"`
}

// EntityKind is the sort of an entity.
type EntityKind string

// The sorts of entity.
const (
	Organisation EntityKind = "organisation"
	Customer     EntityKind = "customer"
	Site         EntityKind = "site"
	Department   EntityKind = "department"
)

// Valid reports whether the kind is one of the known.
func (k EntityKind) Valid() bool {
	return slices.Contains([]EntityKind{Organisation, Customer, Site, Department}, k)
}

func entities() row.Table[Entity] {
	return row.Table[Entity]{
		What: "entity", From: "entity e", Key: "e.id",
		Columns: `e.id, e.parent_id, e.path, e.kind, e.name, e.zone, e.calendar_id, e.archived, e.version, e.updated_at`,
		Scope:   actor.Columns{ID: "e.id", Entity: "e.id"},
		Dest: func(e *Entity) []any {
			return []any{&e.ID, &e.Parent, &e.Path, &e.Kind, &e.Name, &e.Zone, &e.Calendar, &e.Archived, &e.Version, &e.Updated}
		},
	}
}

func (e Entity) pairs() []row.Pair {
	return row.Pairs("parent", e.Parent.String(), "kind", string(e.Kind), "name", e.Name, "zone", e.Zone,
		"calendar", e.Calendar.String(), "archived", row.Yes(e.Archived))
}

func (e *Entity) normalise() {
	e.Name, e.Zone = row.Clean(e.Name), strings.TrimSpace(e.Zone)
	if e.Kind == "" {
		e.Kind = Organisation
	}
}

func (e Entity) check() error {
	var c errs.Check
	row.CheckName(&c, "name", e.Name)
	row.CheckZone(&c, "zone", e.Zone)
	c.Must(e.Kind.Valid(), "kind", "Use organisation, customer, site or department.")
	return c.Err()
}

// Entity returns one entity. Kinds: Forbidden, NotFound.
func (s *Places) Entity(ctx context.Context, q db.Querier, entity id.ID) (Entity, error) {
	a, err := actor.Require(ctx, PermEntityView)
	if err != nil {
		return Entity{}, err
	}
	return entities().Get(ctx, q, a, PermEntityView, entity, false)
}

// Entities returns the entities that the actor may see, each after its parent. Kinds: Forbidden.
func (s *Places) Entities(ctx context.Context, q db.Querier) ([]Entity, error) {
	a, err := actor.Require(ctx, PermEntityView)
	if err != nil {
		return nil, err
	}
	return entities().List(ctx, q, a, PermEntityView, &db.Args{}, " ORDER BY e.path")
}

// EntityNames returns the names of entities by id, for lists of rows that are visible already.
func EntityNames(ctx context.Context, q db.Querier, ids []id.ID) (map[id.ID]string, error) {
	return row.Texts(ctx, q, `SELECT id, name FROM entity WHERE id IN `, ids)
}

// Root returns the id of the root entity: the organisation itself. Kinds: NotFound before set-up.
func Root(ctx context.Context, q db.Querier) (id.ID, error) {
	var root id.ID
	err := q.QueryRow(ctx, `SELECT id FROM entity WHERE parent_id = 0 ORDER BY id LIMIT 1`).Scan(&root)
	return root, err
}

// Tree returns an entity and all that lie below it.
func Tree(ctx context.Context, q db.Querier, entity id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT c.id FROM entity e JOIN entity c ON c.path LIKE e.path || '%' WHERE e.id = $1 ORDER BY c.id`, entity)
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}

// Path returns the path of an entity, "/1/5/9/". Kinds: NotFound.
func Path(ctx context.Context, q db.Querier, entity id.ID) (string, error) {
	var path string
	err := q.QueryRow(ctx, `SELECT path FROM entity WHERE id = $1`, entity).Scan(&path)
	if errs.Is(err, errs.NotFound) {
		err = errs.Absent("entity")
	}
	return path, err
}

// Ancestors returns the ids of a path from the root down, the entity itself last.
func Ancestors(path string) []id.ID {
	var out []id.ID
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if v, err := id.Parse(part); err == nil && v != 0 {
			out = append(out, v)
		}
	}
	return out
}

// Inherited are the settings that hold at an entity, and the entities that set them.
type Inherited struct {
	Zone         string `json:"zone"` // "UTC" when nobody set one
	ZoneFrom     id.ID  `json:"zone_from"`
	Calendar     id.ID  `json:"calendar"` // 0 when nobody set one
	CalendarFrom id.ID  `json:"calendar_from"`
}

// Settings returns what holds at an entity: the nearest ancestor that says something wins. Kinds: NotFound.
func Settings(ctx context.Context, q db.Querier, entity id.ID) (Inherited, error) {
	out := Inherited{Zone: "UTC"}
	e, err := entities().Get(ctx, q, row.Product(), PermEntityView, entity, false)
	if err != nil {
		return out, err
	}
	var args db.Args
	list, err := entities().List(ctx, q, row.Product(), PermEntityView, &args, " AND e.id IN "+db.List(&args, Ancestors(e.Path))+" ORDER BY e.path")
	for _, at := range list { // from the root down: the child overrides
		if at.Zone != "" {
			out.Zone, out.ZoneFrom = at.Zone, at.ID
		}
		if at.Calendar != 0 {
			out.Calendar, out.CalendarFrom = at.Calendar, at.ID
		}
	}
	return out, err
}
