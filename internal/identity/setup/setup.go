package setup

import (
	"context"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/password"
)

// Content puts the shipped content below the root entity.
type Content func(tx *db.Tx, root id.ID) error

// Setup makes the first administrator.
type Setup struct {
	db      *db.DB
	people  *people.Service
	hasher  password.Hasher
	content Content
}

// New returns the set-up of a database.
func New(d *db.DB, p *people.Service, h password.Hasher, c Content) *Setup { return &Setup{d, p, h, c} }

// Input is what set-up asks for.
type Input struct {
	Organisation string
	Name         string
	Email        string
	Password     string
	Zone         string // IANA name
}

// Needed reports whether there is no administrator yet.
func (s *Setup) Needed(ctx context.Context) (bool, error) {
	n, err := people.Administrators(ctx, s.db)
	return err == nil && n == 0, err
}

func done() error { return errs.New(errs.Conflict, "Fettle is set up already; please sign in.") }

// NewLink returns the secret of a new set-up link and ends earlier ones. Kinds: Conflict when there is an administrator.
func (s *Setup) NewLink(ctx context.Context) (secret string, err error) {
	defer errs.Wrap(&err, "setup.NewLink")
	err = s.db.Write(actor.With(ctx, actor.OfSystem("setup")), func(tx *db.Tx) error {
		if n, err := people.Administrators(tx.Context(), tx); err != nil || n > 0 {
			return either(err, done())
		}
		if err := link.Revoke(tx, link.Setup, 0, 0); err != nil {
			return err
		}
		secret, err = link.Create(tx, link.Setup, 0, 0)
		return err
	})
	return secret, err
}

func either(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Check tells whether a link is still good, without using it up: for the page that asks. Kinds: NotFound, Conflict.
func (s *Setup) Check(ctx context.Context, secret string) error {
	if needed, err := s.Needed(ctx); err != nil || !needed {
		return either(err, done())
	}
	_, err := link.Peek(ctx, s.db, clock.Of(s.db.Clock().Now()), link.Setup, secret)
	return err
}

// Run carries set-up out and returns the administrator. The link is used up only when everything succeeded. Kinds: NotFound for a
// link that is not valid, Invalid, Conflict when it was done already.
func (s *Setup) Run(ctx context.Context, secret string, in Input) (admin id.ID, err error) {
	defer errs.Wrap(&err, "setup.Run")
	if err := s.Check(ctx, secret); err != nil {
		return 0, err
	}
	if err := in.check(); err != nil {
		return 0, err
	}
	hash, err := s.hasher.Hash(ctx, in.Password)
	if err != nil {
		return 0, err
	}
	if err := s.adopt(ctx, in); err != nil {
		return 0, err
	}
	err = s.db.Write(actor.With(ctx, actor.OfSystem("setup")), func(tx *db.Tx) error {
		if _, err := link.Consume(tx, link.Setup, secret); err != nil {
			return err
		}
		if n, err := people.Administrators(tx.Context(), tx); err != nil || n > 0 {
			return either(err, done())
		}
		if admin, err = s.create(tx, in, hash); err != nil {
			return err
		}
		return people.VerifyAddress(tx, admin, people.Email, in.Email) // nobody else can vouch for the first address
	})
	return admin, err
}

// adopt gives the organisation that an import made before anybody set up its name and time zone.
func (s *Setup) adopt(ctx context.Context, in Input) error {
	ctx = actor.With(ctx, actor.OfSystem("setup"))
	root, err := place.Root(ctx, s.db)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	e, err := s.people.Entity(ctx, s.db, root)
	if err != nil || e.Name == in.Organisation && e.Zone == in.Zone {
		return err
	}
	e.Name, e.Zone = in.Organisation, in.Zone
	_, err = s.people.UpdateEntity(ctx, e)
	return renamed(err, "name", "organisation")
}

// First makes the organisation, the administrator and the content without a link: for demonstrations and tests. hash may be "" for
// an account without a password. Kinds: Invalid.
func (s *Setup) First(tx *db.Tx, in Input, hash string) (id.ID, error) { return s.create(tx, in, hash) }

func (s *Setup) create(tx *db.Tx, in Input, hash string) (id.ID, error) {
	root, err := s.root(tx, in)
	if err != nil {
		return 0, err
	}
	if err := s.content(tx, root); err != nil {
		return 0, err
	}
	p, err := s.person(tx, in, root)
	if err != nil {
		return 0, err
	}
	if err := s.people.GiveRole(tx, p, people.RoleAdministrator); err != nil || hash == "" {
		return p, err
	}
	return p, account.Store(tx, p, hash, "setup")
}

// root makes the root entity, or takes the one that an import made before anybody set up.
func (s *Setup) root(tx *db.Tx, in Input) (id.ID, error) {
	root, err := place.Root(tx.Context(), tx)
	if err == nil || !errs.Is(err, errs.NotFound) {
		return root, err
	}
	e, err := s.people.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: in.Organisation, Zone: in.Zone})
	return e.ID, renamed(err, "name", "organisation")
}

// person adds the administrator, or takes the one whom an import made.
func (s *Setup) person(tx *db.Tx, in Input, root id.ID) (id.ID, error) {
	if owner, err := people.Owner(tx.Context(), tx, people.Email, people.NormalEmail(in.Email)); err == nil || !errs.Is(err, errs.NotFound) {
		return owner, err
	}
	p, err := s.people.InsertPerson(tx, people.Person{Entity: root, Name: in.Name, Email: in.Email})
	return p.ID, err
}

// renamed moves a field error to the name that the form uses.
func renamed(err error, from, to string) error {
	var c errs.Check
	for _, f := range errs.Fields(err) {
		if f.Key == from {
			f.Key = to
		}
		c.Add(f.Key, "%s", f.Text)
	}
	return either(c.Err(), err)
}

func (in *Input) check() error {
	in.Organisation, in.Name = strings.TrimSpace(in.Organisation), strings.TrimSpace(in.Name)
	in.Email, in.Zone = people.NormalEmail(in.Email), strings.TrimSpace(in.Zone)
	var c errs.Check
	c.Must(in.Organisation != "", "organisation", "Please name your organisation.")
	c.Must(in.Name != "", "name", "Please give your name.")
	c.Join("", people.CheckEmail("email", in.Email))
	_, unknown := time.LoadLocation(in.Zone)
	c.Must(in.Zone != "" && unknown == nil, "zone", "Please choose a time zone of the list, such as Europe/Berlin.")
	c.Join("", password.Strong(in.Password, in.Organisation, in.Name, in.Email))
	return c.Err()
}
