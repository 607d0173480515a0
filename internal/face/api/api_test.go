package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/face/face"
)

func TestRecords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.open(t, "ana", "Water the plants"), w.open(t, "rob", "Sweep the floor")
		at := "/api/v1/chores/"
		for _, s := range []scenario{
			{Name: "an agent lists everything, newest change first", As: "ana", Method: "GET", Path: "/api/v1/chores", WantStatus: 200,
				Want: map[string]any{"items.0.number": two, "items.1.number": one, "items.2": nil, "next": nil, "items.0.due": nil, "items.0.priority": 3,
					"items.0.requester.name": "Rob", "items.0.state": "new", "items.0.url": at + two, "items.0.custom.floor": nil}},
			{Name: "a requester sees their own only", As: "rob", Method: "GET", Path: "/api/v1/chores", WantStatus: 200, Want: map[string]any{"items.0.number": two, "items.1": nil}},
			{Name: "a page ends with a cursor", As: "ana", Method: "GET", Path: "/api/v1/chores?limit=1&fields=number", WantStatus: 200,
				Want: map[string]any{"items.0.number": two, "items.0.title": nil, "items.0.id": nil, "next": func(v any) bool { return v != nil }}, WantHeader: map[string]string{"Link": "*"}},
			{Name: "the query language filters", As: "ana", Method: "GET", Path: "/api/v1/chores?q=requester:Rob", WantStatus: 200, Want: map[string]any{"items.0.number": two, "items.1": nil}},
			{Name: "a query that makes no sense names its parameter", As: "ana", Method: "GET", Path: "/api/v1/chores?q=nonsense:1", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "q"}},
			{Name: "an unknown parameter is named", As: "ana", Method: "GET", Path: "/api/v1/chores?qq=1", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "qq"}},
			{Name: "an unknown field is named", As: "ana", Method: "GET", Path: "/api/v1/chores?fields=nope", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "fields"}},
			{Name: "a limit is bounded", As: "ana", Method: "GET", Path: "/api/v1/chores?limit=9999", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "limit"}},
			{Name: "an unknown order", As: "ana", Method: "GET", Path: "/api/v1/chores?sort=colour", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "sort"}},
			{Name: "a damaged cursor", As: "ana", Method: "GET", Path: "/api/v1/chores?after=zzz", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "after"}},
			{Name: "no permission at all", As: "nobody", Method: "GET", Path: "/api/v1/chores", WantStatus: 403},
			{Name: "no proof", Method: "GET", Path: "/api/v1/chores", WantStatus: 401, WantHeader: map[string]string{"Www-Authenticate": "*"}},
			{Name: "a wrong token", As: "mallory", Method: "GET", Path: "/api/v1/chores", WantStatus: 401},
			{Name: "one record, with what can be done", As: "ana", Method: "GET", Path: at + one, WantStatus: 200,
				Want: map[string]any{"title": "Water the plants", "actions.0": "edit", "moves.0.verb": "finish", "version": 1}, WantHeader: map[string]string{"Etag": `"1"`}},
			{Name: "the number is not case sensitive", As: "ana", Method: "GET", Path: at + strings.ToLower(one), WantStatus: 200, Want: map[string]any{"number": one}},
			{Name: "a requester may only reply", As: "rob", Method: "GET", Path: at + two, WantStatus: 200, Want: map[string]any{"actions.0": "reply", "actions.1": nil, "moves.0": nil}},
			{Name: "unchanged", As: "ana", Method: "GET", Path: at + one, Header: map[string]string{"If-None-Match": `"1"`}, WantStatus: 304},
			{Name: "somebody else's looks as if it did not exist", As: "rob", Method: "GET", Path: at + one, WantStatus: 404},
			{Name: "what does not exist", As: "rob", Method: "GET", Path: at + "CHO-99", WantStatus: 404},
			{Name: "an address that does not exist", As: "ana", Method: "GET", Path: "/api/v1/nothing", WantStatus: 404},
			{Name: "a method that does not exist", As: "ana", Method: "DELETE", Path: at + one, WantStatus: 405, WantHeader: map[string]string{"Allow": "*"}},
			{Name: "timeline", As: "ana", Method: "GET", Path: at + one + "/timeline", WantStatus: 200, Want: map[string]any{"items.0.kind": "ticket.opened", "items.0.by.name": "Ana"}},
			{Name: "tasks", As: "ana", Method: "GET", Path: at + one + "/tasks", WantStatus: 200, Want: map[string]any{"items": "[]"}},
			{Name: "links", As: "ana", Method: "GET", Path: at + one + "/links", WantStatus: 200, Want: map[string]any{"items": "[]"}},
			{Name: "the parts of somebody else's", As: "rob", Method: "GET", Path: at + one + "/timeline", WantStatus: 404},
		} {
			t.Run(s.Name, func(t *testing.T) { w.check(t, s) })
		}
		foreign := w.do(t, scenario{As: "rob", Method: "GET", Path: at + one})
		absent := w.do(t, scenario{As: "rob", Method: "GET", Path: at + "CHO-99"})
		if a, b := foreign.at(t, "detail"), absent.at(t, "detail"); a != b {
			t.Errorf("foreign says %q, absent says %q", a, b)
		}
	})
}

func TestPagesCoverEverythingOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 7 {
			w.open(t, "ana", "One of many")
		}
		seen := map[any]bool{}
		for at := "/api/v1/chores?limit=3&sort=created"; at != ""; {
			a := w.check(t, scenario{As: "ana", Method: "GET", Path: at, WantStatus: 200})
			for _, i := range a.at(t, "items").([]any) {
				seen[i.(map[string]any)["number"]] = true
			}
			at, _, _ = strings.Cut(strings.TrimPrefix(a.Header.Get("Link"), "<"), ">")
		}
		if len(seen) != 7 {
			t.Errorf("saw %d of 7", len(seen))
		}
	})
}

func TestChanges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.open(t, "ana", "Water the plants")
		at := "/api/v1/chores/" + one
		match := func(v string) map[string]string { return map[string]string{"If-Match": v} }
		for _, s := range []scenario{
			{Name: "opening answers with the record's place", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"Second","custom":{"floor":3}}`, WantStatus: 201,
				Want: map[string]any{"number": "CHO-2", "state": "new", "version": 1, "url": "/api/v1/chores/CHO-2"}, WantHeader: map[string]string{"Location": "/api/v1/chores/CHO-2", "Etag": `"1"`}},
			{Name: "the whole record if it is preferred", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"Third","custom":{"floor":3}}`,
				Header: map[string]string{"Prefer": "return=representation"}, WantStatus: 201, Want: map[string]any{"requester.name": "Ana", "custom.floor": 3}},
			{Name: "a missing title points into the body", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":""}`, WantStatus: 422,
				Want: map[string]any{"errors.0.pointer": "#/title", "status": 422, "trace_id": func(v any) bool { return v != "" }}},
			{Name: "a wrong custom value points into the body", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"x","custom":{"floor":"three"}}`, WantStatus: 422,
				Want: map[string]any{"errors.0.pointer": "#/custom/floor"}},
			{Name: "an unknown field", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"titel":"x"}`, WantStatus: 422, Want: map[string]any{"errors.0.pointer": "#/titel"}},
			{Name: "a wrong type", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":7}`, WantStatus: 422, Want: map[string]any{"errors.0.pointer": "#/title"}},
			{Name: "no JSON", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":`, WantStatus: 400},
			{Name: "not called JSON", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `title=x`, Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, WantStatus: 415},
			{Name: "too large", As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"` + strings.Repeat("x", 1<<20) + `"}`, WantStatus: 413},
			{Name: "opening for somebody out of reach", As: "rob", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"x","requester":"` + w.ana.String() + `"}`, WantStatus: 403},
			{Name: "an edit needs a version", As: "ana", Method: "PATCH", Path: at, Body: `{"title":"New"}`, WantStatus: 428},
			{Name: "an edit of the newest version", As: "ana", Method: "PATCH", Path: at, Body: `{"title":"New"}`, Header: match(`"1"`), WantStatus: 200,
				Want: map[string]any{"title": "New", "version": 2}, WantHeader: map[string]string{"Etag": `"2"`}},
			{Name: "an edit of an old version", As: "ana", Method: "PATCH", Path: at, Body: `{"title":"Old"}`, Header: match(`"1"`), WantStatus: 412},
			{Name: "an edit of whatever is newest", As: "ana", Method: "PATCH", Path: at, Body: `{"title":"Newer"}`, Header: match(`*`), WantStatus: 200, Want: map[string]any{"version": 3}},
			{Name: "a tag that is not ours", As: "ana", Method: "PATCH", Path: at, Body: `{"title":"x"}`, Header: match(`"abc"`), WantStatus: 412},
			{Name: "a requester cannot edit", As: "rob", Method: "PATCH", Path: at, Body: `{"title":"x"}`, Header: match(`"3"`), WantStatus: 403},
			{Name: "a verb with a stale version", As: "ana", Method: "POST", Path: at + "/actions/finish", Header: match(`"1"`), WantStatus: 412},
			{Name: "a verb without a body", As: "ana", Method: "POST", Path: at + "/actions/finish", WantStatus: 200, Want: map[string]any{"state": "done"}},
			{Name: "a verb that the state forbids", As: "ana", Method: "POST", Path: at + "/actions/finish", WantStatus: 409},
			{Name: "an unknown verb", As: "ana", Method: "POST", Path: at + "/actions/explode", WantStatus: 404},
			{Name: "a mistyped verb is suggested", As: "ana", Method: "POST", Path: at + "/actions/finnish", WantStatus: 404,
				Want: map[string]any{"detail": "There is nothing at this address. Did you mean the action finish?"}},
			{Name: "a verb on what does not exist", As: "ana", Method: "POST", Path: "/api/v1/chores/CHO-99/actions/finish", WantStatus: 404},
			{Name: "a reply to somebody else's", As: "sam", Method: "POST", Path: at + "/actions/reply", Body: `{"body":"hello"}`, WantStatus: 404},
		} {
			t.Run(s.Name, func(t *testing.T) { w.check(t, s) })
		}
	})
}

func TestABrowserOnAnotherSiteIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		cookie := map[string]string{"Cookie": "fettle=ana"}
		w.check(t, scenario{Method: "POST", Path: "/api/v1/chores", Body: `{"title":"Ours"}`, Header: cookie, WantStatus: 201})
		cookie["Sec-Fetch-Site"] = "cross-site"
		w.check(t, scenario{Method: "POST", Path: "/api/v1/chores", Body: `{"title":"Theirs"}`, Header: cookie, WantStatus: 403})
	})
}

func TestAKeyMakesOneRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := scenario{As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"Only once"}`, Header: map[string]string{"Idempotency-Key": "k1"}}
		answers := make([]answer, 100)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = w.do(t, s) })
		}
		wg.Wait()
		fresh := 0
		for _, a := range answers {
			if a.Status != http.StatusCreated || string(a.Body) != string(answers[0].Body) || a.Header.Get("Location") == "" {
				t.Fatalf("%d %s, the first said %s", a.Status, a.Body, answers[0].Body)
			}
			if a.Header.Get("Idempotency-Replayed") == "" {
				fresh++
			}
		}
		if n := w.count(t, "ticket"); n != 1 || fresh != 1 {
			t.Errorf("%d records, %d answers that were not replayed", n, fresh)
		}
		other := s
		other.Body, other.WantStatus = `{"title":"Something else"}`, 422
		w.check(t, other)
		other.As, other.WantStatus = "rob", 201 // keys of different people never meet
		w.check(t, other)
	})
}

func TestAKeyRepeatsAVerbHarmlessly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "ana", "Finish me")
		s := scenario{As: "ana", Method: "POST", Path: at + "/actions/finish", Header: map[string]string{"Idempotency-Key": "k2"}, WantStatus: 200, Want: map[string]any{"state": "done", "version": 2}}
		first := w.check(t, s)
		s.WantHeader = map[string]string{"Idempotency-Replayed": "true"}
		if again := w.check(t, s); string(again.Body) != string(first.Body) {
			t.Errorf("first %s, then %s", first.Body, again.Body)
		}
		failed := scenario{As: "ana", Method: "POST", Path: at + "/actions/finish", Header: map[string]string{"Idempotency-Key": "k3"}, WantStatus: 409}
		w.check(t, failed)
		if n := w.count(t, "request_key"); n != 1 {
			t.Errorf("%d keys are kept, a failed request left one", n)
		}
	})
}

func TestRoutesSayWhatTheyRestOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var spec struct {
			OpenAPI string                    `json:"openapi"`
			Paths   map[string]map[string]any `json:"paths"`
		}
		a := w.check(t, scenario{Method: "GET", Path: "/api/openapi.json", WantStatus: 200, WantHeader: map[string]string{"Content-Type": "application/json"}})
		if err := json.Unmarshal(a.Body, &spec); err != nil || !strings.HasPrefix(spec.OpenAPI, "3.1") {
			t.Fatalf("%v %s", err, spec.OpenAPI)
		}
		for _, r := range w.api.Routes() {
			if strings.HasPrefix(r.Pattern, "/api/v1/") && spec.Paths[r.Pattern][strings.ToLower(r.Method)] == nil {
				t.Errorf("%s %s is not documented", r.Method, r.Pattern)
			}
			if r.Permission == face.Anyone && strings.HasPrefix(r.Pattern, "/api/v1/") {
				t.Errorf("%s %s asks for no proof", r.Method, r.Pattern)
			}
		}
		docs := w.check(t, scenario{Method: "GET", Path: "/docs/api", WantStatus: 200})
		if !strings.Contains(string(docs.Body), "/api/v1/chores/{number}/actions/finish") {
			t.Error("the page does not name a verb")
		}
	})
}
