package desk

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Barred says for each of some records why the actor cannot use a verb on it now, "" where they can. The verb itself may refuse more.
func (r *Room) Barred(ctx context.Context, p Practice, spec action.Spec, heads []ticket.Head) ([]string, error) {
	a, err := actor.From(ctx)
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	ids := make([]id.ID, len(heads))
	for i, h := range heads {
		ids[i] = h.ID
	}
	var args db.Args
	place := p.table().Rows
	rows, err := r.DB.Query(ctx, "SELECT t.id FROM "+place.Table+" t WHERE t.id IN "+db.List(&args, padded(ids))+" AND "+a.Predicate(spec.Permission, &args, place.Scope), args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
	if err != nil {
		return nil, err
	}
	mine := map[id.ID]bool{}
	for _, i := range list {
		mine[i] = true
	}
	out := make([]string, len(heads))
	for i, h := range heads {
		v := View{Head: h, Practice: p, Moves: p.Kind.Flow.Next(h.State), May: map[string]bool{spec.Verb(): true}}
		switch {
		case !mine[h.ID]:
			out[i] = "Your role does not allow it."
		case !v.Can(spec.Verb()):
			_, err := p.Kind.Flow.Step(h.State, spec.Verb(), nil)
			if out[i] = "It is not possible in their state."; errs.Is(err, errs.Conflict) {
				out[i] = p.Kind.Flow.State(h.State).Label + ": it is not possible then."
			}
		}
	}
	return out, nil
}
