package problem

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

// Misfit says where a body does not fit its type: every name that does not exist, with the nearest that does, and every value of a wrong
// type, each with its exact place. It is asked after a body was refused, and returns err itself when the body fits, so that another reason
// refused it.
func Misfit(err error, b []byte, t reflect.Type) error {
	if !errs.Is(err, errs.Invalid) || len(b) == 0 {
		return err
	}
	var m misfits
	m.value("#", b, t)
	if len(m) == 0 {
		return err
	}
	return Unfit(m...)
}

// MaxFaults bounds how much is told about one body.
const MaxFaults = 50

// Unfit refuses a body for what is wrong at its places; a fault of the whole body is also the text.
func Unfit(list ...Fault) *Refusal {
	text := errs.Safe(errs.Bad("", ""))
	if len(list) == 1 && list[0].Pointer == "#" {
		text = list[0].Detail
	}
	return &Refusal{Status: http.StatusUnprocessableEntity, Text: text, Faults: list}
}

type misfits []Fault

func (m *misfits) add(at, text string) {
	if len(*m) < MaxFaults {
		*m = append(*m, Fault{Pointer: at, Detail: text})
	}
}

func (m *misfits) value(at string, raw json.RawMessage, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if string(raw) == "null" || t == reflect.TypeFor[json.RawMessage]() {
		return
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		m.leaf(at, raw, t)
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		m.object(at, raw, t)
	case reflect.Slice:
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			m.add(at, "Give "+wanted(t)+", not "+got(raw)+".")
		}
		for i, e := range list {
			m.value(at+"/"+strconv.Itoa(i), e, t.Elem())
		}
	case reflect.Map:
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			m.add(at, "Give "+wanted(t)+", not "+got(raw)+".")
		}
		for k, e := range object {
			m.value(at+"/"+Escaped(k), e, t.Elem())
		}
	default:
		m.leaf(at, raw, t)
	}
}

func (m *misfits) leaf(at string, raw json.RawMessage, t reflect.Type) {
	if json.Unmarshal(raw, reflect.New(t).Interface()) != nil {
		m.add(at, "Give "+wanted(t)+", not "+got(raw)+".")
	}
}

func (m *misfits) object(at string, raw json.RawMessage, t reflect.Type) {
	var given map[string]json.RawMessage
	if json.Unmarshal(raw, &given) != nil {
		m.add(at, "Give "+wanted(t)+", not "+got(raw)+".")
		return
	}
	types, names := map[string]reflect.Type{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || key == "-" || key == "" {
			continue
		}
		types[key], names = f.Type, append(names, key)
	}
	keys := make([]string, 0, len(given))
	for k := range given {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, k) }) // as encoding/json does
		if i < 0 {
			m.add(at+"/"+Escaped(k), unknown(k, names))
			continue
		}
		m.value(at+"/"+Escaped(k), given[k], types[names[i]])
	}
}

// unknown says that a name does not exist.
func unknown(key string, names []string) string {
	switch near := text.Nearest(key, names); {
	case near != "":
		return "There is no such field. Did you mean " + near + "?"
	case len(names) == 0:
		return "There is no such field: this takes none."
	}
	return "There is no such field. Known: " + strings.Join(names, ", ") + "."
}

// wanted names in words what a type takes.
func wanted(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[id.ID]():
		return `an id, such as "1234567890"`
	case reflect.TypeFor[clock.Time]():
		return `a time in RFC 3339, such as "2026-11-30T14:00:00Z"`
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.String:
		return "a text"
	case reflect.Float32, reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}

// got names in words what a value is.
func got(raw json.RawMessage) string {
	const most = 40 // characters of the value that are repeated
	text := string(raw)
	switch {
	case text == "":
		return "nothing"
	case text[0] == '{':
		return "an object"
	case text[0] == '[':
		return "a list"
	case len(text) <= most:
		return text
	case text[0] == '"':
		return "this text"
	}
	return "this number"
}

// Escaped writes a name as a part of a JSON pointer (RFC 6901).
func Escaped(key string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(key) }
