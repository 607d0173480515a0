package people

import (
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Field is one value of a thing before and after a change.
type Field struct {
	Key  string `json:"key"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Created tells that a person, team, entity, location, category or role was made.
type Created struct {
	ID     id.ID  `json:"id"`
	Object string `json:"object"`
	Name   string `json:"name"`
}

// Subject is what was made.
func (e Created) Subject() id.ID { return e.ID }

// EventKind names the event.
func (Created) EventKind() string { return "people.created" }

// Changed tells which fields of a thing changed.
type Changed struct {
	ID     id.ID   `json:"id"`
	Object string  `json:"object"`
	Fields []Field `json:"fields"`
}

// Subject is what was changed.
func (e Changed) Subject() id.ID { return e.ID }

// EventKind names the event.
func (Changed) EventKind() string { return "people.changed" }

// Removed tells that a role was deleted; other things are archived instead.
type Removed struct {
	ID     id.ID  `json:"id"`
	Object string `json:"object"`
	Name   string `json:"name"`
}

// Subject is what was removed.
func (e Removed) Subject() id.ID { return e.ID }

// EventKind names the event.
func (Removed) EventKind() string { return "people.removed" }

// MemberChanged tells that a person joined or left a team, or became or ceased to be its lead.
type MemberChanged struct {
	Team   id.ID `json:"team"`
	Person id.ID `json:"person"`
	Member bool  `json:"member"`
	Lead   bool  `json:"lead"`
}

// Subject is the team.
func (e MemberChanged) Subject() id.ID { return e.Team }

// EventKind names the event.
func (MemberChanged) EventKind() string { return "people.member_changed" }

// RoleAssigned tells that a person was given a role, or lost it.
type RoleAssigned struct {
	Person id.ID  `json:"person"`
	Role   id.ID  `json:"role"`
	Key    string `json:"key"`
	Held   bool   `json:"held"`
}

// Subject is the person.
func (e RoleAssigned) Subject() id.ID { return e.Person }

// EventKind names the event.
func (RoleAssigned) EventKind() string { return "people.role_assigned" }

// AddressChanged tells that a person got, verified or lost an address. It does not repeat the address: it can be asked to be forgotten.
type AddressChanged struct {
	Person id.ID  `json:"person"`
	Kind   string `json:"kind"`
	Change string `json:"change"` // added, verified, removed
}

// Subject is the person.
func (e AddressChanged) Subject() id.ID { return e.Person }

// EventKind names the event.
func (AddressChanged) EventKind() string { return "people.address_changed" }

// AbsenceChanged tells that an absence was noted or taken back.
type AbsenceChanged struct {
	Person id.ID      `json:"person"`
	From   clock.Time `json:"from"`
	Until  clock.Time `json:"until"`
	Absent bool       `json:"absent"`
}

// Subject is the person.
func (e AbsenceChanged) Subject() id.ID { return e.Person }

// EventKind names the event.
func (AbsenceChanged) EventKind() string { return "people.absence_changed" }

// pair is one value of a thing as a text.
type pair struct{ key, value string }

// changes compares two lists of pairs with the same keys.
func changes(old, now []pair) []Field {
	var out []Field
	for i, p := range now {
		if p.value != old[i].value {
			out = append(out, Field{p.key, old[i].value, p.value})
		}
	}
	return out
}

// emitChanged emits Changed and nothing when no field changed; it reports whether there was a change.
func emitChanged(tx *db.Tx, key id.ID, object string, old, now []pair) (bool, error) {
	fields := changes(old, now)
	if len(fields) == 0 {
		return false, nil
	}
	return true, tx.Emit(Changed{key, object, fields})
}

func yes(b bool) string { return strconv.FormatBool(b) }

func join(ids []string) string { return strings.Join(ids, ", ") }
