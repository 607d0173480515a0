package contract

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
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// describer makes the OpenAPI document of the operations.
type describer struct {
	doc   *huma.OpenAPI
	kinds []Kind
	types Types
	fault error
}

const about = `The JSON API of the service desk.

Send a token as "Authorization: Bearer ftl_…"; "fettle token create" and the page of your profile make one. Lists answer items and next: ask for
the page after this one with after=next, or follow the Link header; next is null on the last page. The log of events also answers cursor, which
a poller keeps: it asks again later with after=cursor. Reading a record gives an ETag; PATCH wants it back in If-Match, and its body is a JSON
merge patch (RFC 7396): null empties a field, what is absent stays. A POST with an Idempotency-Key can be repeated for 24 hours and takes
effect once. Texts may hold tabs and line ends but no other control characters. Errors are problem documents (RFC 9457) with a JSON pointer to
each wrong place in the body. Each answer says in RateLimit what is left of the token's quota.`

// Document returns the OpenAPI document of operations as JSON. cookie names the session cookie. It fails on a type that cannot be described.
func Document(ops []Op, kinds []Kind, types Types, cookie string) ([]byte, error) {
	d := &describer{kinds: kinds, types: types, doc: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Fettle", Version: "v1", License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}, Description: about},
		Servers: []*huma.Server{{URL: "/", Description: "This desk."}},
		Components: &huma.Components{
			Schemas:   huma.NewMapRegistry("#/components/schemas/", schemaName),
			Responses: map[string]*huma.Response{},
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token":   {Type: "http", Scheme: "bearer", Description: "An API token, ftl_…"},
				"session": {Type: "apiKey", In: "cookie", Name: cookie, Description: "A signed-in browser, on pages of the same origin."},
			},
		},
	}}
	reg := d.doc.Components.Schemas
	reg.RegisterTypeAlias(reflect.TypeFor[id.ID](), reflect.TypeFor[schemaID]())
	reg.RegisterTypeAlias(reflect.TypeFor[clock.Time](), reflect.TypeFor[schemaTime]())
	reg.RegisterTypeAlias(reflect.TypeFor[calendar.Date](), reflect.TypeFor[schemaDate]())
	reg.RegisterTypeAlias(reflect.TypeFor[timing.Target](), reflect.TypeFor[schemaTarget]())
	reg.RegisterTypeAlias(reflect.TypeFor[json.RawMessage](), reflect.TypeFor[schemaAny]())
	d.problems()
	for _, o := range ops {
		d.describe(o)
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
	if outer, of, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "["); generic && !strings.ContainsAny(of, "[,") && strings.Contains(of, ".") {
		inner, own, _ := strings.Cut(of[strings.LastIndexByte(of, '/')+1:], ".") // List[…/finance.Line] is not List[…/requisition.Line]
		return outer + upper(inner) + own
	}
	if pkg == "" || pkg == "api" || pkg == "problem" || strings.Contains(t.Name(), "[") {
		return name
	}
	return upper(pkg) + name
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// refusals says for each status of an error when it comes.
func refusals() map[int]string {
	return map[int]string{
		http.StatusBadRequest:            "A parameter does not exist or makes no sense, or the body is not JSON.",
		http.StatusUnauthorized:          "The token or session is missing, wrong or expired.",
		http.StatusForbidden:             "The caller may not do this.",
		http.StatusNotFound:              "It does not exist, or the caller may not see it: the two look the same.",
		http.StatusConflict:              "The state does not allow it, or the first request with this Idempotency-Key is still under way.",
		http.StatusPreconditionFailed:    "Somebody changed it since: If-Match names an old version.",
		http.StatusRequestEntityTooLarge: "The body is too large.",
		http.StatusUnsupportedMediaType:  "The body is not called JSON.",
		http.StatusUnprocessableEntity:   "Something in the body is wrong; errors points to each place. Or the Idempotency-Key was used for another request.",
		http.StatusPreconditionRequired:  "If-Match is missing.",
		http.StatusTooManyRequests:       "The token's quota is used up; Retry-After says how many seconds to wait.",
	}
}

// problems puts the answers of every error into the components.
func (d *describer) problems() {
	schema := d.schema(reflect.TypeFor[problem.Problem](), "Problem")
	for status, text := range refusals() {
		r := &huma.Response{Description: text, Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema, Example: sampleProblem(status)}}}
		if status == http.StatusTooManyRequests {
			r.Headers = map[string]*huma.Param{"Retry-After": {Description: "Seconds to wait.", Schema: whole1()}}
		}
		d.doc.Components.Responses[strconv.Itoa(status)] = r
	}
	d.doc.Components.Responses["default"] = &huma.Response{Description: "Anything else that went wrong.", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}}
}

func sampleProblem(status int) problem.Problem {
	p := problem.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: refusals()[status], Instance: "/api/v1/incidents", Trace: "0af7651916cd43dd8448eb211c80319c"}
	if status == http.StatusUnprocessableEntity {
		p.Detail = "Some of the input needs a correction."
		p.Errors = []problem.Fault{{Pointer: "#/titel", Detail: "There is no such field. Did you mean title?"}}
	}
	return p
}

// statuses are those with which an operation may be refused.
func statuses(o Op) []int {
	out := []int{http.StatusBadRequest}
	if o.Permission != face.Anyone {
		out = append(out, http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests)
	}
	if strings.Contains(o.Pattern, "{") {
		out = append(out, http.StatusNotFound)
	}
	if !o.Safe() {
		out = append(out, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)
	}
	if o.In != nil {
		out = append(out, http.StatusUnsupportedMediaType)
	}
	if o.Match {
		out = append(out, http.StatusPreconditionFailed)
	}
	if o.Match && o.Method == http.MethodPatch {
		out = append(out, http.StatusPreconditionRequired)
	}
	return out
}

var pathName = regexp.MustCompile(`\{([a-z]+)\}`)

// describe adds one operation.
func (d *describer) describe(o Op) {
	defer func() { // huma panics on a type that it cannot describe
		if p := recover(); p != nil && d.fault == nil {
			d.fault = fmt.Errorf("api: %s %s cannot be described: %v", o.Method, o.Pattern, p)
		}
	}()
	status := max(o.Status, http.StatusOK)
	out := &huma.Operation{Method: o.Method, Path: o.Pattern, OperationID: o.Name, Summary: o.Summary, Tags: []string{o.Tag},
		Description: rests(o), Responses: map[string]*huma.Response{strconv.Itoa(status): d.success(o), "default": {Ref: "#/components/responses/default"}}}
	for _, s := range statuses(o) {
		out.Responses[strconv.Itoa(s)] = &huma.Response{Ref: "#/components/responses/" + strconv.Itoa(s)}
	}
	if o.Permission != face.Anyone {
		out.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	}
	for _, m := range pathName.FindAllStringSubmatch(o.Pattern, -1) {
		out.Parameters = append(out.Parameters, &huma.Param{Name: m[1], In: "path", Required: true, Schema: text(), Example: map[string]any{"number": "INC-1024", "kind": "incident"}[m[1]]})
	}
	for _, q := range o.Query {
		out.Parameters = append(out.Parameters, &huma.Param{Name: q.Name, In: "query", Description: q.Doc, Schema: q.schema()})
	}
	d.headers(out, o)
	switch {
	case o.In != nil:
		in := d.input(o.In, d.defs(o))
		s := d.doc.Components.Schemas.SchemaFromRef(in.Ref)
		out.RequestBody = &huma.RequestBody{Required: s != nil && len(s.Required) > 0, Content: map[string]*huma.MediaType{"application/json": {Schema: in}}}
		if o.Method == http.MethodPatch {
			out.RequestBody.Content["application/merge-patch+json"] = &huma.MediaType{Schema: in}
		}
	case o.Stream && !o.Safe():
		out.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {}, "multipart/form-data": {Schema: formSchema()}}}
	}
	if o.Foreign != nil {
		d.foreign(out, o)
	}
	d.doc.AddOperation(out)
}

// foreign describes bodies and answers in a protocol of others.
func (d *describer) foreign(out *huma.Operation, o Op) {
	bodies := func(list []string) map[string]*huma.MediaType {
		all := map[string]*huma.MediaType{}
		for _, m := range list {
			all[m] = &huma.MediaType{}
		}
		return all
	}
	out.Description += " " + o.Foreign.Doc
	out.RequestBody = &huma.RequestBody{Required: true, Content: bodies(o.Foreign.Takes)}
	for status, r := range out.Responses {
		text := "Refused, in the words of the protocol."
		if r.Ref == "" {
			text = r.Description
		}
		out.Responses[status] = &huma.Response{Description: text, Headers: r.Headers, Content: bodies(o.Foreign.Answers)}
	}
	if o.Foreign.Basic {
		d.doc.Components.SecuritySchemes["device"] = &huma.SecurityScheme{Type: "http", Scheme: "basic", Description: "An API token as the password; the user name does not matter."}
		out.Security = []map[string][]string{{"device": {}}, {"token": {}}}
	}
}

// formSchema describes a form with a file in it.
func formSchema() *huma.Schema {
	return &huma.Schema{Type: "object", Required: []string{"file"}, Properties: map[string]*huma.Schema{
		"file": {Type: "string", Format: "binary", Description: "The one file; any name will do."}, "public": {Type: "boolean"}}}
}

func text() *huma.Schema { return &huma.Schema{Type: "string"} }

func whole1() *huma.Schema {
	least := 1.0
	return &huma.Schema{Type: "integer", Minimum: &least}
}

// schema describes the values of a parameter.
func (p Param) schema() *huma.Schema {
	switch {
	case p.Most > 0:
		s, most := whole1(), float64(p.Most)
		s.Maximum = &most
		return s
	case p.Truth:
		return &huma.Schema{Type: "boolean"}
	}
	s := text()
	for _, o := range p.Options {
		s.Enum = append(s.Enum, o)
	}
	return s
}

// rests says in words what an operation rests on.
func rests(o Op) string {
	if o.Permission == face.Anyone {
		return "Needs no proof of identity."
	}
	if o.Permission == face.SignedIn {
		return "For whoever is signed in."
	}
	return "Needs " + o.Permission + "; rows: " + o.Scope + "."
}

func (d *describer) headers(out *huma.Operation, o Op) {
	header := func(name, doc string, required bool, example any) {
		out.Parameters = append(out.Parameters, &huma.Param{Name: name, In: "header", Description: doc, Required: required, Schema: text(), Example: example})
	}
	if o.Match {
		header("If-Match", "The ETag of the version that the change is based on; * takes the newest.", o.Method == http.MethodPatch, `"3"`)
	}
	if o.Keyed {
		header("Idempotency-Key", "Makes repeating the request harmless: within 24 hours the same key gives the same answer. Of your own choice, such as a UUID.", false, "7f9c1c1e-2d0b-4c54-8b6c-6f2f1a3d5e70")
	}
	if o.Action != "" {
		header("Prefer", "return=representation answers with the whole record.", false, "return=representation")
	}
	if o.Stream && !o.Safe() {
		header("Content-Digest", "What the body must be (RFC 9530); Repr-Digest is taken the same way.", false, "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:")
	}
	if o.Name == "stream" {
		header("Last-Event-ID", "Begin after this event.", false, sampleID)
	}
}

// success describes the answer.
func (d *describer) success(o Op) *huma.Response {
	r := &huma.Response{Description: "Done.", Headers: map[string]*huma.Param{}}
	switch {
	case o.Media != "":
		r.Content = map[string]*huma.MediaType{o.Media: {}}
	case o.Action != "":
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: d.changed(o)}}
	case o.Out != nil:
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: d.schema(o.Out, o.Name)}}
	case strings.HasPrefix(o.Name, "list-") || strings.HasPrefix(o.Name, "get-"):
		r.Content = map[string]*huma.MediaType{"application/json": {Schema: d.record(o)}}
	}
	if o.Permission != face.Anyone {
		r.Headers["RateLimit"] = &huma.Param{Description: "What is left of the quota, r, and in how many seconds all of it is back, t.", Schema: text(), Example: `"default";r=299999;t=1`}
	}
	if o.Match || o.Action != "" || strings.HasPrefix(o.Name, "get-") {
		r.Headers["ETag"] = &huma.Param{Description: "The version, for If-Match and If-None-Match.", Schema: text(), Example: `"3"`}
	}
	if o.Status == http.StatusCreated {
		r.Headers["Location"] = &huma.Param{Description: "Where it is now.", Schema: text()}
	}
	for _, q := range o.Query {
		if q.Name == "after" {
			r.Headers["Link"] = &huma.Param{Description: "The next page, rel=next; absent on the last.", Schema: text()}
		}
	}
	return r
}

// changed describes the answer to a verb: a reference to the record, or all of it if that is preferred. A verb of which something else
// comes answers that.
func (d *describer) changed(o Op) *huma.Schema {
	if o.Out != nil {
		if _, ok := fieldOf(o.Out, "number"); !ok {
			return d.schema(o.Out, o.Name)
		}
	}
	return &huma.Schema{AnyOf: []*huma.Schema{d.schema(d.types.Done, "Done"), d.record(Op{Tag: o.Tag, Name: "get-"})}}
}

// fieldOf returns the field of a struct that has a name in JSON.
func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key {
				return f, true
			}
		}
	}
	return reflect.StructField{}, false
}

func (d *describer) schema(t reflect.Type, hint string) *huma.Schema {
	return d.doc.Components.Schemas.Schema(t, true, hint)
}
