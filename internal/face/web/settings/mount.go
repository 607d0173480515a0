package settings

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/folk"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/hours"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/reckon"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
)

// Deps are the rooms behind the pages, besides those of the site. Those that are nil leave their pages or parts out.
type Deps struct {
	Calendars *calendar.Calendars
	SLA       *sla.Service
	Try       hours.Try
	Matrix    Matrix
	Critical  Critical
	Audit     Audit
	Invite    folk.Invite
	Holders   folk.Holders
	Reckon    *reckon.Deps
	Health    *health.Desk // nil: no page of health
}

// Matrix is the table that turns impact (row) and urgency (column), each 1 to 3 and counted from 0 here, into a priority from 1 to 4.
type Matrix interface {
	// Matrix returns the table as it is stored, with its version.
	Matrix(ctx context.Context) (m [3][3]int, version int64, err error)
	// EditMatrix changes the table of a version. Kinds: Forbidden, Invalid, Conflict when somebody else changed it since.
	EditMatrix(ctx context.Context, m [3][3]int, version int64) error
}

// Critical is the rule that an incident which affects something critical is urgent.
type Critical interface {
	// Rule returns whether the rule is on, with the version of the setting.
	Rule(ctx context.Context) (on bool, version int64, err error)
	// EditRule switches the rule of a version. Kinds: Forbidden, Conflict when somebody else changed it since.
	EditRule(ctx context.Context, on bool, version int64) error
}

// Audit reads the whole log.
type Audit interface {
	// Events returns events newest first, with the numbers of the records among their subjects, and the cursor of the next part. Kinds:
	// Forbidden.
	Events(ctx context.Context, person id.ID, kind string, before id.ID, limit int) (list []event.Envelope, subjects map[id.ID]string, next id.ID, err error)
	// Kinds returns the kinds of events to choose from. Kinds: Forbidden.
	Kinds(ctx context.Context) ([]string, error)
	// Verify proves the log. Kinds: Forbidden.
	Verify(ctx context.Context) (event.Report, error)
}

// pages holds what the handlers need.
type pages struct {
	sheet.Frame
	Deps
}

// Mount adds the pages.
func Mount(s *kit.Site, d Deps) {
	p := &pages{Deps: d}
	p.Frame = sheet.Frame{Nav: p.nav}
	p.index(s)
	s.Places = append(s.Places, p.places)
	p.fields(s)
	p.tokens(s)
	if d.Matrix != nil {
		p.matrix(s)
	}
	if d.Critical != nil {
		p.critical(s)
	}
	if d.Audit != nil {
		p.audit(s)
	}
	if d.Health != nil {
		p.health(s)
	}
	if d.Reckon != nil {
		reckon.Mount(s, p.Frame, *d.Reckon)
	}
	folk.Mount(s, p.Frame, folk.Deps{Calendars: d.Calendars, Invite: d.Invite, Holders: d.Holders})
	hours.Mount(s, p.Frame, hours.Deps{Calendars: d.Calendars, SLA: d.SLA, Try: d.Try})
}
