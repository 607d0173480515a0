package people

import (
	"cmp"
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Grant is one line of a role: a permission, or a pattern of them, and how far it reaches.
type Grant struct {
	Permission Pattern     `json:"permission"`
	Scope      actor.Scope `json:"-"`
	Reach      string      `json:"scope"` // the scope's name, for output
}

// Allow returns a grant.
func Allow(p Pattern, s actor.Scope) Grant { return Grant{p, s, s.String()} }

// Role is a named set of grants. A person may hold several; each permission then counts at its widest scope.
type Role struct {
	ID      id.ID   `json:"id"`
	Key     string  `json:"key"` // stable, "service_desk_agent"
	Name    string  `json:"name"`
	Help    string  `json:"help"`
	Shipped bool    `json:"shipped"`
	Version int64   `json:"version"`
	Grants  []Grant `json:"grants"`
}

func roles() row.Table[Role] {
	return row.Table[Role]{
		What: "role", From: "role r", Key: "r.id",
		Columns: `r.id, r.key, r.name, r.help, r.shipped, r.version`,
		Dest:    func(r *Role) []any { return []any{&r.ID, &r.Key, &r.Name, &r.Help, &r.Shipped, &r.Version} },
	}
}

func (r Role) pairs() []row.Pair {
	var lines []string
	for _, g := range r.Grants {
		lines = append(lines, string(g.Permission)+"="+g.Scope.String())
	}
	return row.Pairs("name", r.Name, "help", r.Help, "grants", strings.Join(lines, ", "))
}

func scanGrant(rows *sql.Rows, g *Grant) error {
	if err := rows.Scan(&g.Permission, &g.Reach); err != nil {
		return err
	}
	var err error
	g.Scope, err = actor.ParseScope(g.Reach)
	return err
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{1,49}$`)

const maxGrants = 500

// check brings the role into its stored form and says what is wrong with it. Kinds: Invalid.
func (r *Role) check() error {
	r.Name, r.Help = row.Clean(r.Name), row.Clean(r.Help)
	var c errs.Check
	row.CheckName(&c, "name", r.Name)
	row.CheckText(&c, "help", r.Help, row.MaxText)
	c.Must(keyForm.MatchString(r.Key), "key", "Use 2 to 50 small letters, digits and underscores, such as night_shift.")
	c.Must(len(r.Grants) <= maxGrants, "grants", "A role has at most %d lines.", maxGrants)
	r.Grants = slices.Clone(r.Grants)
	sorted.By(r.Grants, func(a, b Grant) int { return cmp.Compare(a.Permission, b.Permission) })
	for i := range r.Grants {
		g := &r.Grants[i]
		g.Reach = g.Scope.String()
		c.Join("grants", g.Permission.Check())
		c.Must(g.Scope > actor.None && g.Scope <= actor.All, "grants", "%s needs a scope.", g.Permission)
		c.Must(i == 0 || r.Grants[i-1].Permission != g.Permission, "grants", "%s is there twice.", g.Permission)
	}
	return c.Err()
}

// Roles returns all roles with their grants, by name. Kinds: Forbidden.
func (s *Service) Roles(ctx context.Context, q db.Querier) ([]Role, error) {
	if _, err := actor.Require(ctx, PermRoleView); err != nil {
		return nil, err
	}
	list, err := roles().List(ctx, q, row.Product(), PermRoleView, &db.Args{}, " ORDER BY r.name, r.id")
	for i := 0; err == nil && i < len(list); i++ {
		list[i].Grants, err = grants(ctx, q, list[i].ID)
	}
	return list, err
}

// RoleByKey returns a role with its grants. Kinds: NotFound.
func RoleByKey(ctx context.Context, q db.Querier, key string) (Role, error) {
	var role id.ID
	if err := q.QueryRow(ctx, `SELECT id FROM role WHERE key = $1`, key).Scan(&role); err != nil {
		if errs.Is(err, errs.NotFound) {
			err = errs.Absent("role")
		}
		return Role{}, err
	}
	return roleByID(ctx, q, role, false)
}

func roleByID(ctx context.Context, q db.Querier, role id.ID, lock bool) (Role, error) {
	r, err := roles().Get(ctx, q, row.Product(), PermRoleView, role, lock)
	if err == nil {
		r.Grants, err = grants(ctx, q, role)
	}
	return r, err
}

func grants(ctx context.Context, q db.Querier, role id.ID) ([]Grant, error) {
	rows, err := q.Query(ctx, `SELECT permission, scope FROM role_grant WHERE role_id = $1`, role)
	list, err := db.Collect(rows, err, scanGrant)
	sorted.By(list, func(a, b Grant) int { return cmp.Compare(a.Permission, b.Permission) })
	return list, err
}

// CreateRole adds a role of permissions that the actor holds. Kinds: Forbidden, Invalid.
func (s *Service) CreateRole(ctx context.Context, r Role) (out Role, err error) {
	defer errs.Wrap(&err, "people.CreateRole")
	a, err := actor.Require(ctx, PermRoleEdit)
	if err != nil {
		return out, err
	}
	r.Shipped = false
	if err := r.check(); err != nil {
		return out, err
	}
	if err := s.Covers(a, s.Grants(r.Grants)); err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		out, err = s.InsertRole(tx, r)
		return err
	})
	return out, err
}

// InsertRole adds a role without asking for a permission. Kinds: Invalid.
func (s *Service) InsertRole(tx *db.Tx, r Role) (Role, error) {
	s.forget(tx)
	if err := r.check(); err != nil {
		return r, err
	}
	r.ID, r.Version = tx.NewID(), 1
	n, err := tx.Exec(`INSERT INTO role (id, key, name, help, shipped, version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING`,
		r.ID, r.Key, r.Name, r.Help, r.Shipped, r.Version)
	if err != nil {
		return r, err
	}
	if n == 0 {
		return r, errs.Bad("key", "There is a role with this key already.")
	}
	if err := writeGrants(tx, r); err != nil {
		return r, err
	}
	return r, tx.Emit(row.Created{ID: r.ID, Object: "role", Name: r.Name})
}

func writeGrants(tx *db.Tx, r Role) error {
	if _, err := tx.Exec(`DELETE FROM role_grant WHERE role_id = $1`, r.ID); err != nil {
		return err
	}
	for _, g := range r.Grants {
		if _, err := tx.Exec(`INSERT INTO role_grant (role_id, permission, scope) VALUES ($1, $2, $3)`, r.ID, string(g.Permission), g.Scope.String()); err != nil {
			return err
		}
	}
	return nil
}

// UpdateRole saves name, help and grants of a role if r.Version is still the newest. Whatever the change adds or takes away, the
// actor must hold. Kinds: NotFound, Forbidden, Invalid, Conflict (stale, or the administrators' role would lose its power).
func (s *Service) UpdateRole(ctx context.Context, r Role) (out Role, err error) {
	defer errs.Wrap(&err, "people.UpdateRole(%d)", r.ID)
	a, err := actor.Require(ctx, PermRoleEdit)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := roleByID(ctx, tx, r.ID, true)
		if err != nil {
			return err
		}
		r.Key = old.Key
		if err := row.Fresh("role", old.Version, r.Version); err != nil {
			return err
		}
		if err := r.check(); err != nil {
			return err
		}
		if err := s.Covers(a, difference(s.Grants(old.Grants), s.Grants(r.Grants))); err != nil {
			return err
		}
		out, err = s.saveRole(tx, old, r)
		return err
	})
	return out, err
}

func (s *Service) saveRole(tx *db.Tx, old, r Role) (Role, error) {
	s.forget(tx)
	r.Key, r.Shipped = old.Key, old.Shipped
	if err := r.check(); err != nil {
		return r, err
	}
	if g := s.Grants(r.Grants); r.Key == RoleAdministrator && (g[PermRoleAssign] < actor.All || g[PermRoleEdit] < actor.All || g[PermPeopleEdit] < actor.All) {
		return r, errs.New(errs.Conflict, "The administrators' role must keep people.edit, role.edit and role.assign for everything; otherwise nobody could repair a mistake.")
	}
	changed, err := row.EmitChanged(tx, r.ID, "role", old.pairs(), r.pairs())
	if err != nil || !changed {
		return old, err
	}
	r.Version = old.Version + 1
	if _, err := tx.Exec(`UPDATE role SET name = $2, help = $3, version = $4 WHERE id = $1`, r.ID, r.Name, r.Help, r.Version); err != nil {
		return r, err
	}
	return r, writeGrants(tx, r)
}

// DeleteRole removes a role that is not shipped and that nobody holds. Kinds: NotFound, Forbidden, Conflict.
func (s *Service) DeleteRole(ctx context.Context, role id.ID, version int64) (err error) {
	defer errs.Wrap(&err, "people.DeleteRole(%d)", role)
	a, err := actor.Require(ctx, PermRoleEdit)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		r, err := roleByID(ctx, tx, role, true)
		if err != nil {
			return err
		}
		if err := row.Fresh("role", r.Version, version); err != nil {
			return err
		}
		if err := s.Covers(a, s.Grants(r.Grants)); err != nil {
			return err
		}
		var held int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM person_role WHERE role_id = $1`, role).Scan(&held); err != nil {
			return err
		}
		if r.Shipped || held > 0 {
			return errs.New(errs.Conflict, "A shipped role, or one that people hold (%d do), cannot be deleted.", held)
		}
		for _, text := range []string{`DELETE FROM role_grant WHERE role_id = $1`, `DELETE FROM role WHERE id = $1`} {
			if _, err := tx.Exec(text, role); err != nil {
				return err
			}
		}
		return tx.Emit(row.Removed{ID: role, Object: "role", Name: r.Name})
	})
}

// RefreshRole brings a shipped role that nobody has edited to its newest shipped form, and adds it when it is not there. An edited one
// is left alone. It is for upgrades. Kinds: Invalid.
func (s *Service) RefreshRole(tx *db.Tx, r Role) error {
	old, err := RoleByKey(tx.Context(), tx, r.Key)
	if errs.Is(err, errs.NotFound) {
		r.Shipped = true
		_, err = s.InsertRole(tx, r)
		return err
	}
	if err != nil || !old.Shipped || old.Version > 1 {
		return err
	}
	r.ID, r.Shipped, r.Version = old.ID, true, 1
	if err := r.check(); err != nil {
		return err
	}
	changed, err := row.EmitChanged(tx, r.ID, "role", old.pairs(), r.pairs())
	if err != nil || !changed {
		return err
	}
	s.forget(tx)
	if _, err := tx.Exec(`UPDATE role SET name = $2, help = $3 WHERE id = $1`, r.ID, r.Name, r.Help); err != nil {
		return err
	}
	return writeGrants(tx, r)
}
