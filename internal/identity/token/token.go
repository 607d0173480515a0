package token

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// The permissions of this room. With the scope "own" a person handles their own tokens.
const (
	PermView actor.Permission = "token.view"
	PermEdit actor.Permission = "token.edit"
)

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit} }

// How long a token lasts when nobody says, and at most.
const (
	DefaultLife = 90 * 24 * time.Hour
	MaxLife     = 366 * 24 * time.Hour
)

// Token is what is known of a token; its secret is not.
type Token struct {
	ID      id.ID            `json:"id"`
	Person  id.ID            `json:"person"`
	Name    string           `json:"name"`
	Scopes  []people.Pattern `json:"scopes"`
	Created clock.Time       `json:"created_at"`
	Expires clock.Time       `json:"expires_at"`
	Used    clock.Time       `json:"used_at"` // to the minute; zero: never
}

// Created tells that a token was made.
type Created struct {
	Person id.ID  `json:"person"`
	Token  id.ID  `json:"token"`
	Name   string `json:"name"`
	Scopes string `json:"scopes"`
}

// Subject is the person as whom the token acts.
func (e Created) Subject() id.ID { return e.Person }

// EventKind names the event.
func (Created) EventKind() string { return "token.created" }

// Revoked tells that a token was ended.
type Revoked struct {
	Person id.ID  `json:"person"`
	Token  id.ID  `json:"token"`
	Name   string `json:"name"`
}

// Subject is the person as whom the token acted.
func (e Revoked) Subject() id.ID { return e.Person }

// EventKind names the event.
func (Revoked) EventKind() string { return "token.revoked" }

// Limits bound the use of the API. 0 stands for the usual number, a negative one for no limit.
type Limits struct {
	Requests int // of each token and session, a minute
	Failures int // tokens that do not hold, of each address, a minute
	Streams  int // open streams of each token and session
}

// Tokens makes, checks and ends tokens. It is safe for concurrent use.
type Tokens struct {
	// Limits bound what whoever holds a token may ask for. They are set before anybody does.
	Limits Limits

	db     *db.DB
	people *people.Service
	cache  cache
}

// New returns the tokens kept in a database.
func New(d *db.DB, p *people.Service) *Tokens { return &Tokens{db: d, people: p} }

func scope() actor.Columns { return actor.Columns{Entity: "p.entity_id", Owners: []string{"p.id"}} }

// Create makes a token for t.Person (0: the acting person) and returns its secret, which cannot be had again. Nobody can make a token
// that may do more than they may themselves, nor one with a scope that gives nothing. Kinds: Forbidden, NotFound, Invalid.
func (s *Tokens) Create(ctx context.Context, t Token) (secret string, out Token, err error) {
	defer errs.Wrap(&err, "token.Create")
	a, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return "", t, err
	}
	if t.Person == 0 {
		t.Person = a.ID
	}
	if secret, err = mint(); err != nil {
		return "", t, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := t.check(tx.Now()); err != nil {
			return err
		}
		if err := s.allowed(tx, a, t); err != nil {
			return err
		}
		out, err = insert(tx, t, secret)
		return err
	})
	if err != nil {
		return "", t, err
	}
	return secret, out, nil
}

func (t *Token) check(now clock.Time) error {
	t.Name = strings.Join(strings.Fields(t.Name), " ")
	if t.Expires.IsZero() {
		t.Expires = now.Add(DefaultLife)
	}
	var c errs.Check
	c.Must(t.Name != "" && len(t.Name) <= 100, "name", "Please give a name of at most 100 characters that says what the token is for.")
	c.Must(t.Expires > now && t.Expires <= now.Add(MaxLife), "expires_at", "The end must lie ahead, at most a year.")
	c.Must(len(t.Scopes) > 0 && len(t.Scopes) <= 50, "scopes", "Please name what the token may do, such as incident.view or incident.*; * stands for everything you may do.")
	for _, p := range t.Scopes {
		c.Join("scopes", p.Check())
	}
	return c.Err()
}

// allowed refuses a token for a person out of reach, or one that could do more than a can.
func (s *Tokens) allowed(tx *db.Tx, a actor.Actor, t Token) error {
	if err := reach(tx.Context(), tx, a, PermEdit, t.Person); err != nil {
		return err
	}
	person, err := s.people.Actor(tx.Context(), tx, t.Person, "api")
	if errs.Is(err, errs.Unauthenticated) {
		return errs.Bad("person", "This person has left.")
	}
	if err != nil {
		return err
	}
	if err := s.useful(person.Grants, t.Scopes); err != nil {
		return err
	}
	return s.people.Covers(a, restrict(person.Grants, t.Scopes))
}

// useful refuses scopes that give a person nothing, each in its own words: such a token fails where nobody sees why. Kinds: Invalid.
func (s *Tokens) useful(held actor.Grants, scopes []people.Pattern) error {
	var c errs.Check
	known := s.people.Known()
	for _, t := range scopes {
		switch {
		case !slices.ContainsFunc(known, t.Covers):
			c.Add("scopes", "there is no permission %q", string(t))
		case t != "*" && len(restrict(held, []people.Pattern{t})) == 0:
			c.Add("scopes", "this person may do nothing of %q", string(t))
		}
	}
	return c.Err()
}

// reach refuses when p does not reach the person. Kinds: NotFound.
func reach(ctx context.Context, q db.Querier, a actor.Actor, p actor.Permission, person id.ID) error {
	var args db.Args
	var n int
	text := "SELECT count(*) FROM person p WHERE p.id = " + args.Add(person) + " AND " + a.Predicate(p, &args, scope())
	if err := q.QueryRow(ctx, text, args.Values()...).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return errs.Absent("person")
	}
	return nil
}

func insert(tx *db.Tx, t Token, secret string) (Token, error) {
	t.ID, t.Created, t.Used = tx.NewID(), tx.Now(), 0
	h := digest(secret)
	_, err := tx.Exec(`INSERT INTO api_token (id, hash, person_id, name, scopes, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
		t.ID, h[:], t.Person, t.Name, write(t.Scopes), t.Created, t.Expires)
	if err != nil {
		return t, err
	}
	return t, tx.Emit(Created{t.Person, t.ID, t.Name, write(t.Scopes)})
}

func write(list []people.Pattern) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = string(p)
	}
	return strings.Join(parts, " ")
}

func read(s string) []people.Pattern {
	var out []people.Pattern
	for _, p := range strings.Fields(s) {
		out = append(out, people.Pattern(p))
	}
	return out
}

// List returns the tokens of a person (0: the acting one), the newest first. Kinds: Forbidden, NotFound.
func (s *Tokens) List(ctx context.Context, q db.Querier, person id.ID) ([]Token, error) {
	a, err := actor.Require(ctx, PermView)
	if err != nil {
		return nil, err
	}
	if person == 0 {
		person = a.ID
	}
	if err := reach(ctx, q, a, PermView, person); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT id, person_id, name, scopes, created_at, expires_at, used_at FROM api_token WHERE person_id = $1 ORDER BY id DESC`, person)
	return db.Collect(rows, err, func(rows *sql.Rows, t *Token) error {
		var scopes string
		err := rows.Scan(&t.ID, &t.Person, &t.Name, &scopes, &t.Created, &t.Expires, &t.Used)
		t.Scopes = read(scopes)
		return err
	})
}

// Revoke ends a token. Kinds: Forbidden, NotFound.
func (s *Tokens) Revoke(ctx context.Context, token id.ID) (err error) {
	defer errs.Wrap(&err, "token.Revoke(%d)", token)
	a, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var args db.Args
		e := Revoked{Token: token}
		text := "DELETE FROM api_token WHERE id = " + args.Add(token) + " AND person_id IN (SELECT p.id FROM person p WHERE " +
			a.Predicate(PermEdit, &args, scope()) + ") RETURNING person_id, name"
		err := tx.QueryRow(ctx, text, args.Values()...).Scan(&e.Person, &e.Name)
		if errs.Is(err, errs.NotFound) {
			return errs.Absent("token")
		}
		if err != nil {
			return err
		}
		tx.After(s.cache.clear)
		return tx.Emit(e)
	})
}

// Sweep removes tokens that ended more than 30 days ago.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM api_token WHERE expires_at < $1`, tx.Now().Add(-30*24*time.Hour))
	return err
}
