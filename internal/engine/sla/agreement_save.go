package sla

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Agreements returns the agreements in the order in which they are tried; archived ones at the end. Kinds: Forbidden.
func (s *Service) Agreements(ctx context.Context, q db.Querier) ([]Agreement, error) {
	if _, err := actor.Require(ctx, PermView); err != nil {
		return nil, err
	}
	list, _, err := readAgreements(ctx, q, 0)
	return list, err
}

// Agreement returns one agreement. Kinds: Forbidden, NotFound.
func (s *Service) Agreement(ctx context.Context, q db.Querier, agreement id.ID) (Agreement, error) {
	if _, err := actor.Require(ctx, PermView); err != nil {
		return Agreement{}, err
	}
	return oneAgreement(ctx, q, agreement)
}

func mayEdit(ctx context.Context) error {
	a, err := actor.Require(ctx, PermEdit)
	if err == nil && a.Scope(PermEdit) < actor.All {
		err = errs.New(errs.Forbidden, "Agreements bind all entities; your role may edit things of some only.")
	}
	return err
}

// CreateAgreement adds an agreement; Position 0 puts it at the end of its kind. Open work that fits is measured by it from its opening.
// Kinds: Forbidden, Invalid naming each field.
func (s *Service) CreateAgreement(ctx context.Context, a Agreement) (out Agreement, err error) {
	defer errs.Wrap(&err, "sla.CreateAgreement")
	if err := mayEdit(ctx); err != nil {
		return out, err
	}
	a.Shipped = false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, err = s.InsertAgreement(tx, a)
		return err
	})
	return out, err
}

// InsertAgreement adds an agreement without asking for a permission: for set-up. Kinds: Invalid.
func (s *Service) InsertAgreement(tx *db.Tx, a Agreement) (Agreement, error) {
	a.Promises = slices.Clone(a.Promises)
	if err := a.Normalise(); err != nil {
		return a, err
	}
	if err := checkReferences(tx, &a); err != nil {
		return a, err
	}
	if a.Position == 0 {
		if err := tx.QueryRow(tx.Context(), `SELECT coalesce(max(position), 0) + 10 FROM agreement WHERE kind = $1`, string(a.Kind)).Scan(&a.Position); err != nil {
			return a, err
		}
	}
	a.ID, a.Version, a.Updated = tx.NewID(), 1, tx.Now()
	conditions, pauses, err := a.Stored()
	if err != nil {
		return a, err
	}
	n, err := tx.Exec(`INSERT INTO agreement (id, kind, name, position, conditions, pauses, calendar_id, valid_from, valid_until, shipped, archived, version, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (kind, name) DO NOTHING`,
		a.ID, string(a.Kind), a.Name, a.Position, conditions, pauses, a.Calendar, a.From, a.Until, a.Shipped, a.Archived, a.Version, a.Updated)
	if err != nil {
		return a, err
	}
	if n == 0 {
		return a, errs.Bad("name", "There is an agreement of this kind and name already.")
	}
	for i := range a.Promises {
		a.Promises[i].ID = tx.NewID()
		if err := insertPromise(tx, a.ID, a.Promises[i]); err != nil {
			return a, err
		}
	}
	if err := s.touch(tx); err != nil {
		return a, err
	}
	return a, tx.Emit(AgreementCreated{Agreement: a.ID, Kind: a.Kind, Name: a.Name})
}

// UpdateAgreement saves an agreement if a.Version is still the newest; targets are matched by their ids. Open work is computed anew, work
// that ended keeps the promise it was measured by. Kinds: Forbidden, NotFound, Invalid, Conflict.
func (s *Service) UpdateAgreement(ctx context.Context, a Agreement) (out Agreement, err error) {
	defer errs.Wrap(&err, "sla.UpdateAgreement(%d)", a.ID)
	if err := mayEdit(ctx); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var locked id.ID
		if err := tx.QueryRow(tx.Context(), `SELECT id FROM agreement WHERE id = $1 {{forupdate}}`, a.ID).Scan(&locked); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		old, err := oneAgreement(tx.Context(), tx, a.ID)
		if err != nil {
			return err
		}
		if err := row.Fresh("agreement", old.Version, a.Version); err != nil {
			return err
		}
		out, err = s.save(tx, old, a)
		return err
	})
	return out, err
}

func (s *Service) save(tx *db.Tx, old, a Agreement) (Agreement, error) {
	a.Kind, a.Shipped, a.Promises = old.Kind, old.Shipped, slices.Clone(a.Promises)
	if err := a.Normalise(); err != nil {
		return a, err
	}
	if err := checkReferences(tx, &a); err != nil {
		return a, err
	}
	if a.Position == 0 {
		a.Position = old.Position
	}
	before := old.Pairs()
	if err := savePromises(tx, old, &a); err != nil {
		return a, err
	}
	var changed []row.Field
	for i, p := range a.Pairs() {
		if p.Value != before[i].Value {
			changed = append(changed, row.Field{Key: p.Key, From: before[i].Value, To: p.Value})
		}
	}
	if len(changed) == 0 {
		return old, nil
	}
	a.Version, a.Updated = old.Version+1, tx.Now()
	conditions, pauses, err := a.Stored()
	if err != nil {
		return a, err
	}
	if _, err := tx.Exec(`UPDATE agreement SET name = $2, position = $3, conditions = $4, pauses = $5, calendar_id = $6, valid_from = $7, valid_until = $8,
		archived = $9, version = $10, updated_at = $11 WHERE id = $1`,
		a.ID, a.Name, a.Position, conditions, pauses, a.Calendar, a.From, a.Until, a.Archived, a.Version, a.Updated); err != nil {
		return a, row.Duplicate(err, "name", "There is an agreement of this kind and name already.")
	}
	if err := s.touch(tx); err != nil {
		return a, err
	}
	return a, tx.Emit(AgreementEdited{Agreement: a.ID, Fields: changed})
}

// savePromises writes the targets. One that promises something else now gets a new row, so that clocks that ended keep the old one.
func savePromises(tx *db.Tx, old Agreement, a *Agreement) error {
	keep := map[id.ID]bool{}
	for i := range a.Promises {
		p := &a.Promises[i]
		at := slices.IndexFunc(old.Promises, func(o Promise) bool { return o.ID == p.ID && p.ID != 0 })
		if at < 0 && p.ID != 0 {
			return errs.Bad(fmt.Sprintf("targets.%d.id", i), "This agreement has no such target; leave the id away for a new one.")
		}
		if at < 0 || !old.Promises[at].Same(*p) {
			p.ID = tx.NewID()
			if err := insertPromise(tx, a.ID, *p); err != nil {
				return err
			}
			continue
		}
		keep[p.ID] = true
		levels, err := json.Marshal(p.Levels)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE target SET warnings = $2 WHERE id = $1`, p.ID, string(levels)); err != nil {
			return err
		}
	}
	for _, o := range old.Promises {
		if !keep[o.ID] {
			if _, err := tx.Exec(`UPDATE target SET archived = TRUE WHERE id = $1`, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkReferences refuses ids of things that do not exist.
func checkReferences(tx *db.Tx, a *Agreement) error {
	var c errs.Check
	var failed error
	exist := func(key, table string, ids ...id.ID) {
		for i, v := range ids {
			at := key
			if len(ids) > 1 {
				at = fmt.Sprintf("%s.%d", key, i)
			}
			var n int
			if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM `+table+` WHERE id = $1`, v).Scan(&n); err != nil {
				failed = err
			}
			c.Must(n == 1 || v == 0, at, "There is no such %s.", table)
		}
	}
	exist("calendar", "calendar", a.Calendar)
	exist("conditions.teams", "team", a.Conditions.Teams...)
	exist("conditions.categories", "category", a.Conditions.Categories...)
	exist("conditions.entities", "entity", a.Conditions.Entities...)
	exist("conditions.services", "record", a.Conditions.Services...)
	for i, p := range a.Promises {
		exist(fmt.Sprintf("targets.%d.calendar", i), "calendar", p.Calendar)
		for j, l := range p.Levels {
			exist(fmt.Sprintf("targets.%d.warnings.%d.team", i, j), "team", l.Team)
		}
	}
	if failed != nil {
		return failed
	}
	return c.Err()
}

// touch makes every process read the agreements anew.
func (s *Service) touch(tx *db.Tx) error {
	tx.After(s.Forget)
	return calendar.Touch(tx, edition)
}
