package work

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/face/web/work/held"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func showNew(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	if !v.Agent() {
		v.Redirect("/portal/report")
		return nil
	}
	if err := action.May(v.Ctx(), spec.Permission); err != nil {
		return err
	}
	return newPage(v, p, spec, nil)
}

// newPage is the form for new work: what is wrong and who has it come first; how it is filed can follow.
func newPage(v *kit.Visit, p desk.Practice, spec action.Spec, failed *attempt) error {
	f, err := newForm(v, p, spec)
	if err != nil {
		return err
	}
	status := http.StatusOK
	said := v.Query("requester")
	if failed != nil {
		said = failed.typed.Get("requester")
	}
	if err := held.Offer(v, &f, said); err != nil {
		return err
	}
	if failed != nil {
		if failed.err != nil {
			status = face.Status(failed.err)
		}
		kit.RefillForm(&f, failed.typed, failed.err)
	} else {
		ask.Prefill(v, &f)
		held.Choose(&f)
	}
	parts := []templ.Component{ui.FormBox(f)}
	if m, ok, err := ask.Matrix(v, p); err != nil {
		return err
	} else if ok {
		parts = append(parts, ui.BlockBox(ui.Block{Title: "Which priority follows", Body: ui.MatrixTable(m)}))
	}
	title := "New " + p.Kind.Singular
	shell := v.Shell(title)
	shell.Crumbs = []ui.Link{{Label: kit.Upper(p.Kind.Plural), Href: "/" + p.Kind.Slug()}, {Label: title}}
	return v.Page(status, shell, ui.PlainPage(ui.Plain{Title: title, Lead: "A title is enough. Everything else can follow."}, parts...))
}

// newForm makes the form from what the verb takes, from the custom fields, and with files.
func newForm(v *kit.Visit, p desk.Practice, spec action.Spec) (ui.Form, error) {
	f := ui.Form{ID: "new", Action: "/" + p.Kind.Slug() + "/new", Columns: 2, Submit: ui.Button{Label: spec.Label}, Cancel: &ui.Link{Label: "Cancel", Href: "/" + p.Kind.Slug()}}
	filing := ui.FieldGroup{Title: "Filing", Help: "Left empty, the category and the usual rules decide."}
	override := ui.FieldGroup{Title: "Another priority than impact and urgency give", Fold: true}
	for _, in := range ask.Inputs(spec) {
		if slices.Contains([]string{"custom", "requester_email", "requester_name"}, in.Key) {
			continue
		}
		x, err := ask.Describe(v, p, spec, v.Actor.Entity, in)
		if err != nil {
			return f, err
		}
		if ask.Idle(x) {
			continue
		}
		switch in.Key {
		case held.Key:
			f.Fields = append(f.Fields, held.Field(v))
		case "title":
			x.Wide, x.Autofocus = true, true
			f.Fields = append(f.Fields, x)
		case "requester":
			x.Wide, x.Label, x.Help = true, "Who has the problem?", "Left empty, it is you."
			f.Fields = append(f.Fields, x)
		case "description":
			x.Wide = true
			f.Fields = append(f.Fields, x)
		case "channel":
			x.Label, x.Hint = "How did it come in?", "As you are working now"
			filing.Fields = append(filing.Fields, x)
		case "priority", "priority_reason":
			override.Fields = append(override.Fields, x)
		default:
			filing.Fields = append(filing.Fields, x)
		}
	}
	own, err := v.Room.Custom.Defs(v.Ctx(), p.Kind.Key)
	if err != nil {
		return f, err
	}
	values := make([]field.Value, len(own))
	for i, d := range own {
		values[i].Def = &d
	}
	more, err := ask.Custom(v, v.Actor.Entity, values, nil)
	if err != nil {
		return f, err
	}
	for _, g := range []ui.FieldGroup{filing, override, {Title: "More", Fields: more}} {
		if len(g.Fields) > 0 {
			f.Groups = append(f.Groups, g)
		}
	}
	if v.Files != nil {
		f.Groups = append(f.Groups, ui.FieldGroup{Title: "Files", Fields: []ui.Field{{Name: "files", Label: "Photos or files", Kind: ui.FieldFile, Multiple: true}}})
	}
	return f, nil
}

// create opens new work.
func create(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	form, err := v.Form(func(url.Values) error { return action.May(v.Ctx(), spec.Permission) })
	if err != nil {
		v.KeepLongest(form.Values)
		return err
	}
	for _, key := range []string{"impact", "urgency", "priority"} { // an empty choice is none
		if n, err := strconv.Atoi(form.Get(key)); err != nil || n == 0 {
			form.Values.Del(key)
		}
	}
	again := func(err error) error {
		return newPage(v, p, spec, &attempt{verb: spec.Verb(), typed: form.Values, err: err, files: len(form.Files)})
	}
	if form.FileError != nil {
		return again(form.FileError)
	}
	if form.Get(held.Look) != "" { // nothing is opened yet
		return again(nil)
	}
	decode, err := Decoder(v, p, spec, held.With(form.Values))
	if err != nil {
		return err
	}
	done, err := Do(v, spec, "", decode, 0)
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Forbidden, errs.Conflict, errs.Unavailable:
		return again(err)
	default:
		v.KeepLongest(form.Values)
		return err
	}
	done.Say(v, "ok", done.Number+" is open.")
	if w, err := v.Room.Get(v.Ctx(), p, done.Number); err == nil {
		if err := Attach(v, w, form.Files, true); err != nil {
			v.Say("warn", done.Number+" is open, but not every file was kept: "+Message(err))
		}
	}
	v.Redirect("/" + done.Number)
	return nil
}
