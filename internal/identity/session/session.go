package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"time"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// How long a session lasts.
const (
	Idle     = 8 * time.Hour
	Absolute = 7 * 24 * time.Hour
	// noteEvery is how often use is noted: a write per click would be too many.
	noteEvery = time.Minute
)

// Client is where a request comes from.
type Client struct {
	Address string
	Agent   string
}

// Session is one browser in which a person is signed in.
type Session struct {
	Key     string     `json:"key"` // names the session; it is not the secret
	Person  id.ID      `json:"person"`
	Created clock.Time `json:"created_at"`
	Seen    clock.Time `json:"seen_at"`
	Address string     `json:"address"`
	Agent   string     `json:"agent"`
	Current bool       `json:"current"`
}

// Sessions begins, checks and ends sessions. It is safe for concurrent use.
type Sessions struct {
	db     *db.DB
	people *people.Service
}

// New returns the sessions kept in a database.
func New(d *db.DB, p *people.Service) *Sessions { return &Sessions{d, p} }

// CookieName returns the name of the cookie; secure says whether the page is served over TLS. A __Host- cookie needs Secure, Path=/
// and no Domain; both kinds are HttpOnly and SameSite=Lax.
func CookieName(secure bool) string {
	if secure {
		return "__Host-fettle"
	}
	return "fettle"
}

const secretLen = 32

func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// Create begins a session and returns its secret for the cookie: always a new one.
func Create(tx *db.Tx, person id.ID, c Client) (secret string, err error) {
	b := make([]byte, secretLen)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(b)
	_, err = tx.Exec(`INSERT INTO session (hash, person_id, created_at, seen_at, address, agent) VALUES ($1, $2, $3, $3, $4, $5)`,
		digest(secret), person, tx.Now(), short(c.Address, 60), short(c.Agent, 200))
	return secret, err
}

func short(s string, n int) string {
	if !utf8.ValidString(s) {
		return ""
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// Authenticate returns the actor of a session. background says that nobody did anything: such a request does not keep the session
// alive. Kinds: Unauthenticated for a secret that is unknown or ended, and for a leaver.
func (s *Sessions) Authenticate(ctx context.Context, secret string, background bool) (actor.Actor, error) {
	hash := digest(secret)
	var row Session
	err := s.db.QueryRow(ctx, `SELECT person_id, created_at, seen_at FROM session WHERE hash = $1`, hash).Scan(&row.Person, &row.Created, &row.Seen)
	now := clock.Of(s.db.Clock().Now())
	if errs.Is(err, errs.NotFound) || err == nil && (now.Sub(row.Seen) > Idle || now.Sub(row.Created) > Absolute) {
		return actor.Actor{}, errs.New(errs.Unauthenticated, "Please sign in.")
	}
	if err != nil {
		return actor.Actor{}, err
	}
	a, err := s.people.Actor(ctx, s.db, row.Person, "web")
	if err == nil && !background && now.Sub(row.Seen) >= noteEvery {
		s.note(ctx, hash, now)
	}
	return a, err
}

// note writes down that a session was used. A failure is no reason to refuse the request: reading must go on when the disk is full.
func (s *Sessions) note(ctx context.Context, hash []byte, now clock.Time) {
	_ = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE session SET seen_at = $2 WHERE hash = $1 AND seen_at < $2`, hash, now)
		return err
	})
}

// End ends the sessions of secrets, all or none: signing out. An unknown one is no error.
func (s *Sessions) End(ctx context.Context, secrets ...string) error {
	if _, err := actor.From(ctx); err != nil { // whoever signs out need not be signed in any more
		ctx = actor.With(ctx, actor.OfSystem("sign-out"))
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, secret := range secrets {
			if _, err := end(tx, SignedOut, `DELETE FROM session WHERE hash = $1 RETURNING person_id, address`, digest(secret)); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndAll ends all sessions of a person, except the one of a secret ("" for none), and tells why when there were any.
func EndAll(tx *db.Tx, person id.ID, except string, why Why) error {
	_, err := end(tx, why, `DELETE FROM session WHERE person_id = $1 AND hash <> $2 RETURNING person_id, address`, person, digest(except))
	return err
}

// Address returns where the session of a secret was begun, "" when there is none.
func Address(tx *db.Tx, secret string) (address string, err error) {
	err = tx.QueryRow(tx.Context(), `SELECT address FROM session WHERE hash = $1`, digest(secret)).Scan(&address)
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return address, err
}

// List returns the living sessions of the acting person, the latest used first; secret marks the current one.
func (s *Sessions) List(ctx context.Context, q db.Querier, secret string) ([]Session, error) {
	a, err := self(ctx)
	if err != nil {
		return nil, err
	}
	now := clock.Of(s.db.Clock().Now())
	rows, err := q.Query(ctx, `SELECT hash, person_id, created_at, seen_at, address, agent FROM session
		WHERE person_id = $1 AND seen_at > $2 AND created_at > $3 ORDER BY seen_at DESC, hash`, a.ID, now.Add(-Idle), now.Add(-Absolute))
	current := key(digest(secret))
	return db.Collect(rows, err, func(rows *sql.Rows, out *Session) error {
		var hash []byte
		err := rows.Scan(&hash, &out.Person, &out.Created, &out.Seen, &out.Address, &out.Agent)
		out.Key = key(hash)
		out.Current = out.Key == current
		return err
	})
}

// EndOne ends a session of the acting person by its key. Kinds: NotFound.
func (s *Sessions) EndOne(ctx context.Context, name string) error {
	a, err := self(ctx)
	if err != nil {
		return err
	}
	hash, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil {
		return errs.Absent("session")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := end(tx, Elsewhere, `DELETE FROM session WHERE hash = $1 AND person_id = $2 RETURNING person_id, address`, hash, a.ID)
		if err == nil && n == 0 {
			err = errs.Absent("session")
		}
		return err
	})
}

// Sweep removes ended sessions.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM session WHERE seen_at < $1 OR created_at < $2`, tx.Now().Add(-Idle), tx.Now().Add(-Absolute))
	return err
}

func key(hash []byte) string { return base64.RawURLEncoding.EncodeToString(hash) }

func self(ctx context.Context) (actor.Actor, error) {
	a, err := actor.From(ctx)
	if err == nil && (a.Kind != actor.Person || a.ID == 0) {
		err = errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return a, err
}
