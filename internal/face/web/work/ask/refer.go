package ask

import (
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// SuggestRecords is the address that completes the numbers of records, or with ?kind= the names of those of one kind that are in use.
const SuggestRecords = "/suggest/records"

// maxListed is how many records a choice lists; beyond it they are looked for by their name.
const maxListed = 50

// recordField asks for a record of a kind: a choice as long as there are few in use, and else a name. Whoever may not see the kind has
// nothing to choose.
func recordField(v *kit.Visit, f ui.Field, kind string) (ui.Field, error) {
	f.Kind, f.Options, f.Hint = ui.FieldSelect, nil, "Not said"
	p, err := v.Room.Practice(kind)
	if err != nil || !v.Actor.Can(p.View) {
		return f, nil //nolint:nilerr // a desk without the kind has none to choose
	}
	page, err := v.Room.Queue(v.Ctx(), p, desk.Ask{Q: "status:open", Limit: maxListed}, false)
	if err != nil {
		return f, err
	}
	if page.Next != "" {
		f.Kind, f.Suggest, f.Hint, f.Autocomplete, f.MaxLen = ui.FieldText, SuggestRecords+"?kind="+p.Kind.Key, "A name or a number", "off", 0
		return f, nil
	}
	for _, h := range page.Heads {
		o := ui.Option{Value: h.ID.String(), Label: h.Title}
		if !p.Kind.Titled {
			o.Label = h.Number + " " + h.Title
		}
		f.Options = append(f.Options, o)
	}
	return f, nil
}

// Idle reports whether a field leaves nothing to choose, so that it need not be shown: the only organisation, or no service.
func Idle(f ui.Field) bool {
	return f.Kind == ui.FieldSelect && (f.Name == "entity" && len(f.Options) < 2 || f.Name == ticket.ServiceKind && len(f.Options) == 0)
}

// Keep makes sure that the value of a choice is among its options: what cannot be chosen any more stays as it is until somebody changes it.
func Keep(f *ui.Field, label string) {
	if f.Kind != ui.FieldSelect || f.Value == "" || f.Value == "0" || label == "" {
		return
	}
	if !slices.ContainsFunc(f.Options, func(o ui.Option) bool { return o.Value == f.Value }) {
		f.Options = append(f.Options, ui.Option{Value: f.Value, Label: label})
	}
}

// RecordOf is the kind of record that the input is, "" when it is none or a record of any kind. What is no field of the practice is of the
// kind that it is called by: a line of an order takes a model.
func (f Input) RecordOf(v *kit.Visit, p desk.Practice) string {
	if f.base() != reflect.TypeFor[id.ID]() {
		return ""
	}
	switch d := kit.Def(p.Fields, f.Key); d.Type {
	case field.TypeRecord:
		return d.Of
	case "":
		if other, err := v.Room.Practice(f.Key); err == nil {
			return other.Kind.Key
		}
	}
	return ""
}

// Named finds the record of a kind that was chosen by its id, or is meant by a number or a name; "" is none. Kinds: Invalid under key.
func Named(v *kit.Visit, key, kind, said string) (id.ID, error) {
	said = strings.TrimSpace(said)
	if i, err := id.Parse(said); said == "" || err == nil {
		return i, nil
	}
	p, err := v.Room.Practice(kind)
	if err != nil {
		return 0, err
	}
	if w, err := v.Room.Get(v.Ctx(), p, said); err == nil {
		return w.ID, nil
	} else if !errs.Is(err, errs.NotFound) {
		return 0, err
	}
	hits, err := v.Room.Search(v.Ctx(), said, maxListed, false)
	var found []id.ID
	for _, h := range hits {
		if h.Kind == kind && kit.FoldName(h.Title) == kit.FoldName(said) {
			found = append(found, h.Record)
		}
	}
	switch {
	case err != nil:
		return 0, err
	case len(found) == 0:
		return 0, errs.Bad(key, "There is no %s of this name that you can see.", p.Kind.Singular)
	case len(found) > 1:
		return 0, errs.Bad(key, "Several %s have this name. Write the number, such as %s-12.", p.Kind.Plural, p.Kind.Prefix)
	}
	return found[0], nil
}

// example shows what the number of any record looks like that the visitor may see.
func example(v *kit.Visit, p desk.Practice) string {
	list := []string{p.Kind.Prefix + "-1042"}
	for _, other := range v.Room.Practices() {
		if other.Kind.Key != p.Kind.Key && v.Actor.Can(other.View) && len(list) < 3 {
			list = append(list, other.Kind.Prefix+"-12")
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// Refers reports whether what was said in an input may be the name of what it refers to, where the verb takes an id.
func (f Input) Refers(v *kit.Visit, p desk.Practice, said string) bool {
	if f.OfPerson(p) || f.RecordOf(v, p) != "" {
		return true
	}
	_, err := id.Parse(said)
	return f.ChoiceOf() != "" && said != "" && err != nil
}

// Find returns what is meant by what was said in an input that Refers to something. Kinds: Invalid under its key, those of looking up.
func (f Input) Find(v *kit.Visit, p desk.Practice, said string) (id.ID, error) {
	if kind := f.RecordOf(v, p); kind != "" {
		return Named(v, f.Key, kind, said)
	}
	if of := f.ChoiceOf(); of != "" {
		return Meant(v, f.Key, of, said)
	}
	return v.FindPerson(f.Key, said)
}
