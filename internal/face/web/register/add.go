package register

import (
	"net/http"
	"net/url"
	"slices"
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
		for i, g := range f.Groups {
			f.Groups[i].Open = slices.ContainsFunc(g.Fields, func(x ui.Field) bool { return x.Error != "" || x.Value != "" })
		}
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
	var err error
	f.Groups, err = ownGroups(v, p)
	return f, err
}

// ownGroups are the custom fields of a new record: those of every record, then those that only some classes have, for each its own fold,
// because the class may not be settled before the form is sent.
func ownGroups(v *kit.Visit, p desk.Practice) ([]ui.FieldGroup, error) {
	own, err := v.Room.Custom.Defs(v.Ctx(), p.Kind.Key)
	if err != nil {
		return nil, err
	}
	want := desk.Wanted{}
	for _, d := range own {
		for _, class := range d.Classes {
			want.Add(field.TypeRecord, class)
		}
	}
	names, err := v.Room.Labels(v.Ctx(), want)
	if err != nil {
		return nil, err
	}
	out := []ui.FieldGroup{{Title: "More"}}
	for i := range own {
		list, err := ask.Custom(v, v.Actor.Entity, []field.Value{{Def: &own[i]}}, nil)
		if err != nil {
			return nil, err
		}
		title, at := onlyFor(own[i], names), 0
		if title != "" {
			if at = slices.IndexFunc(out, func(g ui.FieldGroup) bool { return g.Title == title }); at < 0 {
				at, out = len(out), append(out, ui.FieldGroup{Title: title, Fold: true})
			}
			for n := range list {
				list[n].Required = false // of another class it is not
			}
		}
		out[at].Fields = append(out[at].Fields, list...)
	}
	return slices.DeleteFunc(out, func(g ui.FieldGroup) bool { return len(g.Fields) == 0 }), nil
}

// onlyFor names the classes that have a field, "" for every one.
func onlyFor(d field.Def, names desk.Labels) string {
	var out []string
	for _, class := range d.Classes {
		out = append(out, names.Of(field.TypeRecord, class))
	}
	if len(out) == 0 {
		return ""
	}
	return "Only for " + strings.ToLower(strings.Join(out, ", "))
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
