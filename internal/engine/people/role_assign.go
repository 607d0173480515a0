package people

import (
	"context"
	"fmt"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// RolesOf returns the roles of a person, without grants. Kinds: Forbidden, NotFound.
func (s *Service) RolesOf(ctx context.Context, q db.Querier, person id.ID) ([]Role, error) {
	if _, err := s.Person(ctx, q, person); err != nil {
		return nil, err
	}
	return rolesOf(ctx, q, person)
}

func rolesOf(ctx context.Context, q db.Querier, person id.ID) ([]Role, error) {
	var args db.Args
	return roles().List(ctx, q, row.Product(), PermRoleView, &args,
		" AND r.id IN (SELECT pr.role_id FROM person_role pr WHERE pr.person_id = "+args.Add(person)+") ORDER BY r.name, r.id")
}

// AssignRole gives a person a role all of whose permissions the actor holds. Kinds: NotFound, Forbidden.
func (s *Service) AssignRole(ctx context.Context, person, role id.ID) (err error) {
	defer errs.Wrap(&err, "people.AssignRole(%d, %d)", person, role)
	return s.editRoles(ctx, person, role, func(tx *db.Tx, r Role) error { return s.GiveRole(tx, person, r.Key) })
}

// GiveRole gives a person a role without asking for a permission: for set-up. Kinds: NotFound.
func (s *Service) GiveRole(tx *db.Tx, person id.ID, key string) error {
	s.forget(tx)
	r, err := RoleByKey(tx.Context(), tx, key)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`INSERT INTO person_role (person_id, role_id) VALUES ($1, $2) ON CONFLICT (person_id, role_id) DO NOTHING`, person, r.ID)
	if err != nil || n == 0 {
		return err
	}
	return tx.Emit(RoleAssigned{person, r.ID, r.Key, true})
}

// RemoveRole takes a role from a person; the actor must hold all of its permissions. Kinds: NotFound, Forbidden, Conflict for the
// last administrator.
func (s *Service) RemoveRole(ctx context.Context, person, role id.ID) (err error) {
	defer errs.Wrap(&err, "people.RemoveRole(%d, %d)", person, role)
	return s.editRoles(ctx, person, role, func(tx *db.Tx, r Role) error {
		n, err := tx.Exec(`DELETE FROM person_role WHERE person_id = $1 AND role_id = $2`, person, role)
		if err != nil || n == 0 {
			return err
		}
		if err := tx.Emit(RoleAssigned{person, role, r.Key, false}); err != nil || r.Key != RoleAdministrator {
			return err
		}
		return keepAdministrator(tx)
	})
}

func (s *Service) editRoles(ctx context.Context, person, role id.ID, fn func(tx *db.Tx, r Role) error) error {
	a, err := actor.Require(ctx, PermRoleAssign)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		if _, err := persons().Get(ctx, tx, a, PermRoleAssign, person, true); err != nil {
			return err
		}
		r, err := roleByID(ctx, tx, role, true) // locked, so that two administrators cannot remove each other at once
		if err != nil {
			return err
		}
		if err := s.Covers(a, s.Grants(r.Grants)); err != nil {
			return err
		}
		return fn(tx, r)
	})
}

// Covers refuses when the actor holds less than the grants. A permission that this program does not know, such as one of a practice to
// come, is covered only by somebody who may do everything. Kinds: Forbidden.
func (s *Service) Covers(a actor.Actor, g actor.Grants) error {
	for p, scope := range g {
		if a.Scope(p) < scope && (slices.Contains(s.known, p) || !s.mayAll(a)) {
			return errs.Because(errs.Forbidden, fmt.Errorf("%s %d holds %s at %v, not %v", a.Kind, a.ID, p, a.Scope(p), scope),
				"This needs permissions that you do not hold yourself, such as %s for %s.", p, reach(scope))
		}
	}
	return nil
}

// mayAll reports whether a holds every known permission for everything.
func (s *Service) mayAll(a actor.Actor) bool {
	return !slices.ContainsFunc(s.known, func(p actor.Permission) bool { return a.Scope(p) < actor.All })
}

func reach(s actor.Scope) string {
	switch s {
	case actor.Own:
		return "your own"
	case actor.Group:
		return "your teams"
	case actor.Entity:
		return "your entity"
	case actor.EntityTree:
		return "your entity and those below"
	default:
		return "everything"
	}
}

// difference returns what one of the two grants and the other does not, at the wider scope.
func difference(a, b actor.Grants) actor.Grants {
	out := actor.Grants{}
	for p, s := range a {
		if b[p] != s {
			out.Allow(p, max(s, b[p]))
		}
	}
	for p, s := range b {
		if a[p] != s {
			out.Allow(p, max(s, a[p]))
		}
	}
	return out
}

// Outranks refuses when the person holds something that the actor does not: nobody may get at a more powerful account by changing
// its addresses or secrets. Everybody may do so for themselves. Kinds: Forbidden.
func (s *Service) Outranks(ctx context.Context, q db.Querier, a actor.Actor, person id.ID) error {
	if a.Unbound || a.ID == person {
		return nil
	}
	g, err := s.grantsOf(ctx, q, person)
	if err != nil {
		return err
	}
	return s.Covers(a, g)
}

// keepAdministrator refuses a change after which nobody active is an administrator. Kinds: Conflict. The role's row is locked, so
// that two such changes wait for each other.
func keepAdministrator(tx *db.Tx) error {
	r, err := RoleByKey(tx.Context(), tx, RoleAdministrator)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := roles().Get(tx.Context(), tx, row.Product(), PermRoleView, r.ID, true); err != nil {
		return err
	}
	var n int
	err = tx.QueryRow(tx.Context(), `SELECT count(*) FROM person_role pr JOIN person p ON p.id = pr.person_id WHERE pr.role_id = $1 AND p.status = 'active'`, r.ID).Scan(&n)
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "This is the last administrator. Make somebody else an administrator first.")
	}
	return err
}

// Administrators counts the active administrators: none means that set-up has not happened.
func Administrators(ctx context.Context, q db.Querier) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT count(*) FROM person_role pr JOIN role r ON r.id = pr.role_id JOIN person p ON p.id = pr.person_id
		WHERE r.key = 'administrator' AND p.status = 'active'`).Scan(&n)
	return n, err
}
