package licences

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Licences is what the pages ask and say.
type Licences interface {
	// Position is how a product stands on a date, today if it is "". Kinds: NotFound, Forbidden, Invalid.
	Position(ctx context.Context, product, date string) (Position, error)
	// PastSupport lists what the makers repair no more, on devices that the actor may see. Kinds: Forbidden, Invalid.
	PastSupport(ctx context.Context, date string) ([]Ended, error)
	// Asking returns the actor behind a link to a question. Kinds: NotFound.
	Asking(ctx context.Context, secret string) (actor.Actor, id.ID, error)
	// Questions are those put to the actor: all that are open, or the one given. Kinds: NotFound.
	Questions(ctx context.Context, question id.ID) ([]Question, error)
	// Answer says whether a seat is still needed, and uses the link up, "" for none. Kinds: NotFound, Invalid, Conflict.
	Answer(ctx context.Context, question id.ID, secret string, keep bool, reason string) error
	// SeatLink makes a link for whoever is asked; those before it end. Kinds: NotFound, Forbidden, Conflict.
	SeatLink(ctx context.Context, w desk.View) (secret string, err error)
}

// Position is how a product stands on a day.
type Position struct {
	Product, Date, State, Unit                                      string
	Entitled, Allocated, Installed, Used, Gap, Short, Spare, Unused int64
	AtRisk, Saving, Saved                                           []string // amounts, one for each currency
	Rows                                                            []Row
}

// Row is one row that was looked at.
type Row struct {
	Kind, Reference, Person, Device, Release, Metric, Reason string
	Counted                                                  bool
	Units, Missing                                           int64
}

// Ended is something that its maker repairs no more.
type Ended struct {
	Asset, Title, Holder, Name, Release, End string
	System                                   bool
}

// Question is what somebody is asked about a seat of theirs.
type Question struct {
	ID                                     id.ID
	Product, Device, Status, LastUsed, Due string
}

// room holds what the handlers need.
type room struct {
	Licences
	base           string // the public address, "" for that of the request
	product, claim desk.Practice
}

// assets is the permission to see devices.
const assets actor.Permission = "asset.view"

// Link leads to what is past support.
func Link() kit.NavLink {
	return kit.NavLink{Group: "Services & assets", Label: "Past support", Href: supportAt, Icon: "clock", Permission: assets}
}

// Mount adds the pages. Base is the public address of the desk, "" to take that of each request. Kinds: NotFound when the desk knows no
// products.
func Mount(s *kit.Site, base string, l Licences) (err error) {
	r := &room{Licences: l, base: base}
	if r.product, err = s.Room.Practice("software_product"); err != nil {
		return err
	}
	if r.claim, err = s.Room.Practice("reclaim"); err != nil {
		return err
	}
	r.todo(s)
	s.Tabs["software_product"] = append(s.Tabs["software_product"], ui.Link{Label: "Licence position", Href: "licences"})
	s.Show("/software-products/{number}/licences", string(r.product.View), kit.ByRow, r.position)
	s.Tabs["reclaim"] = append(s.Tabs["reclaim"], ui.Link{Label: "Link to ask", Href: "question"})
	s.Show("/unused-seats/{number}/question", string(r.claim.Note), kit.ByRow, r.question)
	s.Take("/unused-seats/{number}/question", string(r.claim.Note), kit.ByRow, r.questionLink)
	s.Show(supportAt, string(assets), kit.ByQuery, r.support)
	for _, f := range export.Formats() {
		s.Show("/software-products/{number}/licences."+string(f), string(r.product.View), kit.ByRow, func(v *kit.Visit) error { return r.takePosition(v, f) })
		s.Show(supportAt+"."+string(f), string(assets), kit.ByQuery, func(v *kit.Visit) error { return r.takeSupport(v, f) })
	}
	s.Show("/seat/{token}", face.Anyone, kit.ByLink, r.linked(r.show))
	s.Take("/seat/{token}", face.Anyone, kit.ByLink, r.linked(r.take), "do", "reason")
	s.Show("/portal/seat/{id}", face.SignedIn, kit.OwnRows, r.own(r.show))
	s.Take("/portal/seat/{id}", face.SignedIn, kit.OwnRows, r.own(r.take), "do", "reason")
	return nil
}

// todo puts the questions among what waits for a visitor of the portal.
func (r *room) todo(s *kit.Site) {
	before := s.Todo
	s.Todo = func(ctx context.Context) ([]ui.Todo, error) {
		var out []ui.Todo
		if before != nil {
			list, err := before(ctx)
			if err != nil {
				return nil, err
			}
			out = list
		}
		list, err := r.Questions(ctx, 0)
		for _, q := range list {
			out = append(out, ui.Todo{State: ui.State{Word: "Please answer", Glyph: ui.GlyphWaiting}, Title: "Do you still need " + q.Product + "?", Href: "/portal/seat/" + q.ID.String(),
				Text: kit.Join(" ", "It was last used on", calendar.Words(q.LastUsed)+".", "Say by", calendar.Words(q.Due), "whether you keep it; otherwise the seat is given to somebody else.")})
		}
		return out, err
	}
}

// asked is the question of a visit and the link that brought it, "" for none.
type asked struct {
	Question
	secret, at string
}

// linked serves whoever holds a link, as the person it was made for.
func (r *room) linked(h func(*kit.Visit, asked) error) kit.Handler {
	return func(v *kit.Visit) error {
		secret := v.R.PathValue("token")
		a, subject, err := r.Asking(v.Ctx(), secret)
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Unauthenticated) {
			return gone(v)
		}
		if err != nil {
			return err
		}
		v.Secret = "" // the link speaks, not the session that the browser may have
		v.As(a)
		return r.ask(v, subject, secret, h)
	}
}

// own serves whoever is signed in.
func (r *room) own(h func(*kit.Visit, asked) error) kit.Handler {
	return func(v *kit.Visit) error {
		subject, err := id.Parse(v.R.PathValue("id"))
		if err != nil || subject == 0 {
			return errs.Absent("page")
		}
		return r.ask(v, subject, "", h)
	}
}

func (r *room) ask(v *kit.Visit, question id.ID, secret string, h func(*kit.Visit, asked) error) error {
	list, err := r.Questions(v.Ctx(), question)
	if err == nil && len(list) == 0 {
		err = errs.Absent("page")
	}
	if err != nil {
		return err
	}
	return h(v, asked{list[0], secret, v.R.URL.Path})
}
