package incident

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Practice describes incidents to the faces.
func (s *Service) Practice() desk.Practice {
	fields := Fields()
	return desk.Practice{Kind: s.kind, View: PermView, Note: PermNote, Internal: PermInternal, Actions: s.Actions(), Fields: fields.Defs(),
		Join: "JOIN incident i ON i.id = t.id",
		Values: func(ctx context.Context, q db.Querier, heads []ticket.Head) ([][]field.Value, error) {
			list, err := bodies(ctx, q, heads)
			if err != nil {
				return nil, err
			}
			out := make([][]field.Value, len(list))
			for n := range list {
				out[n] = fields.Values(&list[n])
			}
			return out, nil
		}}
}

// bodies reads the bodies of many incidents at once.
func bodies(ctx context.Context, q db.Querier, heads []ticket.Head) ([]Incident, error) {
	out := make([]Incident, len(heads))
	at := make(map[id.ID]int, len(heads))
	ids := make([]id.ID, len(heads))
	for n, h := range heads {
		out[n].Head, at[h.ID], ids[n] = h, n, h.ID
	}
	if len(heads) == 0 {
		return out, nil
	}
	var args db.Args
	cols := columns()
	rows, err := q.Query(ctx, "SELECT "+cols.List("")+" FROM incident WHERE id IN "+db.List(&args, ids), args.Values()...)
	found, err := db.Collect(rows, err, func(rows *sql.Rows, i *Incident) error { return rows.Scan(cols.Dest(i)...) })
	for _, i := range found {
		i.Head = out[at[i.ID]].Head
		out[at[i.ID]] = i
	}
	return out, err
}
