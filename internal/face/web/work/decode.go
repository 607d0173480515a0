package work

import (
	"encoding/json"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// decoder turns what a form sent into the input of a verb: names of people become their ids and custom fields get their types.
func decoder(v *kit.Visit, p desk.Practice, spec action.Spec, typed url.Values) (func(any) error, error) {
	values, custom := url.Values{}, false
	for key, list := range typed {
		if strings.HasPrefix(key, "custom.") {
			custom = true
			continue
		}
		values[key] = slices.Clone(list)
	}
	var c errs.Check
	for _, f := range inputs(spec) {
		if _, there := values[f.key]; there && f.isPerson() {
			who, err := Person(v, f.key, values.Get(f.key))
			if err != nil && !errs.Is(err, errs.Invalid) {
				return nil, err
			}
			c.Join("", err)
			values.Set(f.key, who.String())
		}
	}
	var extra []byte
	if custom {
		get := func(name string) (string, bool) { return strings.Join(typed[name], ","), typed.Has(name) }
		m, err := v.Room.Custom.FromForm(v.Ctx(), p.Kind.Key, get, v.Zone())
		if err != nil && !errs.Is(err, errs.Invalid) {
			return nil, err
		}
		c.Join("", err)
		if extra, err = json.Marshal(map[string]map[string]json.RawMessage{"custom": m}); err != nil {
			return nil, err
		}
	}
	fault := c.Err()
	return func(into any) error {
		both := errs.Check{}
		both.Join("", fault)
		both.Join("", action.Form(values, v.Zone())(into))
		if err := both.Err(); err != nil || extra == nil {
			return err
		}
		return json.Unmarshal(extra, into)
	}, nil
}

// input is one thing that a verb takes.
type input struct {
	key, help string
	typ       reflect.Type
}

func (f input) isPerson() bool {
	switch f.key {
	case "requester", "assignee", "person":
		return f.base() == reflect.TypeFor[id.ID]()
	}
	return false
}

// base is the type without its pointer.
func (f input) base() reflect.Type {
	if f.typ.Kind() == reflect.Pointer {
		return f.typ.Elem()
	}
	return f.typ
}

// inputs are what a verb takes, in order, without the version.
func inputs(spec action.Spec) []input {
	var out []input
	for _, f := range reflect.VisibleFields(spec.Input) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || key == "" || key == "-" || key == "version" {
			continue
		}
		out = append(out, input{key, f.Tag.Get("doc"), f.Type})
	}
	return out
}

// maxMatches is how many people a name may mean before it is called unclear.
const maxMatches = 6

// Person finds who is meant by a name, "Name <address>", an address, or an id; "" is nobody. Kinds: Invalid under key.
func Person(v *kit.Visit, key, said string) (id.ID, error) {
	said = strings.TrimSpace(said)
	if said == "" {
		return 0, nil
	}
	if strings.EqualFold(said, "me") {
		return v.Actor.ID, nil
	}
	if i, err := id.Parse(said); err == nil {
		return i, nil
	}
	text := said
	if _, after, ok := strings.Cut(said, "<"); ok {
		text = strings.TrimSuffix(strings.TrimSpace(after), ">")
	}
	found, err := v.People.Search(v.Ctx(), v.Room.DB, text, maxMatches)
	if err != nil {
		return 0, err
	}
	exact := found[:0:0]
	for _, p := range found {
		if strings.EqualFold(p.Name, text) || strings.EqualFold(p.Email, text) {
			exact = append(exact, p)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0].ID, nil
	case len(exact) == 0 && len(found) == 1:
		return found[0].ID, nil
	case len(found) == 0:
		return 0, errs.Bad(key, "Nobody is called “%s”. Write a name or an e-mail address as it is known here.", said)
	}
	return 0, errs.Bad(key, "Several people fit: %s. Write the e-mail address.", mention(found))
}

func mention(list []people.Person) string {
	names := map[string]bool{}
	for _, p := range list {
		names[label(p)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), "; ")
}

// label is a person as they can be typed without doubt.
func label(p people.Person) string {
	if p.Email == "" {
		return p.Name
	}
	return p.Name + " <" + p.Email + ">"
}
