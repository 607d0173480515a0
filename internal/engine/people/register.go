package people

import (
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// RegisterEvents makes the events of this room known to the log, so that they can be read back.
func RegisterEvents(l *event.Log) {
	event.Register[row.Created](l)
	event.Register[row.Changed](l)
	event.Register[row.Removed](l)
	event.Register[MemberChanged](l)
	event.Register[RoleAssigned](l)
	event.Register[AddressChanged](l)
	event.Register[AbsenceChanged](l)
}
