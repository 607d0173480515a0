package people_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

func TestNobodyGrantsWhatTheyDoNotHold(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		agent, admin := k.as(k.agent), k.as(k.admin)
		k.want(k.s.AssignRole(agent, k.agent, k.role(people.RoleAdministrator)), errs.Forbidden)
		k.want(k.s.AssignRole(agent, k.nobody, k.role("customer_lead")), errs.Forbidden) // teams by tree, which an agent cannot edit
		k.ok(k.s.AssignRole(agent, k.nobody, k.role("agent")))
		k.want(k.s.RemoveRole(agent, k.admin, k.role(people.RoleAdministrator)), errs.Forbidden)
		_, err := k.s.CreateRole(agent, people.Role{Key: "mine", Name: "Mine", Grants: []people.Grant{people.Allow("incident.view", actor.All)}})
		k.want(err, errs.Forbidden)
		_, err = k.s.CreateRole(agent, people.Role{Key: "mine", Name: "Mine", Grants: []people.Grant{people.Allow("incident.view", actor.Own)}})
		k.ok(err)
		own, err := people.RoleByKey(t.Context(), k.d, "agent")
		k.ok(err)
		own.Grants = append(own.Grants, people.Allow("settings.edit", actor.All))
		_, err = k.s.UpdateRole(agent, own)
		k.want(err, errs.Forbidden)
		lead, err := people.RoleByKey(t.Context(), k.d, "customer_lead")
		k.ok(err)
		lead.Grants = nil
		_, err = k.s.UpdateRole(agent, lead)
		k.want(err, errs.Forbidden)
		_, err = k.s.UpdateRole(admin, lead)
		k.ok(err)
		_, err = k.s.UpdateRole(admin, lead)
		k.want(err, errs.Conflict)
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		role := k.role(people.RoleAdministrator)
		ctx := k.as(k.admin)
		k.want(k.s.RemoveRole(ctx, k.admin, role), errs.Conflict)
		p, err := k.s.Person(ctx, k.d, k.admin)
		k.ok(err)
		p.Status = people.Leaver
		_, err = k.s.UpdatePerson(ctx, p)
		k.want(err, errs.Conflict)
		r, err := people.RoleByKey(t.Context(), k.d, people.RoleAdministrator)
		k.ok(err)
		r.Grants = []people.Grant{people.Allow("*.view", actor.All)}
		_, err = k.s.UpdateRole(ctx, r)
		k.want(err, errs.Conflict)
		k.want(k.s.DeleteRole(ctx, role, r.Version), errs.Conflict)

		second := k.add(k.root, "Second", "second@fettle.example", people.RoleAdministrator)
		var wg sync.WaitGroup
		var mu sync.Mutex
		kinds := map[errs.Kind]int{}
		other := k.as(second)
		for _, do := range []func() error{
			func() error { return k.s.RemoveRole(ctx, second, role) },
			func() error { return k.s.RemoveRole(other, k.admin, role) },
		} {
			wg.Go(func() {
				err := do()
				mu.Lock()
				defer mu.Unlock()
				kinds[errs.KindOf(err)]++
			})
		}
		wg.Wait()
		if diff := cmp.Diff(map[errs.Kind]int{errs.None: 1, errs.Conflict: 1}, kinds); diff != "" {
			t.Errorf("two administrators who remove each other at once: %s", diff)
		}
		if n, err := people.Administrators(t.Context(), k.d); err != nil || n != 1 {
			t.Errorf("%d administrators, %v", n, err)
		}
	})
}

func TestRoleNamesWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		tests := []struct {
			name  string
			r     people.Role
			field string
		}{
			{"a role needs a name", people.Role{Key: "xx"}, "name"},
			{"a key is plain", people.Role{Key: "Night Shift", Name: "X"}, "key"},
			{"a key is free", people.Role{Key: "agent", Name: "X"}, "key"},
			{"a permission has an object and a verb", people.Role{Key: "xx", Name: "X", Grants: []people.Grant{people.Allow("nonsense", actor.Own)}}, "grants.permission"},
			{"a permission is there once", people.Role{Key: "xx", Name: "X", Grants: []people.Grant{people.Allow("incident.view", actor.Own), people.Allow("incident.view", actor.All)}}, "grants"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := k.s.CreateRole(ctx, tt.r)
				if f := errs.Fields(err); len(f) != 1 || f[0].Key != tt.field {
					t.Errorf("got %v", err)
				}
			})
		}
	})
}

func TestPatternCovers(t *testing.T) {
	tests := []struct {
		pattern people.Pattern
		p       actor.Permission
		want    bool
	}{
		{"*", "incident.view", true}, {"incident.*", "incident.view", true}, {"incident.*", "incidents.view", false},
		{"*.view", "incident.view", true}, {"*.view", "incident.work", false}, {"incident.view", "incident.view", true}, {"incident.view", "incident.work", false},
	}
	for _, tt := range tests {
		if got := tt.pattern.Covers(tt.p); got != tt.want {
			t.Errorf("%s covers %s: %v", tt.pattern, tt.p, got)
		}
	}
}

func TestRolesAreListedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		r, err := k.s.CreateRole(ctx, people.Role{Key: "night", Name: "Night shift", Grants: []people.Grant{people.Allow("incident.*", actor.All)}})
		k.ok(err)
		k.ok(k.s.AssignRole(ctx, k.nobody, r.ID))
		k.want(k.s.DeleteRole(ctx, r.ID, r.Version), errs.Conflict)
		held, err := k.s.RolesOf(ctx, k.d, k.nobody)
		k.ok(err)
		if len(held) != 1 || held[0].Key != "night" {
			t.Errorf("%v", held)
		}
		k.ok(k.s.RemoveRole(ctx, k.nobody, r.ID))
		k.ok(k.s.DeleteRole(ctx, r.ID, r.Version))
		list, err := k.s.Roles(ctx, k.d)
		k.ok(err)
		if len(list) != 4 || list[0].Key != people.RoleAdministrator || len(list[0].Grants) != 1 {
			t.Errorf("%+v", list)
		}
	})
}

func TestAPermissionToComeIsGivenByWhoMayDoEverything(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		r := people.Role{Key: "future", Name: "Future", Grants: []people.Grant{people.Allow("spaceship.fly", actor.Own)}}
		_, err := k.s.CreateRole(k.as(k.agent), r)
		k.want(err, errs.Forbidden)
		_, err = k.s.CreateRole(k.as(k.admin), r)
		k.ok(err)
	})
}
