package portal

import (
	"net/http"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// writes are the fields of the forms on the page of a request.
func writes() []string { return []string{"body", "files", "reason"} }

// Register adds the pages of this room.
func Register(s *kit.Site) {
	s.Show("/portal", face.Anyone, kit.OwnRows, home)
	s.Show("/portal/report", face.Anyone, kit.NoRows, showReport)
	s.Take("/portal/report", face.Anyone, kit.GuestNew, report, "text", "name", "email", "files", "website", "custom", "again", "affects")
	s.Show("/portal/requests", face.SignedIn, kit.OwnRows, requests)
	if slices.ContainsFunc(s.Room.Practices(), kit.Holdable) {
		s.Show(devicesAt, face.SignedIn, kit.OwnRows, devices)
	}
	s.Show("/portal/{number}", face.SignedIn, kit.ByRow, own(show))
	s.Take("/portal/{number}/{verb}", face.SignedIn, kit.ByVerb, own(act), writes()...)
	if s.Guests != nil {
		s.Show("/portal/r/{token}", face.Anyone, kit.ByLink, linked(show))
		s.Take("/portal/r/{token}/{verb}", face.Anyone, kit.ByLink, linked(act), writes()...)
		s.Show("/portal/r/{token}/files/{attachment}/{name}", face.Anyone, kit.ByLink, linked(file))
	}
}

// request is one request of the visitor, and the address under which they see it.
type request struct {
	w      desk.View
	base   string // "/portal/INC-1042" or "/portal/r/…"
	linked bool   // seen through a link
	token  string // of that link
}

// own serves somebody who is signed in.
func own(h func(*kit.Visit, request) error) kit.Handler {
	return func(v *kit.Visit) error {
		a := v.Actor
		a.Channel = "portal"
		v.As(a)
		w, err := v.Room.Find(v.Ctx(), v.R.PathValue("number"))
		if err != nil {
			return err
		}
		return h(v, request{w: w, base: "/portal/" + w.Number})
	}
}

// linked serves whoever holds a link, as the requester it was made for and with nothing but this one record in reach.
func linked(h func(*kit.Visit, request) error) kit.Handler {
	return func(v *kit.Visit) error {
		token := v.R.PathValue("token")
		a, number, err := v.Guests.Follower(v.Ctx(), token)
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Unauthenticated) {
			return goneLink(v)
		}
		if err != nil {
			return err
		}
		v.Secret = "" // the link speaks, not the session that the browser may have
		v.As(a)
		w, err := v.Room.Find(v.Ctx(), number)
		if err != nil {
			return err
		}
		return h(v, request{w, "/portal/r/" + token, true, token})
	}
}

// goneLink says what to do with a link that ended, was withdrawn or never was; the three look the same.
func goneLink(v *kit.Visit) error {
	return page(v, http.StatusNotFound, "This link has ended", ui.PlainPage(ui.Plain{Title: "This link has ended"}, ui.EmptyBox(ui.Empty{
		Title: "It is not valid any more", Text: "Such a link leads to one report, for 90 days. If the matter is still open, report it again. With an account you see everything you reported after signing in.",
		Acts: []ui.Button{{Label: "Report something", Href: "/portal/report", Look: ui.Primary}, {Label: "Sign in", Href: "/sign-in?next=/portal"}}})))
}

// opener returns the verb with which something is reported: the first that takes words.
func opener(v *kit.Visit) (desk.Practice, action.Spec, error) {
	for _, p := range v.Room.Work() {
		for _, s := range p.Actions {
			if !s.OnRecord && s.Verb() == "open" {
				return p, s, nil
			}
		}
	}
	return desk.Practice{}, action.Spec{}, errs.Absent("page")
}
