package api_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

const aWhile = 10 * time.Second

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.open(t, "ana", "The coffee machine leaks"), w.open(t, "rob", "Coffee beans are out")
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores/" + two + "/actions/note", Body: `{"body":"secretword"}`, WantStatus: 200})
		for _, s := range []scenario{
			{Name: "an agent finds both", As: "ana", Method: "GET", Path: "/api/v1/search?q=coffee", WantStatus: 200, Want: map[string]any{"items.1.kind": "chore", "items.2": nil}},
			{Name: "a requester finds their own", As: "rob", Method: "GET", Path: "/api/v1/search?q=coffee", WantStatus: 200, Want: map[string]any{"items.0.number": two, "items.1": nil}},
			{Name: "an agent finds an internal note", As: "ana", Method: "GET", Path: "/api/v1/search?q=secretword", WantStatus: 200, Want: map[string]any{"items.0.number": two}},
			{Name: "a requester does not", As: "rob", Method: "GET", Path: "/api/v1/search?q=secretword", WantStatus: 200, Want: map[string]any{"items": "[]"}},
			{Name: "a number leads to its record", As: "ana", Method: "GET", Path: "/api/v1/search?q=" + one, WantStatus: 200, Want: map[string]any{"items.0.number": one, "items.0.url": "/api/v1/chores/" + one}},
			{Name: "digits are enough", As: "ana", Method: "GET", Path: "/api/v1/search?q=1", WantStatus: 200, Want: map[string]any{"items.0.number": one}},
			{Name: "somebody else's number leads nowhere", As: "rob", Method: "GET", Path: "/api/v1/search?q=" + one, WantStatus: 200, Want: map[string]any{"items": "[]"}},
			{Name: "nothing to look for", As: "ana", Method: "GET", Path: "/api/v1/search?q=", WantStatus: 400, Want: map[string]any{"errors.0.parameter": "q"}},
			{Name: "without rights nothing is found", As: "nobody", Method: "GET", Path: "/api/v1/search?q=coffee", WantStatus: 200, Want: map[string]any{"items": "[]"}},
		} {
			t.Run(s.Name, func(t *testing.T) { w.check(t, s) })
		}
	})
}

func TestPeopleAndTeams(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		team, key := "/api/v1/teams/"+w.team.String(), map[string]string{"Idempotency-Key": "p1"}
		for _, s := range []scenario{
			{Name: "people by name", As: "ana", Method: "GET", Path: "/api/v1/people?limit=2", WantStatus: 200, Want: map[string]any{"items.0.name": "Ana", "items.1.name": "Rob"}, WantHeader: map[string]string{"Link": "*"}},
			{Name: "the beginning of a name", As: "ana", Method: "GET", Path: "/api/v1/people?search=ro", WantStatus: 200, Want: map[string]any{"items.0.name": "Rob", "items.1": nil}},
			{Name: "not for a requester", As: "rob", Method: "GET", Path: "/api/v1/people", WantStatus: 403},
			{Name: "oneself always", As: "rob", Method: "GET", Path: "/api/v1/people/" + w.rob.String(), WantStatus: 200, Want: map[string]any{"name": "Rob"}},
			{Name: "nobody", As: "ana", Method: "GET", Path: "/api/v1/people/12", WantStatus: 404},
			{Name: "no id at all", As: "ana", Method: "GET", Path: "/api/v1/people/x", WantStatus: 404},
			{Name: "a new person", As: "ana", Method: "POST", Path: "/api/v1/people", Body: `{"name":"Eve"}`, Header: key, WantStatus: 201, WantHeader: map[string]string{"Location": "*", "Etag": `"1"`}},
			{Name: "the same request again", As: "ana", Method: "POST", Path: "/api/v1/people", Body: `{"name":"Eve"}`, Header: key, WantStatus: 201,
				Want: map[string]any{"name": "Eve"}, WantHeader: map[string]string{"Idempotency-Replayed": "true"}},
			{Name: "an address that is none", As: "ana", Method: "POST", Path: "/api/v1/people", Body: `{"name":"Max","email":"max"}`, WantStatus: 422, Want: map[string]any{"errors.0.pointer": "#/email"}},
			{Name: "a change needs a version", As: "ana", Method: "PATCH", Path: "/api/v1/people/" + w.rob.String(), Body: `{"title":"Cook"}`, WantStatus: 428},
			{Name: "a change", As: "ana", Method: "PATCH", Path: "/api/v1/people/" + w.rob.String(), Body: `{"title":"Cook"}`, Header: map[string]string{"If-Match": `"1"`}, WantStatus: 200,
				Want: map[string]any{"title": "Cook", "name": "Rob", "version": 2}},
			{Name: "a change of an old version", As: "ana", Method: "PATCH", Path: "/api/v1/people/" + w.rob.String(), Body: `{"title":"x"}`, Header: map[string]string{"If-Match": `"1"`}, WantStatus: 412},
			{Name: "teams", As: "ana", Method: "GET", Path: "/api/v1/teams", WantStatus: 200, Want: map[string]any{"items.0.name": "Front desk"}},
			{Name: "a new team", As: "ana", Method: "POST", Path: "/api/v1/teams", Body: `{"name":"Night shift"}`, WantStatus: 201, Want: map[string]any{"assignment": "manual"}},
			{Name: "a team changes", As: "ana", Method: "PATCH", Path: team, Body: `{"assignment":"round_robin"}`, Header: map[string]string{"If-Match": "*"}, WantStatus: 200, Want: map[string]any{"name": "Front desk"}},
			{Name: "a member joins", As: "ana", Method: "PUT", Path: team + "/members/" + w.rob.String(), Body: `{"lead":true}`, WantStatus: 204},
			{Name: "and is listed", As: "ana", Method: "GET", Path: team + "/members", WantStatus: 200, Want: map[string]any{"items.0.name": "Rob", "items.0.lead": true}},
			{Name: "and leaves", As: "ana", Method: "DELETE", Path: team + "/members/" + w.rob.String(), WantStatus: 204},
			{Name: "only once", As: "ana", Method: "DELETE", Path: team + "/members/" + w.rob.String(), WantStatus: 404},
			{Name: "who I am", As: "rob", Method: "GET", Path: "/api/v1/me", WantStatus: 200, Want: map[string]any{"name": "Rob"}},
			{Name: "categories", As: "rob", Method: "GET", Path: "/api/v1/categories", WantStatus: 200, Want: map[string]any{"items": "[]"}},
			{Name: "fields, custom ones too", As: "rob", Method: "GET", Path: "/api/v1/fields/chore", WantStatus: 200, Want: map[string]any{"items.0.key": "number"}},
			{Name: "fields of nothing", As: "rob", Method: "GET", Path: "/api/v1/fields/unicorn", WantStatus: 404},
		} {
			t.Run(s.Name, func(t *testing.T) { w.check(t, s) })
		}
	})
}

func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "rob", "With files") + "/attachments"
		plain := map[string]string{"Content-Type": "application/octet-stream"}
		up := w.check(t, scenario{As: "rob", Method: "POST", Path: at + "?name=../photo.html&public=true", Body: "<html><script>alert(1)</script>", Header: plain, WantStatus: 201,
			Want: map[string]any{"name": "photo.html", "public": true, "media_type": "text/plain; charset=utf-8"}, WantHeader: map[string]string{"Location": "*"}})
		down := w.check(t, scenario{As: "rob", Method: "GET", Path: up.at(t, "url").(string), WantStatus: 200,
			WantHeader: map[string]string{"Content-Disposition": "attachment; filename=photo.html", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}})
		if string(down.Body) != "<html><script>alert(1)</script>" {
			t.Errorf("got %q", down.Body)
		}
		w.check(t, scenario{As: "rob", Method: "POST", Path: at + "?name=x", Body: "secret", Header: plain, WantStatus: 403})
		w.check(t, scenario{As: "sam", Method: "POST", Path: at + "?name=x&public=true", Body: "x", Header: plain, WantStatus: 404})
		inside := w.check(t, scenario{As: "ana", Method: "POST", Path: at + "?name=x", Body: "secret", Header: plain, WantStatus: 201})
		w.check(t, scenario{As: "rob", Method: "GET", Path: inside.at(t, "url").(string), WantStatus: 404})
		w.check(t, scenario{As: "rob", Method: "GET", Path: at, WantStatus: 200, Want: map[string]any{"items.1": nil}})
		w.check(t, scenario{As: "ana", Method: "GET", Path: at, WantStatus: 200, Want: map[string]any{"items.1.public": false}})
		w.check(t, scenario{As: "ana", Method: "POST", Path: at, Body: strings.Repeat("x", 2000), Header: plain, WantStatus: 413})
	})
}

func TestEventsShowWhatTheCallerMaySee(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.open(t, "ana", "Hers"), w.open(t, "rob", "His")
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores/" + two + "/actions/note", Body: `{"body":"internal"}`, WantStatus: 200})
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores/" + two + "/actions/reply", Body: `{"body":"public"}`, WantStatus: 200})
		w.clock.Advance(aWhile) // on PostgreSQL young events wait for those that may still overtake them
		cursors := map[string]string{}
		kinds := func(as string) string {
			var out []string
			after := ""
			for {
				a := w.check(t, scenario{As: as, Method: "GET", Path: "/api/v1/events?limit=2&after=" + after, WantStatus: 200})
				list := a.at(t, "items").([]any)
				for _, i := range list {
					e := i.(map[string]any)
					number := ""
					if r, ok := e["record"].(map[string]any); ok {
						number = r["number"].(string)
					}
					out = append(out, number+" "+e["kind"].(string))
				}
				next, more := a.at(t, "next").(string)
				if linked := a.Header.Get("Link") != ""; linked != more {
					t.Errorf("next %q, and a Link: %v", next, linked)
				}
				if !more {
					cursors[as] = a.at(t, "cursor").(string)
					return strings.Join(out, ", ")
				}
				after = next
			}
		}
		if got, want := kinds("rob"), two+" ticket.opened, "+two+" ticket.messaged"; got != want {
			t.Errorf("a requester sees %s, want %s", got, want)
		}
		if got, want := kinds("ana"), one+" ticket.opened, "+two+" ticket.opened, "+two+" ticket.messaged, "+two+" ticket.messaged"; got != want {
			t.Errorf("an agent sees %s, want %s", got, want)
		}
		if got := kinds("meter"); !strings.Contains(got, "people.created") || strings.Contains(got, "ticket") {
			t.Errorf("an auditor sees %s", got)
		}
		w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/events?after=x", WantStatus: 400})
		now := w.check(t, scenario{As: "rob", Method: "GET", Path: "/api/v1/events?after=now", WantStatus: 200, Want: map[string]any{"items.0": nil, "next": nil}})
		three := w.open(t, "rob", "Another")
		w.clock.Advance(aWhile)
		for _, after := range []string{cursors["rob"], now.at(t, "cursor").(string)} { // a poller goes on where it was
			w.check(t, scenario{As: "rob", Method: "GET", Path: "/api/v1/events?after=" + after, WantStatus: 200,
				Want: map[string]any{"items.0.record.number": three, "items.1": nil, "next": nil}})
		}
	})
}

// await reads lines until one begins with a prefix, and returns it.
func await(t *testing.T, lines <-chan string, prefix string) string {
	t.Helper()
	for line := range lines {
		if strings.HasPrefix(line, prefix) {
			return line
		}
	}
	t.Fatalf("the stream ended before %q", prefix)
	return ""
}

func TestStream(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		his, hers := w.listen(t, "rob", nil), w.listen(t, "ana", nil)
		w.open(t, "ana", "Hers")
		two := w.open(t, "rob", "His")
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores/" + two + "/actions/note", Body: `{"body":"internal"}`, WantStatus: 200})
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores/" + two + "/actions/finish", WantStatus: 200})
		first := await(t, his, "id: ")
		if data := await(t, his, "data: "); !strings.Contains(data, `"title":"His"`) {
			t.Errorf("a requester hears %s", data)
		}
		if kind := await(t, his, "event: "); kind != "event: ticket.stepped" {
			t.Errorf("then %s", kind)
		}
		for _, want := range []string{"ticket.opened", "ticket.opened", "ticket.messaged", "ticket.stepped"} {
			if kind := await(t, hers, "event: "); kind != "event: "+want {
				t.Errorf("an agent hears %s, want %s", kind, want)
			}
		}
		again := w.listen(t, "rob", map[string]string{"Last-Event-ID": strings.TrimPrefix(first, "id: ")})
		if kind := await(t, again, "event: "); kind != "event: ticket.stepped" {
			t.Errorf("resumed with %s", kind)
		}
		w.keys.revoke("rob")
		for line := range again { // ends by itself
			if strings.HasPrefix(line, "event") {
				t.Errorf("after the token was revoked: %s", line)
			}
		}
	})
}

func TestOldKeysAreSwept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.check(t, scenario{As: "ana", Method: "POST", Path: "/api/v1/chores", Body: `{"title":"x"}`, Header: map[string]string{"Idempotency-Key": "old"}, WantStatus: http.StatusCreated})
		sweep := func() int {
			if err := w.db.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error { return once.Sweep(tx) }); err != nil {
				t.Fatal(err)
			}
			return w.count(t, "request_key")
		}
		if n := sweep(); n != 1 {
			t.Errorf("%d keys", n)
		}
		w.clock.Advance(once.Kept + aWhile)
		if n := sweep(); n != 0 {
			t.Errorf("%d keys after a day", n)
		}
	})
}

func TestAStreamFollowsTheRightsOfItsCaller(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		his, hers := w.listen(t, "rob", nil), w.listen(t, "ana", nil)
		w.open(t, "rob", "Seen")
		await(t, his, "event: ticket.opened")
		w.keys.change("rob", func(a *actor.Actor) { a.Grants = actor.Grants{"chore.open": actor.Own} })
		w.open(t, "rob", "Not any more")
		for !strings.Contains(await(t, hers, "data: "), "Not any more") { // so it was handed to both
		}
		w.keys.revoke("rob")
		for line := range his {
			if strings.Contains(line, "Not any more") {
				t.Errorf("without the right: %s", line)
			}
		}
	})
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		his := w.listen(t, "", map[string]string{"Cookie": "fettle=rob"})
		w.open(t, "rob", "Seen")
		await(t, his, "event: ticket.opened")
		w.keys.revoke("rob")
		w.open(t, "ana", "Anything")
		for line := range his { // ends by itself
			if strings.HasPrefix(line, "event") {
				t.Errorf("after the session ended: %s", line)
			}
		}
		w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/stream", Header: map[string]string{"Last-Event-ID": "x"}, WantStatus: http.StatusBadRequest})
	})
}

func TestAStreamResumesWithoutGap(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		titles := []string{"one", "two", "three", "four", "five"}
		for _, title := range titles {
			w.open(t, "ana", title)
		}
		w.clock.Advance(aWhile)
		list := w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/events", WantStatus: 200}).at(t, "items").([]any)
		second := list[1].(map[string]any)["id"].(string)
		hers := w.listen(t, "ana", map[string]string{"Last-Event-ID": second})
		w.open(t, "ana", "six")
		known := func(data string) bool {
			return strings.Contains(data, `"title":"one"`) || strings.Contains(data, `"title":"two"`)
		}
		for _, title := range append(titles[2:], "six") {
			data := await(t, hers, "data: ")
			for w.db.Engine() == db.Postgres && known(data) { // what came within the last seconds may come again
				data = await(t, hers, "data: ")
			}
			if !strings.Contains(data, `"title":"`+title+`"`) {
				t.Errorf("got %s, want %s", data, title)
			}
		}
	})
}

// TestAStreamOfTheProductEndsWithItsToken is the same with real tokens and people.
func TestAStreamOfTheProductEndsWithItsToken(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		tests := []struct {
			name, who string
			end       func() error
		}{
			{"the token is revoked", "agent", func() error {
				list, err := d.Tokens.List(d.As("agent"), d.DB, 0)
				if err != nil || len(list) != 1 {
					return fmt.Errorf("%d tokens, %w", len(list), err)
				}
				return d.Tokens.Revoke(d.As("agent"), list[0].ID)
			}},
			{"the person has left", "technician", func() error {
				p, err := d.People.Person(d.As("admin"), d.DB, d.ID("technician"))
				if err != nil {
					return err
				}
				p.Status = people.Leaver
				_, err = d.People.UpdatePerson(d.As("admin"), p)
				return err
			}},
		}
		for _, tt := range tests {
			secret := d.Token(tt.who)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+"/api/v1/stream", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+secret)
			res, err := http.DefaultClient.Do(req)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Fatal(err, res)
			}
			if err := tt.end(); err != nil {
				t.Fatal(tt.name, err)
			}
			_, err = io.Copy(io.Discard, res.Body) // returns when the stream ends
			_ = res.Body.Close()
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			if a := d.API(secret, "GET", "/api/v1/me", nil); a.Status != http.StatusUnauthorized {
				t.Errorf("%s: %d", tt.name, a.Status)
			}
		}
	})
}
