package trail

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Who returns who made a clock stand still at an instant.
func Who(history []event.Envelope, at clock.Time) (who id.ID, kind actor.Kind) {
	for _, e := range history {
		if ev, ok := e.Event.(ticket.Opened); ok && ev.Since != 0 && ev.Since == at {
			who, kind = e.Actor, e.ActorKind
		}
		if e.At != at {
			continue
		}
		switch e.Event.(type) {
		case ticket.Stepped:
			return e.Actor, e.ActorKind
		case ticket.Messaged, ticket.Changed, ticket.Opened:
			who, kind = e.Actor, e.ActorKind
		}
	}
	return who, kind
}
