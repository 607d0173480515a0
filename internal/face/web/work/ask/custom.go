package ask

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// own is what the name of an input for a custom field begins with.
const own = "custom."

// Custom makes the form fields of custom fields with their present values. Without a visit there is nothing to choose people and the
// like from. names holds the names of what the values refer to.
func Custom(v *kit.Visit, entity id.ID, values []field.Value, names desk.Labels) ([]ui.Field, error) {
	var out []ui.Field
	for _, x := range values {
		if !x.Def.Custom || x.Def.ReadOnly {
			continue
		}
		f := plain(x)
		if v != nil && x.Def.Type.IsRef() {
			var err error
			if f, err = choice(v, entity, f, x, names); err != nil {
				return nil, err
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// Outside makes the form fields of custom fields for somebody who is not of the desk. What refers to something they cannot choose is left
// out: nobody types a key.
func Outside(v *kit.Visit, values []field.Value) ([]ui.Field, error) {
	nobody := v.Actor.ID == 0
	values = slices.DeleteFunc(slices.Clone(values), func(x field.Value) bool {
		return x.Def.Type == field.TypePerson || x.Def.Type == field.TypeRecord || nobody && x.Def.Type.IsRef()
	})
	list, err := Custom(v, v.Actor.Entity, values, nil)
	kinds := map[string]field.Type{}
	for _, x := range values {
		kinds[own+x.Def.Key] = x.Def.Type
	}
	return slices.DeleteFunc(list, func(f ui.Field) bool { return kinds[f.Name].IsRef() && len(f.Options) == 0 }), err
}

// plain is the form field of a custom field that refers to nothing.
func plain(x field.Value) ui.Field {
	d := x.Def
	f := ui.Field{Name: own + d.Key, Label: d.Label, Help: d.Help, Required: d.Required, MaxLen: d.Max, Value: x.Text}
	for _, o := range d.Options {
		f.Options = append(f.Options, ui.Option{Value: o.Value, Label: o.Label})
	}
	switch d.Type {
	case field.TypeLong:
		f.Kind = ui.FieldLong
	case field.TypeNumber, field.TypeDuration:
		f.Kind, f.Step = ui.FieldNumber, "any"
	case field.TypeBoolean:
		f.Kind, f.Options = ui.FieldSelect, []ui.Option{{Value: "true", Label: "Yes"}, {Value: "false", Label: "No"}}
	case field.TypeChoice:
		f.Kind = ui.FieldSelect
	case field.TypeMulti:
		f.Kind, f.Values = ui.FieldMulti, strings.Split(x.Text, ",")
	case field.TypeDate:
		f.Kind = ui.FieldDate
	case field.TypeDateTime:
		f.Kind = ui.FieldDateTime
	}
	return f
}

// choice is the form field of a custom field that refers to somebody or something.
func choice(v *kit.Visit, entity id.ID, f ui.Field, x field.Value, names desk.Labels) (ui.Field, error) {
	help, said := f.Help, ""
	if i, err := id.Parse(x.Text); err == nil && i != 0 {
		said = names.Of(x.Def.Type, i)
	}
	switch x.Def.Type {
	case field.TypePerson:
		p := kit.PersonField(f.Name, f.Label)
		p.Required, p.Help, p.Value = f.Required, help, said
		return p, nil
	case field.TypeRecord:
		f.Value, f.MaxLen = said, 0
	case field.TypeTeam, field.TypeCategory, field.TypeLocation, field.TypeEntity:
		var err error
		f, err = pick(v, f, string(x.Def.Type), entity)
		if f.Help = help; Typed(f) {
			f.Value = said
			return f, err
		}
		if there := slices.ContainsFunc(f.Options, func(o ui.Option) bool { return o.Value == f.Value }); f.Value != "" && !there { // kept, though it cannot be chosen any more
			f.Options = append(f.Options, ui.Option{Value: f.Value, Label: cmp.Or(said, "unchanged")})
		}
		return f, err
	}
	return f, nil
}

// Sent returns the text of a custom field as the engine reads it: people and records that were named become their ids. It is absent
// when nothing was changed. Kinds: Invalid under the name of the input, those of looking up.
func Sent(v *kit.Visit, d field.Def, typed url.Values) (text string, sent bool, err error) {
	name := own + d.Key
	text = strings.Join(typed[name], ",")
	if Untouched(typed, name) || !typed.Has(name) && (d.Type != field.TypeMulti || !typed.Has(Was+name)) { // nothing ticked sends nothing
		return "", false, nil
	}
	if strings.TrimSpace(text) == "" {
		return "", true, nil
	}
	var i id.ID
	switch d.Type {
	case field.TypePerson:
		i, err = v.FindPerson(name, text)
	case field.TypeTeam, field.TypeCategory, field.TypeLocation, field.TypeEntity:
		i, err = Meant(v, name, string(d.Type), text)
	case field.TypeRecord:
		if _, e := id.Parse(text); e == nil {
			return text, true, nil
		}
		w, e := v.Room.Find(v.Ctx(), strings.TrimSpace(text))
		if errs.Is(e, errs.NotFound) {
			e = errs.Bad(name, "There is no record with this number that you can see.")
		}
		i, err = w.ID, e
	default:
		return text, true, nil
	}
	return i.String(), true, err
}
