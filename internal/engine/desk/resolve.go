package desk

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// idsOf reads the ids that a statement gives for one text.
func idsOf(ctx context.Context, q db.Querier, statement string, args ...any) ([]any, error) {
	rows, err := q.Query(ctx, statement, args...)
	return db.Collect(rows, err, func(rows *sql.Rows, v *any) error {
		var i id.ID
		err := rows.Scan(&i)
		*v = i
		return err
	})
}

// personsNamed finds persons by their address or their whole name.
func personsNamed(ctx context.Context, q db.Querier, text string) ([]any, error) {
	if strings.Contains(text, "@") {
		return idsOf(ctx, q, `SELECT person_id FROM person_address WHERE kind = 'email' AND value = $1`, strings.ToLower(text))
	}
	return idsOf(ctx, q, `SELECT id FROM person WHERE name_key = $1 LIMIT 50`, row.Fold(text))
}

func teamsNamed(ctx context.Context, q db.Querier, text string) ([]any, error) {
	return idsOf(ctx, q, `SELECT id FROM team WHERE lower(name) = lower($1)`, text)
}

// categoriesNamed finds a category by its name or path, with everything below it.
func categoriesNamed(ctx context.Context, q db.Querier, text string) ([]any, error) {
	return idsOf(ctx, q, `SELECT c.id FROM category c JOIN category top ON c.id = top.id OR c.path LIKE top.path || ' / %'
		WHERE lower(top.name) = lower($1) OR lower(top.path) = lower($1)`, text)
}

func locationsNamed(ctx context.Context, q db.Querier, text string) ([]any, error) {
	return idsOf(ctx, q, `SELECT id FROM location WHERE lower(name) = lower($1)`, text)
}

func entitiesNamed(ctx context.Context, q db.Querier, text string) ([]any, error) {
	return idsOf(ctx, q, `SELECT id FROM entity WHERE lower(name) = lower($1)`, text)
}

// recordsNumbered finds the record with a number, if the actor may see it: what hangs on it would tell that it exists.
func (r *Room) recordsNumbered(ctx context.Context, q db.Querier, text string) ([]any, error) {
	ref, err := record.RefByNumber(ctx, q, text)
	if err == nil {
		err = r.see(ctx, ref)
	}
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	return []any{ref.ID}, err
}
