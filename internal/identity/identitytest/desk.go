// Package identitytest gives the tests of identity an organisation with three people and a counting stand-in for the costly hash.
//
// It exists so that each test says only what it is about. The stand-in remembers how many hashes were computed, because "one hash for
// every try" is a promise.
//
// It leaves databases to dbtest and whole applications to fettletest.
package identitytest

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// Desk is an organisation with an administrator, an agent and a caller without a role.
type Desk struct {
	T      *testing.T
	DB     *db.DB
	Clock  *clock.Settable
	Log    *event.Log
	People *people.Service
	Root   id.ID

	Admin, Agent, Caller id.ID
}

// Each runs f with a fresh desk on each engine.
func Each(t *testing.T, f func(t *testing.T, k *Desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		k := &Desk{T: t, DB: d, Clock: c, Log: event.New(), People: people.New(d)}
		people.RegisterEvents(k.Log)
		d.SetSink(k.Log)
		k.People.Know("incident.view", "incident.work", "token.view", "token.edit", "account.invite")
		k.fill()
		f(t, k)
	})
}

func (k *Desk) fill() {
	k.Write(func(tx *db.Tx) error {
		root, err := k.People.InsertEntity(tx, place.Entity{Name: "Example Widgets", Zone: "Europe/Berlin"})
		if err != nil {
			return err
		}
		k.Root = root.ID
		for _, r := range []people.Role{
			{Key: people.RoleAdministrator, Name: "Administrator", Grants: []people.Grant{people.Allow("*", actor.All)}},
			{Key: "agent", Name: "Agent", Grants: []people.Grant{people.Allow("incident.*", actor.Group), people.Allow("token.*", actor.Own),
				people.Allow("account.invite", actor.All)}},
		} {
			if _, err := k.People.InsertRole(tx, r); err != nil {
				return err
			}
		}
		for _, p := range []struct {
			to                *id.ID
			name, email, role string
		}{
			{&k.Admin, "Ada Admin", "ada@widgets.example", people.RoleAdministrator},
			{&k.Agent, "Ben Agent", "ben@widgets.example", "agent"},
			{&k.Caller, "Cy Caller", "cy@widgets.example", ""},
		} {
			made, err := k.People.InsertPerson(tx, people.Person{Name: p.name, Email: p.email})
			if err != nil {
				return err
			}
			*p.to = made.ID
			if p.role != "" {
				if err := k.People.GiveRole(tx, made.ID, p.role); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Write runs fn as the product itself.
func (k *Desk) Write(fn func(tx *db.Tx) error) {
	k.T.Helper()
	if err := k.DB.Write(actor.With(k.T.Context(), actor.OfSystem("test")), fn); err != nil {
		k.T.Fatal(err)
	}
}

// As returns a context in which the person acts.
func (k *Desk) As(person id.ID) context.Context {
	k.T.Helper()
	a, err := k.People.Actor(k.T.Context(), k.DB, person, "web")
	if err != nil {
		k.T.Fatal(err)
	}
	return actor.With(k.T.Context(), a)
}

// Leave marks a person as a leaver.
func (k *Desk) Leave(person id.ID) {
	k.T.Helper()
	p, err := people.PersonByID(k.T.Context(), k.DB, person)
	if err != nil {
		k.T.Fatal(err)
	}
	p.Status = people.Leaver
	if _, err := k.People.UpdatePerson(actor.With(k.T.Context(), actor.OfSystem("test")), p); err != nil {
		k.T.Fatal(err)
	}
}

// Hasher is a hasher that hides nothing and counts.
type Hasher struct {
	Hashed, Checked atomic.Int64
	Old             atomic.Bool // what Check says about the parameters
}

// Hash returns the password behind a mark.
func (h *Hasher) Hash(_ context.Context, password string) (string, error) {
	h.Hashed.Add(1)
	return "plain:" + password, nil
}

// Decoy returns what no password fits.
func (h *Hasher) Decoy() string { return "\x00" }

// Check compares.
func (h *Hasher) Check(_ context.Context, encoded, password string) (fits, old bool, err error) {
	h.Checked.Add(1)
	stored, _ := strings.CutPrefix(encoded, "plain:")
	return stored == password, h.Old.Load(), nil
}
