package licences

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// gone says what to do with a link that was used, ended or never was; they look the same.
func gone(v *kit.Visit) error {
	return v.HTML(http.StatusNotFound, ui.Portal(v.PortalShell("This link has ended"), ui.PlainPage(ui.Plain{Title: "This link has ended"}, ui.EmptyBox(ui.Empty{
		Title: "It is not valid any more", Text: "It was used, or it is too old, or a newer one was sent. What waits for your answer is in the portal after signing in.",
		Acts: []ui.Button{{Label: "Sign in", Href: "/sign-in?next=/portal/devices", Look: ui.Primary}}}))))
}

func (r *room) show(v *kit.Visit, q asked) error { return r.seat(v, http.StatusOK, q, nil, nil) }

// seat asks whether one is still needed.
func (r *room) seat(v *kit.Visit, status int, q asked, typed url.Values, failed error) error {
	plain := ui.Plain{Title: "Do you still need " + q.Product + "?", Lead: kit.Join(" · ", q.Device, "last used on "+calendar.Words(q.LastUsed), "please answer by "+calendar.Words(q.Due))}
	if q.Status != "asked" {
		plain.Banners = []ui.Banner{{Text: "This was answered already, or it is over. Nothing is to be done."}}
		return portal(v, status, plain)
	}
	keep := ui.Form{ID: "keep", Action: q.at, Title: "I still need it", Hidden: []ui.Hidden{{Name: "do", Value: "keep"}},
		Fields: []ui.Field{{Name: "reason", Label: "What do you need it for?", Kind: ui.FieldLong, Rows: 2, MaxLen: 1000, Required: true}}, Submit: ui.Button{Label: "Keep it", Look: ui.Primary}}
	back := ui.Form{ID: "back", Action: q.at, Title: "I do not need it", Hidden: []ui.Hidden{{Name: "do", Value: "back"}},
		Lead: "The program is removed and somebody else can use the seat. Without an answer the same happens after " + calendar.Words(q.Due) + ".", Submit: ui.Button{Label: "Give it back", Look: ui.Secondary}}
	if failed != nil {
		kit.RefillForm(&keep, typed, failed)
	}
	return portal(v, status, plain, block(keep), block(back))
}

// block is a form with a name for those who do not see it.
func block(f ui.Form) templ.Component { return ui.FormBox(f) }

func portal(v *kit.Visit, status int, plain ui.Plain, parts ...templ.Component) error {
	return v.HTML(status, ui.Portal(v.PortalShell(plain.Title), ui.PlainPage(plain, parts...)))
}

func (r *room) take(v *kit.Visit, q asked) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	keep := form.Get("do") == "keep"
	if !keep && form.Get("do") != "back" {
		return r.seat(v, http.StatusUnprocessableEntity, q, form.Values, errs.Bad("reason", "Choose one of the two answers."))
	}
	err = r.Answer(v.Ctx(), q.ID, q.secret, keep, form.Get("reason"))
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
		v.KeepLongest(form.Values)
		return r.seat(v, face.Status(err), q, form.Values, err)
	}
	if err != nil {
		return err
	}
	said := "You keep " + q.Product + "."
	if !keep {
		said = q.Product + " is taken back soon; nothing else is to be done."
	}
	if q.secret == "" {
		v.Say("ok", "Thank you. "+said)
		v.Redirect("/portal/devices")
		return nil
	}
	return portal(v, http.StatusOK, ui.Plain{Title: "Thank you", Lead: said})
}

// question shows those who keep licences how to ask once more.
func (r *room) question(v *kit.Visit) error { return r.questionPage(v, "") }

// questionLink makes a link for whoever is asked. It is shown once and not in an address.
func (r *room) questionLink(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.claim, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	secret, err := r.SeatLink(v.Ctx(), w)
	if err != nil {
		return err
	}
	return r.questionPage(v, v.Origin(r.base)+"/seat/"+secret)
}

func (r *room) questionPage(v *kit.Visit, link string) error {
	w, err := v.Room.Get(v.Ctx(), r.claim, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	at := "/unused-seats/" + w.Number + "/question"
	plain := ui.Plain{Title: w.Title, Lead: w.Number, Tabs: []ui.Link{{Label: "Overview", Href: "/" + w.Number}, {Label: "Link to ask", Href: at, Current: true}}}
	var parts []templ.Component
	switch {
	case link != "":
		plain.Banners = []ui.Banner{{Tone: "ok", Text: "This link works once, until it is answered or 14 days are over. It is not shown again."}}
		parts = append(parts, ui.FormBox(ui.Form{ID: "link", Fields: []ui.Field{{Name: "link", Label: "The link", Value: link, ReadOnly: true, Wide: true}}}),
			ui.Acts([]ui.Button{{Label: "Write the mail", Icon: "mail", Href: "mailto:?subject=" + url.PathEscape("Do you still need it? "+w.Title) + "&body=" + url.PathEscape("Please say whether you still need it:\r\n\r\n"+link)}}))
	case w.State == "asked":
		plain.Acts = []ui.Button{{Label: "Make a link", Action: at}}
		parts = append(parts, ui.EmptyBox(ui.Empty{Title: "The question is in their portal", Text: "Whoever is asked finds it there after signing in. A link lets them answer without."}))
	default:
		parts = append(parts, ui.EmptyBox(ui.Empty{Title: "Nobody is asked any more", Text: "The question was answered, or it is over."}))
	}
	v.About = w.Practice.Kind.Key
	shell := v.Shell("Question of " + w.Number)
	shell.Crumbs = work.Crumbs(w, "Link to ask")
	return v.Page(http.StatusOK, shell, ui.PlainPage(plain, parts...))
}
