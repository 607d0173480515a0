package people

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// maxHolders is how many holders of a role are named.
const maxHolders = 100

// Holders returns who was given a role, by name, and whether there are more. Kinds: Forbidden.
func (s *Service) Holders(ctx context.Context, q db.Querier, role id.ID) (list []Person, more bool, err error) {
	defer errs.Wrap(&err, "people.Holders(%d)", role)
	a, err := actor.Require(ctx, PermPeopleView)
	if err != nil {
		return nil, false, err
	}
	var args db.Args
	list, err = persons().List(ctx, q, a, PermPeopleView, &args, " AND p.id IN (SELECT person_id FROM person_role WHERE role_id = "+args.Add(role)+
		") ORDER BY p.name_key, p.id LIMIT "+args.Add(maxHolders+1))
	if len(list) > maxHolders {
		return list[:maxHolders], true, err
	}
	return list, false, err
}
