package token_test

import (
	"path/filepath"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

func BenchmarkAuthenticateWarm(b *testing.B) {
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "b.db"), Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	d.SetSink(event.New())
	p := people.New(d)
	s := token.New(d, p)
	ctx := actor.With(b.Context(), actor.OfSystem("test"))
	var person people.Person
	if err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := p.InsertEntity(tx, place.Entity{Name: "Root"}); err != nil {
			return err
		}
		if _, err := p.InsertRole(tx, people.Role{Key: people.RoleRequester, Name: "R", Grants: []people.Grant{people.Allow("*", actor.All)}}); err != nil {
			return err
		}
		person, err = p.InsertPerson(tx, people.Person{Name: "Ana"})
		return err
	}); err != nil {
		b.Fatal(err)
	}
	secret, _, err := s.Create(ctx, token.Token{Person: person.ID, Name: "b", Scopes: []people.Pattern{"*"}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Authenticate(ctx, secret); err != nil {
			b.Fatal(err)
		}
	}
}
