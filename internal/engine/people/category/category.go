package category

import (
	"context"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// PermEdit is the permission to change categories; everybody who files something sees them.
const PermEdit actor.Permission = "category.edit"

// Categories holds the verbs on categories. It is safe for concurrent use.
type Categories struct{ db *db.DB }

// New returns the verbs on a database.
func New(d *db.DB) *Categories { return &Categories{d} }

// Category says what a piece of work is about. Categories form a tree; one with an entity is offered there and below only.
type Category struct {
	ID       id.ID  `json:"id"`
	Parent   id.ID  `json:"parent"`
	Entity   id.ID  `json:"entity"` // 0: everywhere
	Name     string `json:"name"`
	Path     string `json:"path"`    // "Hardware / Printer"
	Team     id.ID  `json:"team"`    // who gets it by default; 0 takes the parent's
	Impact   int    `json:"impact"`  // hint, 1 to 3; 0 for none
	Urgency  int    `json:"urgency"` // hint, 1 to 3; 0 for none
	Archived bool   `json:"archived"`
	Shipped  bool   `json:"shipped"`
	Version  int64  `json:"version"`
}

// Separator stands between the names of a path.
const Separator = " / "

func categories() row.Table[Category] {
	return row.Table[Category]{
		What: "category", From: "category c", Key: "c.id",
		Columns: `c.id, c.parent_id, c.entity_id, c.name, c.path, c.team_id, c.impact, c.urgency, c.archived, c.shipped, c.version`,
		Scope:   actor.Columns{ID: "c.id", Entity: "c.entity_id"},
		Dest: func(c *Category) []any {
			return []any{&c.ID, &c.Parent, &c.Entity, &c.Name, &c.Path, &c.Team, &c.Impact, &c.Urgency, &c.Archived, &c.Shipped, &c.Version}
		},
	}
}

func (c Category) pairs() []row.Pair {
	return row.Pairs("parent", c.Parent.String(), "entity", c.Entity.String(), "name", c.Name, "team", c.Team.String(),
		"impact", level(c.Impact), "urgency", level(c.Urgency), "archived", row.Yes(c.Archived))
}

func level(n int) string {
	if n == 0 {
		return ""
	}
	return string(rune('0' + n))
}

// List returns the categories offered at an entity, by path; 0 gives those that are offered everywhere.
func List(ctx context.Context, q db.Querier, entity id.ID) ([]Category, error) {
	at := []id.ID{0}
	if entity != 0 {
		path, err := place.Path(ctx, q, entity)
		if err != nil {
			return nil, err
		}
		at = append(at, place.Ancestors(path)...)
	}
	var args db.Args
	return categories().List(ctx, q, row.Product(), PermEdit, &args, " AND NOT c.archived AND c.entity_id IN "+db.List(&args, at)+" ORDER BY c.path, c.id")
}

// ByID returns one category with the default team of the nearest category above when it has none of its own. Kinds: NotFound.
func ByID(ctx context.Context, q db.Querier, category id.ID) (Category, error) {
	c, err := categories().Get(ctx, q, row.Product(), PermEdit, category, false)
	for above := c.Parent; err == nil && c.Team == 0 && above != 0; {
		var p Category
		p, err = categories().Get(ctx, q, row.Product(), PermEdit, above, false)
		c.Team, above = p.Team, p.Parent
	}
	return c, err
}

// Offered answers whether the actor may choose a category: one that is offered everywhere, at their entity, below it, or wherever they see
// the entity. Kinds: NotFound.
func Offered(ctx context.Context, q db.Querier, category id.ID) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	c, err := categories().Get(ctx, q, row.Product(), PermEdit, category, false)
	if err != nil || c.Entity == 0 || slices.Contains(a.Tree, c.Entity) || row.Within(a, place.PermEntityView, c.Entity) {
		return err
	}
	path, err := place.Path(ctx, q, a.Entity)
	if err == nil && slices.Contains(place.Ancestors(path), c.Entity) {
		return nil
	}
	return errs.Absent("category")
}

// Paths returns the paths of categories by id, for lists of rows that are visible already.
func Paths(ctx context.Context, q db.Querier, ids []id.ID) (map[id.ID]string, error) {
	return row.Texts(ctx, q, `SELECT id, path FROM category WHERE id IN `, ids)
}

// CreateCategory adds a category. Kinds: Forbidden, Invalid.
func (s *Categories) CreateCategory(ctx context.Context, c Category) (out Category, err error) {
	defer errs.Wrap(&err, "category.CreateCategory")
	a, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return out, err
	}
	if !reachesCategory(a, c.Entity) {
		return out, errs.Bad("entity", "There is no such entity, or you may not edit its categories.")
	}
	c.Shipped = false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, err = s.InsertCategory(tx, c)
		return err
	})
	return out, err
}

// reachesCategory reports whether a may edit categories of an entity; those of all entities need the widest scope.
func reachesCategory(a actor.Actor, entity id.ID) bool {
	return a.Scope(PermEdit) == actor.All || entity != 0 && row.Within(a, PermEdit, entity)
}

// InsertCategory adds a category without asking for a permission. Kinds: Invalid.
func (s *Categories) InsertCategory(tx *db.Tx, c Category) (Category, error) {
	if err := checkCategory(tx, &c); err != nil {
		return c, err
	}
	c.ID, c.Version = tx.NewID(), 1
	n, err := tx.Exec(`INSERT INTO category (id, parent_id, entity_id, name, path, team_id, impact, urgency, archived, shipped, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (entity_id, parent_id, name) DO NOTHING`,
		c.ID, c.Parent, c.Entity, c.Name, c.Path, c.Team, c.Impact, c.Urgency, c.Archived, c.Shipped, c.Version)
	if err != nil {
		return c, err
	}
	if n == 0 {
		return c, errs.Bad("name", "There is a category of this name already.")
	}
	return c, tx.Emit(row.Created{ID: c.ID, Object: "category", Name: c.Path})
}

// EnsureCategory returns the category of a path of names, adding what is missing of it with the entity, team, hints and origin of like:
// for set-up and importers. Kinds: Invalid.
func (s *Categories) EnsureCategory(tx *db.Tx, like Category, names ...string) (found id.ID, err error) {
	for _, name := range names {
		c := like
		c.Parent, c.Name = found, row.Clean(name)
		err = tx.QueryRow(tx.Context(), `SELECT id FROM category WHERE entity_id = $1 AND parent_id = $2 AND name = $3`, c.Entity, c.Parent, c.Name).Scan(&found)
		if errs.Is(err, errs.NotFound) {
			c, err = s.InsertCategory(tx, c)
			found = c.ID
		}
		if err != nil {
			return 0, err
		}
	}
	return found, nil
}

// UpdateCategory saves a category if c.Version is still the newest; the paths below follow. Kinds: NotFound, Forbidden, Invalid,
// Conflict.
func (s *Categories) UpdateCategory(ctx context.Context, c Category) (out Category, err error) {
	defer errs.Wrap(&err, "category.UpdateCategory(%d)", c.ID)
	a, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := categories().Get(ctx, tx, a, PermEdit, c.ID, true)
		if err != nil {
			return err
		}
		if err := row.Fresh("category", old.Version, c.Version); err != nil {
			return err
		}
		if c.Entity != old.Entity && !reachesCategory(a, c.Entity) {
			return errs.Bad("entity", "There is no such entity, or you may not edit its categories.")
		}
		out, err = saveCategory(tx, old, c)
		return err
	})
	return out, err
}

func saveCategory(tx *db.Tx, old, c Category) (Category, error) {
	c.Shipped = old.Shipped
	if err := checkCategory(tx, &c); err != nil {
		return c, err
	}
	changed, err := row.EmitChanged(tx, c.ID, "category", old.pairs(), c.pairs())
	if err != nil || !changed {
		return old, err
	}
	c.Version = old.Version + 1
	if _, err := tx.Exec(`UPDATE category SET parent_id = $2, entity_id = $3, name = $4, path = $5, team_id = $6, impact = $7, urgency = $8,
		archived = $9, version = $10 WHERE id = $1`, c.ID, c.Parent, c.Entity, c.Name, c.Path, c.Team, c.Impact, c.Urgency, c.Archived, c.Version); err != nil {
		return c, row.Duplicate(err, "name", "There is a category of this name already.")
	}
	if c.Path == old.Path && c.Entity == old.Entity {
		return c, nil
	}
	return c, repath(tx, c, 0)
}

// repath writes the paths and the entity of everything below c anew.
func repath(tx *db.Tx, c Category, depth int) error {
	if depth > row.MaxDepth {
		return errs.Bad("parent", "The tree is deep enough: at most %d levels.", row.MaxDepth)
	}
	var args db.Args
	below, err := categories().List(tx.Context(), tx, row.Product(), PermEdit, &args, " AND c.parent_id = "+args.Add(c.ID))
	if err != nil {
		return err
	}
	for _, b := range below {
		b.Path, b.Entity = c.Path+Separator+b.Name, c.Entity
		if _, err := tx.Exec(`UPDATE category SET path = $2, entity_id = $3 WHERE id = $1`, b.ID, b.Path, b.Entity); err != nil {
			return err
		}
		if err := repath(tx, b, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func checkCategory(tx *db.Tx, c *Category) error {
	c.Name = row.Clean(c.Name)
	var check errs.Check
	row.CheckName(&check, "name", c.Name)
	check.Must(!strings.Contains(c.Name, Separator), "name", "A name cannot hold %q: it separates the levels.", Separator)
	check.Must(c.Impact >= 0 && c.Impact <= 3, "impact", "Use 1, 2 or 3, or nothing.")
	check.Must(c.Urgency >= 0 && c.Urgency <= 3, "urgency", "Use 1, 2 or 3, or nothing.")
	if c.Team != 0 {
		var n int
		if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM team WHERE id = $1`, c.Team).Scan(&n); err != nil {
			return err
		}
		check.Must(n == 1, "team", "There is no such team.")
	}
	if err := check.Err(); err != nil {
		return err
	}
	c.Path = c.Name
	if c.Parent == 0 {
		return nil
	}
	if err := row.CheckLine(tx, `SELECT parent_id, entity_id FROM category WHERE id = $1`, c.ID, c.Parent, c.Entity); err != nil {
		return err
	}
	above, err := categories().Get(tx.Context(), tx, row.Product(), PermEdit, c.Parent, false)
	c.Path = above.Path + Separator + c.Name
	return err
}
