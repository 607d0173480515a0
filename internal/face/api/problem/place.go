package problem

import (
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Placed makes the faults of err name inputs of t. A room below may know an input by its last word only: "email" of what came as
// requester_email. Other errors stay as they are.
func Placed(err error, t reflect.Type) error {
	fields := slices.Clone(errs.Fields(err))
	if len(fields) == 0 {
		return err
	}
	names := inputs(t)
	changed := false
	for i, f := range fields {
		first, rest, nested := strings.Cut(f.Key, ".")
		if name := owner(first, names); name != first {
			fields[i].Key, changed = name, true
			if nested {
				fields[i].Key += "." + rest
			}
		}
	}
	if !changed {
		return err
	}
	return &errs.Error{Kind: errs.KindOf(err), Text: errs.Safe(err), Inner: err, Fields: fields}
}

// owner returns the input that a word means: itself, or the only one that ends with it.
func owner(word string, names []string) string {
	if slices.Contains(names, word) {
		return word
	}
	found := word
	for _, n := range names {
		if strings.HasSuffix(n, "_"+word) {
			if found != word {
				return word
			}
			found = n
		}
	}
	return found
}

// inputs are the names of a struct's fields in JSON.
func inputs(t reflect.Type) (out []string) {
	for _, f := range reflect.VisibleFields(t) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.Anonymous && f.IsExported() && key != "-" && key != "" {
			out = append(out, key)
		}
	}
	return out
}
