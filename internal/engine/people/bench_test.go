package people_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// crowd fills a database on SQLite with 20,000 people.
func crowd(b *testing.B) (*db.DB, *people.Service, id.ID) {
	b.Helper()
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "b.db"), Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	d.SetSink(event.New())
	s := people.New(d)
	var last id.ID
	if err := d.Write(actor.With(b.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
		if _, err := s.InsertEntity(tx, place.Entity{Name: "Root"}); err != nil {
			return err
		}
		for i := range 20000 {
			p, _, err := s.Resolve(tx, people.Contact{Name: fmt.Sprintf("Caller %d", i), Email: fmt.Sprintf("c%d@example.org", i)})
			if err != nil {
				return err
			}
			last = p
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return d, s, last
}

func BenchmarkPeople(b *testing.B) {
	d, s, last := crowd(b)
	ctx := actor.With(b.Context(), actor.OfSystem("test"))
	b.Run("resolve known", func(b *testing.B) {
		_ = d.Write(ctx, func(tx *db.Tx) error {
			for b.Loop() {
				if _, _, err := s.Resolve(tx, people.Contact{Email: "c777@example.org"}); err != nil {
					b.Fatal(err)
				}
			}
			return nil
		})
	})
	b.Run("resolve new", func(b *testing.B) {
		i := 0
		_ = d.Write(ctx, func(tx *db.Tx) error {
			for b.Loop() {
				i++
				if _, _, err := s.Resolve(tx, people.Contact{Email: fmt.Sprintf("new%d-%p@example.org", i, b)}); err != nil {
					b.Fatal(err)
				}
			}
			return nil
		})
	})
	b.Run("actor cold", func(b *testing.B) {
		for b.Loop() {
			s.Forget()
			if _, err := s.Actor(ctx, d, last, "web"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("actor warm", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Actor(ctx, d, last, "web"); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, text := range []string{"caller 19", "c199", "9", "nobody at all"} {
		b.Run("search "+text, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(ctx, d, text, 20); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
