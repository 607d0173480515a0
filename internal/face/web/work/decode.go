package work

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Decoder turns what a form sent into the input of a verb: names of people become their ids and custom fields get their types.
func Decoder(v *kit.Visit, p desk.Practice, spec action.Spec, typed url.Values) (func(any) error, error) {
	values, custom := url.Values{}, false
	for key, list := range typed {
		if strings.HasPrefix(key, "custom.") {
			custom = true
			continue
		}
		values[key] = slices.Clone(list)
	}
	var c errs.Check
	for _, f := range ask.Inputs(spec) {
		if !values.Has(f.Key) || !f.Refers(v, p, values.Get(f.Key)) {
			continue
		}
		if f.Type.Kind() == reflect.Pointer && ask.Untouched(typed, f.Key) { // absent means as it was: a name need not be understood again
			values.Del(f.Key)
		} else {
			who, err := f.Find(v, p, values.Get(f.Key))
			if err != nil && !errs.Is(err, errs.Invalid) {
				return nil, err
			}
			c.Join("", err)
			values.Set(f.Key, who.String())
		}
	}
	var extra []byte
	if custom {
		get, err := said(v, p, typed, &c)
		if err != nil {
			return nil, err
		}
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

// said returns the texts of custom fields by the names of their inputs. What is wrong with one is noted in c.
func said(v *kit.Visit, p desk.Practice, typed url.Values, c *errs.Check) (func(name string) (string, bool), error) {
	defs, err := v.Room.Custom.Defs(v.Ctx(), p.Kind.Key)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, d := range defs {
		s, sent, err := ask.Sent(v, d, typed)
		if err != nil && !errs.Is(err, errs.Invalid) {
			return nil, err
		}
		c.Join("", err)
		if sent && err == nil {
			texts["custom."+d.Key] = s
		}
	}
	return func(name string) (string, bool) {
		s, ok := texts[name]
		return s, ok
	}, nil
}

// Person finds who is meant by what was typed into a field for a person, see kit.Visit.FindPerson.
func Person(v *kit.Visit, key, said string) (id.ID, error) { return v.FindPerson(key, said) }

// Custom makes the form fields of custom fields for somebody who is not of the desk, see ask.Outside.
func Custom(v *kit.Visit, defs []field.Value) ([]ui.Field, error) { return ask.Outside(v, defs) }
