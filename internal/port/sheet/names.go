package sheet

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// named is a name that was looked up.
type named struct {
	typ  field.Type
	of   string
	text string
}

// names looks up what cells name, each name once.
type names struct {
	db     *db.DB
	known  map[named]id.ID
	places *tree // all locations, once a path is looked up
}

// find returns the one row that a cell names: a person by the address or the name, a record by its number or its title, everything else by
// its name, a location also by its path. Kinds: Invalid for a name that nobody has, or several.
func (n *names) find(ctx context.Context, d field.Def, cell string) (id.ID, error) {
	key := named{d.Type, d.Of, row.Fold(cell)}
	if found, ok := n.known[key]; ok {
		return found, nil
	}
	list, err := n.read(ctx, d, cell)
	if err != nil {
		return 0, err
	}
	switch len(list) {
	case 0:
		return 0, errs.Bad(d.Key, "There is no %s %q.", strings.ToLower(d.Label), cell)
	case 1:
		n.known[key] = list[0]
		return list[0], nil
	default:
		if d.Type == field.TypeLocation {
			return 0, errs.Bad(d.Key, "There are several called %q. Write the whole path, such as Main building / %s.", cell, cell)
		}
		return 0, errs.Bad(d.Key, "There are several called %q.", cell)
	}
}

func (n *names) read(ctx context.Context, d field.Def, cell string) ([]id.ID, error) {
	switch d.Type {
	case field.TypePerson:
		if strings.Contains(cell, "@") {
			return n.ids(ctx, `SELECT person_id FROM person_address WHERE kind = 'email' AND value = $1`, strings.ToLower(cell))
		}
		return n.ids(ctx, `SELECT id FROM person WHERE name_key = $1 LIMIT 2`, row.Fold(cell))
	case field.TypeTeam:
		return n.ids(ctx, `SELECT id FROM team WHERE lower(name) = lower($1) LIMIT 2`, cell)
	case field.TypeCategory:
		return n.ids(ctx, `SELECT id FROM category WHERE lower(path) = lower($1) OR lower(name) = lower($1) LIMIT 2`, cell)
	case field.TypeLocation:
		list, err := n.ids(ctx, `SELECT id FROM location WHERE lower(name) = lower($1) LIMIT 2`, cell)
		path := steps(cell)
		if err != nil || len(list) > 0 || len(path) < 2 {
			return list, err
		}
		all, err := n.spots(ctx)
		if err != nil {
			return nil, err
		}
		return all.find(0, path), nil
	case field.TypeEntity:
		return n.ids(ctx, `SELECT id FROM entity WHERE lower(name) = lower($1) LIMIT 2`, cell)
	default:
		list, err := n.ids(ctx, `SELECT id FROM record WHERE number = $1 AND ($2 = '' OR kind = $2)`, strings.ToUpper(cell), d.Of)
		if err != nil || len(list) > 0 || d.Of == "" {
			return list, err
		}
		return n.ids(ctx, `SELECT id FROM record WHERE kind = $1 AND lower(title) = lower($2) LIMIT 2`, d.Of, cell)
	}
}

func (n *names) ids(ctx context.Context, text string, args ...any) ([]id.ID, error) {
	rows, err := n.db.Query(ctx, text, args...)
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}
