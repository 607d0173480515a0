package count

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// mostExpected bounds the list of one stocktake: more is not counted in one go, and its report is not read.
const mostExpected = 50_000

// Begin freezes the list of what is expected, with the places as they are called now, and lets the count begin. On the list is what whoever
// begins can see of the assets that should be somewhere. Kinds: NotFound, Forbidden, also for who may not see assets, Conflict.
func (d *Desk) Begin(ctx context.Context, in register.Plain) (record.Result, error) {
	who, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return record.Result{}, err
	}
	if _, err := actor.Require(ctx, asset.PermView); err != nil {
		return record.Result{}, err
	}
	return d.takes.Change(ctx, in.On, PermEdit, func(tx *db.Tx, s *Stocktake) ([]field.Change, error) {
		return nil, d.takes.Step(tx, s, "begin", nil, func(tx *db.Tx, s *Stocktake) error {
			if err := freezePlaces(tx, s); err != nil {
				return err
			}
			n, err := freeze(tx, who, s)
			s.Frozen, s.Expected = tx.Now(), n
			return err
		})
	})
}

// freezePlaces keeps the tree of the places of the scope's organisations.
func freezePlaces(tx *db.Tx, s *Stocktake) error {
	tree, err := place.Tree(tx.Context(), tx, s.Entity)
	if err != nil {
		return err
	}
	var args db.Args
	take := args.Add(s.ID)
	_, err = tx.Exec(`INSERT INTO stocktake_place (stocktake_id, location_id, parent_id, name) SELECT CAST(`+take+` AS BIGINT), id, parent_id, name FROM location
		WHERE entity_id IN `+db.List(&args, tree), args.Values()...)
	return err
}

// freeze writes the list and returns how long it is. What somebody holds is right wherever it is seen, so it is kept without a place.
func freeze(tx *db.Tx, who actor.Actor, s *Stocktake) (int64, error) {
	tree, err := place.Tree(tx.Context(), tx, s.Entity)
	if err != nil {
		return 0, err
	}
	var args db.Args
	take := args.Add(s.ID)
	where := `t.entity_id IN ` + db.List(&args, tree) + ` AND (r.state IN (` + args.Add(asset.InStock) + `, ` + args.Add(asset.InUse) + `, ` + args.Add(asset.InMaintenance) + `, ` +
		args.Add(asset.Missing) + `) OR r.state = ` + args.Add(asset.Retired) + ` AND t.substate = ` + args.Add("pending_disposal") + `)`
	if s.Class != 0 {
		where += ` AND t.class_id = ` + args.Add(s.Class)
	}
	if s.Team != 0 {
		where += ` AND t.team_id = ` + args.Add(s.Team)
	}
	if s.Location != 0 {
		within, err := below(tx, s.ID, s.Location)
		if err != nil {
			return 0, err
		}
		where += ` AND t.location_id IN ` + db.List(&args, within)
	}
	where += ` AND ` + who.Predicate(asset.PermView, &args, seeing())
	n, err := tx.Exec(`INSERT INTO stocktake_line (stocktake_id, asset_id, tag, name, location_id, holder_id, holder, state, beyond)
		SELECT CAST(`+take+` AS BIGINT), t.id, r.number, r.title, CASE WHEN t.holder_id <> 0 THEN 0 ELSE t.location_id END, t.holder_id, coalesce(p.name, ''), r.state, FALSE
		FROM asset t JOIN record r ON r.id = t.id LEFT JOIN person p ON p.id = t.holder_id WHERE `+where, args.Values()...)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, errs.New(errs.Conflict, "No asset that you can see is in this scope; widen it first.")
	}
	if n > mostExpected {
		return 0, errs.New(errs.Conflict, "This scope has %d assets; plan several stocktakes of at most %d.", n, mostExpected)
	}
	return n, nil
}

// seeing are the columns of assets by which it is told who sees one.
func seeing() actor.Columns {
	return actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.holder_id"}}
}

// below returns a place and everything in it.
func below(tx *db.Tx, take, top id.ID) ([]id.ID, error) {
	all, err := spots(tx.Context(), tx, take)
	if err != nil {
		return nil, err
	}
	return within(all, top), nil
}

func within(all []Spot, top id.ID) []id.ID {
	inside := map[id.ID][]id.ID{}
	for _, s := range all {
		inside[s.Parent] = append(inside[s.Parent], s.ID)
	}
	out := []id.ID{top}
	for i := 0; i < len(out); i++ {
		for _, n := range inside[out[i]] {
			if !slices.Contains(out, n) { // a circle in the tree must not hang a count
				out = append(out, n)
			}
		}
	}
	return out
}
