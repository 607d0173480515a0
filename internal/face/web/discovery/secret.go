package discovery

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// verb sets a secret; it is the last step of the address too.
const verb = "set_secret"

// Mount adds the page for every kind that has a secret.
func Mount(s *kit.Site) {
	for _, p := range s.Room.Things() {
		spec, ok := p.Action(verb)
		if !ok {
			continue
		}
		at := "/" + p.Kind.Slug() + "/{number}/" + verb
		s.Tabs[p.Kind.Key] = append(s.Tabs[p.Kind.Key], ui.Link{Label: "Secret", Href: verb})
		s.Show(at, string(spec.Permission), kit.ByRow, func(v *kit.Visit) error { return show(v, p, spec) })
		s.Do(at, spec, func(v *kit.Visit) error { return set(v, p, spec) })
	}
}

// show asks for the secret.
func show(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	w, err := v.Room.Get(v.Ctx(), p, v.R.PathValue("number"))
	if err == nil && !w.May[verb] {
		err = errs.New(errs.Forbidden, "Your role does not allow this for %s.", w.Number)
	}
	if err != nil {
		return err
	}
	return page(v, w, spec, nil)
}

// page is the form. What was typed before never comes back.
func page(v *kit.Visit, w desk.View, spec action.Spec, fault error) error {
	f := ui.Form{ID: "secret", Action: v.R.URL.Path, Submit: ui.Button{Label: "Keep the secret"}, Fields: fields(w, spec),
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(w.Version, 10)}}}
	f.Error = kit.Refill(f.Fields, nil, fault)
	status := http.StatusOK
	if fault != nil {
		status = face.Status(fault)
	}
	frame := ui.Plain{Title: spec.Label + " of " + w.Number, Lead: w.Title + ". What is kept now is replaced, and nobody can read it again."}
	shell := v.Shell(frame.Title)
	shell.Crumbs = work.Crumbs(w, spec.Label)
	return v.Page(status, shell, ui.PlainPage(frame, ui.FormBox(f)))
}

// fields are the inputs that the record has use for.
func fields(w desk.View, spec action.Spec) []ui.Field {
	labels := map[string]string{"community": "Community", "auth_password": "Password of the authentication", "privacy_password": "Password of the encryption", "password": "Password"}
	var out []ui.Field
	for _, key := range action.Keys(spec.Input) {
		protocol := value(w, "protocol")
		if key == "version" || key == "community" && protocol == "3" || key != "community" && protocol != "" && protocol != "3" ||
			key == "auth_password" && value(w, "auth") == "" || key == "privacy_password" && value(w, "privacy") == "" {
			continue
		}
		out = append(out, ui.Field{Name: key, Label: labels[key], Kind: ui.FieldPassword, Required: true, Autocomplete: "off"})
	}
	return out
}

// value is the stored value of a choice.
func value(w desk.View, key string) string {
	for _, x := range w.Values {
		if x.Def.Key == key && !x.Def.Custom {
			return x.Text
		}
	}
	return ""
}

// set keeps the secret.
func set(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	number := v.R.PathValue("number")
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	in := map[string]string{}
	for _, key := range action.Keys(spec.Input) {
		if text := form.Values.Get(key); text != "" && key != "version" {
			in[key] = text
		}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil || version <= 0 {
		return errs.New(errs.Conflict, "This form did not say what it was based on. Nothing was saved yet: look at it again, then save.")
	}
	done, err := work.Do(v, spec, number, action.JSON(body), version)
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Unavailable) {
		w, missing := v.Room.Get(v.Ctx(), p, number)
		if missing != nil {
			return missing
		}
		return page(v, w, spec, err)
	}
	if err != nil {
		return err
	}
	v.Say("ok", "The secret is kept.")
	v.Redirect("/" + done.Number)
	return nil
}
