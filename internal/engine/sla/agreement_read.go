package sla

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

func oneAgreement(ctx context.Context, q db.Querier, agreement id.ID) (Agreement, error) {
	list, _, err := readAgreements(ctx, q, agreement)
	if err == nil && len(list) == 0 {
		err = errs.Absent("agreement")
	}
	if err != nil {
		return Agreement{}, err
	}
	return list[0], nil
}

// readAgreements returns one agreement, or all in order when it is 0, with the targets in force; gone holds the targets that were
// replaced, by agreement.
func readAgreements(ctx context.Context, q db.Querier, one id.ID) (list []Agreement, gone map[id.ID][]Promise, err error) {
	rows, err := q.Query(ctx, `SELECT id, kind, name, position, conditions, pauses, calendar_id, valid_from, valid_until, shipped, archived, version, updated_at
		FROM agreement WHERE id = $1 OR $1 = 0 ORDER BY archived, kind, position, id`, one)
	list, err = db.Collect(rows, err, scanAgreement)
	if err != nil {
		return nil, nil, err
	}
	type owned struct {
		Promise
		agreement id.ID
	}
	rows, err = q.Query(ctx, `SELECT id, agreement_id, metric, priority, amount, unit, calendar_id, warnings, archived
		FROM target WHERE agreement_id = $1 OR $1 = 0 ORDER BY agreement_id, metric, priority, id`, one)
	targets, err := db.Collect(rows, err, func(rows *sql.Rows, t *owned) error {
		var levels string
		if err := rows.Scan(&t.ID, &t.agreement, &t.Metric, &t.Priority, &t.Target.Amount, &t.Target.Unit, &t.Calendar, &levels, &t.Archived); err != nil {
			return err
		}
		return errs.Because(errs.Internal, json.Unmarshal([]byte(levels), &t.Levels), "the warnings of target %d are damaged", t.ID)
	})
	gone = map[id.ID][]Promise{}
	live := map[id.ID][]Promise{}
	for _, t := range targets {
		if t.Archived {
			gone[t.agreement] = append(gone[t.agreement], t.Promise)
		} else {
			live[t.agreement] = append(live[t.agreement], t.Promise)
		}
	}
	for i := range list {
		list[i].Promises = live[list[i].ID]
	}
	return list, gone, err
}

func scanAgreement(rows *sql.Rows, a *Agreement) error {
	var conditions, pauses string
	if err := rows.Scan(&a.ID, &a.Kind, &a.Name, &a.Position, &conditions, &pauses, &a.Calendar, &a.From, &a.Until, &a.Shipped, &a.Archived,
		&a.Version, &a.Updated); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(conditions), &a.Conditions); err != nil {
		return errs.Because(errs.Internal, err, "the conditions of agreement %d are damaged", a.ID)
	}
	return errs.Because(errs.Internal, json.Unmarshal([]byte(pauses), &a.Pauses), "the pauses of agreement %d are damaged", a.ID)
}

func insertPromise(tx *db.Tx, agreement id.ID, p Promise) error {
	levels, err := json.Marshal(p.Levels)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO target (id, agreement_id, metric, priority, amount, unit, calendar_id, warnings, archived)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)`, p.ID, agreement, string(p.Metric), p.Priority, p.Target.Amount, string(p.Target.Unit), p.Calendar, string(levels))
	return err
}
