package me

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// keysForm is the keys of all commands, to be switched off or chosen.
func keysForm(l kit.Look) ui.Form {
	on := "on"
	if l.Keys == kit.KeysOff {
		on = "off"
	}
	f := ui.Form{ID: "keys", Action: "/me/keys", Title: "Keyboard", Columns: 2, Submit: ui.Button{Label: "Save the keys"},
		Lead:   "A single key does nothing while you type. The page you are on shows its keys with ?, and everything has a name behind Ctrl+K.",
		Fields: []ui.Field{{Name: "single", Label: "Single keys", Kind: ui.FieldSelect, Value: on, Options: []ui.Option{{Value: "on", Label: "On"}, {Value: "off", Label: "Off"}}}}}
	for _, c := range kit.Commands() {
		f.Fields = append(f.Fields, ui.Field{Name: c.Name, Label: c.Label, Kind: ui.FieldText, Value: l.Chosen(c), Hint: c.Key, Autocomplete: "off"})
	}
	return f
}

// keyInputs are the names of the inputs of keysForm.
func keyInputs() []string {
	out := []string{"single"}
	for _, c := range kit.Commands() {
		out = append(out, c.Name)
	}
	return out
}

// keys keeps the chosen keys with the person.
func keys(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	chosen := map[string]string{}
	for _, c := range kit.Commands() {
		if form.Values.Has(c.Name) {
			chosen[c.Name] = form.Get(c.Name)
		}
	}
	own, wrong := kit.KeysOf(chosen)
	var c errs.Check
	for name, text := range wrong {
		c.Add(name, "%s", text)
	}
	if err = c.Err(); err == nil {
		l := v.Look
		if l.Keys = own; form.Get("single") == "off" {
			l.Keys = kit.KeysOff
		}
		v.SetLook(l)
		err = remember(v, func(*people.Person) {})
	}
	return answered(v, "keys", form.Values, err, "Saved.")
}
