// Package batch is the pages of doing one thing to many records: what will happen is said first, what happened afterwards, and one press
// takes it back.
//
// Why: see engine/batch. The bar under a list leads here with the rows that somebody ticked, or with all that its filter finds.
//
// It leaves the work to engine/batch, and the forms of verbs to work/ask.
package batch

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	engine "github.com/fettle-itsm/fettle/internal/engine/batch"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// offered are the verbs that the bar offers, as far as a kind has them, with their words, icons and the command whose key presses them.
func offered() []kit.Ticked {
	return []kit.Ticked{
		{NavLink: kit.NavLink{Label: "Assign", Icon: "user"}, Do: "assign", Command: "assign"},
		{NavLink: kit.NavLink{Label: "Resolve", Icon: "tick"}, Do: "resolve", Command: "resolve"},
		{NavLink: kit.NavLink{Label: "Hold", Icon: "clock"}, Do: "hold", Command: "hold"},
		{NavLink: kit.NavLink{Label: "Merge", Icon: "merge"}, Do: "merge", Command: "merge"},
		{NavLink: kit.NavLink{Label: "Change", Icon: "cols"}, Do: "edit", Command: "edit"},
		{NavLink: kit.NavLink{Label: "Close", Icon: "x"}, Do: "close"},
		{NavLink: kit.NavLink{Label: "Retire", Icon: "x"}, Do: "retire"},
	}
}

// room is what the pages need.
type room struct{ *engine.Service }

// Mount adds the pages, and the bar of the list of each kind.
func Mount(s *kit.Site, svc *engine.Service) {
	r := &room{svc}
	for _, p := range s.Room.Practices() {
		at := "/" + p.Kind.Slug() + "/batch"
		s.Take(at, string(p.View), kit.ByQuery, func(v *kit.Visit) error { return r.plan(v, p) }, "do", "tags", "all", "q", "back")
		for _, t := range offered() {
			spec, ok := p.Action(t.Do)
			if !ok || !spec.OnRecord {
				continue
			}
			t.Href, t.Permission, t.Many = at, spec.Permission, true
			s.Ticked[p.Kind.Key] = append(s.Ticked[p.Kind.Key], t)
		}
	}
	s.Show("/batches/{id}", face.SignedIn, kit.OwnRows, r.show)
	s.Take("/batches/{id}", face.SignedIn, kit.OwnRows, r.run)
	s.Take("/batches/{id}/undo", face.SignedIn, kit.OwnRows, r.undo, "back")
}

// plan notes which records are meant and leads to the page that says what will happen.
func (r *room) plan(v *kit.Visit, p desk.Practice) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	back := kit.Local(in.Get("back"), "/"+p.Kind.Slug())
	verb, tags, q := in.Get("do"), in.Values["tags"], in.Get("q")
	next := url.Values{"back": {back}}
	if in.Get("all") == "" {
		if verb == "merge" {
			into, rest := eldest(tags)
			if len(rest) == 0 {
				v.Say("warn", "Select the two or more that are the same; the oldest of them goes on.")
				v.Redirect(back)
				return nil
			}
			next.Set("into", into)
			tags = rest
		}
		if q = search.Where("number", search.Is, tags...).String(); len(tags) == 0 {
			v.Say("warn", "Select at least one "+p.Kind.Singular+".")
			v.Redirect(back)
			return nil
		}
	}
	b, err := r.Plan(v.Ctx(), p.Kind.Key, verb, q)
	if errs.Is(err, errs.Invalid) {
		v.Say("warn", work.Message(err))
		v.Redirect(back)
		return nil
	}
	if err != nil {
		return err
	}
	v.Redirect("/batches/" + b.ID.String() + "?" + next.Encode())
	return nil
}

// eldest parts the number that was given first from the others.
func eldest(numbers []string) (string, []string) {
	if len(numbers) == 0 {
		return "", nil
	}
	first := slices.MinFunc(numbers, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return first, slices.DeleteFunc(slices.Clone(numbers), func(n string) bool { return n == first })
}

// found is a batch with the verb that it uses.
type found struct {
	engine.Batch
	p    desk.Practice
	spec action.Spec
	back string // the list that it began from
}

func (r *room) find(v *kit.Visit) (f found, err error) {
	which, err := id.Parse(v.R.PathValue("id"))
	if err != nil {
		return f, errs.Absent("batch")
	}
	if f.Batch, err = r.Get(v.Ctx(), which); err != nil {
		return f, err
	}
	if f.p, err = v.Room.Practice(f.Kind); err != nil {
		return f, err
	}
	i := slices.IndexFunc(f.p.Actions, func(x action.Spec) bool { return x.Verb() == f.Verb })
	if i < 0 {
		return f, errs.Absent("act")
	}
	f.spec = f.p.Actions[i]
	f.back = kit.Local(v.Query("back"), "/"+f.p.Kind.Slug())
	return f, nil
}

// many is "12 incidents".
func (f found) many(n int) string {
	if n == 1 {
		return "1 " + f.p.Kind.Singular
	}
	return kit.Thousands(n) + " " + f.p.Kind.Plural
}

func (f found) at() string { return "/batches/" + f.ID.String() }

// word is what the verb is called on its button.
func (f found) word() string {
	if i := slices.IndexFunc(offered(), func(t kit.Ticked) bool { return t.Do == f.Verb }); i >= 0 {
		return offered()[i].Label
	}
	return f.spec.Label
}

func (r *room) show(v *kit.Visit) error {
	f, err := r.find(v)
	if err != nil {
		return err
	}
	if f.State == engine.Planned {
		return r.ask(v, http.StatusOK, f, nil, nil)
	}
	return r.told(v, f)
}

// ask is the page before: what will happen, and what the verb needs.
func (r *room) ask(v *kit.Visit, status int, f found, typed url.Values, fault error) error {
	plain := ui.Plain{Title: f.word() + " " + f.many(f.Total()), Lead: "All " + kit.Thousands(f.May) + " will change."}
	var err error
	if f.Barred > 0 {
		plain.Lead = kit.Thousands(f.May) + " will change, " + kit.Thousands(f.Barred) + " stay as they are."
		if plain.Banners, err = r.reasons(v, f, "stay as they are"); err != nil {
			return err
		}
	}
	if f.May == 0 {
		plain.Acts = []ui.Button{{Label: "Back to the list", Href: f.back}}
		return page(v, status, f, plain)
	}
	form, err := r.form(v, f)
	if err != nil {
		return err
	}
	if fault != nil {
		kit.RefillForm(&form, typed, fault)
	}
	return page(v, status, f, plain, ui.FormBox(form))
}

// form asks for what the verb takes, once for all records. What is left empty stays as it is on each.
func (r *room) form(v *kit.Visit, f found) (ui.Form, error) {
	form := ui.Form{ID: "batch", Action: f.at(), Submit: ui.Button{Label: f.word() + " " + f.many(f.May), Key: "⌃↵"}, Cancel: &ui.Link{Label: "Cancel", Href: f.back}, Hidden: []ui.Hidden{{Name: "back", Value: f.back}}}
	like, err := r.Example(v.Ctx(), f.Batch)
	if err != nil {
		return form, err
	}
	for _, in := range ask.Inputs(f.spec) {
		if slices.Contains([]string{"mentions", "custom", "workaround", "entry", "task", "title", "requester", "parent", "to"}, in.Key) {
			continue
		}
		x, err := ask.Describe(v, f.p, f.spec, like.Entity, in)
		if err != nil {
			return form, err
		}
		if keeps(f.spec) {
			if x.Kind == ui.FieldCheckbox || x.ReadOnly {
				continue
			}
			if x.Required = false; x.Kind == ui.FieldSelect {
				x.Hint = "As it is"
			}
		}
		if in.Key == "into" {
			x.Value = v.Query("into")
		}
		if x.Autofocus = len(form.Fields) == 0; !ask.Idle(x) {
			form.Fields = append(form.Fields, x)
		}
	}
	if len(form.Fields) == 0 {
		form.Submit.Look = ui.Primary
	}
	return form, nil
}

// keeps reports whether a verb leaves what it is not given.
func keeps(spec action.Spec) bool { return spec.Verb() == "edit" || spec.Verb() == "assign" }

func (r *room) run(v *kit.Visit) error {
	f, err := r.find(v)
	if err != nil {
		return err
	}
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	f.back = kit.Local(in.Get("back"), f.back)
	values := url.Values{}
	for key, list := range in.Values {
		if !keeps(f.spec) || strings.Join(list, "") != "" {
			values[key] = list
		}
	}
	if keeps(f.spec) && len(values) == 0 || keeps(f.spec) && len(values) == 1 && values.Has("back") {
		return r.ask(v, http.StatusUnprocessableEntity, f, in.Values, errs.New(errs.Invalid, "Fill in what shall change; what is left empty stays as it is."))
	}
	decode, err := work.Decoder(v, f.p, f.spec, values)
	if err != nil {
		return err
	}
	b, err := r.Run(v.Ctx(), f.ID, decode)
	if errs.Is(err, errs.Invalid) {
		return r.ask(v, http.StatusUnprocessableEntity, f, in.Values, err)
	}
	if errs.Is(err, errs.Conflict) {
		v.Redirect(f.at() + "?" + url.Values{"back": {f.back}}.Encode())
		return nil
	}
	if err != nil {
		return err
	}
	f.Batch = b
	return r.after(v, f)
}

// after leads to the list when all went well, and to what became of each otherwise.
func (r *room) after(v *kit.Visit, f found) error {
	at := f.at() + "?" + url.Values{"back": {f.back}}.Encode()
	switch {
	case f.Busy(), f.Refused > 0, f.Stays > 0:
		v.Redirect(at)
	case f.State == engine.Undone:
		v.Say("ok", f.many(f.Undone)+" as before.")
		v.Redirect(f.back)
	default:
		v.SayUndo("ok", f.many(f.Changed)+" changed.", f.at()+"/undo?"+url.Values{"back": {f.back}}.Encode())
		v.Redirect(f.back)
	}
	return nil
}

// told is the page while and after it happens.
func (r *room) told(v *kit.Visit, f found) error {
	back := ui.Button{Label: "Back to the list", Href: f.back}
	plain := ui.Plain{Title: f.word() + " " + f.many(f.Total()), Acts: []ui.Button{back}}
	undo := ui.Button{Label: "Take it back", Icon: "reply", Action: f.at() + "/undo", Fields: []ui.Hidden{{Name: "back", Value: f.back}}, Key: v.Look.Key("undo")}
	var err error
	switch f.State {
	case engine.Running, engine.Undoing:
		all := f.Left + f.Changed + f.Refused
		if plain.Lead = "It is being done."; f.State == engine.Undoing {
			all, plain.Lead = f.Left+f.Undone+f.Stays, "It is being taken back."
		}
		plain.Lead += " " + kit.Thousands(all-f.Left) + " of " + kit.Thousands(all) + " so far. You may leave this page."
		return page(v, http.StatusOK, f, plain, busy(all-f.Left, all))
	case engine.Done:
		plain.Lead = f.many(f.Changed) + " changed."
		if f.Changed > 0 {
			plain.Acts = append(plain.Acts, undo)
		}
		plain.Banners, err = r.reasons(v, f, "stayed as they were")
	default:
		plain.Lead = f.many(f.Undone) + " as before."
		plain.Banners, err = r.reasons(v, f, "stay changed")
	}
	if err != nil {
		return err
	}
	return page(v, http.StatusOK, f, plain)
}

// reasons say why some are left out.
func (r *room) reasons(v *kit.Visit, f found, what string) ([]ui.Banner, error) {
	list, err := r.Reasons(v.Ctx(), f.ID)
	var out []ui.Banner
	for _, x := range list {
		text := fmt.Sprintf("%s %s: %s", x.Number, strings.Replace(what, "stay ", "stays ", 1), x.Why)
		if x.Count > 1 {
			text = fmt.Sprintf("%s and %d more %s: %s", x.Number, x.Count-1, what, x.Why)
		}
		out = append(out, ui.Banner{Tone: "warn", Text: text})
	}
	return out, err
}

func (r *room) undo(v *kit.Visit) error {
	f, err := r.find(v)
	if err != nil {
		return err
	}
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	f.back = kit.Local(in.Get("back"), f.back)
	if f.Batch, err = r.Undo(v.Ctx(), f.ID); errs.Is(err, errs.Conflict) {
		v.Redirect(f.at() + "?" + url.Values{"back": {f.back}}.Encode())
		return nil
	}
	if err != nil {
		return err
	}
	return r.after(v, f)
}

func page(v *kit.Visit, status int, f found, plain ui.Plain, parts ...templ.Component) error {
	v.About = f.Kind
	shell := v.Shell(plain.Title)
	shell.Crumbs = []ui.Link{{Label: kit.Upper(f.p.Kind.Plural), Href: f.back}, {Label: f.word()}}
	return v.Page(status, shell, ui.PlainPage(plain, parts...))
}
