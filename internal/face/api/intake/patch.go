package intake

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// Patch returns a decoder of a JSON merge patch (RFC 7396): decode, and then give every input that may be left out and was sent as null the
// empty value of its type, so that the practice tells "empty this" (a pointer to nothing in it) from "leave it" (no pointer). An object is
// emptied by name: null for all of it is refused.
func Patch(body []byte, decode func(any) error) func(any) error {
	return func(into any) error {
		if err := decode(into); err != nil || !bytes.Contains(body, []byte("null")) {
			return err
		}
		var given map[string]json.RawMessage
		if err := json.Unmarshal(body, &given); err != nil {
			return err
		}
		v := reflect.ValueOf(into).Elem()
		for _, f := range reflect.VisibleFields(v.Type()) {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || !f.IsExported() || key == "-" || string(given[key]) != "null" {
				continue
			}
			switch f.Type.Kind() {
			case reflect.Pointer:
				v.FieldByIndex(f.Index).Set(reflect.New(f.Type.Elem()))
			case reflect.Map, reflect.Struct:
				return problem.Unfit(problem.Fault{Pointer: "#/" + problem.Escaped(key), Detail: "Name what is to be emptied in here, each with null."})
			default: // not a part of the record, such as the version or a reason
			}
		}
		return nil
	}
}
