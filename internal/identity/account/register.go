package account

import "github.com/fettle-itsm/fettle/internal/engine/event"

// RegisterEvents makes the events of this room known to the log.
func RegisterEvents(l *event.Log) {
	event.Register[SignedIn](l)
	event.Register[Refused](l)
	event.Register[PasswordSet](l)
	event.Register[Invited](l)
}
