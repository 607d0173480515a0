package relation

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// maxGroup is the longest name of a redundancy group in runes; maxNeed is more members than any has.
const (
	maxGroup = 100
	maxNeed  = 1000
)

// Relate is a new relation, read from this record to the other one.
type Relate struct {
	action.On
	Kind   string `json:"kind" doc:"What the relation means, read from this record to the other one."`
	To     string `json:"to" doc:"The number of the other service, configuration item or asset."`
	Impact *bool  `json:"impact,omitempty" doc:"Whether a failure passes along it; the usual of its kind if absent."`
	Group  string `json:"group,omitempty" doc:"The redundancy group of the one that depends: relations of one group stand in for each other."`
	Need   int64  `json:"need,omitempty" doc:"How many of the group must work, 1 if absent."`
	Date   string `json:"date,omitempty" doc:"The first day on which it holds; today if absent."`
	Until  string `json:"until,omitempty" doc:"The first day on which it does not hold any more; open if absent."`
}

// Rearrange changes the terms of a relation from today on. What was before stays on the maps of earlier days.
type Rearrange struct {
	action.On
	Kind   string  `json:"kind" doc:"What the relation means, read from this record to the other one."`
	To     string  `json:"to" doc:"The number of the other record."`
	Impact *bool   `json:"impact,omitempty" doc:"Whether a failure passes along it."`
	Group  *string `json:"group,omitempty" doc:"The redundancy group; empty for none."`
	Need   *int64  `json:"need,omitempty" doc:"How many of the group must work."`
}

// Unrelate ends a relation. It stays on the maps of the days on which it held.
type Unrelate struct {
	action.On
	Kind string `json:"kind" doc:"What the relation means, read from this record to the other one."`
	To   string `json:"to" doc:"The number of the other record."`
	Date string `json:"date,omitempty" doc:"The first day on which it does not hold any more; today if absent."`
}

// row is a relation as it is stored.
type row struct {
	ID       id.ID
	From, To id.ID
	Kind     string
	Impact   bool
	Group    string
	Need     int64
	Since    string
	Until    string
	Source   string
}

// Relate notes a relation. Kinds: NotFound, Forbidden without the right to change this record, Invalid, Conflict for a stale version.
func (d *Desk) Relate(ctx context.Context, p desk.Practice, in Relate) (record.Result, error) {
	return d.RelateFrom(ctx, p, in, Manual)
}

// The sources of a relation.
const (
	Manual = "manual"
	Agent  = "agent"
	Import = "import"
)

// RelateFrom is Relate for what somebody else than a person says.
func (d *Desk) RelateFrom(ctx context.Context, p desk.Practice, in Relate, source string) (out record.Result, err error) {
	defer errs.Wrap(&err, "relation.Relate(%s)", in.Number)
	kind, err := impact.ParseKind(in.Kind)
	if err != nil {
		return out, err
	}
	r := row{Kind: in.Kind, Impact: kind.UsuallyImpacts(), Group: text.Line(in.Group, 0), Need: in.Need, Source: source}
	if in.Impact != nil {
		r.Impact = *in.Impact
	}
	if r.Since, err = Day("date", in.Date, d.Today(ctx)); err != nil {
		return out, err
	}
	if r.Until, err = Day("until", in.Until, ""); err != nil {
		return out, err
	}
	if err := r.check(); err != nil {
		return out, err
	}
	return d.between(ctx, p, in.On, in.To, func(tx *db.Tx, from record.Head, to record.Ref) error {
		r.From, r.To = from.ID, to.ID
		if err := insert(tx, &r); err != nil {
			return err
		}
		return r.tell(tx, from.Ref(), to, record.RelationAdded)
	})
}

// check refuses terms that make no sense, and completes them.
func (r *row) check() error {
	var c errs.Check
	switch {
	case len([]rune(r.Group)) > maxGroup:
		c.Add("group", "Use at most %d characters.", maxGroup)
	case r.Group != "" && !r.Impact:
		c.Add("group", "Only relations with impact make a redundancy group.")
	case r.Group == "" && r.Need > 0:
		c.Add("need", "Name the redundancy group of which so many must work.")
	case r.Need < 0 || r.Need > maxNeed:
		c.Add("need", "Give a number from 1 to %d.", maxNeed)
	case r.Group != "":
		r.Need = max(r.Need, 1)
	}
	if r.Until != "" && r.Until <= r.Since {
		c.Add("until", "This day must come after the first one.")
	}
	return c.Err()
}

// insert writes a relation unless it holds already on one of its days.
func insert(tx *db.Tx, r *row) error {
	var n int
	err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM relation WHERE from_id = $1 AND to_id = $2 AND kind = $3 AND (valid_to = '' OR valid_to > $4) AND ($5 = '' OR valid_from < $5)
		AND valid_from <> valid_to`, r.From, r.To, r.Kind, r.Since, r.Until).Scan(&n)
	if err != nil {
		return err
	}
	if n > 0 {
		return errs.Bad("to", "This relation is noted already; change it instead.")
	}
	a, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	r.ID = tx.NewID()
	_, err = tx.Exec(`INSERT INTO relation (id, from_id, to_id, kind, impact, group_name, need, valid_from, valid_to, source, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, r.ID, r.From, r.To, r.Kind, r.Impact, r.Group, r.Need, r.Since, r.Until, r.Source, tx.Now(), a.ID)
	return err
}

// tell logs a relation on both its records.
func (r row) tell(tx *db.Tx, from, to record.Ref, does string) error {
	kind, err := impact.ParseKind(r.Kind)
	if err != nil {
		return err
	}
	there, back := kind.Words()
	e := record.RelationChanged{Relation: r.Kind, Does: does, Impact: r.Impact, Group: r.Group, Need: r.Need, From: r.Since, To: r.Until}
	e.Other, e.Number, e.Words = to.ID, to.Number, there
	if err := tx.Emit(e.Of(from.ID)); err != nil {
		return err
	}
	e.Other, e.Number, e.Words = from.ID, from.Number, back
	return tx.Emit(e.Of(to.ID))
}

// Rearrange changes a relation from today on. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Rearrange(ctx context.Context, p desk.Practice, in Rearrange) (out record.Result, err error) {
	defer errs.Wrap(&err, "relation.Rearrange(%s)", in.Number)
	day := d.Today(ctx)
	return d.between(ctx, p, in.On, in.To, func(tx *db.Tx, from record.Head, to record.Ref) error {
		old, err := standing(tx, from.ID, to.ID, in.Kind, day)
		if err != nil {
			return err
		}
		r := old
		if in.Impact != nil {
			r.Impact = *in.Impact
		}
		if in.Group != nil {
			if r.Group = text.Line(*in.Group, 0); r.Group == "" {
				r.Need = 0
			}
		}
		if in.Need != nil {
			r.Need = *in.Need
		}
		if err := r.check(); err != nil {
			return err
		}
		if r == old {
			return nil
		}
		if err := replace(tx, old, &r, day); err != nil {
			return err
		}
		return r.tell(tx, from.Ref(), to, record.RelationChangedTerms)
	})
}

// replace writes the new terms: in place if the old ones did not hold on any day before, else as a relation of their own.
func replace(tx *db.Tx, old row, r *row, day string) error {
	if old.Since >= day {
		_, err := tx.Exec(`UPDATE relation SET impact = $2, group_name = $3, need = $4 WHERE id = $1`, r.ID, r.Impact, r.Group, r.Need)
		return err
	}
	if _, err := tx.Exec(`UPDATE relation SET valid_to = $2 WHERE id = $1`, old.ID, day); err != nil {
		return err
	}
	r.Since, r.Source = day, Manual
	return insert(tx, r)
}

// Unrelate ends a relation. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Unrelate(ctx context.Context, p desk.Practice, in Unrelate) (out record.Result, err error) {
	defer errs.Wrap(&err, "relation.Unrelate(%s)", in.Number)
	day, err := Day("date", in.Date, d.Today(ctx))
	if err != nil {
		return out, err
	}
	return d.between(ctx, p, in.On, in.To, func(tx *db.Tx, from record.Head, to record.Ref) error {
		r, err := standing(tx, from.ID, to.ID, in.Kind, day)
		if err != nil {
			return err
		}
		r.Until = max(day, r.Since) // what ends before it began never held
		if _, err := tx.Exec(`UPDATE relation SET valid_to = $2 WHERE id = $1`, r.ID, r.Until); err != nil {
			return err
		}
		return r.tell(tx, from.Ref(), to, record.RelationEnded)
	})
}

// standing finds the relation of a kind between two records that holds on a day or will hold later. Kinds: Invalid when there is none.
func standing(tx *db.Tx, from, to id.ID, kind, day string) (r row, err error) {
	err = tx.QueryRow(tx.Context(), `SELECT id, from_id, to_id, kind, impact, group_name, need, valid_from, valid_to, source FROM relation
		WHERE from_id = $1 AND to_id = $2 AND kind = $3 AND (valid_to = '' OR valid_to > $4) AND valid_from <> valid_to ORDER BY valid_from LIMIT 1`, from, to, kind, day).
		Scan(&r.ID, &r.From, &r.To, &r.Kind, &r.Impact, &r.Group, &r.Need, &r.Since, &r.Until, &r.Source)
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("to", "There is no such relation on that day.")
	}
	return r, err
}

// between loads this record, which the actor must be allowed to change, and the other one, which they must see.
func (d *Desk) between(ctx context.Context, p desk.Practice, on action.On, to string, fn func(tx *db.Tx, from record.Head, to record.Ref) error) (out record.Result, err error) {
	same := func(h *record.Head) *record.Head { return h }
	table := record.Table[record.Head]{Rows: p.Rows, Columns: record.HeadColumns(same), Head: same}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := table.Load(tx.Context(), tx, p.Kind.Key, on.Number, p.Note)
		if err != nil {
			return err
		}
		if err := h.Check(on.Version); err != nil {
			return err
		}
		other, err := d.Room.RefByNumber(tx.Context(), tx, to)
		switch {
		case errs.Is(err, errs.NotFound):
			return errs.Bad("to", "There is no record with that number that you can see.")
		case err != nil:
			return err
		case !Joins(other.Kind):
			return errs.Bad("to", "Relations join services, configuration items and assets only.")
		case other.ID == h.ID:
			return errs.Bad("to", "A record cannot stand on itself.")
		}
		out = record.Result{Ref: h.Ref(), Version: h.Version}
		return fn(tx, h, other)
	})
	return out, err
}
