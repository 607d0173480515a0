// Package fettletest starts the whole product in a test: on SQLite and PostgreSQL, with a settable clock, a small organisation, and a
// server that answers on loopback.
//
// It exists so that a test of a page, an endpoint or a rule across rooms runs on the real parts: no database, queue or face is faked.
//
// It leaves tests of one room to dbtest, and tests of the built binary in a browser to e2e.
package fettletest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// Desk is a running product.
type Desk struct {
	*app.App
	T      *testing.T
	Time   *clock.Settable
	URL    string
	Root   id.ID // the organisation
	Other  id.ID // a second entity, a customer of its own
	people map[string]id.ID
}

// Each runs f against a fresh desk on each engine.
func Each(t *testing.T, f func(t *testing.T, d *Desk)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, start(t, dbtest.SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { f(t, start(t, dbtest.Migrated(t))) })
}

// SQLite starts a desk on SQLite only, for what does not touch the database in a way of its own.
func SQLite(t *testing.T) *Desk {
	t.Helper()
	return start(t, dbtest.SQLite(t))
}

func start(t *testing.T, database string) *Desk {
	t.Helper()
	d := &Desk{T: t, Time: clock.At(dbtest.Start()), people: map[string]id.ID{}}
	var err error
	if d.App, err = app.Build(t.Context(), app.Options{Data: t.TempDir(), Database: database, Clock: d.Time, Quick: true, Key: bytes.Repeat([]byte{7}, 32)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	d.found()
	faces, err := d.Faces(app.ServeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = faces.Tail.Run(ctx)
	}()
	srv := httptest.NewServer(faces)
	t.Cleanup(func() {
		stop()
		<-done
		srv.CloseClientConnections()
		srv.Close()
	})
	d.URL = srv.URL
	return d
}

// Persona is somebody of the test organisation. The key of each is the part of the address before the @.
type persona struct{ key, name, role, team string }

func personas() []persona {
	return []persona{
		{"admin", "Ada Admin", people.RoleAdministrator, ""},
		{"agent", "Ana Agent", "service_desk_agent", "Service Desk"},
		{"lead", "Lea Lead", "service_desk_lead", "Service Desk"},
		{"technician", "Tom Technician", "technician", "Infrastructure"},
		{"auditor", "Aud Auditor", "auditor", ""},
		{"requester", "Rita Requester", people.RoleRequester, ""},
		{"stranger", "Sam Stranger", people.RoleRequester, ""},
	}
}

// found makes the organisation, the shipped content and the personas.
func (d *Desk) found() {
	d.T.Helper()
	err := d.DB.Write(d.System(), func(tx *db.Tx) error {
		admin, err := d.Setup.First(tx, setup.Input{Organisation: "Calder Instruments", Name: "Ada Admin", Email: "admin@calder.example", Zone: "Europe/Berlin"}, "")
		if err != nil {
			return err
		}
		d.people["admin"] = admin
		if d.Root, err = place.Root(tx.Context(), tx); err != nil {
			return err
		}
		other, err := d.People.InsertEntity(tx, place.Entity{Parent: d.Root, Kind: place.Customer, Name: "Meridian", Zone: "Europe/Lisbon"})
		if err != nil {
			return err
		}
		d.Other = other.ID
		for _, p := range personas()[1:] {
			if err := d.enrol(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.T.Fatal(err)
	}
}

func (d *Desk) enrol(tx *db.Tx, p persona) error {
	made, err := d.People.InsertPerson(tx, people.Person{Entity: d.Root, Name: p.name, Email: p.key + "@calder.example", Status: people.Active})
	if err != nil {
		return err
	}
	d.people[p.key] = made.ID
	if p.role != people.RoleRequester {
		if err := d.People.GiveRole(tx, made.ID, p.role); err != nil {
			return err
		}
	}
	if p.team == "" {
		return nil
	}
	team, err := d.People.EnsureTeam(tx, d.Root, people.Team{Name: p.team})
	if err != nil {
		return err
	}
	return d.People.AddMember(tx, team, made.ID, p.role == "service_desk_lead")
}

// System returns a context in which the product itself acts.
func (d *Desk) System() context.Context { return actor.With(d.T.Context(), actor.OfSystem("test")) }

// ID returns the id of a persona.
func (d *Desk) ID(key string) id.ID {
	d.T.Helper()
	i, ok := d.people[key]
	if !ok {
		d.T.Fatalf("there is no persona %q", key)
	}
	return i
}

// As returns a context in which a persona acts.
func (d *Desk) As(key string) context.Context {
	d.T.Helper()
	a, err := d.People.Actor(d.T.Context(), d.DB, d.ID(key), "web")
	if err != nil {
		d.T.Fatal(err)
	}
	return actor.With(d.T.Context(), a)
}

// Token returns an API token of a persona that may do all they may.
func (d *Desk) Token(key string) string { return d.Key(key, "*") }

// Key returns an API token of a persona for scopes.
func (d *Desk) Key(key string, scopes ...people.Pattern) string {
	d.T.Helper()
	secret, _, err := d.Tokens.Create(d.System(), token.Token{Person: d.ID(key), Name: "test", Scopes: scopes})
	if err != nil {
		d.T.Fatal(err)
	}
	return secret
}

// Cookie returns a session cookie of a persona.
func (d *Desk) Cookie(key string) *http.Cookie {
	d.T.Helper()
	var secret string
	err := d.DB.Write(d.System(), func(tx *db.Tx) (err error) {
		secret, err = session.Create(tx, d.ID(key), session.Client{Address: "127.0.0.1", Agent: "test"})
		return err
	})
	if err != nil {
		d.T.Fatal(err)
	}
	return &http.Cookie{Name: session.CookieName(false), Value: secret}
}

// Answer is what a request brought.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// API sends a request with a bearer token ("" for none). body is sent as JSON unless it is nil; headers come in pairs.
func (d *Desk) API(bearer, method, path string, body any, headers ...string) Answer {
	d.T.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			d.T.Fatal(err)
		}
		in = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(d.T.Context(), method, d.URL+path, in)
	if err != nil {
		d.T.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return d.Send(req)
}

// Send sends a request without following redirects. The answer is not compressed unless the request asks for it.
func (d *Desk) Send(req *http.Request) Answer {
	d.T.Helper()
	if req.Header.Get("Accept-Encoding") == "" {
		req.Header.Set("Accept-Encoding", "identity")
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		d.T.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.T.Fatal(err)
	}
	return Answer{res.StatusCode, res.Header, b}
}
