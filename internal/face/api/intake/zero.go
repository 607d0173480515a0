package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// Chosen returns a decoder that refuses a 0 for a number that is chosen from a list: in the input it could not be told from no number at
// all, which would then silently be taken for it. Inputs that may be left out by a pointer are judged by the practice.
func Chosen(body []byte, choices func(key string) []field.Option, decode func(any) error) func(any) error {
	return func(into any) error {
		if err := decode(into); err != nil {
			return err
		}
		var faults []problem.Fault
		var given map[string]json.RawMessage
		for _, key := range zeros(nil, reflect.ValueOf(into).Elem()) {
			if !bytes.Contains(body, []byte(`"`+key+`"`)) && bytes.IndexByte(body, '\\') < 0 {
				continue // not given, as most are not
			}
			list := choices(key)
			if len(list) == 0 {
				continue
			}
			if given == nil {
				if err := json.Unmarshal(body, &given); err != nil {
					return nil //nolint:nilerr // no body: nothing was chosen
				}
			}
			if string(given[key]) == "0" {
				faults = append(faults, problem.Fault{Pointer: "#/" + problem.Escaped(key), Detail: "0 is not one of the choices. " + use(list)})
			}
		}
		if len(faults) > 0 {
			return problem.Unfit(faults...)
		}
		return nil
	}
}

// zeros adds the names of the numbers of an input that are 0.
func zeros(keys []string, v reflect.Value) []string {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Int:
			if f.Int() == 0 {
				key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
				keys = append(keys, key)
			}
		case reflect.Struct:
			if v.Type().Field(i).Anonymous {
				keys = zeros(keys, f)
			}
		default:
		}
	}
	return keys
}

// use names the choices, as in: use 1, 2 or 3, or leave it out.
func use(list []field.Option) string {
	values := make([]string, len(list))
	for i, o := range list {
		values[i] = o.Value
	}
	last := len(values) - 1
	if last == 0 {
		return fmt.Sprintf("Use %s, or leave it out.", values[0])
	}
	return fmt.Sprintf("Use %s or %s, or leave it out.", strings.Join(values[:last], ", "), values[last])
}
