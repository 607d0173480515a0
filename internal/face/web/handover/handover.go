package handover

import (
	"context"
	"io"
	"net/http"

	"github.com/fettle-itsm/fettle/internal/base/clock"
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

// Handovers is what the pages ask and say.
type Handovers interface {
	// Accepting returns the actor behind a link to a handover. Kinds: NotFound.
	Accepting(ctx context.Context, secret string) (actor.Actor, id.ID, error)
	// Attesting returns the actor behind a link to a campaign. Kinds: NotFound.
	Attesting(ctx context.Context, secret string) (actor.Actor, id.ID, error)
	// Handover returns what the actor is asked about one thing. Kinds: NotFound.
	Handover(ctx context.Context, handover id.ID) (Handover, error)
	// Waiting returns what the actor has not answered yet.
	Waiting(ctx context.Context) ([]Handover, error)
	// Answer notes whether the actor took it over, and uses the link up, "" for none. Kinds: NotFound, Invalid, Conflict.
	Answer(ctx context.Context, handover id.ID, secret string, accept bool, reason string) error
	// Latest is the newest question about an asset; false for none.
	Latest(ctx context.Context, w desk.View) (Handover, bool, error)
	// AcceptLink makes the link to the newest question about an asset; those before it end. Kinds: NotFound, Forbidden, Conflict.
	AcceptLink(ctx context.Context, w desk.View) (secret string, err error)
	// Campaigns returns what asks the actor about more than one thing: all that run, or the one given. Kinds: NotFound.
	Campaigns(ctx context.Context, campaign id.ID) ([]Campaign, error)
	// Say notes what the actor says of one thing of a campaign. Kinds: NotFound, Invalid, Conflict.
	Say(ctx context.Context, s Said) error
	// Lines are all of a campaign that the actor may see.
	Lines(ctx context.Context, w desk.View) ([]Line, error)
	// AttestLink makes the link for somebody whom a campaign asks; those before it end. Kinds: NotFound, Forbidden.
	AttestLink(ctx context.Context, w desk.View, person id.ID) (secret string, err error)
}

// Handover is one thing that somebody was handed.
type Handover struct {
	ID                                   id.ID
	Tag, Name, Person                    string
	Status, How, Reason                  string
	Asked, Answered                      clock.Time
	Due, DueBack, Condition, Accessories string
	Version, Terms                       string // the text is Markdown
}

// Campaign is what a campaign asks one person.
type Campaign struct {
	ID                       id.ID
	Number, Title, Note, Due string
	Over                     bool
	Lines                    []Line
}

// Line is one thing of a campaign.
type Line struct {
	Asset, Person       id.ID
	Name, Tag, Title    string
	Answer, Reason, How string
	Answered            clock.Time
	Photo               bool
}

// Said is an answer.
type Said struct {
	Campaign, Asset id.ID
	Answer, Reason  string
	Linked          bool
	Photo           *kit.Upload
}

// Printer prints labels.
type Printer struct {
	Sheets []ui.Option
	Print  func(ctx context.Context, to io.Writer, sheet string, start int, barcode bool, base string, list []Label) error
}

// Label is what one label says besides whose it is.
type Label struct{ Tag, Name string }

// room holds what the handlers need.
type room struct {
	Handovers
	Printer
	base             string // the public address, "" for that of the request
	asset, campaigns desk.Practice
}

// Links leads to the page that prints labels.
func Links() []kit.NavLink {
	return []kit.NavLink{{Group: "Services & assets", Label: "Labels", Href: "/assets/labels", Icon: "print", Permission: "asset.edit"}}
}

// Mount adds the pages. Base is the public address of the desk, "" to take that of each request. Kinds: NotFound when the desk knows no
// assets or campaigns.
func Mount(s *kit.Site, base string, h Handovers, p Printer) (err error) {
	r := &room{Handovers: h, Printer: p, base: base}
	if r.asset, err = s.Room.Practice("asset"); err != nil {
		return err
	}
	if r.campaigns, err = s.Room.Practice("attestation"); err != nil {
		return err
	}
	s.Todo = r.todo
	s.Show("/accept/{token}", face.Anyone, kit.ByLink, r.linked(r.Accepting, r.showHandover))
	s.Take("/accept/{token}", face.Anyone, kit.ByLink, r.linked(r.Accepting, r.takeHandover), "do", "reason")
	s.Show("/portal/handover/{id}", face.SignedIn, kit.OwnRows, r.own(r.showHandover))
	s.Take("/portal/handover/{id}", face.SignedIn, kit.OwnRows, r.own(r.takeHandover), "do", "reason")
	s.Show("/attest/{token}", face.Anyone, kit.ByLink, r.linked(r.Attesting, r.showCampaign))
	s.Take("/attest/{token}", face.Anyone, kit.ByLink, r.linked(r.Attesting, r.takeCampaign), "asset", "answer", "reason", "files")
	s.Show("/portal/attest/{id}", face.SignedIn, kit.OwnRows, r.own(r.showCampaign))
	s.Take("/portal/attest/{id}", face.SignedIn, kit.OwnRows, r.own(r.takeCampaign), "asset", "answer", "reason", "files")
	s.Tabs["asset"] = append(s.Tabs["asset"], ui.Link{Label: "Acceptance", Href: "acceptance"})
	s.Tabs["attestation"] = append(s.Tabs["attestation"], ui.Link{Label: "Answers", Href: "replies"})
	s.Show("/assets/{number}/acceptance", string(edit), kit.ByRow, r.acceptance)
	s.Take("/assets/{number}/acceptance", string(edit), kit.ByRow, r.acceptLink)
	s.Show("/attestations/{number}/replies", string(r.campaigns.View), kit.ByRow, r.replies)
	s.Take("/attestations/{number}/replies", "attestation.edit", kit.ByRow, r.attestLink, "asset")
	for _, f := range export.Formats() {
		s.Show("/attestations/{number}/replies."+string(f), string(r.campaigns.View), kit.ByRow, func(v *kit.Visit) error { return r.along(v, f) })
	}
	s.Show("/assets/labels", string(edit), kit.ByQuery, r.labels)
	s.Show("/assets/labels.pdf", string(edit), kit.ByQuery, r.print)
	return nil
}

// edit is the permission to work with assets.
const edit actor.Permission = "asset.edit"

// asked is what a visitor is asked about: the id of the handover or the campaign, and the link that brought them, "" for none.
type asked struct {
	id     id.ID
	secret string
	at     string // the address of the page
}

// linked serves whoever holds a link, as the person it was made for.
func (r *room) linked(find func(context.Context, string) (actor.Actor, id.ID, error), h func(*kit.Visit, asked) error) kit.Handler {
	return func(v *kit.Visit) error {
		secret := v.R.PathValue("token")
		a, subject, err := find(v.Ctx(), secret)
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Unauthenticated) {
			return gone(v)
		}
		if err != nil {
			return err
		}
		v.Secret = "" // the link speaks, not the session that the browser may have
		v.As(a)
		return h(v, asked{subject, secret, v.R.URL.Path})
	}
}

// own serves whoever is signed in.
func (r *room) own(h func(*kit.Visit, asked) error) kit.Handler {
	return func(v *kit.Visit) error {
		a := v.Actor
		a.Channel = "portal"
		v.As(a)
		subject, err := id.Parse(v.R.PathValue("id"))
		if err != nil {
			return errs.Absent("page")
		}
		return h(v, asked{subject, "", v.R.URL.Path})
	}
}

// gone says what to do with a link that was used, ended or never was; they look the same.
func gone(v *kit.Visit) error {
	return v.HTML(http.StatusNotFound, ui.Portal(v.PortalShell("This link has ended"), ui.PlainPage(ui.Plain{Title: "This link has ended"}, ui.EmptyBox(ui.Empty{
		Title: "It is not valid any more", Text: "It was used, or it is too old, or a newer one was sent. What is in your name is listed in the portal after signing in.",
		Acts: []ui.Button{{Label: "Sign in", Href: "/sign-in?next=/portal/devices", Look: ui.Primary}}}))))
}

// todo is what waits for an answer of the actor.
func (r *room) todo(ctx context.Context) ([]ui.Todo, error) {
	list, err := r.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	var out []ui.Todo
	for _, h := range list {
		out = append(out, ui.Todo{State: ui.State{Word: "Please confirm", Glyph: ui.GlyphWaiting}, Title: h.Name, Href: "/portal/handover/" + h.ID.String(),
			Text: h.Tag + " was handed to you. Say by " + calendar.Words(h.Due) + " whether you got it and accept the terms."})
	}
	campaigns, err := r.Campaigns(ctx, 0)
	for _, c := range campaigns {
		if n := c.silent(); n > 0 {
			out = append(out, ui.Todo{State: ui.State{Word: "Please answer", Glyph: ui.GlyphWaiting}, Title: c.Title, Href: "/portal/attest/" + c.ID.String(),
				Text: kit.Join(" ", c.Number, "asks about", things(n), "in your name, until", calendar.Words(c.Due)) + "."})
		}
	}
	return out, err
}

// silent is how many things wait for an answer.
func (c Campaign) silent() int {
	n := 0
	for _, l := range c.Lines {
		if l.Answer == "" {
			n++
		}
	}
	return n
}

func things(n int) string {
	if n == 1 {
		return "one thing"
	}
	return kit.Thousands(n) + " things"
}
