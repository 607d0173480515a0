package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/api"
)

// BenchmarkCreateWithoutDatabase is what the face itself costs on the way of a create: name, routing, proof, key, decoding and answer,
// around a verb that does nothing.
func BenchmarkCreateWithoutDatabase(b *testing.B) {
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "x.db"), Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	room := &desk.Room{DB: d, Log: event.New()}
	room.Add(desk.Practice{Kind: choreKind(), View: "chore.view", Note: "chore.note", Actions: []action.Spec{
		action.Of("chore.open", "Open", "chore.open", func(_ context.Context, in openChore) (result, error) {
			return result{record.Ref{ID: 1 << 55, Kind: "chore", Number: "CHO-1", Title: in.Title, State: "new"}, 1}, nil
		}),
	}})
	keys := &keyring{m: map[string]actor.Actor{"ana": {Kind: actor.Person, ID: 7, Grants: actor.Grants{"chore.open": actor.All}}}}
	face, err := api.New(api.Deps{Desk: room, Keys: once.New(d), Tokens: keys, Sessions: sessions{keys}, Cookie: func(bool) string { return "fettle" }})
	if err != nil {
		b.Fatal(err)
	}
	body := `{"title":"The printer on the second floor does not print","description":"` + strings.Repeat("It says that the paper is out, but it is not. ", 8) + `","requester":"123456789012"}`
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/api/v1/chores", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer ana")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "a-key-of-usual-length")
		w := httptest.NewRecorder()
		face.ServeHTTP(w, r)
		if w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
	}
}

// BenchmarkList is a page of 50 rows with its labels, from an SQLite database of 500.
func BenchmarkList(b *testing.B) {
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "x.db"), Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	w := newWorld(b, d, nil)
	for range 500 {
		w.open(b, "ana", "The printer does not print")
	}
	for _, path := range []string{"/api/v1/chores", "/api/v1/chores?q=status:open", "/api/v1/chores/CHO-7"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, http.NoBody)
				r.Header.Set("Authorization", "Bearer ana")
				out := httptest.NewRecorder()
				w.api.ServeHTTP(out, r)
				if out.Code != http.StatusOK {
					b.Fatal(out.Body)
				}
			}
		})
	}
	b.Run("create", func(b *testing.B) {
		for b.Loop() {
			w.open(b, "ana", "The printer does not print")
		}
	})
}
