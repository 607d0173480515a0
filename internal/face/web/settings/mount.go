package settings

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Deps are the rooms behind the pages, besides those of the site. Those that are nil leave their pages or parts out.
type Deps struct {
	Calendars *calendar.Calendars
	SLA       *sla.Service
	Try       Try
	Matrix    Matrix
	Audit     Audit
	Invite    Invite
	Holders   Holders
}

// Matrix is the table that turns impact (row) and urgency (column), each 1 to 3 and counted from 0 here, into a priority from 1 to 4.
type Matrix interface {
	// Matrix returns the table in force.
	Matrix(ctx context.Context) ([3][3]int, error)
	// EditMatrix changes it. Kinds: Forbidden, Invalid.
	EditMatrix(ctx context.Context, m [3][3]int) ([3][3]int, error)
}

// Try computes the clocks that work would have under an agreement, whether it applies or not.
type Try interface {
	// Try does not ask for a permission on the work: the caller has loaded it for the actor. Kinds: NotFound.
	Try(ctx context.Context, agreement sla.Agreement, work id.ID) (sla.Answer, error)
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

// Invite makes a link with which a person sets their password.
type Invite interface {
	// Invite returns the path of the link. Kinds: Forbidden, NotFound.
	Invite(ctx context.Context, person id.ID) (path string, err error)
}

// Holders tells who holds a role.
type Holders interface {
	// Holders returns people by name, as many as a page takes, and whether there are more. Kinds: Forbidden.
	Holders(ctx context.Context, role id.ID) (list []people.Person, more bool, err error)
}

// pages holds what the handlers need.
type pages struct{ Deps }

// Mount adds the pages.
func Mount(s *kit.Site, d Deps) {
	p := &pages{d}
	p.index(s)
	p.people(s)
	p.teams(s)
	p.places(s)
	p.categories(s)
	p.roles(s)
	p.fields(s)
	p.tokens(s)
	if d.Matrix != nil {
		p.matrix(s)
	}
	if d.Calendars != nil {
		p.calendars(s)
	}
	if d.SLA != nil {
		p.levels(s)
	}
	if d.Audit != nil {
		p.audit(s)
	}
}
