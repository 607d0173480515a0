package people

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Absence is a time in which a person gets no new work: from From until before Until.
type Absence struct {
	ID     id.ID      `json:"id"`
	Person id.ID      `json:"person"`
	From   clock.Time `json:"from"`
	Until  clock.Time `json:"until"`
	Note   string     `json:"note"`
}

func (s *Service) now() clock.Time { return clock.Of(s.db.Clock().Now()) }

// Absences returns the absences of a person that are not over yet, the next one first. Kinds: Forbidden, NotFound.
func (s *Service) Absences(ctx context.Context, q db.Querier, person id.ID) ([]Absence, error) {
	if _, err := s.Person(ctx, q, person); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT id, person_id, from_at, until_at, note FROM absence WHERE person_id = $1 AND until_at > $2 ORDER BY from_at, id`, person, s.now())
	return db.Collect(rows, err, func(rows *sql.Rows, a *Absence) error { return rows.Scan(&a.ID, &a.Person, &a.From, &a.Until, &a.Note) })
}

// AddAbsence notes an absence. Kinds: NotFound, Forbidden, Invalid.
func (s *Service) AddAbsence(ctx context.Context, ab Absence) (out Absence, err error) {
	defer errs.Wrap(&err, "people.AddAbsence(%d)", ab.Person)
	var c errs.Check
	ab.Note = row.Clean(ab.Note)
	row.CheckText(&c, "note", ab.Note, row.MaxText)
	c.Must(!ab.From.IsZero(), "from", "Please say when the absence begins.")
	c.Must(ab.Until > ab.From, "until", "The end must come after the beginning.")
	err = s.editAbsence(ctx, ab.Person, func(tx *db.Tx) error {
		if err := c.Err(); err != nil {
			return err
		}
		ab.ID = tx.NewID()
		if _, err := tx.Exec(`INSERT INTO absence (id, person_id, from_at, until_at, note) VALUES ($1, $2, $3, $4, $5)`,
			ab.ID, ab.Person, ab.From, ab.Until, ab.Note); err != nil {
			return err
		}
		return tx.Emit(AbsenceChanged{ab.Person, ab.From, ab.Until, true})
	})
	return ab, err
}

// RemoveAbsence takes an absence of a person back. Kinds: NotFound, Forbidden.
func (s *Service) RemoveAbsence(ctx context.Context, person, absence id.ID) (err error) {
	defer errs.Wrap(&err, "people.RemoveAbsence(%d)", absence)
	return s.editAbsence(ctx, person, func(tx *db.Tx) error {
		e := AbsenceChanged{Person: person}
		err := tx.QueryRow(ctx, `DELETE FROM absence WHERE id = $1 AND person_id = $2 RETURNING from_at, until_at`, absence, person).Scan(&e.From, &e.Until)
		if errs.Is(err, errs.NotFound) {
			return errs.Absent("absence")
		}
		if err != nil {
			return err
		}
		return tx.Emit(e)
	})
}

func (s *Service) editAbsence(ctx context.Context, person id.ID, fn func(tx *db.Tx) error) error {
	a, err := actor.Require(ctx, PermAbsenceEdit)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := persons().Get(ctx, tx, a, PermAbsenceEdit, person, true); err != nil {
			return err
		}
		return fn(tx)
	})
}
