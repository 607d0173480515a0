package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// desk is a small organisation with two customers and three people of the root.
type desk struct {
	t    *testing.T
	d    *db.DB
	c    *clock.Settable
	log  *event.Log
	s    *people.Service
	root id.ID
	acme id.ID // a customer
	blue id.ID // another
	site id.ID // of acme

	admin, agent, nobody id.ID
}

func each(t *testing.T, f func(t *testing.T, k *desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) { f(t, setup(t, d, c)) })
}

func setup(t *testing.T, d *db.DB, c *clock.Settable) *desk {
	t.Helper()
	k := &desk{t: t, d: d, c: c, log: event.New(), s: people.New(d)}
	people.RegisterEvents(k.log)
	d.SetSink(k.log)
	k.s.Know("incident.view", "incident.work")
	k.write(func(tx *db.Tx) error {
		k.root = k.entity(tx, 0, "Fettle Ltd", "Europe/Berlin")
		k.acme = k.entity(tx, k.root, "Acme", "")
		k.blue = k.entity(tx, k.root, "Blue", "Asia/Kolkata")
		k.site = k.entity(tx, k.acme, "Acme Lima", "America/Lima")
		for _, r := range []people.Role{
			{Key: people.RoleAdministrator, Name: "Administrator", Shipped: true, Grants: []people.Grant{people.Allow("*", actor.All)}},
			{Key: people.RoleRequester, Name: "Requester", Shipped: true, Grants: []people.Grant{people.Allow("incident.view", actor.Own)}},
			{Key: "agent", Name: "Agent", Grants: []people.Grant{people.Allow("incident.*", actor.Group), people.Allow("people.view", actor.All),
				people.Allow("people.edit", actor.All), people.Allow("role.assign", actor.All), people.Allow("role.edit", actor.All),
				people.Allow("team.view", actor.All), people.Allow("absence.edit", actor.Own)}},
			{Key: "customer_lead", Name: "Customer lead", Grants: []people.Grant{people.Allow("people.*", actor.EntityTree),
				people.Allow("team.*", actor.EntityTree), people.Allow("entity.*", actor.EntityTree), people.Allow("incident.view", actor.EntityTree)}},
		} {
			if _, err := k.s.InsertRole(tx, r); err != nil {
				return err
			}
		}
		k.admin = k.person(tx, k.root, "Ada Admin", "ada@fettle.example", people.RoleAdministrator)
		k.agent = k.person(tx, k.root, "Ben Agent", "ben@fettle.example", "agent")
		k.nobody = k.person(tx, k.root, "Cy Caller", "cy@fettle.example")
		return nil
	})
	return k
}

func (k *desk) write(fn func(tx *db.Tx) error) {
	k.t.Helper()
	k.ok(k.d.Write(actor.With(k.t.Context(), actor.OfSystem("test")), fn))
}

func (k *desk) ok(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) want(err error, kind errs.Kind) {
	k.t.Helper()
	if errs.KindOf(err) != kind {
		k.t.Errorf("got %v, want kind %v", err, kind)
	}
}

func (k *desk) entity(tx *db.Tx, parent id.ID, name, zone string) id.ID {
	k.t.Helper()
	e, err := k.s.InsertEntity(tx, place.Entity{Parent: parent, Name: name, Zone: zone})
	k.ok(err)
	return e.ID
}

func (k *desk) person(tx *db.Tx, entity id.ID, name, email string, roles ...string) id.ID {
	k.t.Helper()
	p, err := k.s.InsertPerson(tx, people.Person{Entity: entity, Name: name, Email: email})
	k.ok(err)
	for _, r := range roles {
		k.ok(k.s.GiveRole(tx, p.ID, r))
	}
	return p.ID
}

// add makes a person with roles in a write of its own.
func (k *desk) add(entity id.ID, name, email string, roles ...string) (out id.ID) {
	k.t.Helper()
	k.write(func(tx *db.Tx) error { out = k.person(tx, entity, name, email, roles...); return nil })
	return out
}

// as returns a context in which the person acts.
func (k *desk) as(person id.ID) context.Context {
	k.t.Helper()
	a, err := k.s.Actor(k.t.Context(), k.d, person, "web")
	k.ok(err)
	return actor.With(k.t.Context(), a)
}

func (k *desk) role(key string) id.ID {
	k.t.Helper()
	r, err := people.RoleByKey(k.t.Context(), k.d, key)
	k.ok(err)
	return r.ID
}

func TestAnActorHasTheWidestScopeOfAllRoles(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		both := k.add(k.acme, "Eve Both", "eve@acme.example", "agent", "customer_lead")
		a, err := k.s.Actor(t.Context(), k.d, both, "api")
		k.ok(err)
		if a.Channel != "api" || a.Name != "Eve Both" || a.Entity != k.acme || len(a.Tree) != 2 {
			t.Errorf("%+v", a)
		}
		for p, want := range map[actor.Permission]actor.Scope{"incident.view": actor.EntityTree, "incident.work": actor.Group,
			"people.edit": actor.All, "team.edit": actor.EntityTree, "role.view": actor.None} {
			if got := a.Scope(p); got != want {
				t.Errorf("%s reaches %v, want %v", p, got, want)
			}
		}
		a, err = k.s.Actor(t.Context(), k.d, k.nobody, "web")
		k.ok(err)
		if len(a.Grants) != 1 || a.Scope("incident.view") != actor.Own {
			t.Errorf("who has no role is a requester, got %v", a.Grants)
		}
	})
}

func TestAChangeOfRightsIsSeenHereAtOnceAndElsewhereWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		other := people.New(k.d)
		other.Know("incident.view", "incident.work")
		see := func(s *people.Service) actor.Scope {
			a, err := s.Actor(t.Context(), k.d, k.agent, "web")
			k.ok(err)
			return a.Scope("incident.work")
		}
		if see(k.s) != actor.Group || see(other) != actor.Group {
			t.Fatal("an agent works in their teams")
		}
		k.ok(k.s.RemoveRole(k.as(k.admin), k.agent, k.role("agent")))
		if see(k.s) != actor.None {
			t.Error("this process remembers a right that was taken away")
		}
		if see(other) != actor.Group {
			t.Error("another node should remember for a moment: nothing is remembered at all")
		}
		k.c.Advance(time.Second)
		if see(other) != actor.None {
			t.Error("another node remembers for longer than a second")
		}
	})
}

func TestALeaverCannotAct(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		_ = k.as(k.nobody)
		p, err := k.s.Person(k.as(k.admin), k.d, k.nobody)
		k.ok(err)
		p.Status = people.Leaver
		_, err = k.s.UpdatePerson(k.as(k.admin), p)
		k.ok(err)
		_, err = k.s.Actor(t.Context(), k.d, k.nobody, "web")
		k.want(err, errs.Unauthenticated)
		_, err = k.s.Actor(t.Context(), k.d, 12345, "web")
		k.want(err, errs.Unauthenticated)
	})
}

func TestEveryVerbAsksForItsPermission(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.nobody)
		visitor := actor.With(t.Context(), actor.Actor{Kind: actor.Visitor})
		tests := []struct {
			name string
			do   func(ctx context.Context) error
		}{
			{"create a person", func(ctx context.Context) error { _, err := k.s.CreatePerson(ctx, people.Person{}); return err }},
			{"update a person", func(ctx context.Context) error { _, err := k.s.UpdatePerson(ctx, people.Person{}); return err }},
			{"see another person", func(ctx context.Context) error { _, err := k.s.Person(ctx, k.d, k.admin); return err }},
			{"search people", func(ctx context.Context) error { _, err := k.s.Search(ctx, k.d, "a", 5); return err }},
			{"list people", func(ctx context.Context) error { _, _, err := k.s.People(ctx, k.d, people.Page{}); return err }},
			{"add an address", func(ctx context.Context) error { return k.s.AddAddress(ctx, k.admin, people.Email, "x@y.example") }},
			{"remove an address", func(ctx context.Context) error { return k.s.RemoveAddress(ctx, k.admin, people.Email, "x@y.example") }},
			{"create a team", func(ctx context.Context) error { _, err := k.s.CreateTeam(ctx, people.Team{}); return err }},
			{"update a team", func(ctx context.Context) error { _, err := k.s.UpdateTeam(ctx, people.Team{}); return err }},
			{"see teams", func(ctx context.Context) error { _, err := k.s.Teams(ctx, k.d, false); return err }},
			{"see members", func(ctx context.Context) error { _, err := k.s.Members(ctx, k.d, 1); return err }},
			{"set a member", func(ctx context.Context) error { return k.s.SetMember(ctx, 1, k.nobody, true) }},
			{"remove a member", func(ctx context.Context) error { return k.s.RemoveMember(ctx, 1, k.nobody) }},
			{"note an absence", func(ctx context.Context) error { _, err := k.s.AddAbsence(ctx, people.Absence{}); return err }},
			{"create an entity", func(ctx context.Context) error { _, err := k.s.CreateEntity(ctx, place.Entity{}); return err }},
			{"update an entity", func(ctx context.Context) error { _, err := k.s.UpdateEntity(ctx, place.Entity{}); return err }},
			{"see entities", func(ctx context.Context) error { _, err := k.s.Entities(ctx, k.d); return err }},
			{"see locations", func(ctx context.Context) error { _, err := k.s.Locations(ctx, k.d); return err }},
			{"create a location", func(ctx context.Context) error { _, err := k.s.CreateLocation(ctx, place.Location{}); return err }},
			{"see what somebody may", func(ctx context.Context) error { _, err := k.s.RightsOf(ctx, k.d, k.nobody); return err }},
			{"see roles", func(ctx context.Context) error { _, err := k.s.Roles(ctx, k.d); return err }},
			{"create a role", func(ctx context.Context) error { _, err := k.s.CreateRole(ctx, people.Role{}); return err }},
			{"update a role", func(ctx context.Context) error { _, err := k.s.UpdateRole(ctx, people.Role{}); return err }},
			{"delete a role", func(ctx context.Context) error { return k.s.DeleteRole(ctx, 1, 1) }},
			{"assign a role", func(ctx context.Context) error { return k.s.AssignRole(ctx, k.nobody, 1) }},
			{"remove a role", func(ctx context.Context) error { return k.s.RemoveRole(ctx, k.nobody, 1) }},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				if err := tt.do(ctx); errs.KindOf(err) != errs.Forbidden {
					t.Errorf("a requester gets %v", err)
				}
				if err := tt.do(visitor); errs.KindOf(err) != errs.Unauthenticated {
					t.Errorf("a visitor gets %v", err)
				}
			})
		}
	})
}

func TestTheLogOfPeopleIsWhole(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p, err := k.s.Person(k.as(k.admin), k.d, k.nobody)
		k.ok(err)
		p.Name, p.VIP = "Cyril Caller", true
		_, err = k.s.UpdatePerson(k.as(k.admin), p)
		k.ok(err)
		list, err := k.log.History(t.Context(), k.d, k.nobody)
		k.ok(err)
		r, err := k.log.Verify(t.Context(), k.d, nil)
		k.ok(err)
		if len(r.Faults) > 0 || len(list) != 2 || list[1].Actor != k.admin || list[1].Event == nil {
			t.Errorf("%+v, history %+v", r, list)
		}
		want := `{"id":"` + k.nobody.String() + `","object":"person","fields":[{"key":"name","from":"Cy Caller","to":"Cyril Caller"},{"key":"vip","from":"false","to":"true"}]}`
		if string(list[1].Data) != want {
			t.Errorf("the change is told as %s", list[1].Data)
		}
	})
}
