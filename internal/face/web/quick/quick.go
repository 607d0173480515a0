// Package quick changes the few fields that triage is about where a record stands in a list, and takes the next of what waits.
//
// Why: most of what an agent does to a ticket is to say whose it is, what it is about and how urgent; nobody should open a page for that,
// or choose among what is easy.
//
// It leaves the rules to the verbs, the form fields to work/ask, and opening the form in its row to the script.
package quick

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Mount adds the form of each kind whose records can be changed, and taking the next of what is work.
func Mount(s *kit.Site) {
	for _, p := range s.Room.Practices() {
		base := "/" + p.Kind.Slug()
		if edit, ok := p.Action("edit"); ok {
			at := base + "/{number}/" + kit.Quick
			s.Show(at, string(edit.Permission), kit.ByRow, func(v *kit.Visit) error { return show(v, p) })
			s.Take(at, string(edit.Permission), kit.ByVerb, func(v *kit.Visit) error { return save(v, p) }, append(keys(p), "version", "back")...)
		}
		if take, ok := p.Action("take"); ok && p.Work() {
			s.Take(base+"/"+kit.Grab, string(take.Permission), kit.ByQuery, func(v *kit.Visit) error { return grab(v, p, take) })
		}
	}
}

// maxFields is how many fields of what is not work the form has.
const maxFields = 6

// keys are the fields of the form: those of triage for work, and for all else the first short ones that can be changed.
func keys(p desk.Practice) []string {
	if p.Work() {
		return []string{"team", "assignee", "category", "impact", "urgency"}
	}
	var out []string
	edit, _ := p.Action("edit")
	for _, in := range ask.Inputs(edit) {
		if d := kit.Def(p.Fields, in.Key); len(out) < maxFields && d.Key != "" && d.Type != field.TypeLong {
			out = append(out, in.Key)
		}
	}
	return out
}

// sheet is the form of one record: what it holds now, and which of two verbs each field belongs to.
type sheet struct {
	w     desk.View
	form  ui.Form
	verbs []action.Spec
}

func read(v *kit.Visit, p desk.Practice) (s sheet, err error) {
	if s.w, err = v.Room.Get(v.Ctx(), p, v.R.PathValue("number")); err != nil {
		return s, err
	}
	names, err := v.Room.Name(v.Ctx(), s.w.Values)
	if err != nil {
		return s, err
	}
	for _, name := range []string{"assign", "edit"} {
		spec, ok := p.Action(name)
		if !ok || !s.w.Can(name) {
			continue
		}
		f, err := work.ActForm(v, s.w, spec, names, "", keys(p)...)
		if err != nil {
			return s, err
		}
		s.verbs = append(s.verbs, spec)
		s.form.Fields = append(s.form.Fields, f.Fields...)
		s.form.Hidden = append(s.form.Hidden, ask.Before(f.Fields)...)
	}
	if len(s.form.Fields) == 0 {
		return s, errs.New(errs.Forbidden, "%s cannot be changed by you now.", s.w.Number)
	}
	for i := range s.form.Fields {
		s.form.Fields[i].Help, s.form.Fields[i].Autofocus = "", false
	}
	s.form.ID, s.form.Action, s.form.Title = "quick", "/"+p.Kind.Slug()+"/"+s.w.Number+"/"+kit.Quick, s.w.Number
	s.form.Submit = ui.Button{Label: "Save", Key: "⌃↵"}
	s.form.Hidden = append(s.form.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(s.w.Version, 10)},
		ui.Hidden{Name: "back", Value: kit.Local(v.R.FormValue("back"), "/"+s.w.Number)})
	return s, nil
}

func show(v *kit.Visit, p desk.Practice) error {
	s, err := read(v, p)
	if err != nil {
		return err
	}
	return s.page(v, http.StatusOK)
}

// page is the form as a page of its own, for whoever has no script to open it in its row.
func (s sheet) page(v *kit.Visit, status int) error {
	shell := v.Shell("Change " + s.w.Number)
	shell.Crumbs = work.Crumbs(s.w, "Change")
	return v.Page(status, shell, ui.PlainPage(ui.Plain{Title: "Change " + s.w.Number, Lead: s.w.Title}, ui.FormBox(s.form)))
}

// save does the verbs to which the fields belong that were changed, and leads back. What is refused is shown again in the form.
func save(v *kit.Visit, p desk.Practice) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	s, err := read(v, p)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(in.Get("version"), 10, 64)
	if err != nil || version < 1 {
		return errs.New(errs.Conflict, "This form did not say what it was based on. Open it again.")
	}
	for _, spec := range s.verbs {
		changed := url.Values{}
		for _, x := range ask.Inputs(spec) {
			if slices.Contains(keys(p), x.Key) && in.Values.Has(x.Key) && !ask.Untouched(in.Values, x.Key) {
				changed[x.Key] = in.Values[x.Key]
			}
		}
		if len(changed) == 0 {
			continue
		}
		decode, err := work.Decoder(v, p, spec, changed)
		if err != nil {
			return err
		}
		done, err := work.Do(v, spec, s.w.Number, decode, version)
		if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
			return s.again(v, p, in.Values, err)
		}
		if err != nil {
			return err
		}
		version = done.Version
		done.Say(v, "ok", done.Number+" is changed.")
	}
	v.Redirect(kit.Local(in.Get("back"), "/"+s.w.Number))
	return nil
}

// again is the form as it stands now, with what was typed and why it was not saved.
func (s sheet) again(v *kit.Visit, p desk.Practice, typed url.Values, fault error) error {
	now, err := read(v, p) // the first of two verbs may have been done
	if err != nil {
		return err
	}
	fresh := map[string]string{}
	for _, x := range now.form.Fields {
		fresh[x.Name] = ask.Held(x)
	}
	kit.RefillForm(&now.form, typed, fault)
	if errs.Is(fault, errs.Conflict) && ask.Outdated(now.form, typed) {
		ask.Reconcile(&now.form, fresh, typed, "Somebody")
		now.form.Error = "Somebody changed " + s.w.Number + " after you opened it. Nothing of yours was saved yet: compare, then save again."
	}
	return now.page(v, face.Status(fault))
}

// looked is how many of what waits are looked at for the next.
const looked = 50

// grab makes the visitor the assignee of the record that is due first among those that nobody has, of their teams before all others, and
// leads to it.
func grab(v *kit.Visit, p desk.Practice, take action.Spec) error {
	page, err := v.Room.Queue(v.Ctx(), p, desk.Ask{Q: "status:open assignee:none", Limit: looked}, false)
	if err != nil {
		return err
	}
	others := func(h ticket.Head) int {
		if h.Team != 0 && slices.Contains(v.Actor.Teams, h.Team) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(page.Heads, func(a, b ticket.Head) int { return others(a) - others(b) })
	decode, err := work.Decoder(v, p, take, url.Values{})
	if err != nil {
		return err
	}
	for _, h := range page.Heads {
		done, err := work.Do(v, take, h.Number, decode, h.Version)
		if errs.Is(err, errs.Conflict) || errs.Is(err, errs.NotFound) || errs.Is(err, errs.Forbidden) {
			continue // somebody was faster, or it may be seen but not taken
		}
		if err != nil {
			return err
		}
		done.Say(v, "ok", done.Number+" is yours.")
		v.Redirect("/" + done.Number)
		return nil
	}
	v.Say("ok", "Nothing waits that you could take: all that is open belongs to somebody.")
	v.Redirect("/" + p.Kind.Slug())
	return nil
}
