// Package presence knows who looks at a record right now, and who writes an answer there, so that two people do not do the same work.
//
// It keeps this in the database, because the two may be served by different nodes. What nobody renews is forgotten.
//
// It leaves who may see a record, and that an answer is held back when something unseen arrived, to those who open records.
package presence

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Every is how often somebody who stays says so; Lasts is after how long without a word they are gone.
const (
	Every = 15 * time.Second
	Lasts = 40 * time.Second
)

// Other is somebody else at the same record.
type Other struct {
	Name    string `json:"name"`
	Writing bool   `json:"writing"`
}

// Service notes who is where.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// Stay notes that the acting person looks at a record, and whether they write, and returns who else does, by name. Kinds: Unauthenticated.
func (s *Service) Stay(ctx context.Context, record id.ID, writing bool) (others []Other, err error) {
	defer errs.Wrap(&err, "presence.Stay")
	a, err := actor.From(ctx)
	if err == nil && (a.Kind != actor.Person || a.ID == 0) {
		err = errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO presence (record_id, person_id, at, writing) VALUES ($1, $2, $3, $4)
			ON CONFLICT (record_id, person_id) DO UPDATE SET at = excluded.at, writing = excluded.writing`, record, a.ID, tx.Now(), writing)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT p.name, s.writing FROM presence s JOIN person p ON p.id = s.person_id
			WHERE s.record_id = $1 AND s.person_id <> $2 AND s.at > $3 ORDER BY p.name, p.id`, record, a.ID, tx.Now().Add(-Lasts))
		others, err = db.Collect(rows, err, func(rows *sql.Rows, o *Other) error { return rows.Scan(&o.Name, &o.Writing) })
		return err
	})
	return others, err
}

// Leave notes that the acting person looks at a record no more.
func (s *Service) Leave(ctx context.Context, record id.ID) (err error) {
	defer errs.Wrap(&err, "presence.Leave")
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM presence WHERE record_id = $1 AND person_id = $2`, record, a.ID)
		return err
	})
}

// Sweep forgets who is gone.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM presence WHERE at <= $1`, tx.Now().Add(-Lasts))
	return err
}
