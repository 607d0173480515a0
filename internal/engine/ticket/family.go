package ticket

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Family returns the parent of h and its children in the words of links: the child knows its parent, and nothing else says who is whose.
// The caller trims them by what the actor may see.
func Family(ctx context.Context, q db.Querier, h Head) ([]record.Linked, error) {
	const columns = `SELECT r.id, r.kind, r.number, r.title, r.state, r.phase, r.entity_id FROM record r JOIN ticket t ON t.id = r.id WHERE `
	var out []record.Linked
	read := func(reverse bool, where string, of id.ID) error {
		rows, err := q.Query(ctx, columns+where+` ORDER BY r.id`, of)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, l *record.Linked) error {
			l.Relation, l.Reverse = record.ParentOf, reverse
			return rows.Scan(&l.ID, &l.Kind, &l.Number, &l.Title, &l.State, &l.Phase, &l.Entity)
		})
		out = append(out, list...)
		return err
	}
	if h.Parent != 0 {
		if err := read(true, `t.id = $1`, h.Parent); err != nil {
			return nil, err
		}
	}
	return out, read(false, `t.parent_id = $1 AND t.parent_id <> 0`, h.ID)
}
