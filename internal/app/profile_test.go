package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// product is the whole product in this process, jobs included: for profiles, which show nothing of another process.
type product struct {
	http.Handler
	secret, cookie string
	someone        id.ID
}

// newProduct starts the product on a seeded desk of 2,000 incidents, on the engine of the benchmark's name.
func newProduct(b *testing.B, engine string) product {
	b.Helper()
	at := "sqlite:" + filepath.Join(b.TempDir(), "fettle.db")
	if engine == "postgres" {
		at = database(b)
	}
	a, err := app.Build(b.Context(), app.Options{Data: b.TempDir(), Database: at, Clock: clock.System{}, Quick: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
	ctx := actor.With(b.Context(), actor.OfSystem("benchmark"))
	if _, err := seed.Run(ctx, a, seed.Options{Scale: 2000, Seed: 1}); err != nil {
		b.Fatal(err)
	}
	p := product{}
	if p.Handler, err = a.Faces(app.ServeOptions{}); err != nil {
		b.Fatal(err)
	}
	agent, err := people.Owner(ctx, a.DB, people.Email, seed.AgentEmail)
	if err != nil {
		b.Fatal(err)
	}
	if p.someone, err = people.Owner(ctx, a.DB, people.Email, "person1@example.com"); err != nil {
		b.Fatal(err)
	}
	if p.secret, _, err = a.Tokens.Create(ctx, token.Token{Person: agent, Name: "benchmark", Scopes: []people.Pattern{"*"}}); err != nil {
		b.Fatal(err)
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) (err error) {
		p.cookie, err = session.Create(tx, agent, session.Client{Address: "127.0.0.1", Agent: "benchmark"})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	jobs, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); _ = a.Queue.Run(jobs) }()
	b.Cleanup(func() { stop(); <-done })
	return p
}

// database makes an empty database on the server of FETTLE_TEST_POSTGRES.
func database(b *testing.B) string {
	b.Helper()
	server := os.Getenv("FETTLE_TEST_POSTGRES")
	if server == "" {
		b.Skip("FETTLE_TEST_POSTGRES names no server")
	}
	admin, err := db.Open(b.Context(), db.Options{URL: server, MaxConns: 1})
	if err != nil {
		b.Fatal(err)
	}
	name := "profile_" + admin.NewID().String()
	if err := admin.Administer(b.Context(), "CREATE DATABASE "+name); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = admin.Administer(context.WithoutCancel(b.Context()), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		_ = admin.Close()
	})
	before, _, _ := strings.Cut(server, "?")
	return before[:strings.LastIndexByte(before, '/')+1] + name + strings.TrimPrefix(server, before)
}

func (p *product) ask(b *testing.B, r *http.Request, want int, say string) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Code != want || !strings.Contains(w.Body.String(), say) {
		b.Errorf("status %d: %.300s", w.Code, w.Body)
	}
	_, _ = io.Copy(io.Discard, w.Body)
}

// BenchmarkCreate opens incidents through the API with 32 callers: everything but the network.
func BenchmarkCreate(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			p := newProduct(b, engine)
			var n atomic.Int64
			body := `{"title":"The printer on the second floor does not print","description":"` + strings.Repeat("It says that the paper is out. ", 8) + `","requester":"` + p.someone.String() + `"}`
			b.ReportAllocs()
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/api/v1/incidents", strings.NewReader(body))
					r.Header.Set("Authorization", "Bearer "+p.secret)
					r.Header.Set("Content-Type", "application/json")
					r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", n.Add(1)))
					p.ask(b, r, http.StatusCreated, `"INC-`)
				}
			})
		})
	}
}

// BenchmarkQueue draws the page of the open incidents.
func BenchmarkQueue(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			p := newProduct(b, engine)
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/incidents", http.NoBody)
				r.AddCookie(&http.Cookie{Name: session.CookieName(false), Value: p.cookie})
				p.ask(b, r, http.StatusOK, "</html>")
			}
		})
	}
}
