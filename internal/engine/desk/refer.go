package desk

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
)

// SeesRef answers NotFound for what a value of a type refers to, when it is not there or the actor may not see it: a record, a person, a
// team, a place or a category.
func (r *Room) SeesRef(ctx context.Context, t field.Type, ref id.ID) (err error) {
	switch t {
	case field.TypePerson:
		_, err = r.People.Person(ctx, r.DB, ref)
	case field.TypeTeam:
		_, err = r.People.Team(ctx, r.DB, ref)
	case field.TypeEntity:
		_, err = r.People.Entity(ctx, r.DB, ref)
	case field.TypeLocation:
		_, err = r.People.Location(ctx, r.DB, ref)
	case field.TypeCategory:
		err = category.Offered(ctx, r.DB, ref)
	default:
		err = r.Sees(ctx, ref)
	}
	if errs.Is(err, errs.Forbidden) {
		return errs.Absent(string(t))
	}
	return err
}
