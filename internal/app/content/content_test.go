package content_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/identitytest"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/setup"

	"github.com/fettle-itsm/fettle/internal/app/content"
)

type bundle struct {
	t *testing.T
	d *db.DB
	c *clock.Settable
	p *people.Service
	s *setup.Setup
	h *identitytest.Hasher
}

func each(t *testing.T, f func(t *testing.T, k *bundle)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		d.SetSink(event.New())
		k := &bundle{t: t, d: d, c: c, p: people.New(d), h: &identitytest.Hasher{}}
		k.p.Know("incident.view", "incident.open", "incident.work", "token.view", "token.edit")
		k.s = setup.New(d, k.p, k.h, func(tx *db.Tx, root id.ID) error { return content.Apply(tx, k.p, root) })
		f(t, k)
	})
}

func input() setup.Input {
	return setup.Input{Organisation: "Example Widgets", Name: "Ada Admin", Email: "Ada@widgets.example", Password: "tangle quartz ivory bus", Zone: "Europe/Berlin"}
}

func (k *bundle) link() string {
	k.t.Helper()
	secret, err := k.s.NewLink(k.t.Context())
	if err != nil {
		k.t.Fatal(err)
	}
	return secret
}

func (k *bundle) as(person id.ID) context.Context {
	k.t.Helper()
	a, err := k.p.Actor(k.t.Context(), k.d, person, "web")
	if err != nil {
		k.t.Fatal(err)
	}
	return actor.With(k.t.Context(), a)
}

func TestSetUpMakesADeskThatWorks(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		if needed, err := k.s.Needed(t.Context()); err != nil || !needed {
			t.Fatal(needed, err)
		}
		old, secret := k.link(), k.link()
		if err := k.s.Check(t.Context(), old); !errs.Is(err, errs.NotFound) {
			t.Errorf("the first link lives on beside the second: %v", err)
		}
		bad := input()
		bad.Password, bad.Zone, bad.Name = "ExampleWidgets", "Mars", ""
		if _, err := k.s.Run(t.Context(), secret, bad); !errs.Is(err, errs.Invalid) || len(errs.Fields(err)) != 3 {
			t.Errorf("got %v", err)
		}
		bad = input()
		bad.Zone = "Mars"
		if _, err := k.s.Run(t.Context(), secret, bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("got %v", err)
		}
		admin, err := k.s.Run(t.Context(), secret, input())
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range []string{secret, old} {
			if _, err := k.s.Run(t.Context(), again, input()); !errs.Is(err, errs.Conflict) {
				t.Errorf("a second set-up: %v", err)
			}
		}
		if _, err := k.s.NewLink(t.Context()); !errs.Is(err, errs.Conflict) {
			t.Errorf("a link after set-up: %v", err)
		}
		ctx := k.as(admin)
		for _, p := range k.p.Known() {
			if a, _ := actor.From(ctx); a.Scope(p) != actor.All {
				t.Errorf("the administrator lacks %s", p)
			}
		}
		teams, err := k.p.Teams(ctx, k.d, false)
		if err != nil || len(teams) != 5 {
			t.Errorf("%v, %v", teams, err)
		}
		list, err := category.List(ctx, k.d, 0)
		if err != nil || len(list) != len(content.Categories()) {
			t.Errorf("%d categories, %v", len(list), err)
		}
		roles, err := k.p.Roles(ctx, k.d)
		if err != nil || len(roles) != 14 {
			t.Errorf("%d roles, %v", len(roles), err)
		}
		in := account.New(k.d, k.p, k.h)
		if _, who, err := in.SignIn(t.Context(), "ada@widgets.example", input().Password, session.Client{Address: "127.0.0.1"}); err != nil || who != admin {
			t.Errorf("the administrator cannot sign in: %v", err)
		}
	})
}

func TestASetUpLinkEndsAfterHalfAnHour(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		secret := k.link()
		k.c.Advance(30 * time.Minute)
		if _, err := k.s.Run(t.Context(), secret, input()); !errs.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnUpgradeNeverOverwritesAnEdit(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		admin, err := k.s.Run(t.Context(), k.link(), input())
		if err != nil {
			t.Fatal(err)
		}
		ctx := k.as(admin)
		teams, err := k.p.Teams(ctx, k.d, false)
		if err != nil {
			t.Fatal(err)
		}
		renamed := teams[slices.IndexFunc(teams, func(t people.Team) bool { return t.Name == "Infrastructure" })]
		renamed.Name = "Infra"
		if _, err := k.p.UpdateTeam(ctx, renamed); err != nil {
			t.Fatal(err)
		}
		edited, err := people.RoleByKey(ctx, k.d, "technician")
		if err != nil {
			t.Fatal(err)
		}
		edited.Grants = edited.Grants[:1]
		if edited, err = k.p.UpdateRole(ctx, edited); err != nil {
			t.Fatal(err)
		}
		// as an older program had shipped it
		if err := k.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM role_grant WHERE role_id IN (SELECT id FROM role WHERE key = 'auditor')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := k.d.Write(actor.With(t.Context(), actor.OfSystem("content")), func(tx *db.Tx) error {
				root, err := place.Root(tx.Context(), tx)
				if err != nil {
					return err
				}
				return content.Apply(tx, k.p, root)
			}); err != nil {
				t.Fatal(err)
			}
		}
		after, err := k.p.Teams(ctx, k.d, true)
		if err != nil || len(after) != 5 || !slices.ContainsFunc(after, func(t people.Team) bool { return t.Name == "Infra" }) {
			t.Errorf("%v, %v", after, err)
		}
		if r, err := people.RoleByKey(ctx, k.d, "technician"); err != nil || len(r.Grants) != 1 || r.Version != edited.Version {
			t.Errorf("the edited role became %+v, %v", r, err)
		}
		if r, err := people.RoleByKey(ctx, k.d, "auditor"); err != nil || len(r.Grants) == 0 || r.Version != 1 {
			t.Errorf("the unedited role stayed %+v, %v", r, err)
		}
		if list, err := category.List(ctx, k.d, 0); err != nil || len(list) != len(content.Categories()) {
			t.Errorf("%d categories, %v", len(list), err)
		}
	})
}

func TestRolesSayWhatTheirNamesPromise(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		k.p.Know("incident.reply", "incident.reopen", "incident.cancel", "settings.edit", "sla.view", "asset.edit")
		tests := []struct {
			name, role string
			p          actor.Permission
			want       actor.Scope
		}{
			{"an auditor reads everything", "auditor", "incident.view", actor.All},
			{"an auditor changes nothing", "auditor", "incident.work", actor.None},
			{"an auditor reports nothing", "auditor", "incident.open", actor.None},
			{"an agent works everything", "service_desk_agent", "incident.work", actor.All},
			{"an agent changes no settings", "service_desk_agent", "settings.edit", actor.None},
			{"a technician works in their teams", "technician", "incident.work", actor.Group},
			{"a technician opens for anybody", "technician", "incident.open", actor.All},
			{"a requester sees their own", people.RoleRequester, "incident.view", actor.Own},
			{"a requester sees no colleagues", people.RoleRequester, "people.view", actor.None},
			{"a requester's manager sees the team's", "requester_manager", "incident.view", actor.Group},
			{"a finance viewer edits no asset", "finance_viewer", "asset.edit", actor.None},
			{"a lead keeps the teams", "service_desk_lead", people.PermTeamEdit, actor.All},
			{"a lead gives out no roles", "service_desk_lead", people.PermRoleAssign, actor.None},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				i := slices.IndexFunc(content.Roles(), func(r people.Role) bool { return r.Key == tt.role })
				if got := k.p.Grants(content.Roles()[i].Grants)[tt.p]; got != tt.want {
					t.Errorf("%s reaches %v, want %v", tt.p, got, tt.want)
				}
			})
		}
	})
}

func TestSetUpTakesOverTheOrganisationThatAnImportMade(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		err := k.d.Write(actor.With(t.Context(), actor.OfSystem("import")), func(tx *db.Tx) error {
			_, err := k.p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "My organisation", Zone: "UTC"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		admin, err := k.s.Run(t.Context(), k.link(), input())
		if err != nil {
			t.Fatal(err)
		}
		list, err := k.p.Entities(k.as(admin), k.d)
		if err != nil || len(list) != 1 || list[0].Name != "Example Widgets" || list[0].Zone != "Europe/Berlin" {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestTheShippedLevelsAreSound(t *testing.T) {
	list, err := content.Calendars()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, c := range list {
		names[c.Name] = true
		var hours calendar.Definition
		err := json.Unmarshal(c.Hours, &hours)
		if hours.Zone != "" {
			t.Errorf("%s holds in %s only", c.Name, hours.Zone)
		}
		hours.Zone = "Europe/Berlin"
		if _, bad := calendar.New(hours); err != nil || bad != nil {
			t.Errorf("%s: %v, %v", c.Name, err, bad)
		}
	}
	for _, a := range content.Agreements() {
		seen := map[string]bool{}
		for _, g := range a.Targets {
			key := g.Metric + strings.Repeat("!", g.Priority)
			if !names[a.Calendar] || seen[key] || (g.Minutes > 0) == (g.Days > 0) || g.Priority < 1 || g.Priority > 4 {
				t.Errorf("%s: %+v", a.Name, g)
			}
			seen[key] = true
		}
	}
}
