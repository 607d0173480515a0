package settings

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// body is what a page of settings shows below its heading.
type body struct {
	title, lead string
	acts        []ui.Button
	banners     []ui.Banner
	crumbs      []ui.Link // between the settings and the page
	parts       []templ.Component
}

// show answers with a page of settings: the list of all of them at the side.
func (p *pages) show(v *kit.Visit, status int, b body) error {
	d := v.Shell(b.title)
	d.Crumbs = append(append([]ui.Link{{Label: "Settings", Href: "/settings"}}, b.crumbs...), ui.Link{Label: b.title})
	frame := ui.Plain{Title: b.title, Lead: b.lead, Acts: b.acts, Banners: b.banners, Nav: p.nav(v)}
	return v.Page(status, d, ui.PlainPage(frame, b.parts...))
}

// fault is a form that could not be carried out: which, what was typed, and why.
type fault struct {
	form  string
	typed url.Values
	err   error
}

// status is the answer's for a page that shows the fault.
func (f fault) status() int {
	switch errs.KindOf(f.err) {
	case errs.None:
		return http.StatusOK
	case errs.Conflict:
		return http.StatusConflict
	case errs.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}

// told reports whether an error belongs into the form rather than on a page of its own.
func told(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict, errs.Forbidden:
		return true
	}
	return false
}

// into draws a form, with what was typed and what was wrong if it is the one that failed.
func (f fault) into(form ui.Form) templ.Component {
	if f.err != nil && f.form == form.ID {
		kit.RefillForm(&form, f.typed, f.err)
	}
	return ui.FormBox(form)
}

// sheet is the page of one thing with its main form.
type sheet[T any] struct {
	form    string // its id
	load    func(v *kit.Visit) (T, error)
	version func(t *T) *int64
	title   func(t T) string
	fields  func(v *kit.Visit, t T) (ui.Form, error)
	read    func(v *kit.Visit, typed url.Values, t *T) error // errors of fields
	save    func(v *kit.Visit, t T) (T, error)
	done    func(t T) string // the address after saving
	page    func(v *kit.Visit, t T, main templ.Component, f fault) (body, error)
}

// open answers with the page, f being the form that failed, if any.
func (s sheet[T]) open(p *pages, v *kit.Visit, f fault) error {
	t, err := s.load(v)
	if err != nil {
		return err
	}
	form, err := s.fields(v, t)
	if err != nil {
		return err
	}
	form.ID = s.form
	current := *s.version(&t)
	var differs []line
	if f.err != nil && f.form == s.form {
		if errs.Is(f.err, errs.Conflict) {
			differs = differences(form, f.typed)
		} else if n, err := strconv.ParseInt(f.typed.Get("version"), 10, 64); err == nil {
			current = n
		}
	}
	form.Hidden = append(form.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(current, 10)})
	b, err := s.page(v, t, f.into(form), f)
	if err != nil {
		return err
	}
	if len(differs) > 0 {
		b.parts = append([]templ.Component{both(differs)}, b.parts...)
	}
	return p.show(v, f.status(), b)
}

// take carries the main form out.
func (s sheet[T]) take(p *pages, v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	t, err := s.load(v)
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(in.Get("version"), 10, 64)
	*s.version(&t) = n
	if err = s.read(v, in.Values, &t); err == nil {
		t, err = s.save(v, t)
	}
	if told(err) {
		return s.open(p, v, fault{s.form, in.Values, err})
	}
	if err != nil {
		return err
	}
	v.Say("ok", s.title(t)+" is saved.")
	v.Redirect(s.done(t))
	return nil
}

// line is one field that two people changed differently.
type line struct{ label, now, yours string }

// differences compares what is stored now with what somebody wanted to save.
func differences(f ui.Form, typed url.Values) []line {
	fields := append([]ui.Field(nil), f.Fields...)
	for _, g := range f.Groups {
		fields = append(fields, g.Fields...)
	}
	var out []line
	for _, x := range fields {
		now, yours := x.Value, strings.Join(typed[x.Name], ", ")
		switch x.Kind {
		case ui.FieldCheckbox:
			now, yours = yes(x.Checked), yes(typed.Has(x.Name))
		case ui.FieldMulti:
			now = strings.Join(x.Values, ", ")
		}
		if strings.TrimSpace(now) != strings.TrimSpace(strings.ReplaceAll(yours, "\r\n", "\n")) {
			out = append(out, line{x.Label, optioned(x, now), optioned(x, yours)})
		}
	}
	return out
}

func yes(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}

// optioned replaces a value by the label of its choice.
func optioned(f ui.Field, value string) string {
	for _, o := range f.Options {
		if o.Value == value && o.Label != "" {
			return o.Label
		}
	}
	if value == "" {
		return "–"
	}
	return value
}

// both shows what is stored now beside what was typed.
func both(list []line) templ.Component {
	t := ui.Table{Caption: "What differs", Head: []ui.Column{{Label: "Field"}, {Label: "Saved meanwhile"}, {Label: "Yours, not saved"}}}
	for _, l := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: l.label}, {Text: l.now}, {Text: l.yours, Strong: true}}})
	}
	return templ.Join(ui.BannerBox(ui.Banner{Tone: "warn", Lead: "Somebody saved this while you wrote.", Text: "The form below holds your text. Saving it now replaces what was saved meanwhile."}), ui.DataTable(t))
}

// key reads an id from the path. Kinds: NotFound.
func key(v *kit.Visit, what string) (id.ID, error) {
	i, err := id.Parse(v.R.PathValue("id"))
	if err != nil || i == 0 {
		return 0, errs.Absent(what)
	}
	return i, nil
}

// ref reads an id that a select sent; what is no id is a fault of the field.
func ref(c *errs.Check, typed url.Values, name string) id.ID {
	i, err := id.Parse(typed.Get(name))
	c.Must(err == nil, name, "Choose one of the list.")
	return i
}

// number reads a whole number; "" is 0.
func number(c *errs.Check, typed url.Values, name string) int {
	s := strings.TrimSpace(typed.Get(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	c.Must(err == nil, name, "Write a whole number.")
	return n
}

func text(typed url.Values, name string) string { return strings.TrimSpace(typed.Get(name)) }

// block is a titled part of a page.
func block(title string, parts ...templ.Component) templ.Component {
	return ui.BlockBox(ui.Block{Title: title, Body: templ.Join(parts...)})
}

func raw(html string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}

func esc(s string) string { return templ.EscapeString(s) }

// say is a paragraph.
func say(s string) templ.Component { return raw(`<p class="mut" dir="auto">` + esc(s) + `</p>`) }

// can reports whether to offer something at all.
func can(v *kit.Visit, p actor.Permission) bool { return v.Actor.Can(p) }

// search is a small form that filters a list by the address.
func search(action, label, q string, keep ...ui.Hidden) templ.Component {
	var b strings.Builder
	b.WriteString(`<form class="chips" method="get" role="search" action="` + esc(action) + `">`)
	for _, h := range keep {
		b.WriteString(`<input type="hidden" name="` + esc(h.Name) + `" value="` + esc(h.Value) + `">`)
	}
	b.WriteString(`<label class="mini-in">` + esc(label) + ` <input class="input short" type="search" name="q" value="` + esc(q) + `"></label><button class="btn s">Find</button>`)
	if q != "" {
		b.WriteString(`<a class="btn quiet s" href="` + esc(action) + `">Show all</a>`)
	}
	b.WriteString(`</form>`)
	return raw(b.String())
}
