package desk

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// Trail asks for a part of the whole log.
type Trail struct {
	Person id.ID  // who acted; 0 for anybody
	Kind   string // of event; "" for any
	Before id.ID  // the last event of the part before; 0 for the newest
	Limit  int
}

// Audit returns events newest first, with the numbers of the records among their subjects, and the cursor of the next part, 0 at the end.
// Kinds: Forbidden.
func (r *Room) Audit(ctx context.Context, t Trail) (list []event.Envelope, numbers map[id.ID]string, next id.ID, err error) {
	defer errs.Wrap(&err, "desk.Audit")
	if _, err := actor.Require(ctx, PermAudit); err != nil {
		return nil, nil, 0, err
	}
	var args db.Args
	where := []string{"TRUE"}
	if t.Person != 0 {
		where = append(where, "actor_id = "+args.Add(t.Person))
	}
	if t.Kind != "" {
		where = append(where, "kind = "+args.Add(t.Kind))
	}
	if t.Before != 0 {
		where = append(where, "id < "+args.Add(t.Before))
	}
	list, err = r.Log.Find(ctx, r.DB, strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT "+args.Add(t.Limit+1), args.Values()...)
	if err != nil {
		return nil, nil, 0, err
	}
	if len(list) > t.Limit {
		list = list[:t.Limit]
		next = list[t.Limit-1].ID
	}
	numbers, err = r.numbersOf(ctx, list)
	return list, numbers, next, err
}

// numbersOf returns the numbers of the records among the subjects of events.
func (r *Room) numbersOf(ctx context.Context, list []event.Envelope) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	if len(list) == 0 {
		return out, nil
	}
	var args db.Args
	ids := make([]id.ID, len(list))
	for i, e := range list {
		ids[i] = e.Subject
	}
	rows, err := r.DB.Query(ctx, "SELECT id, number FROM record WHERE id IN "+db.List(&args, ids), args.Values()...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows, _ *struct{}) error {
		var i id.ID
		var number string
		if err := rows.Scan(&i, &number); err != nil {
			return err
		}
		out[i] = number
		return nil
	})
	return out, err
}

// AuditKinds returns the kinds of events that this program knows. Kinds: Forbidden.
func (r *Room) AuditKinds(ctx context.Context) ([]string, error) {
	_, err := actor.Require(ctx, PermAudit)
	return r.Log.Kinds(), err
}

// VerifyLog proves the log. Kinds: Forbidden.
func (r *Room) VerifyLog(ctx context.Context) (event.Report, error) {
	if _, err := actor.Require(ctx, PermAudit); err != nil {
		return event.Report{}, err
	}
	return r.Log.Verify(ctx, r.DB, nil)
}
