package token

import "github.com/fettle-itsm/fettle/internal/engine/event"

// RegisterEvents makes the events of this room known to the log.
func RegisterEvents(l *event.Log) {
	event.Register[Created](l)
	event.Register[Revoked](l)
}
