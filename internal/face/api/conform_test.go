package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

func TestWrongBodiesAreToldExactly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.open(t, "ana", "Water the plants")
		chores, reply := "/api/v1/chores", "/api/v1/chores/"+one+"/actions/reply"
		says := func(word string) func(any) bool {
			return func(v any) bool { s, _ := v.(string); return strings.Contains(s, word) }
		}
		for _, s := range []scenario{
			{Name: "a field that is called body has a pointer of its own", Path: reply, Body: `{"body":""}`, Want: map[string]any{"errors.0.pointer": "#/body"}},
			{Name: "and of a wrong type, too", Path: reply, Body: `{"body":7}`, Want: map[string]any{"errors.0.pointer": "#/body", "errors.0.detail": "Give a text, not 7."}},
			{Name: "a list instead of an object is about the whole", Path: chores, Body: `[{"title":"x"}]`, Want: map[string]any{"errors.0.pointer": "#"}},
			{Name: "so is a text", Path: chores, Body: `"title"`, Want: map[string]any{"errors.0.pointer": "#"}},
			{Name: "so is null", Path: chores, Body: ` null `, Want: map[string]any{"errors.0.pointer": "#"}},
			{Name: "no body is an empty object", Path: chores, Want: map[string]any{"errors.0.pointer": "#/title"}},
			{Name: "a mistyped name is suggested", Path: chores, Body: `{"titel":"x"}`, Want: map[string]any{"errors.0.pointer": "#/titel", "errors.0.detail": says("Did you mean title?")}},
			{Name: "a name like none lists those there are", Path: chores, Body: `{"zzzzzzzz":1}`, Want: map[string]any{"errors.0.detail": says("Known: title")}},
			{Name: "every wrong name and type is told at once", Path: chores, Body: `{"titel":"x","requester":"Ana","team":[]}`,
				Want: map[string]any{"errors.0.pointer": "#/requester", "errors.0.detail": says("an id"), "errors.1.pointer": "#/team", "errors.2.pointer": "#/titel"}},
			{Name: "names are escaped in pointers", Path: chores, Body: `{"a/b~c.d":1}`, Want: map[string]any{"errors.0.pointer": "#/a~1b~0c.d"}},
			{Name: "custom fields must be an object", Path: chores, Body: `{"title":"x","custom":[1]}`, Want: map[string]any{"errors.0.pointer": "#/custom"}},
			{Name: "an unknown custom field points into custom", Path: chores, Body: `{"title":"x","custom":{"flor":1}}`, Want: map[string]any{"errors.0.pointer": "#/custom/flor"}},
			{Name: "a NUL is refused on both engines", Path: chores, Body: `{"title":"a\u0000b"}`, Want: map[string]any{"errors.0.pointer": "#/title", "errors.0.detail": says("U+0000")}},
			{Name: "so is every other control character, in a list and an object, too", Path: chores, Body: `{"title":"x","custom":{"floor":["\u001b[31m",{"a/b":"\b"}]}}`,
				Want: map[string]any{"errors.0.pointer": "#/custom/floor/0", "errors.0.detail": says("U+001B"), "errors.1.pointer": "#/custom/floor/1/a~1b", "errors.1.detail": says("U+0008")}},
			{Name: "and in a name", Path: chores, Body: `{"title":"x","custom":{"flo\u0000or":1}}`, Want: map[string]any{"errors.0.pointer": "#/custom"}},
			{Name: "an id is made of digits", Path: chores, Body: `{"title":"x","requester":"abc"}`, Want: map[string]any{"errors.0.pointer": "#/requester", "errors.0.detail": `Give an id, such as "1234567890", not "abc".`}},
			{Name: "a list is no object", Path: chores, Body: `{"title":"x","custom":[]}`, Want: map[string]any{"errors.0.detail": "Give an object, not a list."}},
			{Name: "half a number is no whole one", Path: chores, Body: `{"title":"x","effort":1.5}`, Want: map[string]any{"errors.0.pointer": "#/effort", "errors.0.detail": "Give a whole number, not 1.5."}},
			{Name: "a zero is no choice", Path: chores, Body: `{"title":"x","effort":0}`, Want: map[string]any{"errors.0.pointer": "#/effort", "errors.0.detail": "0 is not one of the choices. Use 1, 2 or 3, or leave it out."}},
			{Name: "a date that is none", Path: chores, Body: `{"title":"x","due":"yesterday"}`, Want: map[string]any{"errors.0.pointer": "#/due", "errors.0.detail": says("RFC 3339")}},
			{Name: "what a room calls email was sent as requester_email", Path: chores, Body: `{"title":"x","requester_email":"bad"}`, Want: map[string]any{"errors.0.pointer": "#/requester_email"}},
			{Name: "people are decoded by the same rules", Path: "/api/v1/people", Body: `{"nmae":"Eve","vip":"yes"}`,
				Want: map[string]any{"errors.0.pointer": "#/nmae", "errors.0.detail": says("Did you mean name?"), "errors.1.pointer": "#/vip", "errors.1.detail": `Give true or false, not "yes".`}},
		} {
			s.As, s.Method, s.WantStatus = "ana", "POST", http.StatusUnprocessableEntity
			t.Run(s.Name, func(t *testing.T) { w.check(t, s) })
		}
		w.check(t, scenario{As: "ana", Method: "POST", Path: chores, Body: `{"title":"x","description":"one\ttab\r\nand \"lines\""}`, WantStatus: http.StatusCreated})
		w.check(t, scenario{As: "ana", Method: "POST", Path: chores, Body: `{"title":"a backslash and u0000: \\u0000"}`, WantStatus: http.StatusCreated})
		w.check(t, scenario{As: "ana", Method: "POST", Path: chores, Body: strings.Repeat("[", 100_000), WantStatus: http.StatusBadRequest})
	})
}

func TestAddressesThatNoClientMeans(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.open(t, "ana", "Water the plants")
		for _, s := range []scenario{
			{Name: "a NUL in a path", Path: "/api/v1/chores/%00", WantStatus: 404},
			{Name: "bytes that are no text in a path", Path: "/api/v1/chores/%ff%fe", WantStatus: 404},
			{Name: "a NUL in a query", Path: "/api/v1/chores?q=a%00b", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "q"}},
			{Name: "bytes that are no text in a query", Path: "/api/v1/people?search=%ff", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "search"}},
			{Name: "a query that cannot be read", Path: "/api/v1/chores?q=%zz", WantStatus: 400},
			{Name: "two slashes", Path: "/api//v1/chores", WantStatus: 404},
			{Name: "a slash at the end", Path: "/api/v1/chores/", WantStatus: 404},
			{Name: "an id beyond 64 bits", Path: "/api/v1/people/99999999999999999999", WantStatus: 404},
			{Name: "a limit beyond them", Path: "/api/v1/chores?limit=99999999999999999999", WantStatus: 400},
			{Name: "a parameter twice", Path: "/api/v1/chores?limit=1&limit=2", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "limit"}},
			{Name: "a part that does not exist", Path: "/api/v1/chores/" + one + "?expand=history", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "expand"}},
		} {
			s.As, s.Method = "ana", "GET"
			t.Run(s.Name, func(t *testing.T) { w.check(t, s) })
		}
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"x"}`, Header: map[string]string{"Idempotency-Key": "k\xff"}, WantStatus: 400})
	})
}

func TestPartsCanComeWithTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "ana", "Water the plants")
		a := w.check(t, scenario{As: "ana", Method: "GET", Path: at + "?fields=title&expand=timeline,tasks", WantStatus: 200,
			Want: map[string]any{"title": "Water the plants", "timeline.items.0.kind": "ticket.opened", "tasks.items": "[]", "number": nil, "links": nil}, WantHeader: map[string]string{"Etag": `"1"`}})
		alone := w.check(t, scenario{As: "ana", Method: "GET", Path: at + "/timeline", WantStatus: 200})
		if inside := a.at(t, "timeline.items.0.id"); inside != alone.at(t, "items.0.id") {
			t.Errorf("expanded, it is %v", inside)
		}
		w.check(t, scenario{As: "ana", Method: "GET", Path: at + "?expand=timeline", Header: map[string]string{"If-None-Match": `"1"`}, WantStatus: 200})
	})
}

func TestConditionsTakeSeveralTags(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "ana", "Water the plants")
		w.check(t, scenario{As: "ana", Method: "PATCH", Path: at, Body: `{"title":"New"}`, Header: map[string]string{"If-Match": `"x", W/"1"`}, WantStatus: 200})
		w.check(t, scenario{As: "ana", Method: "PATCH", Path: at, Body: `{"title":"Newer"}`, Header: map[string]string{"If-Match": `"x", "1"`}, WantStatus: 412})
		w.check(t, scenario{As: "ana", Method: "GET", Path: at, Header: map[string]string{"If-None-Match": `"1", "2"`}, WantStatus: 304})
	})
}

func TestCustomValuesInALine(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(t, "ana", "Without")
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"With","custom":{"floor":3}}`, WantStatus: 201})
		a := w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/chores?sort=created&fields=title,custom.floor", WantStatus: 200,
			Want: map[string]any{"items.0.title": "Without", "items.0.custom.floor": nil, "items.1.custom.floor": 3}})
		if _, ok := a.at(t, "items.0.custom").(map[string]any)["floor"]; !ok {
			t.Error("a custom field without a value is absent")
		}
		w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/chores?fields=title", WantStatus: 200, Want: map[string]any{"items.0.custom": nil}})
	})
}

func TestHeadAnswersWithoutABody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.open(t, "ana", "Water the plants")
		for path, want := range map[string]int{"/api/v1/chores": 200, "/api/v1/chores/" + one: 200, "/api/v1/chores/CHO-99": 404, "/api/v1/stream": 200, "/api/openapi.json": 200} {
			if a := w.do(t, scenario{As: "ana", Method: "HEAD", Path: path}); a.Status != want || len(a.Body) != 0 {
				t.Errorf("%s: %d, %d bytes", path, a.Status, len(a.Body))
			}
		}
	})
}

func TestListsAreCompressedForWhoAsks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			w.open(t, "ana", "One of many")
		}
		get := func(path, accept string) answer {
			return w.check(t, scenario{As: "ana", Method: "GET", Path: path, Header: map[string]string{"Accept-Encoding": accept}, WantStatus: 200})
		}
		plain := get("/api/v1/chores", "identity")
		small := get("/api/v1/chores", "br, gzip;q=0.8")
		z, err := gzip.NewReader(bytes.NewReader(small.Body))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, plain.Body) || len(small.Body) >= len(plain.Body) || small.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%v, %d bytes of %d", err, len(small.Body), len(plain.Body))
		}
		for path, accept := range map[string]string{"/api/v1/chores": "gzip;q=0", "/api/v1/chores?limit=1": "gzip", "/api/v1/chores/CHO-1": "gzip"} {
			if a := get(path, accept); a.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s with %q is compressed", path, accept)
			}
		}
	})
}

func TestACredentialHasAQuota(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		w := newWorldWith(t, d, c, face.Quota{Requests: 3, Window: time.Minute})
		get := scenario{As: "ana", Method: "GET", Path: "/api/v1/me", WantStatus: 200, WantHeader: map[string]string{"Ratelimit-Policy": `"default";q=3;w=60`, "Ratelimit": `"default";r=2;t=20`}}
		w.check(t, get)
		get.WantHeader["Ratelimit"] = `"default";r=1;t=40`
		get.Path, get.WantStatus = "/api/v1/chores/CHO-99", 404 // what fails counts as well, and says what is left
		w.check(t, get)
		get.WantHeader["Ratelimit"] = `"default";r=0;t=60`
		w.check(t, get)
		over := scenario{As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"x"}`, WantStatus: 429, Want: map[string]any{"status": 429, "errors": nil},
			WantHeader: map[string]string{"Ratelimit": `"default";r=0;t=20`, "Retry-After": "20"}}
		w.check(t, over)
		if n := w.count(t, "ticket"); n != 0 {
			t.Errorf("%d records were made beyond the quota", n)
		}
		w.check(t, scenario{As: "rob", Method: "GET", Path: "/api/v1/me", WantStatus: 200})                                                             // each by itself
		w.check(t, scenario{Method: "GET", Path: "/api/v1/me", Header: map[string]string{"Cookie": "fettle=rob"}, WantStatus: 200})                     // by what was shown, not by person
		w.check(t, scenario{As: "mallory", Method: "GET", Path: "/api/v1/me", WantStatus: 401, WantHeader: map[string]string{"Www-Authenticate": "*"}}) // who is unknown has none
		c.Advance(20 * time.Second)
		over.WantStatus, over.Want, over.WantHeader = 201, nil, nil
		w.check(t, over)
		over.WantStatus = 429
		w.check(t, over)
	})
}
