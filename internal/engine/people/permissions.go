package people

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// The permissions of this room.
const (
	PermPeopleView   actor.Permission = "people.view"
	PermPeopleEdit   actor.Permission = "people.edit"
	PermTeamView     actor.Permission = "team.view"
	PermTeamEdit     actor.Permission = "team.edit"
	PermEntityView                    = place.PermEntityView // entities and their locations
	PermEntityEdit                    = place.PermEntityEdit
	PermRoleView     actor.Permission = "role.view"
	PermRoleEdit     actor.Permission = "role.edit"
	PermRoleAssign   actor.Permission = "role.assign"
	PermCategoryEdit                  = category.PermEdit
	PermAbsenceEdit  actor.Permission = "absence.edit"
	PermSettingsView actor.Permission = "settings.view"
	PermSettingsEdit actor.Permission = "settings.edit"
)

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission {
	return []actor.Permission{PermPeopleView, PermPeopleEdit, PermTeamView, PermTeamEdit, PermEntityView, PermEntityEdit, PermRoleView,
		PermRoleEdit, PermRoleAssign, PermCategoryEdit, PermAbsenceEdit, PermSettingsView, PermSettingsEdit}
}

// Know adds permissions of other rooms, so that patterns in roles such as "*" and "incident.*" can be filled in. It is called while
// the program is put together, before the first request.
func (s *Service) Know(list ...actor.Permission) {
	for _, p := range list {
		if !slices.Contains(s.known, p) {
			s.known = append(s.known, p)
		}
	}
	slices.Sort(s.known)
}

// Known returns all permissions there are, sorted.
func (s *Service) Known() []actor.Permission { return slices.Clone(s.known) }

var permissionForm = regexp.MustCompile(`^(\*|[a-z][a-z_]*)\.(\*|[a-z][a-z_]*)$`)

// Pattern names one or several permissions: "incident.resolve", "incident.*", "*.view" or "*".
type Pattern string

// Covers reports whether the pattern names p.
func (t Pattern) Covers(p actor.Permission) bool {
	if t == "*" || string(t) == string(p) {
		return true
	}
	object, verb, _ := strings.Cut(string(t), ".")
	haveObject, haveVerb, _ := strings.Cut(string(p), ".")
	return (object == "*" || object == haveObject) && (verb == "*" || verb == haveVerb)
}

// Check refuses what is not written like a pattern. Kinds: Invalid.
func (t Pattern) Check() error {
	if t == "*" || permissionForm.MatchString(string(t)) {
		return nil
	}
	return errs.Bad("permission", "%q is not a permission; write object.verb, such as incident.view, or use * for a part.", string(t))
}

// expand raises grants by every known permission that the pattern names, and by the name itself when it is not a pattern.
func (s *Service) expand(g actor.Grants, t Pattern, scope actor.Scope) {
	if !strings.Contains(string(t), "*") {
		g.Allow(actor.Permission(t), scope)
		return
	}
	for _, p := range s.known {
		if t.Covers(p) {
			g.Allow(p, scope)
		}
	}
}
