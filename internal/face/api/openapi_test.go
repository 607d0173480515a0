package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// document is an OpenAPI document as JSON.
type document map[string]any

// follow returns what a reference within the document leads to, nil for nothing.
func (d document) follow(ref string) any {
	var at any = map[string]any(d)
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, _ := at.(map[string]any)
		at = m[part]
	}
	return at
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// fits says where a value does not fit a schema, as far as our documents use JSON Schema.
func (d document) fits(at string, schema any, v any) []string {
	s := object(schema)
	if ref, ok := s["$ref"].(string); ok {
		return d.fits(at, d.follow(ref), v)
	}
	var out []string
	if list, ok := s["anyOf"].([]any); ok && !slices.ContainsFunc(list, func(x any) bool { return len(d.fits(at, x, v)) == 0 }) {
		out = append(out, at+" fits none of anyOf")
	}
	list, _ := s["allOf"].([]any)
	for _, x := range list {
		out = append(out, d.fits(at, x, v)...)
	}
	if types := list1(s["type"]); len(types) > 0 && !slices.ContainsFunc(types, func(t any) bool { return typed(t, v) }) {
		return append(out, fmt.Sprintf("%s is %T, not %v", at, v, types))
	}
	if enum, ok := s["enum"].([]any); ok && !slices.Contains(enum, v) {
		out = append(out, fmt.Sprintf("%s is %v, not one of %v", at, v, enum))
	}
	switch v := v.(type) {
	case map[string]any:
		out = append(out, d.members(at, s, v)...)
	case []any:
		for i, e := range v {
			out = append(out, d.fits(fmt.Sprintf("%s/%d", at, i), s["items"], e)...)
		}
	case string:
		if p, ok := s["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v) {
			out = append(out, at+" does not match "+p)
		}
		if s["format"] == "date-time" {
			if _, err := time.Parse(time.RFC3339Nano, v); err != nil {
				out = append(out, at+" is no time")
			}
		}
	}
	return out[:min(len(out), 5)]
}

func (d document) members(at string, s, v map[string]any) (out []string) {
	props := object(s["properties"])
	for _, key := range slices.Sorted(maps.Keys(v)) {
		switch {
		case props[key] != nil:
			out = append(out, d.fits(at+"/"+key, props[key], v[key])...)
		case s["additionalProperties"] == false:
			out = append(out, at+"/"+key+" is not described")
		case s["additionalProperties"] != nil:
			out = append(out, d.fits(at+"/"+key, s["additionalProperties"], v[key])...)
		}
	}
	required, _ := s["required"].([]any)
	for _, key := range required {
		if _, ok := v[key.(string)]; !ok {
			out = append(out, fmt.Sprintf("%s/%v is missing", at, key))
		}
	}
	return out
}

func list1(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

func typed(t, v any) bool {
	switch v := v.(type) {
	case nil:
		return t == "null"
	case bool:
		return t == "boolean"
	case string:
		return t == "string"
	case float64:
		return t == "number" || t == "integer" && v == float64(int64(v))
	case []any:
		return t == "array"
	}
	return t == "object"
}

func readDocument(t *testing.T, d *fettletest.Desk) document {
	t.Helper()
	var doc document
	if err := json.Unmarshal(d.API("", "GET", "/api/openapi.json", nil).Body, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// each calls f with every operation.
func (d document) each(f func(method, path string, o map[string]any)) {
	for _, path := range slices.Sorted(maps.Keys(object(d["paths"]))) {
		for _, method := range slices.Sorted(maps.Keys(object(object(d["paths"])[path]))) {
			f(method, path, object(object(object(d["paths"])[path])[method]))
		}
	}
}

// walk calls f with every object in a document.
func walk(at string, v any, f func(at string, o map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		f(at, v)
		for k, e := range v {
			walk(at+"/"+k, e, f)
		}
	case []any:
		for i, e := range v {
			walk(fmt.Sprintf("%s/%d", at, i), e, f)
		}
	}
}

func TestTheDocumentIsValidOpenAPI(t *testing.T) {
	d := fettletest.SQLite(t)
	doc := readDocument(t, d)
	if v, _ := doc["openapi"].(string); !strings.HasPrefix(v, "3.1.") || object(doc["info"])["title"] == nil || object(doc["info"])["version"] == nil || doc["servers"] == nil {
		t.Errorf("openapi %v, info %v", doc["openapi"], doc["info"])
	}
	walk("", map[string]any(doc), func(at string, o map[string]any) {
		if ref, ok := o["$ref"].(string); ok && (!strings.HasPrefix(ref, "#/") || doc.follow(ref) == nil) {
			t.Errorf("%s: %s leads nowhere", at, ref)
		}
		if _, ok := o["nullable"]; ok && !strings.HasSuffix(at, "properties") {
			t.Errorf("%s: nullable is of 3.0", at)
		}
	})
	ids := map[any]string{}
	doc.each(func(method, path string, o map[string]any) {
		name := method + " " + path
		if other := ids[o["operationId"]]; o["operationId"] == nil || other != "" {
			t.Errorf("%s: its operationId is that of %q", name, other)
		}
		ids[o["operationId"]] = name
		if o["summary"] == nil || o["tags"] == nil || o["description"] == nil || len(object(o["responses"])) < 2 {
			t.Errorf("%s says too little", name)
		}
		for status, r := range object(o["responses"]) {
			if object(r)["$ref"] == nil && object(r)["description"] == nil {
				t.Errorf("%s: %s has no description", name, status)
			}
		}
		var inPath []string
		params, _ := o["parameters"].([]any)
		for _, p := range params {
			p := object(p)
			if p["in"] == "path" {
				inPath = append(inPath, "{"+p["name"].(string)+"}")
				if p["required"] != true {
					t.Errorf("%s: %v in the path is not required", name, p["name"])
				}
			}
			if p["schema"] == nil {
				t.Errorf("%s: %v has no schema", name, p["name"])
			}
		}
		if want := placeholder.FindAllString(path, -1); !slices.Equal(inPath, want) {
			t.Errorf("%s describes %v of its path", name, inPath)
		}
	})
}

func TestTheDocumentTellsHowAgentsReport(t *testing.T) {
	doc := readDocument(t, fettletest.SQLite(t))
	o := object(object(object(doc["paths"])[agents])["post"])
	takes := slices.Sorted(maps.Keys(object(object(o["requestBody"])["content"])))
	if want := []string{"application/json", "application/x-compress-gzip", "application/x-compress-zlib", "application/xml"}; !slices.Equal(takes, want) {
		t.Errorf("it takes %v", takes)
	}
	for _, status := range []string{"200", "401", "403", "422", "429"} {
		r := object(object(o["responses"])[status])
		if got := slices.Sorted(maps.Keys(object(r["content"]))); !slices.Equal(got, []string{"application/json", "application/xml"}) {
			t.Errorf("%s answers %v", status, got)
		}
	}
	if text := fmt.Sprint(o["security"]); !strings.Contains(text, "device") {
		t.Errorf("it needs %s", text)
	}
}

func TestTheDocumentHasEveryRouteAndItsExamplesFit(t *testing.T) {
	d := fettletest.SQLite(t)
	doc := readDocument(t, d)
	routes, err := d.Routes()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes {
		if !strings.HasPrefix(r.Pattern, "/api/v1/") {
			continue
		}
		o := object(object(object(doc["paths"])[r.Pattern])[strings.ToLower(r.Method)])
		body := object(object(object(object(o["requestBody"])["content"])["application/json"])["schema"])
		if o == nil {
			t.Errorf("%s %s is not described", r.Method, r.Pattern)
		}
		if body["$ref"] == nil {
			if len(r.Writes) > 0 && !strings.HasSuffix(r.Pattern, "/attachments") {
				t.Errorf("%s %s: its body is not described", r.Method, r.Pattern)
			}
			continue
		}
		schema := object(doc.follow(body["$ref"].(string)))
		if got := slices.Sorted(maps.Keys(object(schema["properties"]))); !slices.Equal(got, slices.Sorted(slices.Values(r.Writes))) {
			t.Errorf("%s %s writes %v and describes %v", r.Method, r.Pattern, r.Writes, got)
		}
		examples, _ := schema["examples"].([]any)
		if len(examples) == 0 {
			t.Errorf("%s %s has no example", r.Method, r.Pattern)
		}
		for _, x := range examples {
			for _, fault := range doc.fits("#", schema, x) {
				t.Errorf("%s %s: the example: %s", r.Method, r.Pattern, fault)
			}
		}
	}
	open := object(object(doc.follow("#/components/schemas/IncidentOpen"))["properties"])
	if len(list1(object(open["channel"])["enum"])) < 5 || object(open["impact"])["maximum"] != 3.0 {
		t.Errorf("channel %v, impact %v", open["channel"], open["impact"])
	}
}

// things makes one record of each kind that is not work and returns their numbers by the noun of their addresses.
func things(t *testing.T, d *fettletest.Desk, token string) map[string]string {
	t.Helper()
	out, ids := map[string]string{}, map[string]string{}
	for _, x := range []struct {
		noun string
		body map[string]any
	}{
		{"services", map[string]any{"title": "E-mail", "criticality": "high", "users": 60}},
		{"configuration-items", map[string]any{"title": "Mail store", "class": "database"}},
		{"asset-classes", map[string]any{"title": "Camera", "tag_prefix": "CA", "life": 36}},
		{"asset-models", map[string]any{"title": "EOS R5", "class": "asset-classes", "warranty": 24}},
		{"consumables", map[string]any{"title": "Toner", "minimum": 5}},
		{"suppliers", map[string]any{"title": "Foto Meyer"}},
		{"contracts", map[string]any{"title": "Support of the cameras", "type": "support", "start": "2026-01-01"}},
		{"budgets", map[string]any{"title": "Cameras 2026", "start": "2026-01-01", "end": "2026-12-31", "planned": "9000 EUR"}},
		{"purchase-orders", map[string]any{"title": "Two cameras", "supplier": "suppliers"}},
		{"software-products", map[string]any{"title": "Lightroom", "publisher": "Adobe"}},
		{"entitlements", map[string]any{"title": "Order 4711", "product": "software-products", "metric": "per_user", "quantity": 5}},
		{"product-rules", map[string]any{"title": "Lightroom", "pattern": "Adobe LR", "matching": "prefix"}},
		{"network-sweeps", map[string]any{"title": "Server room", "ranges": "192.0.2.0/28", "protocol": "2c", "every": 168}},
		{"directories", map[string]any{"title": "Head office", "url": "ldaps://directory.example.org", "base": "dc=example,dc=org"}},
		{"assets", map[string]any{"model": "asset-models", "cost": "3,899.00 EUR", "purchased": "2026-03-01"}},
		{"requisitions", map[string]any{"title": "A third camera", "why": "The second one is at the repair shop."}},
		{"stocktakes", map[string]any{"title": "Autumn", "due": "2026-12-31"}},
		{"terms-of-use", map[string]any{"title": "Cameras", "body": "Bring it back clean."}},
		{"attestations", map[string]any{"title": "Who has what", "due": "2026-12-31"}},
	} {
		for key, v := range x.body {
			if s, ok := v.(string); ok && ids[s] != "" {
				x.body[key] = ids[s]
			}
		}
		a := d.API(token, "POST", "/api/v1/"+x.noun, x.body)
		var made struct{ ID, Number string }
		if err := json.Unmarshal(a.Body, &made); err != nil || a.Status != http.StatusCreated {
			t.Fatalf("%s: %d %s", x.noun, a.Status, a.Body)
		}
		out[x.noun], ids[x.noun] = made.Number, made.ID
	}
	d.API(token, "POST", "/api/v1/assets/"+out["assets"]+"/actions/issue", map[string]any{"person": d.ID("agent").String()})
	return out
}

func TestAnswersAreAsTheDocumentSays(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		doc, token := readDocument(t, d), d.Token("admin")
		made := d.API(token, "POST", "/api/v1/incidents", map[string]string{"title": "The printer is on fire"})
		var first struct{ Number string }
		if err := json.Unmarshal(made.Body, &first); err != nil || first.Number == "" {
			t.Fatalf("%d %s", made.Status, made.Body)
		}
		at := "/api/v1/incidents/" + first.Number
		d.API(token, "POST", at+"/actions/reply", map[string]string{"body": "We are looking at it."})
		d.API(token, "POST", at+"/actions/add_task", map[string]string{"title": "Call the vendor"})
		d.API(token, "POST", at+"/actions/hold", map[string]string{"reason": "awaiting_caller"})
		numbers := things(t, d, token)
		numbers["incidents"] = first.Number
		asked := 0
		doc.each(func(method, path string, o map[string]any) {
			schema := object(object(object(object(object(o["responses"])["200"])["content"])["application/json"])["schema"])
			if method != "get" || schema == nil {
				return
			}
			noun, _, below := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
			if (noun == "findings" || noun == "unused-seats") && below {
				return // nobody makes them by hand
			}
			if below && strings.Contains(path, "{number}") && numbers[noun] == "" {
				t.Errorf("%s: teach this test how one of %s is made", path, noun)
				return
			}
			real := good(path, numbers[noun], d)
			if path == "/api/v1/search" {
				real += "?q=printer"
			}
			a := d.API(token, "GET", real, nil)
			if a.Status != http.StatusOK {
				t.Errorf("%s: %d %s", real, a.Status, a.Body)
				return
			}
			var v any
			if err := json.Unmarshal(a.Body, &v); err != nil {
				t.Fatal(err)
			}
			for _, fault := range doc.fits("#", schema, v) {
				t.Errorf("%s: %s", path, fault)
			}
			asked++
		})
		if asked < 12 {
			t.Errorf("%d answers were looked at", asked)
		}
		var v any
		record := object(doc.follow("#/components/schemas/Incident"))
		if err := json.Unmarshal(d.API(token, "GET", at+"?expand=timeline,links,tasks,sla,attachments", nil).Body, &v); err != nil {
			t.Fatal(err)
		}
		for _, fault := range doc.fits("#", record, v) {
			t.Errorf("expanded: %s", fault)
		}
	})
}

func TestAmountsAreTextsWhereverTheyStand(t *testing.T) {
	d := fettletest.SQLite(t)
	n := 0
	walk("#", map[string]any(readDocument(t, d)), func(at string, o map[string]any) {
		if props := object(o["properties"]); props["minor"] != nil && props["currency"] != nil {
			t.Errorf("%s is an amount as an object", at)
		}
		if strings.HasSuffix(at, "/properties/total") && typed("string", o["type"]) && o["type"] == "string" {
			n++
		}
	})
	if n == 0 {
		t.Error("no total of costs is a text")
	}
}
