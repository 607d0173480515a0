package people

import (
	"cmp"
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Right is a permission that somebody has, how far it reaches, and the roles that give it that far.
type Right struct {
	Permission actor.Permission
	Scope      actor.Scope
	By         []Role
}

// RightsOf returns what a person may, and why, by permission. Whoever holds no role has the rights of a requester. Kinds: Forbidden,
// NotFound.
func (s *Service) RightsOf(ctx context.Context, q db.Querier, person id.ID) (out []Right, err error) {
	defer errs.Wrap(&err, "people.RightsOf(%d)", person)
	if _, err := actor.Require(ctx, PermRoleView); err != nil {
		return nil, err
	}
	held, err := s.RolesOf(ctx, q, person)
	if err != nil {
		return nil, err
	}
	if len(held) == 0 {
		r, err := RoleByKey(ctx, q, RoleRequester)
		if err != nil {
			return nil, err
		}
		held = []Role{r}
	}
	all := map[actor.Permission]*Right{}
	for _, r := range held {
		list, err := grants(ctx, q, r.ID)
		if err != nil {
			return nil, err
		}
		for p, scope := range s.Grants(list) {
			have := all[p]
			switch {
			case have == nil || have.Scope < scope:
				all[p] = &Right{p, scope, []Role{r}}
			case have.Scope == scope:
				have.By = append(have.By, r)
			}
		}
	}
	for _, r := range all {
		out = append(out, *r)
	}
	sorted.By(out, func(a, b Right) int { return cmp.Compare(a.Permission, b.Permission) })
	return slices.Clip(out), nil
}
