package handover

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// fact is a thing known, with its name.
type fact struct{ name, text string }

// known drops what is not known.
func known(list ...fact) []fact {
	var out []fact
	for _, f := range list {
		if f.text != "" {
			out = append(out, f)
		}
	}
	return out
}

func (r *room) showHandover(v *kit.Visit, q asked) error {
	return r.handoverPage(v, http.StatusOK, q, nil, nil)
}

// handoverPage shows what was handed over, in which condition and with what, the terms, and the two answers.
func (r *room) handoverPage(v *kit.Visit, status int, q asked, typed url.Values, failed error) error {
	h, err := r.Handover(v.Ctx(), q.id)
	if err != nil {
		return err
	}
	plain := ui.Plain{Title: h.Name, Lead: kit.Join(" · ", h.Tag, "handed to "+h.Person, v.Day(h.Asked.Time()))}
	parts := []templ.Component{facts("What you got", known(fact{"What", h.Name}, fact{"Tag", h.Tag}, fact{"Condition", h.Condition}, fact{"With it", h.Accessories}, fact{"Due back", calendar.Words(h.DueBack)})),
		termsBox(h.Version, text.Markdown(h.Terms))}
	if h.Status != "open" {
		plain.Banners = []ui.Banner{{Tone: map[bool]string{true: "ok", false: "warn"}[h.Status == "accepted"], Text: r.verdict(v, h)}}
		return r.portal(v, status, h.Name, plain, parts...)
	}
	accept := ui.Form{ID: "accept", Action: q.at, Title: "Is everything as it says here?", Hidden: []ui.Hidden{{Name: "do", Value: "accept"}}, Lead: "By accepting you say that you got it and that you agree to the terms. Please answer by " + calendar.Words(h.Due) + ".",
		Submit: ui.Button{Label: "I got it and accept the terms", Look: ui.Primary}}
	refuse := ui.Form{ID: "refuse", Action: q.at, Title: "Something is not right?", Hidden: []ui.Hidden{{Name: "do", Value: "refuse"}},
		Fields: []ui.Field{{Name: "reason", Label: "What is not right?", Kind: ui.FieldLong, Rows: 3, MaxLen: 1000, Required: true}}, Submit: ui.Button{Label: "This is not right", Look: ui.Quiet}}
	if failed != nil {
		kit.RefillForm(&refuse, typed, failed)
	}
	return r.portal(v, status, h.Name, plain, append(parts, formBlock(accept), formBlock(refuse))...)
}

func (r *room) portal(v *kit.Visit, status int, title string, plain ui.Plain, parts ...templ.Component) error {
	return v.HTML(status, ui.Portal(v.PortalShell(title), ui.PlainPage(plain, parts...)))
}

// verdict says what became of a question.
func (r *room) verdict(v *kit.Visit, h Handover) string {
	when := v.Moment(h.Answered.Time())
	switch h.Status {
	case "accepted":
		return h.Person + " accepted it under " + h.Version + ", " + when + " (" + h.How + ")."
	case "refused":
		return h.Person + " said that something is not right, " + when + " (" + h.How + "): " + h.Reason
	case "withdrawn":
		return "It went on before anybody answered, " + when + "."
	}
	return h.Person + " was asked to accept it under " + h.Version + " and has not answered; the last day is " + calendar.Words(h.Due) + "."
}

func (r *room) takeHandover(v *kit.Visit, q asked) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	accept := form.Get("do") == "accept"
	if !accept && form.Get("do") != "refuse" {
		return r.handoverPage(v, http.StatusUnprocessableEntity, q, form.Values, errs.Bad("reason", "Choose one of the two answers."))
	}
	h, err := r.Handover(v.Ctx(), q.id)
	if err != nil {
		return err
	}
	err = r.Answer(v.Ctx(), q.id, q.secret, accept, form.Get("reason"))
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
		v.KeepLongest(form.Values)
		return r.handoverPage(v, face.Status(err), q, form.Values, err)
	}
	if err != nil {
		return err
	}
	said := h.Name + ", " + h.Tag + ", is accepted under " + h.Version + "."
	if !accept {
		said = "Your reason stands with " + h.Tag + ", and whoever keeps it sees it."
	}
	if q.secret == "" {
		v.Say("ok", "Thank you. "+said)
		v.Redirect("/portal/devices")
		return nil
	}
	return r.portal(v, http.StatusOK, "Thank you", ui.Plain{Title: "Thank you"}, words(said))
}

// acceptance shows those who keep an asset whether its holder accepted it.
func (r *room) acceptance(v *kit.Visit) error { return r.acceptancePage(v, "") }

// acceptLink makes a link for the holder. It is shown once and not in an address.
func (r *room) acceptLink(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.asset, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	secret, err := r.AcceptLink(v.Ctx(), w)
	if err != nil {
		return err
	}
	return r.acceptancePage(v, v.Origin(r.base)+"/accept/"+secret)
}

func (r *room) acceptancePage(v *kit.Visit, link string) error {
	w, err := v.Room.Get(v.Ctx(), r.asset, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	h, there, err := r.Latest(v.Ctx(), w)
	if err != nil {
		return err
	}
	at := "/assets/" + w.Number + "/acceptance"
	plain := ui.Plain{Title: w.Title, Lead: w.Number, Tabs: []ui.Link{{Label: "Overview", Href: "/" + w.Number}, {Label: "Acceptance", Href: at, Current: true}}}
	var parts []templ.Component
	switch {
	case !there:
		parts = append(parts, ui.EmptyBox(ui.Empty{Title: "Nobody was asked", Text: "Whoever is handed a thing is asked to accept it as soon as terms of use are in force.",
			Acts: []ui.Button{{Label: "Terms of use", Href: "/terms-of-use"}}}))
	default:
		parts = append(parts, words(r.verdict(v, h)))
		if h.Status == "open" {
			plain.Acts = []ui.Button{{Label: "Make a link for " + h.Person, Action: at}}
		}
		if h.Status == "refused" {
			plain.Acts = []ui.Button{{Label: "Take back", Href: "/assets/" + w.Number + "/return"}, {Label: "Hand over to another", Href: "/assets/" + w.Number + "/transfer"}}
		}
	}
	if link != "" {
		plain.Banners = []ui.Banner{{Tone: "ok", Text: "This link works once, for " + h.Person + ", until it is answered or 14 days are over. It is not shown again."}}
		parts = append(parts, made(link), ui.Acts([]ui.Button{mail("Please confirm: "+h.Name+", "+h.Tag, "Please look at what you were handed and say whether everything is right:", link)}))
	}
	if there {
		parts = append(parts, termsBox(h.Version, text.Markdown(h.Terms)))
	}
	return r.desk(v, w, "Acceptance of "+w.Number, "Acceptance", plain, parts...)
}

// mail opens the own mail program with the link in it.
func mail(subject, body, link string) ui.Button {
	return ui.Button{Label: "Write the mail", Icon: "mail", Href: "mailto:?subject=" + url.PathEscape(subject) + "&body=" + url.PathEscape(body+"\r\n\r\n"+link)}
}

func (r *room) desk(v *kit.Visit, w desk.View, title, crumb string, plain ui.Plain, parts ...templ.Component) error {
	v.About = w.Practice.Kind.Key
	shell := v.Shell(title)
	shell.Crumbs = work.Crumbs(w, crumb)
	return v.Page(http.StatusOK, shell, ui.PlainPage(plain, parts...))
}
