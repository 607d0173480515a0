package work

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// doubt says why the requester may be somebody else, "" when nothing speaks for that: whoever reports without an account only claims
// an address.
func (s *sheet) doubt() (string, error) {
	claimed := slices.ContainsFunc(s.items, func(it desk.Item) bool {
		return it.Kind == (ticket.Opened{}).EventKind() && it.ByWhom == actor.Visitor && it.Number == "" && it.Entry != nil && it.Entry.Author == s.w.Requester
	})
	if !claimed || s.w.Requester == 0 {
		return "", nil
	}
	list, err := s.v.People.Addresses(s.v.Ctx(), s.v.Room.DB, s.w.Requester)
	if err != nil && !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.NotFound) {
		return "", err
	}
	if slices.ContainsFunc(list, func(a people.Address) bool { return a.Kind == people.Email && a.Verified != 0 }) {
		return "", nil
	}
	return "address not proved", nil
}

// claimed is the requester as a property, with the doubt beside the name.
func (s *sheet) claimed(i id.ID) ui.Prop {
	p := s.person(i)
	if s.unproved == "" {
		return ui.Prop{Label: "Requester", Person: &p}
	}
	return ui.Prop{Label: "Requester", Value: doubtful(p, s.unproved)}
}
