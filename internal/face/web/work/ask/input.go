package ask

import (
	"reflect"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
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

// OfPerson is IsPerson for an input that a field of the practice describes.
func (f Input) OfPerson(p desk.Practice) bool {
	return f.IsPerson() || f.base() == reflect.TypeFor[id.ID]() && kit.Def(p.Fields, f.Key).Type == field.TypePerson
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
