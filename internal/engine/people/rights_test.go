package people_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

func TestTheRightsOfAPersonAreThoseTheyActWithAndNameTheRolesThatGiveThem(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		both := k.add(k.acme, "Eve Both", "eve@acme.example", "agent", "customer_lead")
		wide := k.add(k.acme, "Uma Wide", "uma@acme.example", "agent", people.RoleAdministrator)
		for name, person := range map[string]id.ID{"two roles": both, "a role that may everything": wide, "no role": k.nobody} {
			list, err := k.s.RightsOf(k.as(k.admin), k.d, person)
			k.ok(err)
			a, err := k.s.Actor(t.Context(), k.d, person, "web")
			k.ok(err)
			got := actor.Grants{}
			for _, r := range list {
				got[r.Permission] = r.Scope
			}
			if !maps.Equal(got, a.Grants) {
				t.Errorf("%s: %s", name, diff.Diff(a.Grants, got))
			}
			if !slices.IsSortedFunc(list, func(x, y people.Right) int { return cmp.Compare(x.Permission, y.Permission) }) {
				t.Errorf("%s: not in order", name)
			}
		}
		list, err := k.s.RightsOf(k.as(k.admin), k.d, both)
		k.ok(err)
		by := map[actor.Permission][]string{}
		for _, r := range list {
			for _, role := range r.By {
				by[r.Permission] = append(by[r.Permission], role.Name)
			}
		}
		for p, want := range map[actor.Permission][]string{"incident.view": {"Customer lead"}, "incident.work": {"Agent"}, "people.view": {"Agent"}} {
			if !slices.Equal(by[p], want) {
				t.Errorf("%s comes from %v, want %v", p, by[p], want)
			}
		}
	})
}
