package register

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func showNew(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	if err := action.May(v.Ctx(), spec.Permission); err != nil {
		return err
	}
	return newPage(v, p, spec, nil, nil)
}

// newPage is the form for a new record, with what was typed and why it was refused, if it was.
func newPage(v *kit.Visit, p desk.Practice, spec action.Spec, typed url.Values, failed error) error {
	f, err := newForm(v, p, spec)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if failed != nil {
		status = face.Status(failed)
		kit.RefillForm(&f, typed, failed)
	}
	list := ui.Link{Label: kit.Upper(p.Kind.Plural), Href: "/" + p.Kind.Slug()}
	shell := v.Shell(spec.Label)
	shell.Crumbs = []ui.Link{list, {Label: "New"}}
	return v.Page(status, shell, ui.PlainPage(ui.Plain{Title: spec.Label, Lead: "What is required is marked. Everything else can follow."}, ui.FormBox(f)))
}

// newForm makes the form from what the verb takes and from the custom fields.
func newForm(v *kit.Visit, p desk.Practice, spec action.Spec) (ui.Form, error) {
	base := "/" + p.Kind.Slug()
	f := ui.Form{ID: "new", Action: base + "/new", Columns: 2, Submit: ui.Button{Label: spec.Label}, Cancel: &ui.Link{Label: "Cancel", Href: base}}
	for _, in := range ask.Inputs(spec) {
		if in.Key == "custom" {
			continue
		}
		x, err := ask.Describe(v, p, spec, v.Actor.Entity, in)
		if err != nil {
			return f, err
		}
		if in.Key == "entity" {
			x.Value = v.Actor.Entity.String()
		}
		if !ask.Idle(x) {
			f.Fields = append(f.Fields, x)
		}
	}
	own, err := v.Room.Custom.Defs(v.Ctx(), p.Kind.Key)
	if err != nil {
		return f, err
	}
	values := make([]field.Value, len(own))
	for i := range own {
		values[i].Def = &own[i]
	}
	more, err := ask.Custom(v, v.Actor.Entity, values, nil)
	if len(more) > 0 {
		f.Groups = []ui.FieldGroup{{Title: "More", Fields: more}}
	}
	return f, err
}

// create adds a record. A field that was left empty is not given, so that the usual value stands.
func create(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	form, err := v.Form(nil)
	if err != nil {
		v.KeepLongest(form.Values)
		return err
	}
	if form.FileError != nil {
		return newPage(v, p, spec, form.Values, form.FileError)
	}
	given := url.Values{}
	for key, list := range form.Values {
		if strings.TrimSpace(strings.Join(list, "")) != "" {
			given[key] = list
		}
	}
	decode, err := work.Decoder(v, p, spec, given)
	if err != nil {
		return err
	}
	done, err := work.Do(v, spec, "", decode, 0)
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Forbidden, errs.Conflict, errs.Unavailable:
		if lacks := action.May(v.Ctx(), spec.Permission); lacks != nil {
			v.KeepLongest(form.Values)
			return lacks
		}
		return newPage(v, p, spec, form.Values, err)
	default:
		v.KeepLongest(form.Values)
		return err
	}
	done.Say(v, "ok", done.Number+" is added.")
	v.Redirect("/" + done.Number)
	return nil
}
