package contract

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// schemaID and its like stand in for types whose JSON says something else than their Go kind.
type (
	schemaID     struct{}
	schemaTime   struct{}
	schemaDate   struct{}
	schemaTarget struct{}
	schemaAny    struct{}
)

const (
	sampleID   = "3557335184179200012"
	sampleTime = "2026-11-30T14:00:00Z"
)

// Schema describes an id.
func (schemaID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Nullable: true, Description: "An id: a 64-bit number as a string.", Pattern: "^[0-9]*$", Examples: []any{sampleID}}
}

// Schema describes an instant.
func (schemaTime) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date-time", Nullable: true, Examples: []any{sampleTime}}
}

// Schema describes a day.
func (schemaDate) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date", Examples: []any{"2026-11-30"}}
}

// Schema describes the target of a promise.
func (schemaTarget) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "object", Description: "Either minutes or days of working time.", Examples: []any{map[string]int{"minutes": 480}},
		Properties: map[string]*huma.Schema{"minutes": {Type: "integer"}, "days": {Type: "integer"}}}
}

// Schema describes any JSON.
func (schemaAny) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Description: "Any JSON."} }

// record describes a kind of record, or a page of it, from its field definitions.
func (d *describer) record(o Op) *huma.Schema {
	k, ok := d.kind(o)
	if !ok {
		return nil
	}
	p := k.Practice
	name := strings.ToUpper(p.Kind.Key[:1]) + p.Kind.Key[1:]
	if d.doc.Components.Schemas.Map()[name] == nil {
		s := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}}
		for key, doc := range map[string]string{"kind": "", "url": "", "state": "Key of the state."} {
			s.Properties[key] = &huma.Schema{Type: "string", Description: doc}
		}
		s.Properties["id"] = schemaID{}.Schema(nil)
		s.Properties["state"].Enum = states(p)
		s.Properties["version"] = &huma.Schema{Type: "integer", Description: "Raised with every change; also the ETag."}
		for _, f := range p.Fields {
			s.Properties[f.Key] = fieldSchema(f)
		}
		s.Properties["custom"] = &huma.Schema{Type: "object", AdditionalProperties: true, Description: "Custom fields by key, see /api/v1/fields/" + p.Kind.Key + "."}
		s.Properties["actions"] = &huma.Schema{Type: "array", Items: text(), Description: "Verbs that the caller may use now; on one record only."}
		s.Properties["moves"] = &huma.Schema{Type: "array", Items: d.schema(d.types.Move, "Move")}
		s.Properties["watching"] = &huma.Schema{Type: "boolean"}
		for _, x := range k.Parts {
			s.Properties[x.Name] = d.schema(x.Out, x.Name)
			if s.Properties[x.Name].Ref != "" { // beside a reference a description needs a place of its own
				s.Properties[x.Name] = &huma.Schema{AllOf: []*huma.Schema{s.Properties[x.Name]}, Description: "Only with expand=" + x.Name + "."}
			}
		}
		d.doc.Components.Schemas.Map()[name] = s
	}
	one := &huma.Schema{Ref: "#/components/schemas/" + name}
	if strings.HasPrefix(o.Name, "get-") {
		return one
	}
	return &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"items": {Type: "array", Items: one},
		"next": {Type: "string", Nullable: true, Description: "The after of the next page; null on the last."}}}
}

// states are the keys of the states of a kind of record.
func states(p desk.Practice) []any {
	var out []any
	for _, s := range p.Kind.Flow.States {
		out = append(out, s.Key)
	}
	return out
}

// fieldSchema describes the value of a field.
func fieldSchema(f field.Def) *huma.Schema {
	s := &huma.Schema{Type: "string", Nullable: true, Description: f.Label}
	switch {
	case f.Type.IsRef():
		s.Type = "object"
		s.Properties = map[string]*huma.Schema{"id": text(), "name": text()}
	case f.Whole, f.Type == field.TypeDuration:
		s.Type = "integer"
	case f.Type == field.TypeNumber:
		s.Type = "number"
	case f.Type == field.TypeBoolean:
		s.Type, s.Nullable = "boolean", false
	case f.Type == field.TypeDateTime:
		s.Format = "date-time"
	}
	if f.Type == field.TypeChoice && !f.Whole {
		for _, o := range f.Options {
			s.Enum = append(s.Enum, o.Value)
		}
		s.Enum = append(s.Enum, nil)
	}
	return s
}

// input describes the body of an operation. What a field of the practice knows of its choices is told of the input of that name, too.
func (d *describer) input(t reflect.Type, defs []field.Def) *huma.Schema {
	ref := d.schema(t, t.Name())
	s := d.doc.Components.Schemas.SchemaFromRef(ref.Ref)
	if s == nil {
		return ref
	}
	for _, f := range reflect.VisibleFields(t) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		of := f.Tag.Get("field") // where the input is called otherwise than the field
		if of == "" {
			of = key
		}
		i := slices.IndexFunc(defs, func(d field.Def) bool { return d.Key == of })
		if p := s.Properties[key]; p != nil && i >= 0 && len(p.Enum) == 0 {
			choices(p, defs[i])
		}
		if p := s.Properties[key]; p != nil && f.Type.Kind() == reflect.Pointer && p.Ref == "" && !p.Nullable { // null empties it, or is as good as absent
			if p.Nullable = true; len(p.Enum) > 0 {
				p.Enum = append(p.Enum, nil)
			}
		}
	}
	if len(s.Examples) == 0 {
		s.Examples = []any{d.example(s)}
	}
	return ref
}

// choices tells what may be chosen.
func choices(s *huma.Schema, f field.Def) {
	if f.Type != field.TypeChoice {
		return
	}
	if !f.Whole {
		for _, o := range f.Options {
			s.Enum = append(s.Enum, o.Value)
		}
		return
	}
	var words []string
	least, most := 0.0, 0.0
	for _, o := range f.Options {
		n, err := strconv.ParseFloat(o.Value, 64)
		if err != nil {
			return
		}
		most = max(most, n)
		words = append(words, o.Value+" "+o.Label)
	}
	if !strings.Contains(s.Description, " 0 ") { // those few that take it say what it means
		least = 1
	}
	s.Minimum, s.Maximum = &least, &most
	s.Description = strings.TrimSpace(s.Description + " " + strings.Join(words, ", ") + ".")
}

// example returns a body that could be sent: what is required and, where nothing is, the first input there is.
func (d *describer) example(s *huma.Schema) map[string]any {
	out := map[string]any{}
	for _, key := range s.Required {
		out[key] = d.sample(key, s.Properties[key])
	}
	if len(out) > 0 {
		return out
	}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		if key != "version" {
			out[key] = d.sample(key, s.Properties[key])
			break
		}
	}
	return out
}

// sample returns a value for an input.
func (d *describer) sample(key string, s *huma.Schema) any {
	if s.Ref != "" {
		s = d.doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case "boolean":
		return true
	case "integer", "number":
		return 1
	case "array":
		return []any{d.sample(key, s.Items)}
	case "object":
		if len(s.Required) > 0 {
			return d.example(s)
		}
		return map[string]any{}
	}
	switch s.Format {
	case "date-time":
		return sampleTime
	case "date":
		return "2026-11-30"
	}
	if s.Pattern != "" {
		return sampleID
	}
	texts := map[string]string{"title": "The printer on the second floor does not print", "body": "We are looking at it.", "reason": "It happened again.",
		"resolution": "Replaced the fuser; it prints again.", "name": "Marta Kowalczyk", "email": "marta@example.com", "into": "INC-1024", "to": "INC-1024", "note": "Tried another cable."}
	if text := texts[key]; text != "" {
		return text
	}
	return "text"
}

// kind returns the kind of record that an operation is about.
func (d *describer) kind(o Op) (Kind, bool) {
	for _, k := range d.kinds {
		if k.Practice.Kind.Plural == o.Tag {
			return k, true
		}
	}
	return Kind{}, false
}

// defs returns the built-in fields of the kind of record that an operation is about, nil for none.
func (d *describer) defs(o Op) []field.Def {
	k, _ := d.kind(o)
	return k.Practice.Fields
}
