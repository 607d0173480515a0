// Package draft keeps what people have written on a record and not sent yet.
//
// Why: a browser that crashes, or a change from the desk to the telephone, must not cost anybody their words. A draft is its writer's alone.
//
// It leaves who may see a record, and what a draft becomes when it is sent, to those who open records.
package draft

import (
	"context"
	"database/sql"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Lasts is for how long a draft that nobody touches is kept.
const Lasts = 180 * 24 * time.Hour

// maxChoice is how many characters the time and the next state of a draft have at most: both are as somebody typed or chose them.
const maxChoice = 100

// Draft is an unsent text, and what was chosen beside it.
type Draft struct {
	Body    string
	Note    bool
	Minutes string
	Next    string // what follows the sending, as the composer says it
	At      clock.Time
}

// Service keeps drafts.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// Of returns the acting person's draft on a record, and the zero Draft where there is none. Kinds: Unauthenticated.
func (s *Service) Of(ctx context.Context, record id.ID) (d Draft, err error) {
	defer errs.Wrap(&err, "draft.Of")
	who, err := writer(ctx)
	if err != nil {
		return Draft{}, err
	}
	err = s.db.QueryRow(ctx, `SELECT body, note, minutes, next, at FROM draft WHERE person_id = $1 AND record_id = $2`, who, record).
		Scan(&d.Body, &d.Note, &d.Minutes, &d.Next, &d.At)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, nil
	}
	return d, err
}

// Put keeps the acting person's draft on a record in place of what was there; one without a text is dropped. Kinds: Unauthenticated, Invalid.
func (s *Service) Put(ctx context.Context, record id.ID, d Draft) (err error) {
	defer errs.Wrap(&err, "draft.Put")
	who, err := writer(ctx)
	if err != nil {
		return err
	}
	if d.Body == "" {
		return s.Drop(ctx, record)
	}
	var c errs.Check
	c.Must(len(d.Body) <= ticket.MaxBody, "body", "This is too long to be kept. Attach it as a file instead.")
	c.Must(utf8.RuneCountInString(d.Minutes) <= maxChoice, "minutes", "Shorten it to %d characters.", maxChoice)
	c.Must(utf8.RuneCountInString(d.Next) <= maxChoice, "next", "Shorten it to %d characters.", maxChoice)
	if err := c.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO draft (person_id, record_id, at, body, note, minutes, next) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (person_id, record_id) DO UPDATE SET at = excluded.at, body = excluded.body, note = excluded.note,
			minutes = excluded.minutes, next = excluded.next`, who, record, tx.Now(), d.Body, d.Note, d.Minutes, d.Next)
		return err
	})
}

// Drop forgets the acting person's draft on a record: it was sent, or emptied. Kinds: Unauthenticated.
func (s *Service) Drop(ctx context.Context, record id.ID) (err error) {
	defer errs.Wrap(&err, "draft.Drop")
	who, err := writer(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM draft WHERE person_id = $1 AND record_id = $2`, who, record)
		return err
	})
}

// Sweep forgets what nobody has touched for long.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM draft WHERE at <= $1`, tx.Now().Add(-Lasts))
	return err
}

func writer(ctx context.Context) (id.ID, error) {
	a, err := actor.From(ctx)
	if err == nil && (a.Kind != actor.Person || a.ID == 0) {
		err = errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return a.ID, err
}
