package sheet

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Body is what a page of settings shows below its heading.
type Body struct {
	Title, Lead string
	Acts        []ui.Button
	Banners     []ui.Banner
	Crumbs      []ui.Link // between the settings and the page
	Parts       []templ.Component
}

// Frame draws the pages of settings.
type Frame struct {
	// Nav returns the list of all settings, for the side.
	Nav func(v *kit.Visit) []ui.Link
}

// Show answers with a page of settings.
func (p Frame) Show(v *kit.Visit, status int, b Body) error {
	d := v.Shell(b.Title)
	d.Crumbs = append(append([]ui.Link{{Label: "Settings", Href: "/settings"}}, b.Crumbs...), ui.Link{Label: b.Title})
	frame := ui.Plain{Title: b.Title, Lead: b.Lead, Acts: b.Acts, Banners: b.Banners, Nav: p.Nav(v)}
	return v.Page(status, d, ui.PlainPage(frame, b.Parts...))
}

// Fault is a form that could not be carried out: which, what was typed, and why.
type Fault struct {
	Form  string
	Typed url.Values
	Err   error
}

// Status is the answer's for a page that shows the fault.
func (f Fault) Status() int {
	switch errs.KindOf(f.Err) {
	case errs.None:
		return http.StatusOK
	case errs.Conflict:
		return http.StatusConflict
	case errs.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}

// Told reports whether an error belongs into the form rather than on a page of its own.
func Told(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict, errs.Forbidden:
		return true
	}
	return false
}

// Into draws a form, with what was typed and what was wrong if it is the one that failed.
func (f Fault) Into(form ui.Form) templ.Component {
	if f.Err != nil && f.Form == form.ID {
		kit.RefillForm(&form, f.Typed, f.Err)
	}
	hinted(form.Fields)
	for i := range form.Groups {
		hinted(form.Groups[i].Fields)
	}
	return ui.FormBox(form)
}

// hinted lets a select say what no choice means in the place of the choice that it begins with.
func hinted(fields []ui.Field) {
	for i := range fields {
		if f := &fields[i]; f.Kind == ui.FieldSelect && len(f.Options) > 0 && f.Options[0].Value == "" {
			f.Hint, f.Options = f.Options[0].Label, f.Options[1:]
		}
	}
}

// Form registers a page that is a form, and Take where one is sent to. Both answer whoever lacks what the verb behind the form needs as
// that verb would, before anything is drawn, read or compared.
func Form(s *kit.Site, pattern, permission, scope string, h kit.Handler) {
	s.Show(pattern, permission, scope, offered(permission, h))
}

// Take is for the sending, see Form.
func Take(s *kit.Site, pattern, permission string, h kit.Handler, writes ...string) {
	s.Take(pattern, permission, kit.ByVerb, offered(permission, h), writes...)
}

func offered(permission string, h kit.Handler) kit.Handler {
	return func(v *kit.Visit) error {
		err := action.May(v.Ctx(), actor.Permission(permission))
		if err == nil {
			return h(v)
		}
		if strings.HasPrefix(v.R.Header.Get("Content-Type"), "application/x-www-form-urlencoded") { // of a file no byte is kept
			if in, e := v.Form(nil); e == nil {
				v.KeepLongest(in.Values)
			}
		}
		return err
	}
}

// List is a table within a page: when it is empty a sentence says so.
func List(t ui.Table) templ.Component {
	if len(t.Rows) == 0 && t.Empty != nil {
		return Say(kit.Join(" ", t.Empty.Title+".", t.Empty.Text))
	}
	return ui.DataTable(t)
}

// Sheet is the page of one thing with its main form.
type Sheet[T any] struct {
	Form    string // its id
	Load    func(v *kit.Visit) (T, error)
	Version func(t *T) *int64
	Title   func(t T) string
	Fields  func(v *kit.Visit, t T) (ui.Form, error)
	Read    func(v *kit.Visit, typed url.Values, t *T) error // errors of fields
	Save    func(v *kit.Visit, t T) (T, error)
	Done    func(t T) string // the address after saving
	Page    func(v *kit.Visit, t T, main templ.Component, f Fault) (Body, error)
}

// Open answers with the page, f being the form that failed, if any.
func (s Sheet[T]) Open(p Frame, v *kit.Visit, f Fault) error {
	t, err := s.Load(v)
	if err != nil {
		return err
	}
	form, err := s.Fields(v, t)
	if err != nil {
		return err
	}
	form.ID = s.Form
	current := *s.Version(&t)
	var differs []Line
	if f.Err != nil && f.Form == s.Form {
		if errs.Is(f.Err, errs.Conflict) {
			differs = Differences(form, f.Typed)
		} else if n, err := strconv.ParseInt(f.Typed.Get("version"), 10, 64); err == nil {
			current = n
		}
	}
	form.Hidden = append(form.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(current, 10)})
	b, err := s.Page(v, t, f.Into(form), f)
	if err != nil {
		return err
	}
	if len(differs) > 0 {
		b.Parts = append([]templ.Component{Both(differs)}, b.Parts...)
	}
	return p.Show(v, f.Status(), b)
}

// Take carries the main form out.
func (s Sheet[T]) Take(p Frame, v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	t, err := s.Load(v)
	if err != nil {
		return err
	}
	form, err := s.Fields(v, t)
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(in.Get("version"), 10, 64)
	*s.Version(&t) = n
	var c errs.Check
	offers(&c, form, in.Values)
	if err = s.Read(v, in.Values, &t); err == nil || errs.Is(err, errs.Invalid) {
		c.Join("", err)
		err = c.Err()
	}
	if err == nil {
		t, err = s.Save(v, t)
	}
	if Told(err) {
		return s.Open(p, v, Fault{s.Form, in.Values, err})
	}
	if err != nil {
		return err
	}
	v.Say("ok", s.Title(t)+" is saved.")
	v.Redirect(s.Done(t))
	return nil
}

// offers refuses what none of the choices of a form is, such as the id of something that the visitor cannot see.
func offers(c *errs.Check, form ui.Form, typed url.Values) {
	fields := append([]ui.Field(nil), form.Fields...)
	for _, g := range form.Groups {
		fields = append(fields, g.Fields...)
	}
	for _, f := range fields {
		if f.Kind != ui.FieldSelect && f.Kind != ui.FieldMulti {
			continue
		}
		for _, value := range typed[f.Name] {
			known := value == "" || slices.ContainsFunc(f.Options, func(o ui.Option) bool { return o.Value == value })
			c.Must(known, f.Name, "This is not one of the choices. Choose one from the list.")
		}
	}
}

// Line is one field that two people changed differently.
type Line struct{ Label, Now, Yours string }

// Differences compares what is stored now with what somebody wanted to save.
func Differences(f ui.Form, typed url.Values) []Line {
	fields := append([]ui.Field(nil), f.Fields...)
	for _, g := range f.Groups {
		fields = append(fields, g.Fields...)
	}
	var out []Line
	for _, x := range fields {
		now, yours := x.Value, strings.Join(typed[x.Name], ", ")
		switch x.Kind {
		case ui.FieldCheckbox:
			now, yours = Yes(x.Checked), Yes(typed.Has(x.Name))
		case ui.FieldMulti:
			now = strings.Join(x.Values, ", ")
		}
		if strings.TrimSpace(now) != strings.TrimSpace(strings.ReplaceAll(yours, "\r\n", "\n")) {
			out = append(out, Line{x.Label, Optioned(x, now), Optioned(x, yours)})
		}
	}
	return out
}

// Yes says a yes or no.
func Yes(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}

// Optioned replaces a value by the label of its choice.
func Optioned(f ui.Field, value string) string {
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

// Both shows what is stored now beside what was typed.
func Both(list []Line) templ.Component {
	t := ui.Table{Caption: "What differs", Head: []ui.Column{{Label: "Field"}, {Label: "Saved meanwhile"}, {Label: "Yours, not saved"}}}
	for _, l := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: l.Label}, {Text: l.Now}, {Text: l.Yours, Strong: true}}})
	}
	return templ.Join(ui.BannerBox(ui.Banner{Tone: "warn", Lead: "Somebody saved this while you wrote.", Text: "The form below holds your text. Saving it now replaces what was saved meanwhile."}), ui.DataTable(t))
}

// Key reads an id from the path. Kinds: NotFound.
func Key(v *kit.Visit, what string) (id.ID, error) {
	i, err := id.Parse(v.R.PathValue("id"))
	if err != nil || i == 0 {
		return 0, errs.Absent(what)
	}
	return i, nil
}

// Ref reads an id that a select sent; what is no id is a fault of the field.
func Ref(c *errs.Check, typed url.Values, name string) id.ID {
	i, err := id.Parse(typed.Get(name))
	c.Must(err == nil, name, "Choose one of the list.")
	return i
}

// Number reads a whole number; "" is 0.
func Number(c *errs.Check, typed url.Values, name string) int {
	s := strings.TrimSpace(typed.Get(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	c.Must(err == nil, name, "Write a whole number.")
	return n
}

// Text returns the trimmed text of a field.
func Text(typed url.Values, name string) string { return strings.TrimSpace(typed.Get(name)) }

// Block is a titled part of a page.
func Block(title string, parts ...templ.Component) templ.Component {
	return ui.BlockBox(ui.Block{Title: title, Body: templ.Join(parts...)})
}

// Raw writes HTML whose parts were escaped by the caller, see Esc.
func Raw(html string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}

// Esc escapes a text for HTML.
func Esc(s string) string { return templ.EscapeString(s) }

// Say is a paragraph.
func Say(s string) templ.Component { return Raw(`<p class="mut" dir="auto">` + Esc(s) + `</p>`) }

// Can reports whether to offer something at all.
func Can(v *kit.Visit, p actor.Permission) bool { return v.Actor.Can(p) }

// Way is an address for those whom its page lets in, and "" for the others: they see a word and no link.
func Way(v *kit.Visit, p actor.Permission, href string) string {
	if !Can(v, p) {
		return ""
	}
	return href
}

// On reports whether to offer a change of something that is shown.
func On(v *kit.Visit, p actor.Permission, r actor.Row) bool {
	return action.MayOn(v.Ctx(), p, r) == nil
}

// Search is a small form that filters a list by the address.
func Search(action, label, q string, keep ...ui.Hidden) templ.Component {
	var b strings.Builder
	b.WriteString(`<form class="seek" method="get" role="search" action="` + Esc(action) + `">`)
	for _, h := range keep {
		b.WriteString(`<input type="hidden" name="` + Esc(h.Name) + `" value="` + Esc(h.Value) + `">`)
	}
	b.WriteString(`<label for="seek">` + Esc(label) + `</label><input class="input" type="search" id="seek" name="q" value="` + Esc(q) + `"><button class="btn">Find</button>`)
	if q != "" {
		b.WriteString(`<a class="btn quiet" href="` + Esc(action) + `">Show all</a>`)
	}
	b.WriteString(`</form>`)
	return Raw(b.String())
}

// Pager leads to the next part of a list and back to the first.
func Pager(path string, keep url.Values, after, next string) ui.Pager {
	var out ui.Pager
	if after != "" {
		out.First = address(path, keep, "")
	}
	if next != "" {
		out.Next = address(path, keep, next)
	}
	return out
}

// Along leads to the tables of a list to take along, asked in the same way.
func Along(path string, keep url.Values) []ui.Button {
	return []ui.Button{{Label: "Take along (CSV)", Href: address(path+".csv", keep, "")}, {Label: "Excel", Href: address(path+".xlsx", keep, "")}}
}

// address is a path with what is kept and set of a query.
func address(path string, keep url.Values, after string) string {
	q := url.Values{}
	for k := range keep {
		if v := keep.Get(k); v != "" {
			q.Set(k, v)
		}
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Archived is the field that takes something out of use.
func Archived(on bool) ui.Field {
	return ui.Field{Name: "archived", Label: "Archived: not offered any more", Kind: ui.FieldCheckbox, Value: "true", Checked: on}
}

// Either is opening a sheet, or taking its form.
func Either[T any](p Frame, s Sheet[T]) func(v *kit.Visit, sent bool) error {
	return func(v *kit.Visit, sent bool) error {
		if sent {
			return s.Take(p, v)
		}
		return s.Open(p, v, Fault{})
	}
}

// ArchivedWord says that something is out of use, "" when it is not.
func ArchivedWord(yes bool) string {
	if yes {
		return "archived"
	}
	return ""
}

// FieldTexts joins what is wrong with the fields of an error.
func FieldTexts(err error) string {
	text := ""
	for _, f := range errs.Fields(err) {
		text = kit.Join(" ", text, f.Text)
	}
	return text
}

// PerPage is how many rows a page of a list has.
const PerPage = 50
