package hours

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
)

// Deps are the rooms behind the pages. Those that are nil leave their pages or parts out.
type Deps struct {
	Calendars *calendar.Calendars
	SLA       *sla.Service
	Try       Try // nil: only what applies to a record can be tried on it
}

// Try computes the clocks that work would have under an agreement, whether it applies or not.
type Try interface {
	// Try does not ask for a permission on the work: the caller has loaded it for the actor. Kinds: NotFound.
	Try(ctx context.Context, agreement sla.Agreement, work id.ID) (sla.Answer, error)
}

type pages struct {
	sheet.Frame
	Deps
}

// Mount adds the pages.
func Mount(s *kit.Site, f sheet.Frame, d Deps) {
	p := &pages{f, d}
	if d.Calendars != nil {
		p.calendars(s)
	}
	if d.SLA != nil {
		p.levels(s)
	}
}
