package account

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/password"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
)

// PermPassword is the permission to invite somebody to set a password.
const PermPassword actor.Permission = "account.invite"

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermPassword} }

// Accounts holds the verbs. It is safe for concurrent use.
type Accounts struct {
	db     *db.DB
	people *people.Service
	hasher password.Hasher
	limits *rate.Limits
	decoy  string // checked for unknown accounts, so that they take as long as known ones
}

// New returns the verbs on a database.
func New(d *db.DB, p *people.Service, h password.Hasher) *Accounts {
	return &Accounts{db: d, people: p, hasher: h, limits: rate.New(d), decoy: h.Decoy()}
}

// SignedIn tells that a person signed in.
type SignedIn struct {
	Person  id.ID  `json:"person"`
	Address string `json:"address"`
	By      string `json:"by"`               // password, link, setup, demonstration
	Failed  int    `json:"failed,omitempty"` // tries from this network before it that no Refused told of
}

// Subject is the person.
func (e SignedIn) Subject() id.ID { return e.Person }

// EventKind names the event.
func (SignedIn) EventKind() string { return "account.signed_in" }

// Refused tells that somebody did not get in: with a wrong password, or as nobody who is known here. What was typed is not kept, because
// people type passwords into the wrong field. One event stands for all tries at an account from a network in ten minutes.
type Refused struct {
	Person  id.ID  `json:"person"` // 0 for nobody who is known
	Address string `json:"address"`
	Tries   int    `json:"tries"` // since the last event of this account and network, with this one
	about   id.ID
}

// Subject is the person, or the organisation when the account is unknown.
func (e Refused) Subject() id.ID {
	if e.Person != 0 {
		return e.Person
	}
	return e.about
}

// EventKind names the event.
func (Refused) EventKind() string { return "account.refused" }

// PasswordSet tells that a person's password was set.
type PasswordSet struct {
	Person  id.ID  `json:"person"`
	By      string `json:"by"`                // self, link, setup
	Address string `json:"address,omitempty"` // where whoever did it was signed in or had the link open
}

// Subject is the person.
func (e PasswordSet) Subject() id.ID { return e.Person }

// EventKind names the event.
func (PasswordSet) EventKind() string { return "account.password_set" }

// Invited tells that somebody was sent a link to set a password.
type Invited struct {
	Person id.ID `json:"person"`
}

// Subject is the person.
func (e Invited) Subject() id.ID { return e.Person }

// EventKind names the event.
func (Invited) EventKind() string { return "account.invited" }

// Store writes a hash that was computed before the write; by says how it came to be.
func Store(tx *db.Tx, person id.ID, hash, by string) error {
	return store(tx, PasswordSet{Person: person, By: by}, hash)
}

func store(tx *db.Tx, e PasswordSet, hash string) error {
	if _, err := tx.Exec(`INSERT INTO credential (person_id, password, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at`, e.Person, hash, tx.Now()); err != nil {
		return err
	}
	return tx.Emit(e)
}

// credential is what is needed to judge a try.
type credential struct {
	person id.ID
	hash   string
	active bool
}

// find returns the credential of an address; the zero value when there is none.
func (s *Accounts) find(ctx context.Context, email string) (c credential, err error) {
	err = s.db.QueryRow(ctx, `SELECT c.person_id, c.password, p.status = 'active' FROM person_address a JOIN credential c ON c.person_id = a.person_id
		JOIN person p ON p.id = a.person_id WHERE a.kind = 'email' AND a.value = $1`, email).Scan(&c.person, &c.hash, &c.active)
	if errs.Is(err, errs.NotFound) {
		return credential{}, nil
	}
	return c, err
}

// about returns what must not make up a person's password.
func (s *Accounts) about(ctx context.Context, q db.Querier, person id.ID) ([]string, error) {
	p, err := people.PersonByID(ctx, q, person)
	if err != nil {
		return nil, err
	}
	names, err := place.EntityNames(ctx, q, []id.ID{p.Entity})
	return []string{p.Name, p.Email, names[p.Entity]}, err
}

func (s *Accounts) now() clock.Time { return clock.Of(s.db.Clock().Now()) }
