package place

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// LocationExists tells whether a location is there and in use. Kinds: NotFound.
func LocationExists(ctx context.Context, q db.Querier, location id.ID) error {
	var archived bool
	err := q.QueryRow(ctx, `SELECT archived FROM location WHERE id = $1`, location).Scan(&archived)
	if err == nil && archived {
		err = errs.Absent("location")
	}
	return err
}
