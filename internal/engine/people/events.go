package people

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

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

// AddressChanged tells that a person got, verified or lost a further address. It does not repeat the address: the log cannot forget.
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
