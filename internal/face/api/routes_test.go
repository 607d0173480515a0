package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// abuse is one way to ask wrongly.
type abuse struct {
	name    string
	path    string // what stands for every {name} of the pattern; "" for a good one
	query   string
	method  string // instead of the route's own
	kind    string // Content-Type, JSON if ""
	body    string
	headers []string // in pairs
}

func abuses() []abuse {
	huge := `{"title":"` + strings.Repeat("x", 2<<20) + `"}`
	return []abuse{
		{name: "nothing"},
		{name: "an empty object", body: `{}`},
		{name: "cut off", body: `{"title":`},
		{name: "a list", body: `[]`},
		{name: "a number", body: `7`},
		{name: "nested deeply", body: strings.Repeat(`{"a":`, 5000) + `1` + strings.Repeat(`}`, 5000)},
		{name: "huge", body: huge},
		{name: "an unknown name", body: `{"no_such_field":1}`},
		{name: "wrong types", body: `{"title":7,"body":[],"name":{},"number":1,"person":"x","team":true,"to":[1],"minutes":"x","impact":"x","urgency":1e99,"relation":5,"version":"x"}`},
		{name: "numbers beyond everything", body: `{"impact":999999999999999999999,"minutes":-9223372036854775808,"version":-1,"max_open":-5}`},
		{name: "a negative version", body: `{"version":-1}`},
		{name: "ids of nothing", body: `{"person":"1","team":"2","requester":"3","assignee":"4","category":"5","task":"6","into":"INC-999999","to":"INC-999999","entity":"7"}`},
		{name: "an escaped NUL", body: `{"title":"a\u0000","body":"\u0000","name":"\u0000"}`},
		{name: "bytes that are no text", body: "{\"title\":\"\xff\xfe\",\"body\":\"\xff\",\"name\":\"\xff\"}"},
		{name: "SQL", path: `%27%3B%20DROP%20TABLE%20record%3B--`, body: `{"title":"'; DROP TABLE record;--"}`},
		{name: "a form", kind: "application/x-www-form-urlencoded", body: "title=x"},
		{name: "no type", kind: "-", body: `{"title":"x"}`},
		{name: "a type that is none", kind: ";;;", body: `{"title":"x"}`},
		{name: "a number that does not exist", path: "INC-999999"},
		{name: "an id that does not exist", path: "12345"},
		{name: "an id beyond 64 bits", path: "99999999999999999999999999"},
		{name: "a negative id", path: "-1"},
		{name: "a long name", path: strings.Repeat("x", 5000)},
		{name: "a NUL in the path", path: "%00"},
		{name: "bytes that are no text in the path", path: "%ff%c0"},
		{name: "dots in the path", path: "%2e%2e"},
		{name: "an unknown parameter", query: "no_such=1"},
		{name: "a parameter twice", query: "limit=1&limit=2"},
		{name: "wrong parameters", query: "limit=x"},
		{name: "a limit of nothing", query: "limit=0"},
		{name: "a damaged cursor", query: "after=%27%00"},
		{name: "a question that makes no sense", query: "q=" + strings.Repeat("%28", 300)},
		{name: "a question of operators", query: "q=%3A%3A%20%22%20-%20%2A%20%5E%20NEAR%28"},
		{name: "an order that is none", query: "sort=title%3BDROP"},
		{name: "a field that is none", query: "fields=password"},
		{name: "a part that is none", query: "expand=everything"},
		{name: "an entity that is none", query: "entity=x"},
		{name: "a status that is none", query: "status=x"},
		{name: "a truth that is none", query: "public=maybe"},
		{name: "a query that cannot be read", query: "q=%zz"},
		{name: "another method", method: "PURGE"},
		{name: "a tag of nobody", headers: []string{"If-Match", `"abc"`}, body: `{}`},
		{name: "a tag beyond 64 bits", headers: []string{"If-Match", `"99999999999999999999"`}, body: `{}`},
		{name: "a long key", headers: []string{"Idempotency-Key", strings.Repeat("k", 300)}, body: `{}`},
		{name: "a place in the stream of nobody", headers: []string{"Last-Event-ID", "x"}},
		{name: "no proof", headers: []string{"Authorization", ""}},
		{name: "a wrong scheme", headers: []string{"Authorization", "Basic YTpi"}},
		{name: "a token of nobody", headers: []string{"Authorization", "Bearer ftl_x"}},
	}
}

var (
	placeholder = regexp.MustCompile(`\{[a-z]+\}`)
	leaks       = regexp.MustCompile(`(?i)goroutine |\.go:\d|runtime error|panic|sqlite|pgx|SQLSTATE|SELECT .* FROM|INSERT INTO|constraint failed|json: |strconv\.|encoding/json`)
)

// agents is where inventory agents report, in a protocol of their own.
const agents = "/api/v1/inventory"

// good fills a pattern with what exists.
func good(pattern, number string, d *fettletest.Desk) string {
	team := "1"
	if strings.Contains(pattern, "/teams/") {
		if list, err := d.People.Teams(d.System(), d.DB, false); err == nil && len(list) > 0 {
			team = list[0].ID.String()
		}
	}
	id := d.ID("requester").String()
	if strings.Contains(pattern, "/teams/") {
		id = team
	}
	if strings.Contains(pattern, "/locations/") {
		id = "1"
		if l, err := d.People.CreateLocation(d.System(), place.Location{Entity: d.Root, Name: "Room " + d.DB.NewID().String()}); err == nil {
			id = l.ID.String()
		}
	}
	return strings.NewReplacer("{number}", number, "{kind}", "incident", "{person}", d.ID("agent").String(), "{id}", id).Replace(pattern)
}

func TestEveryRouteAnswersWrongQuestionsWithAProblem(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		token := d.Token("lead")
		opened := d.API(token, "POST", "/api/v1/incidents", map[string]string{"title": "The printer is on fire"})
		var made struct{ Number string }
		if err := json.Unmarshal(opened.Body, &made); err != nil || made.Number == "" {
			t.Fatalf("%d %s", opened.Status, opened.Body)
		}
		routes, err := d.Routes()
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, r := range routes {
			if !strings.HasPrefix(r.Pattern, "/api/") || r.Pattern == agents {
				continue
			}
			for _, x := range abuses() {
				if x.path != "" && !placeholder.MatchString(r.Pattern) || x.body != "" && r.Safe() {
					continue
				}
				path := good(r.Pattern, made.Number, d)
				if x.path != "" {
					path = placeholder.ReplaceAllLiteralString(r.Pattern, x.path)
				}
				wrong(t, d, token, r, x, path)
				asked++
			}
		}
		if asked < 1000 {
			t.Errorf("only %d questions were asked", asked)
		}
	})
}

// wrong asks one wrong question: what is refused must be refused with a problem that tells nothing of the inside.
func wrong(t *testing.T, d *fettletest.Desk, token string, r face.Route, x abuse, path string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	method := r.Method
	if x.method != "" {
		method = x.method
	}
	if x.query != "" {
		path += "?" + x.query
	}
	req, err := http.NewRequestWithContext(ctx, method, d.URL+path, strings.NewReader(x.body))
	if err != nil { // an address that no client can send
		return
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if x.body != "" && x.kind != "-" {
		req.Header.Set("Content-Type", "application/json")
	}
	if x.kind != "" && x.kind != "-" {
		req.Header.Set("Content-Type", x.kind)
	}
	for i := 0; i < len(x.headers); i += 2 {
		req.Header.Set(x.headers[i], x.headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("%s %s, %s: %v", method, r.Pattern, x.name, err)
		return
	}
	defer func() { _ = res.Body.Close() }()
	if res.Header.Get("Content-Type") == "text/event-stream" { // it was not so wrong; the stream has no end
		return
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Errorf("%s %s, %s: %v", method, r.Pattern, x.name, err)
	}
	if res.StatusCode < 400 {
		return
	}
	var p struct {
		Status               int
		Title, Detail, Trace string
		TraceID              string `json:"trace_id"`
	}
	err = json.NewDecoder(bytes.NewReader(body)).Decode(&p)
	if err != nil || res.Header.Get("Content-Type") != "application/problem+json" || p.Status != res.StatusCode || p.Title == "" || p.Detail == "" || p.TraceID == "" {
		t.Errorf("%s %s, %s: %d is no problem: %.300s", method, r.Pattern, x.name, res.StatusCode, body)
	}
	if res.StatusCode >= 500 || leaks.Match(body) {
		t.Errorf("%s %s, %s: %d %.400s", method, r.Pattern, x.name, res.StatusCode, body)
	}
}
