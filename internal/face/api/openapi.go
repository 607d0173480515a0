package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// describer makes the OpenAPI document of the operations.
type describer struct {
	doc   *huma.OpenAPI
	fault error
}

// schemaID, schemaTime and schemaAny stand in for types whose JSON says something else than their Go kind.
type (
	schemaID   struct{}
	schemaTime struct{}
	schemaAny  struct{}
)

// Schema describes an id.
func (schemaID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Nullable: true, Description: "An id: a 64-bit number as a string.", Pattern: "^[0-9]*$"}
}

// Schema describes an instant.
func (schemaTime) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date-time", Nullable: true}
}

// Schema describes any JSON.
func (schemaAny) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Description: "Any JSON."} }

// openAPI returns the document of all operations added so far.
func (a *API) openAPI() ([]byte, error) {
	d := &describer{doc: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Fettle", Version: "v1", License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			Description: "The JSON API of the service desk. Lists page by cursor; changes take If-Match and Idempotency-Key; errors are problem documents (RFC 9457)."},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token":   {Type: "http", Scheme: "bearer", Description: "An API token, ftl_…"},
				"session": {Type: "apiKey", In: "cookie", Name: a.Cookie(true), Description: "A signed-in browser, on pages of the same origin."},
			},
		},
	}}
	reg := d.doc.Components.Schemas
	reg.RegisterTypeAlias(reflect.TypeFor[id.ID](), reflect.TypeFor[schemaID]())
	reg.RegisterTypeAlias(reflect.TypeFor[clock.Time](), reflect.TypeFor[schemaTime]())
	reg.RegisterTypeAlias(reflect.TypeFor[json.RawMessage](), reflect.TypeFor[schemaAny]())
	for _, o := range a.ops {
		d.describe(a, o)
	}
	if d.fault != nil {
		return nil, d.fault
	}
	return json.Marshal(d.doc)
}

// schemaName keeps types of the same name in different packages apart, such as incident.Link and record.Link.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	pkg := t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:]
	if pkg == "" || pkg == "api" || strings.Contains(t.Name(), "[") {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

var pathName = regexp.MustCompile(`\{([a-z]+)\}`)

// describe adds one operation.
func (d *describer) describe(a *API, o op) {
	defer func() { // huma panics on a type that it cannot describe
		if p := recover(); p != nil && d.fault == nil {
			d.fault = fmt.Errorf("api: %s %s cannot be described: %v", o.Method, o.Pattern, p)
		}
	}()
	status := max(o.status, http.StatusOK)
	out := &huma.Operation{Method: o.Method, Path: o.Pattern, OperationID: o.name, Summary: o.summary, Tags: []string{o.tag},
		Description: rests(o), Responses: map[string]*huma.Response{strconv.Itoa(status): d.success(a, o)}}
	out.Responses["default"] = &huma.Response{Description: "What went wrong.", Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: d.schema(reflect.TypeFor[Problem](), "Problem")}}}
	if o.Permission != face.Anyone {
		out.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	}
	for _, m := range pathName.FindAllStringSubmatch(o.Pattern, -1) {
		out.Parameters = append(out.Parameters, &huma.Param{Name: m[1], In: "path", Required: true, Schema: text()})
	}
	for _, q := range o.query {
		out.Parameters = append(out.Parameters, &huma.Param{Name: q.name, In: "query", Description: q.doc, Schema: text()})
	}
	d.headers(out, o)
	switch {
	case o.in != nil:
		out.RequestBody = &huma.RequestBody{Required: len(o.Writes) > 0, Content: map[string]*huma.MediaType{"application/json": {Schema: d.input(o.in)}}}
	case o.stream && !o.Safe():
		out.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {}}}
	}
	d.doc.AddOperation(out)
}

func text() *huma.Schema { return &huma.Schema{Type: "string"} }

// rests says in words what an operation rests on.
func rests(o op) string {
	if o.Permission == face.Anyone {
		return "Needs no proof of identity."
	}
	if o.Permission == face.SignedIn {
		return "For whoever is signed in."
	}
	return "Needs " + o.Permission + "; rows: " + o.Scope + "."
}

func (d *describer) headers(out *huma.Operation, o op) {
	header := func(name, doc string, required bool) {
		out.Parameters = append(out.Parameters, &huma.Param{Name: name, In: "header", Description: doc, Required: required, Schema: text()})
	}
	if o.match {
		header("If-Match", "The ETag of the version that the change is based on; * takes the newest.", o.Method == http.MethodPatch)
	}
	if o.keyed {
		header("Idempotency-Key", "Makes repeating the request harmless: within 24 hours the same key gives the same answer.", false)
	}
	if o.Action != "" {
		header("Prefer", "return=representation answers with the whole record.", false)
	}
}

// success describes the answer.
func (d *describer) success(a *API, o op) *huma.Response {
	r := &huma.Response{Description: "Done."}
	switch {
	case o.media != "":
		r.Content = map[string]*huma.MediaType{o.media: {}}
	case o.Action != "":
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: d.schema(reflect.TypeFor[done](), "Done")}}
	case o.out != nil:
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: d.schema(o.out, o.name)}}
	case strings.HasPrefix(o.name, "list-") || strings.HasPrefix(o.name, "get-"):
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: d.record(a, o)}}
	}
	return r
}

func (d *describer) schema(t reflect.Type, hint string) *huma.Schema {
	return d.doc.Components.Schemas.Schema(t, true, hint)
}

// input describes a body in place: nothing is required by it, because the verbs say what is missing in words.
func (d *describer) input(t reflect.Type) *huma.Schema { return d.schema(t, t.Name()) }

// record describes a kind of record, or a page of it, from its field definitions.
func (d *describer) record(a *API, o op) *huma.Schema {
	p, err := a.Desk.Practice(o.tag)
	if err != nil {
		return nil
	}
	name := strings.ToUpper(p.Kind.Key[:1]) + p.Kind.Key[1:]
	if d.doc.Components.Schemas.Map()[name] == nil {
		s := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}}
		for key, doc := range map[string]string{"id": "", "kind": "", "url": "", "state": "Key of the state."} {
			s.Properties[key] = &huma.Schema{Type: "string", Description: doc}
		}
		s.Properties["version"] = &huma.Schema{Type: "integer", Description: "Raised with every change; also the ETag."}
		for _, f := range p.Fields {
			s.Properties[f.Key] = fieldSchema(f)
		}
		s.Properties["custom"] = &huma.Schema{Type: "object", AdditionalProperties: true, Description: "Custom fields by key, see /api/v1/fields/" + p.Kind.Key + "."}
		s.Properties["actions"] = &huma.Schema{Type: "array", Items: text(), Description: "Verbs that the caller may use now; on one record only."}
		s.Properties["moves"] = &huma.Schema{Type: "array", Items: d.schema(reflect.TypeFor[move](), "Move")}
		s.Properties["watching"] = &huma.Schema{Type: "boolean"}
		d.doc.Components.Schemas.Map()[name] = s
	}
	one := &huma.Schema{Ref: "#/components/schemas/" + name}
	if strings.HasPrefix(o.name, "get-") {
		return one
	}
	return &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"items": {Type: "array", Items: one},
		"next": {Type: "string", Nullable: true, Description: "The after of the next page; null on the last."}}}
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
