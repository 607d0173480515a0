package work

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// attempt is a form that was sent and refused: what was typed, and why.
type attempt struct {
	verb  string
	typed url.Values
	err   error
}

// showAct is the page of a verb that needs answers.
func showAct(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	w, err := v.Room.Get(v.Ctx(), p, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	if !w.Can(spec.Verb()) {
		return refuse(w, spec)
	}
	return actPage(v, w, spec, nil)
}

// refuse says why an act is not offered, in the words that the verb itself would use.
func refuse(w desk.View, spec action.Spec) error {
	if !w.May[spec.Verb()] {
		return errs.New(errs.Forbidden, "Your role does not allow this for %s.", w.Number)
	}
	_, err := w.Practice.Kind.Flow.Step(w.State, spec.Verb(), nil)
	if err == nil {
		err = errs.New(errs.Conflict, "This is not possible for %s now.", w.Number)
	}
	return err
}

// act does a verb that a form was sent for.
func act(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	number := v.R.PathValue("number")
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	decode, err := decoder(v, p, spec, form.Values)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	done, err := do(v, spec, number, decode, version)
	if err == nil {
		v.Say("ok", said(p, spec, done))
		v.Redirect(kit.Local(form.Get("back"), "/"+done.Number))
		return nil
	}
	kind := errs.KindOf(err)
	if kind != errs.Invalid && kind != errs.Conflict {
		v.KeepLongest(form.Values)
		return err
	}
	w, found := v.Room.Get(v.Ctx(), p, number)
	if found != nil {
		return found
	}
	failed := &attempt{spec.Verb(), form.Values, err}
	if inPlace(spec) || !asks(spec) {
		return recordPage(v, face.Status(err), w, failed)
	}
	return actPage(v, w, spec, failed)
}

// inPlace reports whether the form of a verb stands on the record's page.
func inPlace(spec action.Spec) bool {
	switch spec.Verb() {
	case "edit", "assign", "add_task", "edit_task", "log_time":
		return true
	}
	return false
}

// said tells in a sentence what was done.
func said(p desk.Practice, spec action.Spec, r result) string {
	for _, m := range p.Kind.Flow.Moves {
		if m.Verb == spec.Verb() {
			return r.Number + " is now: " + p.Kind.Flow.State(r.State).Label + "."
		}
	}
	switch spec.Verb() {
	case "split":
		return r.Number + " was split off."
	case "watch":
		return "You follow " + r.Number + " now."
	case "unwatch":
		return "You no longer follow " + r.Number + "."
	case "log_time":
		return "The time is booked."
	}
	return "Saved."
}

// actPage is the form of a verb on a page of its own, with the record named above it.
func actPage(v *kit.Visit, w desk.View, spec action.Spec, failed *attempt) error {
	names, err := v.Room.Name(v.Ctx(), w.Values)
	if err != nil {
		return err
	}
	f, err := actForm(v, w, spec, names, newestOf(v, w))
	if err != nil {
		return err
	}
	status := http.StatusOK
	page := ui.Plain{Title: spec.Label + " " + w.Number, Lead: w.Title}
	if failed != nil {
		status = face.Status(failed.err)
		kit.RefillForm(&f, failed.typed, failed.err)
		page.Banners = changedMeanwhile(v, w, failed)
	}
	shell := v.Shell(page.Title)
	shell.Crumbs = crumbs(w, spec.Label)
	return v.Page(status, shell, ui.PlainPage(page, ui.FormBox(f)))
}

func crumbs(w desk.View, more ...string) []ui.Link {
	out := []ui.Link{{Label: kit.Upper(w.Practice.Kind.Plural), Href: "/" + w.Practice.Kind.Plural}, {Label: w.Number}}
	for _, m := range more {
		out[1].Href = "/" + w.Number
		out = append(out, ui.Link{Label: m})
	}
	return out
}

// actForm makes the form of a verb from what it takes, filled with the present values. seen names the newest event that the page shows.
func actForm(v *kit.Visit, w desk.View, spec action.Spec, names desk.Labels, seen string) (ui.Form, error) {
	f := ui.Form{ID: spec.Verb(), Action: path(w, spec.Verb()), Submit: ui.Button{Label: spec.Label}, Cancel: &ui.Link{Label: "Back", Href: "/" + w.Number}}
	if guarded(w.Practice, spec) {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(w.Version, 10)}, ui.Hidden{Name: "seen", Value: seen})
	}
	for _, in := range inputs(spec) {
		switch in.key {
		case "mentions", "custom", "workaround":
			continue
		case "entry", "task":
			f.Hidden = append(f.Hidden, ui.Hidden{Name: in.key, Value: v.R.FormValue(in.key)})
			continue
		}
		x, err := describe(v, w.Practice, w.Entity, in)
		if err != nil {
			return f, err
		}
		if in.key == "reason" {
			reasonOf(&x, spec.Verb())
		}
		f.Fields = append(f.Fields, x)
	}
	present(w, names, f.Fields)
	return f, nil
}

// guarded reports whether a verb must see the newest version: what moves the record or changes its fields. What only adds to it need not.
func guarded(p desk.Practice, spec action.Spec) bool {
	if spec.Verb() == "edit" || spec.Verb() == "assign" {
		return true
	}
	for _, m := range p.Kind.Flow.Moves {
		if m.Verb == spec.Verb() {
			return true
		}
	}
	return false
}

// present fills a form with the present values of the record.
func present(w desk.View, labels desk.Labels, fields []ui.Field) {
	for i := range fields {
		for _, x := range w.Values {
			if x.Def.Custom || x.Def.Key != fields[i].Name || x.Def.ReadOnly && x.Def.Key != "priority" {
				continue
			}
			switch {
			case x.Def.Key == "parent" || x.Def.Type == field.TypeRecord:
				fields[i].Value = name(labels, x)
			case fields[i].Kind == ui.FieldPerson:
				fields[i].Value = name(labels, x)
			case x.Def.Key == "priority":
				fields[i].Value = overridden(w, x)
			default:
				fields[i].Value = x.Text
			}
		}
		if fields[i].Name == "parent" && w.Parent != 0 {
			fields[i].Value = labels.Of(field.TypeRecord, w.Parent)
		}
	}
}

// overridden is a priority that was chosen by hand, "" for one that follows from impact and urgency.
func overridden(w desk.View, x field.Value) string {
	for _, y := range w.Values {
		if y.Def.Key == "priority_reason" && y.Text != "" {
			return x.Text
		}
	}
	return ""
}

func name(labels desk.Labels, x field.Value) string {
	i, err := id.Parse(x.Text)
	if err != nil || i == 0 {
		return ""
	}
	return labels.Of(x.Def.Type, i)
}

// newestOf names the newest event of a record, so that a page can later tell what is new since it was made.
func newestOf(v *kit.Visit, w desk.View) string {
	items, err := v.Room.Timeline(v.Ctx(), w)
	if err != nil || len(items) == 0 {
		return ""
	}
	return newest(items).String()
}

func newest(items []desk.Item) id.ID {
	var out id.ID
	for _, it := range items {
		out = max(out, it.ID)
	}
	return out
}

// changedMeanwhile tells what happened to the record since the form that was refused had been made.
func changedMeanwhile(v *kit.Visit, w desk.View, failed *attempt) []ui.Banner {
	version, _ := strconv.ParseInt(failed.typed.Get("version"), 10, 64)
	seen, err := id.Parse(failed.typed.Get("seen"))
	if !errs.Is(failed.err, errs.Conflict) || version == 0 || version == w.Version || err != nil {
		return nil
	}
	items, err := v.Room.Timeline(v.Ctx(), w)
	if err != nil {
		return nil
	}
	var out []ui.Banner
	for _, it := range items {
		if it.ID > seen && seen != 0 {
			out = append(out, ui.Banner{Tone: "warn", Lead: who(v, it) + ", " + v.Moment(it.At.Time()) + ":", Text: it.Sentence})
		}
	}
	return out
}
