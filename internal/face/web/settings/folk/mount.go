package folk

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
)

// Deps are the rooms behind the pages, besides those of the site. Those that are nil leave their parts out.
type Deps struct {
	Calendars *calendar.Calendars
	Invite    Invite
	Holders   Holders
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

type pages struct {
	sheet.Frame
	Deps
}

// Mount adds the pages.
func Mount(s *kit.Site, f sheet.Frame, d Deps) {
	p := &pages{f, d}
	p.people(s)
	p.teams(s)
	p.places(s)
	p.categories(s)
	p.roles(s)
}
