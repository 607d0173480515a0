// Package presence tells those who have the same record open of each other.
//
// Why: two agents who answer the same question at the same moment cost the requester's trust and one of them the work.
//
// It leaves who is where to engine/presence, and how it is shown to the script of the page.
package presence

import (
	engine "github.com/fettle-itsm/fettle/internal/engine/presence"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Mount adds where the script of a record's page says that somebody is there, and hears who else is.
func Mount(s *kit.Site, p *engine.Service) {
	s.Take("/presence/{number}", face.SignedIn, kit.ByRow, func(v *kit.Visit) error { return stay(v, p) }, "writing", "gone")
}

// stay answers only to those who may read internal notes: requesters are not told who works on their matter when.
func stay(v *kit.Visit, p *engine.Service) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	w, err := v.Room.Find(v.Ctx(), v.R.PathValue("number"))
	if err != nil {
		return err
	}
	others := []engine.Other{}
	switch {
	case !w.Internal:
	case form.Get("gone") != "":
		err = p.Leave(v.Ctx(), w.ID)
	default:
		var more []engine.Other
		more, err = p.Stay(v.Ctx(), w.ID, form.Get("writing") != "")
		others = append(others, more...)
	}
	if err != nil {
		return err
	}
	return v.JSON(others)
}
