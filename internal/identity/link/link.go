package link

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Purpose is what a link is for.
type Purpose string

// The purposes.
const (
	Setup  Purpose = "setup"  // make the first administrator; 30 minutes
	Invite Purpose = "invite" // set a first password; 72 hours
	Reset  Purpose = "reset"  // set a new password; 30 minutes
	Follow Purpose = "follow" // see and answer one's own report; 90 days, any number of times; shown to whoever reported, so no proof of an address
	Accept Purpose = "accept" // say whether a thing was taken over; 14 days
	Attest Purpose = "attest" // say whether one has what is in one's name; 60 days, any number of times
	Seat   Purpose = "seat"   // say whether one still needs a seat of a program; 14 days
)

// Lifetime returns how long a link of a purpose lasts.
func (p Purpose) Lifetime() time.Duration {
	switch p {
	case Invite:
		return 72 * time.Hour
	case Follow:
		return 90 * 24 * time.Hour
	case Accept, Seat:
		return 14 * 24 * time.Hour
	case Attest:
		return 60 * 24 * time.Hour
	default:
		return 30 * time.Minute
	}
}

// Link is what a secret stands for.
type Link struct {
	Purpose Purpose
	Subject id.ID // what it is about, such as a record; 0 for nothing
	Person  id.ID // whom it was made for; 0 for nobody
	Expires clock.Time
}

const secretLen = 32

func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// Create makes a link of the purpose's lifetime and returns its secret, 43 characters that fit into a URL. It cannot be had again.
func Create(tx *db.Tx, p Purpose, subject, person id.ID) (secret string, err error) {
	b := make([]byte, secretLen)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(b)
	_, err = tx.Exec(`INSERT INTO link_token (hash, purpose, subject_id, person_id, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, 0)`,
		digest(secret), string(p), subject, person, tx.Now().Add(p.Lifetime()))
	return secret, err
}

func invalid() error {
	return errs.New(errs.NotFound, "This link is not valid any more. It may have been used, or it is too old; please ask for a new one.")
}

// Peek returns what a secret stands for without using it up: for the page that asks to confirm, because mail scanners follow links.
// now is the present instant. Kinds: NotFound.
func Peek(ctx context.Context, q db.Querier, now clock.Time, p Purpose, secret string) (Link, error) {
	l := Link{Purpose: p}
	err := q.QueryRow(ctx, `SELECT subject_id, person_id, expires_at FROM link_token WHERE hash = $1 AND purpose = $2 AND used_at = 0 AND expires_at > $3`,
		digest(secret), string(p), now).Scan(&l.Subject, &l.Person, &l.Expires)
	if errs.Is(err, errs.NotFound) {
		return Link{}, invalid()
	}
	return l, err
}

// Consume uses a link up: of several callers at once, one succeeds. Kinds: NotFound.
func Consume(tx *db.Tx, p Purpose, secret string) (Link, error) {
	l := Link{Purpose: p}
	err := tx.QueryRow(tx.Context(), `UPDATE link_token SET used_at = $3 WHERE hash = $1 AND purpose = $2 AND used_at = 0 AND expires_at > $3
		RETURNING subject_id, person_id, expires_at`, digest(secret), string(p), tx.Now()).Scan(&l.Subject, &l.Person, &l.Expires)
	if errs.Is(err, errs.NotFound) {
		return Link{}, invalid()
	}
	return l, err
}

// Revoke ends all links of a purpose for a person and subject that are not used yet.
func Revoke(tx *db.Tx, p Purpose, subject, person id.ID) error {
	_, err := tx.Exec(`DELETE FROM link_token WHERE purpose = $1 AND subject_id = $2 AND person_id = $3 AND used_at = 0`, string(p), subject, person)
	return err
}

// Sweep removes links that ended more than a week ago.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM link_token WHERE expires_at < $1`, tx.Now().Add(-7*24*time.Hour))
	return err
}
