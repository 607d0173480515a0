package action

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// chosen refuses values that are not among the choices of their input, and names those. What is empty was not given: whether it must be
// is the verb's matter.
func chosen(in reflect.Value, inputs []structField, choices map[string][]field.Option) error {
	if len(choices) == 0 {
		return nil
	}
	var c errs.Check
	for _, f := range inputs {
		options, ok := choices[f.key]
		if !ok {
			continue
		}
		for _, value := range given(in.FieldByIndex(f.index)) {
			c.Must(slices.ContainsFunc(options, func(o field.Option) bool { return o.Value == value }), f.key, "%q is not one of the choices. Use %s.", value, list(options))
		}
	}
	return c.Err()
}

// given are the texts of what an input holds.
func given(v reflect.Value) (out []string) {
	switch {
	case v.Kind() == reflect.Pointer:
		return given(v.Elem())
	case !v.IsValid() || v.IsZero():
		return nil
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			out = append(out, given(v.Index(i))...)
		}
		return out
	}
	return []string{fmt.Sprint(v.Interface())}
}

// list names the choices: "a, b or c".
func list(options []field.Option) string {
	values := make([]string, len(options))
	for i, o := range options {
		values[i] = o.Value
	}
	if last := len(values) - 1; last > 0 {
		return strings.Join(values[:last], ", ") + " or " + values[last]
	}
	return strings.Join(values, "")
}
