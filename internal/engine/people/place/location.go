package place

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Location is a place: a building, a floor, a room. Locations form a tree within an entity.
type Location struct {
	ID       id.ID  `json:"id"`
	Parent   id.ID  `json:"parent"` // 0 for a top one
	Entity   id.ID  `json:"entity"`
	Name     string `json:"name"`
	Zone     string `json:"zone"` // "" takes the entity's
	Archived bool   `json:"archived"`
	Version  int64  `json:"version"`
}

func locations() row.Table[Location] {
	return row.Table[Location]{
		What: "location", From: "location l", Key: "l.id",
		Columns: `l.id, l.parent_id, l.entity_id, l.name, l.zone, l.archived, l.version`,
		Scope:   actor.Columns{ID: "l.id", Entity: "l.entity_id"},
		Dest: func(l *Location) []any {
			return []any{&l.ID, &l.Parent, &l.Entity, &l.Name, &l.Zone, &l.Archived, &l.Version}
		},
	}
}

func (l Location) pairs() []row.Pair {
	return row.Pairs("parent", l.Parent.String(), "entity", l.Entity.String(), "name", l.Name, "zone", l.Zone, "archived", row.Yes(l.Archived))
}

// Locations returns the locations that the actor may see, by name. Kinds: Forbidden.
func (s *Places) Locations(ctx context.Context, q db.Querier) ([]Location, error) {
	a, err := actor.Require(ctx, PermEntityView)
	if err != nil {
		return nil, err
	}
	return locations().List(ctx, q, a, PermEntityView, &db.Args{}, " ORDER BY l.name, l.id")
}

// Location returns one location. Kinds: Forbidden, NotFound.
func (s *Places) Location(ctx context.Context, q db.Querier, location id.ID) (Location, error) {
	a, err := actor.Require(ctx, PermEntityView)
	if err != nil {
		return Location{}, err
	}
	return locations().Get(ctx, q, a, PermEntityView, location, false)
}

// LocationNames returns the names of locations by id, for lists of rows that are visible already.
func LocationNames(ctx context.Context, q db.Querier, ids []id.ID) (map[id.ID]string, error) {
	return row.Texts(ctx, q, `SELECT id, name FROM location WHERE id IN `, ids)
}

// CreateLocation adds a location. Kinds: Forbidden, Invalid.
func (s *Places) CreateLocation(ctx context.Context, l Location) (out Location, err error) {
	defer errs.Wrap(&err, "place.CreateLocation")
	a, err := actor.Require(ctx, PermEntityEdit)
	if err != nil {
		return out, err
	}
	if !row.Within(a, PermEntityEdit, l.Entity) {
		return out, errs.Bad("entity", "There is no such entity, or you may not edit it.")
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		out, err = s.InsertLocation(tx, l)
		return err
	})
	return out, err
}

// InsertLocation adds a location without asking for a permission. Kinds: Invalid.
func (s *Places) InsertLocation(tx *db.Tx, l Location) (Location, error) {
	if err := checkLocation(tx, &l); err != nil {
		return l, err
	}
	l.ID, l.Version = tx.NewID(), 1
	n, err := tx.Exec(`INSERT INTO location (id, parent_id, entity_id, name, zone, archived, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (entity_id, parent_id, name) DO NOTHING`, l.ID, l.Parent, l.Entity, l.Name, l.Zone, l.Archived, l.Version)
	if err != nil {
		return l, err
	}
	if n == 0 {
		return l, errs.Bad("name", "There is a location of this name already.")
	}
	return l, tx.Emit(row.Created{ID: l.ID, Object: "location", Name: l.Name})
}

// EnsureLocation returns the top location of a name in an entity, and adds it when there is none: for importers. Kinds: Invalid.
func (s *Places) EnsureLocation(tx *db.Tx, entity id.ID, name string) (id.ID, error) {
	name = row.Clean(name)
	var found id.ID
	err := tx.QueryRow(tx.Context(), `SELECT id FROM location WHERE entity_id = $1 AND parent_id = 0 AND name = $2`, entity, name).Scan(&found)
	if !errs.Is(err, errs.NotFound) {
		return found, err
	}
	l, err := s.InsertLocation(tx, Location{Entity: entity, Name: name})
	return l.ID, err
}

// UpdateLocation saves a location if l.Version is still the newest. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (s *Places) UpdateLocation(ctx context.Context, l Location) (out Location, err error) {
	defer errs.Wrap(&err, "place.UpdateLocation(%d)", l.ID)
	a, err := actor.Require(ctx, PermEntityEdit)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := locations().Get(ctx, tx, a, PermEntityEdit, l.ID, true)
		if err != nil {
			return err
		}
		if err := row.Fresh("location", old.Version, l.Version); err != nil {
			return err
		}
		if l.Entity != old.Entity && !row.Within(a, PermEntityEdit, l.Entity) {
			return errs.Bad("entity", "There is no such entity, or you may not edit it.")
		}
		if err := checkLocation(tx, &l); err != nil {
			return err
		}
		changed, err := row.EmitChanged(tx, l.ID, "location", old.pairs(), l.pairs())
		if err != nil || !changed {
			out = old
			return err
		}
		l.Version = old.Version + 1
		out = l
		_, err = tx.Exec(`UPDATE location SET parent_id = $2, entity_id = $3, name = $4, zone = $5, archived = $6, version = $7 WHERE id = $1`,
			l.ID, l.Parent, l.Entity, l.Name, l.Zone, l.Archived, l.Version)
		return row.Duplicate(err, "name", "There is a location of this name already.")
	})
	return out, err
}

func checkLocation(tx *db.Tx, l *Location) error {
	l.Name, l.Zone = row.Clean(l.Name), strings.TrimSpace(l.Zone)
	var c errs.Check
	row.CheckName(&c, "name", l.Name)
	row.CheckZone(&c, "zone", l.Zone)
	c.Must(l.Entity != 0, "entity", "Please choose the entity that the location belongs to.")
	if err := c.Err(); err != nil || l.Parent == 0 {
		return err
	}
	return row.CheckLine(tx, `SELECT parent_id, entity_id FROM location WHERE id = $1`, l.ID, l.Parent, l.Entity)
}
