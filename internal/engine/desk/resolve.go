package desk

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
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

// recordsNamed finds the record with a number, or those that are known by their title, if the actor may see them: what hangs on them
// would tell that they exist.
func (r *Room) recordsNamed(ctx context.Context, q db.Querier, text string) ([]any, error) {
	ref, err := r.RefByNumber(ctx, q, text)
	if errs.Is(err, errs.NotFound) {
		return r.titled(ctx, text)
	}
	return []any{ref.ID}, err
}

// titled finds the records with a title, whatever its case and accents, among those that people know by it.
func (r *Room) titled(ctx context.Context, title string) ([]any, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	var args db.Args
	name := args.Add(row.Fold(title))
	var union []string
	for _, p := range r.things {
		if p.Kind.Titled && a.Can(p.View) {
			union = append(union, "SELECT t.id FROM "+p.Rows.Table+" t WHERE t.name_key = "+name+" AND "+a.Predicate(p.View, &args, p.Rows.Scope))
		}
	}
	if len(union) == 0 {
		return nil, nil
	}
	return idsOf(ctx, r.DB, strings.Join(union, " UNION ALL ")+" LIMIT 100", args.Values()...)
}
