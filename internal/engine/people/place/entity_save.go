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

// CreateEntity adds an entity below a parent that the actor may edit. Kinds: Forbidden, Invalid.
func (s *Places) CreateEntity(ctx context.Context, e Entity) (out Entity, err error) {
	defer errs.Wrap(&err, "place.CreateEntity")
	a, err := actor.Require(ctx, PermEntityEdit)
	if err != nil {
		return out, err
	}
	if e.Parent == 0 || !row.Within(a, PermEntityEdit, e.Parent) {
		return out, errs.Bad("parent", "Please choose the entity above, one that you may edit.")
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		out, err = s.InsertEntity(tx, e)
		return err
	})
	return out, err
}

// InsertEntity adds an entity without asking for a permission; Parent 0 makes the root. Kinds: Invalid.
func (s *Places) InsertEntity(tx *db.Tx, e Entity) (Entity, error) {
	s.forget(tx)
	e.normalise()
	if err := e.check(); err != nil {
		return e, err
	}
	above, err := parentPath(tx, e.Parent)
	if err != nil {
		return e, err
	}
	e.ID, e.Version, e.Updated = tx.NewID(), 1, tx.Now()
	e.Path = above + e.ID.String() + "/"
	if _, err := tx.Exec(`INSERT INTO entity (id, parent_id, path, kind, name, zone, calendar_id, archived, version, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, e.ID, e.Parent, e.Path, string(e.Kind), e.Name, e.Zone, e.Calendar, e.Archived, e.Version, e.Updated); err != nil {
		return e, err
	}
	return e, tx.Emit(row.Created{ID: e.ID, Object: "entity", Name: e.Name})
}

// parentPath returns the path of the entity above, "/" for none. Kinds: Invalid.
func parentPath(tx *db.Tx, parent id.ID) (string, error) {
	if parent == 0 {
		return "/", nil
	}
	p, err := entities().Get(tx.Context(), tx, row.Product(), PermEntityView, parent, false)
	if errs.Is(err, errs.NotFound) || err == nil && p.Archived {
		return "", errs.Bad("parent", "There is no such entity.")
	}
	if err == nil && len(Ancestors(p.Path)) >= row.MaxDepth {
		return "", errs.Bad("parent", "The tree is deep enough: at most %d levels.", row.MaxDepth)
	}
	return p.Path, err
}

// UpdateEntity saves an entity if e.Version is still the newest; with another parent it moves with all below it. Kinds: NotFound,
// Forbidden, Invalid, Conflict.
func (s *Places) UpdateEntity(ctx context.Context, e Entity) (out Entity, err error) {
	defer errs.Wrap(&err, "place.UpdateEntity(%d)", e.ID)
	a, err := actor.Require(ctx, PermEntityEdit)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := entities().Get(ctx, tx, a, PermEntityEdit, e.ID, true)
		if err != nil {
			return err
		}
		if err := row.Fresh("entity", old.Version, e.Version); err != nil {
			return err
		}
		if e.Parent != old.Parent && !row.Within(a, PermEntityEdit, e.Parent) {
			return errs.Bad("parent", "There is no such entity, or you may not move something there.")
		}
		out, err = s.saveEntity(tx, old, e)
		return err
	})
	return out, err
}

func (s *Places) saveEntity(tx *db.Tx, old, e Entity) (Entity, error) {
	e.normalise()
	if err := e.check(); err != nil {
		return e, err
	}
	e.Path = old.Path
	if err := checkArchive(tx, old, e); err != nil {
		return e, err
	}
	if e.Parent != old.Parent {
		if err := move(tx, old, &e); err != nil {
			return e, err
		}
	}
	changed, err := row.EmitChanged(tx, e.ID, "entity", old.pairs(), e.pairs())
	if err != nil || !changed {
		return old, err
	}
	e.Version, e.Updated = old.Version+1, tx.Now()
	_, err = tx.Exec(`UPDATE entity SET parent_id = $2, kind = $3, name = $4, zone = $5, calendar_id = $6, archived = $7, version = $8, updated_at = $9 WHERE id = $1`,
		e.ID, e.Parent, string(e.Kind), e.Name, e.Zone, e.Calendar, e.Archived, e.Version, e.Updated)
	return e, err
}

// checkArchive keeps the root and whatever has people in it from being put away.
func checkArchive(tx *db.Tx, old, e Entity) error {
	if !e.Archived || old.Archived {
		return nil
	}
	if old.Parent == 0 {
		return errs.New(errs.Conflict, "The organisation itself cannot be archived.")
	}
	var n int
	err := tx.QueryRow(tx.Context(), `SELECT (SELECT count(*) FROM entity WHERE parent_id = $1 AND NOT archived) + (SELECT count(*) FROM person WHERE entity_id = $1 AND status = 'active')`,
		e.ID).Scan(&n)
	if err == nil && n > 0 {
		return errs.New(errs.Conflict, "%d entities or active people still belong here; move them first.", n)
	}
	return err
}

// move gives e and everything below it their new paths. Kinds: Invalid for a move below itself, Conflict for the root.
func move(tx *db.Tx, old Entity, e *Entity) error {
	if old.Parent == 0 {
		return errs.New(errs.Conflict, "The organisation itself cannot be moved.")
	}
	above, err := parentPath(tx, e.Parent)
	if err != nil {
		return err
	}
	if e.Parent == 0 || strings.HasPrefix(above, old.Path) {
		return errs.Bad("parent", "An entity cannot lie below itself.")
	}
	e.Path = above + e.ID.String() + "/"
	_, err = tx.Exec(`UPDATE entity SET path = $1 || substr(path, $2) WHERE path LIKE $3`, e.Path, len(old.Path)+1, old.Path+"%")
	return err
}
