package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// JSON returns a decoder for a JSON object. Unknown names and wrong types are Invalid errors that name the field; an empty body is an
// empty object.
func JSON(body []byte) func(any) error {
	return func(into any) error {
		if len(bytes.TrimSpace(body)) == 0 {
			return nil
		}
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.DisallowUnknownFields()
		if err := dec.Decode(into); err != nil {
			return explain(err, into)
		}
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return errs.Bad("body", "There is something after the end of the JSON object.")
		}
		return nil
	}
}

func explain(err error, into any) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		key := e.Field
		if key == "" {
			key = "body"
		}
		return errs.Bad(key, "Give a %s here, not a %s.", plain(e.Type), e.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		key, _ := strconv.Unquote(name)
		return errs.Bad(key, "There is no such field. Known: %s.", strings.Join(Keys(reflect.TypeOf(into).Elem()), ", "))
	}
	return errs.Because(errs.Invalid, err, "The body is not a JSON object that can be read.")
}

// plain names a Go type in words.
func plain(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.String:
		return "text"
	default:
		return "number"
	}
}

// Keys returns the JSON names of a struct's fields in order, those of embedded structs included.
func Keys(t reflect.Type) []string {
	var out []string
	for f := range fields(t) {
		out = append(out, f.key)
	}
	return out
}

type structField struct {
	key   string
	index []int
	typ   reflect.Type
}

// fields walks the JSON fields of a struct.
func fields(t reflect.Type) func(func(structField) bool) {
	return func(yield func(structField) bool) {
		for _, f := range reflect.VisibleFields(t) {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || !f.IsExported() || key == "-" || key == "" {
				continue
			}
			if !yield(structField{key, f.Index, f.Type}) {
				return
			}
		}
	}
}

// Form returns a decoder for a submitted form. Names without a field are ignored, because forms carry buttons and tokens; times without
// a zone are read in zone. Values of custom fields arrive as "custom.KEY".
func Form(values url.Values, zone *time.Location) func(any) error {
	return func(into any) error {
		v := reflect.ValueOf(into).Elem()
		var c errs.Check
		for f := range fields(v.Type()) {
			dest := v.FieldByIndex(f.index)
			if f.typ.Kind() == reflect.Map {
				custom(values, f.key, dest)
				continue
			}
			if list, ok := values[f.key]; ok {
				c.Join("", assign(dest, f.key, list, zone))
			}
		}
		return c.Err()
	}
}

// custom collects "key.NAME" values into a map of raw JSON strings.
func custom(values url.Values, key string, dest reflect.Value) {
	out := map[string]json.RawMessage{}
	for name, list := range values {
		if k, ok := strings.CutPrefix(name, key+"."); ok {
			var raw []byte
			if len(list) == 1 {
				raw, _ = json.Marshal(list[0])
			} else {
				raw, _ = json.Marshal(list)
			}
			out[k] = raw
		}
	}
	if len(out) > 0 && dest.Type() == reflect.TypeOf(out) {
		dest.Set(reflect.ValueOf(out))
	}
}

// assign converts the texts of one input to a Go value.
func assign(dest reflect.Value, key string, list []string, zone *time.Location) error {
	text := strings.TrimSpace(list[len(list)-1])
	if dest.Kind() == reflect.Pointer {
		p := reflect.New(dest.Type().Elem())
		if err := assign(p.Elem(), key, list, zone); err != nil {
			return err
		}
		dest.Set(p)
		return nil
	}
	switch dest.Interface().(type) {
	case id.ID:
		n, err := id.Parse(text)
		if err != nil {
			return errs.Bad(key, "Choose one from the list.")
		}
		dest.SetInt(int64(n))
		return nil
	case clock.Time:
		t, err := moment(text, zone)
		if err != nil {
			return errs.Bad(key, "Give a date, such as 2026-11-30, or a date and time, such as 2026-11-30 14:00.")
		}
		dest.SetInt(int64(t))
		return nil
	}
	return assignKind(dest, key, list, text, zone)
}

func assignKind(dest reflect.Value, key string, list []string, text string, zone *time.Location) error {
	switch dest.Kind() {
	case reflect.String:
		dest.SetString(list[len(list)-1])
	case reflect.Bool:
		dest.SetBool(text == "on" || text == "true" || text == "1")
	case reflect.Int, reflect.Int64:
		if text == "" {
			return nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return errs.Bad(key, "Give a whole number.")
		}
		dest.SetInt(n)
	case reflect.Slice:
		for _, item := range list {
			if item == "" {
				continue
			}
			e := reflect.New(dest.Type().Elem()).Elem()
			if err := assign(e, key, []string{item}, zone); err != nil {
				return err
			}
			dest.Set(reflect.Append(dest, e))
		}
	default:
		return errs.Bad(key, "This cannot be given in a form.")
	}
	return nil
}

func moment(text string, zone *time.Location) (clock.Time, error) {
	if text == "" {
		return 0, nil
	}
	var last error
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		t, err := time.ParseInLocation(layout, text, zone)
		if err == nil {
			return clock.Of(t), nil
		}
		last = err
	}
	return 0, last
}
