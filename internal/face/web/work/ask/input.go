package ask

import (
	"reflect"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
)

// Input is one thing that a verb takes.
type Input struct {
	Key, Help string
	Type      reflect.Type
}

// IsPerson reports whether the input is a person, who is asked for by name.
func (f Input) IsPerson() bool {
	switch f.Key {
	case "requester", "assignee", "person":
		return f.base() == reflect.TypeFor[id.ID]()
	}
	return false
}

// base is the type without its pointer.
func (f Input) base() reflect.Type {
	if f.Type.Kind() == reflect.Pointer {
		return f.Type.Elem()
	}
	return f.Type
}

// Inputs are what a verb takes, in order, without the version.
func Inputs(spec action.Spec) []Input {
	var out []Input
	for _, f := range reflect.VisibleFields(spec.Input) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || key == "" || key == "-" || key == "version" {
			continue
		}
		out = append(out, Input{key, f.Tag.Get("doc"), f.Type})
	}
	return out
}
