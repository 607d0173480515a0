package demo_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/demo"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

func build(t *testing.T, database string, now time.Time, past int) *app.App {
	t.Helper()
	a, err := demo.Make(t.Context(), demo.Options{Data: t.TempDir(), Database: database, Clock: clock.At(now), Past: past})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func count(t *testing.T, a *app.App, text string, args ...any) (n int) {
	t.Helper()
	if err := a.DB.QueryRow(t.Context(), text, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// least are facts of the demonstration that something in it is there to show.
func least() map[string]struct {
	n    int
	text string
} {
	type fact = struct {
		n    int
		text string
	}
	return map[string]fact{
		"people":                        {60, `SELECT count(*) FROM person`},
		"incidents":                     {200, `SELECT count(*) FROM record`},
		"open incidents":                {25, `SELECT count(*) FROM ticket WHERE phase < 2`},
		"children of a parent":          {3, `SELECT count(*) FROM ticket WHERE parent_id <> 0`},
		"merged incidents":              {1, `SELECT count(*) FROM ticket WHERE merged_into_id <> 0`},
		"reopened incidents":            {1, `SELECT count(*) FROM ticket WHERE reopened > 0`},
		"reasons for holding":           {4, `SELECT count(DISTINCT hold_reason) FROM ticket WHERE phase = 1`},
		"internal notes":                {7, `SELECT count(*) FROM entry WHERE visibility = 1`},
		"tasks":                         {5, `SELECT count(*) FROM task`},
		"files":                         {2, `SELECT count(*) FROM attachment`},
		"followers":                     {1, `SELECT count(*) FROM record_watcher`},
		"broken promises that are told": {1, `SELECT count(*) FROM event WHERE kind = 'sla.breached'`},
		"warnings that are told":        {5, `SELECT count(*) FROM event WHERE kind = 'sla.warned'`},
		"outbreaks of the same fault":   {6, `SELECT count(*) FROM record WHERE title LIKE '%ault%'`},
		"texts with a time to fill in":  {0, `SELECT -count(*) FROM entry WHERE body LIKE '%{_%h%}%'`},
		"paused clocks":                 {4, `SELECT count(*) FROM sla_clock WHERE state = 2`},
		"clocks of ended work":          {200, `SELECT count(*) FROM sla_clock WHERE state = 3`},
		"services":                      {12, `SELECT count(*) FROM service`},
		"configuration items":           {40, `SELECT count(*) FROM item`},
		"devices on the map":            {15, `SELECT count(DISTINCT a.id) FROM asset a JOIN relation l ON a.id = l.to_id OR a.id = l.from_id`},
		"services down to a device":     {3, `SELECT count(*) FROM relation l JOIN asset a ON a.id = l.to_id JOIN relation h ON h.to_id = l.from_id JOIN service s ON s.id = h.from_id`},
		"seats short":                   {2, `SELECT (SELECT count(*) FROM licence_allocation) - (SELECT sum(quantity) FROM entitlement)`},
		"installs behind the shortfall": {5, `SELECT count(*) FROM install WHERE name = 'Halden Draw' AND product_key <> ''`},
		"computers that report":         {20, `SELECT count(DISTINCT asset_id) FROM install`},
		"findings to decide":            {1, `SELECT count(*) FROM finding WHERE phase < 2`},
		"relations":                     {60, `SELECT count(*) FROM relation WHERE valid_to = ''`},
		"two of three":                  {3, `SELECT count(*) FROM relation WHERE group_name = 'Database nodes' AND need = 2`},
		"incidents about a service":     {10, `SELECT count(*) FROM ticket WHERE service_id <> 0`},
		"assets":                        {200, `SELECT count(*) FROM asset`},
		"assets that somebody has":      {140, `SELECT count(DISTINCT id) FROM asset WHERE holder_id <> 0 AND phase < 2`},
		"changes of hands":              {220, `SELECT count(*) FROM custody`},
		"loans that are overdue":        {1, `SELECT count(*) FROM asset WHERE due_back <> '' AND due_back < '2026-11-16'`},
		"lost assets":                   {1, `SELECT count(*) FROM asset a JOIN record r ON r.id = a.id WHERE r.state = 'missing'`},
		"assets in repair":              {1, `SELECT count(*) FROM asset a JOIN record r ON r.id = a.id WHERE r.state = 'in_maintenance'`},
		"disposed of with a proof":      {10, `SELECT count(*) FROM asset WHERE phase = 3 AND certificate <> '' AND wipe_proof <> ''`},
		"incidents about an asset":      {10, `SELECT count(DISTINCT from_id) FROM record_link l JOIN asset a ON a.id = l.to_id WHERE l.relation = 'affected_by'`},
		"warranties that end soon":      {3, `SELECT count(*) FROM asset WHERE warranty_end >= '2026-11-16' AND warranty_end < '2027-01-15' AND phase < 2`},
		"contracts with a supplier":     {5, `SELECT count(*) FROM contract WHERE supplier_id <> 0`},
		"orders from a budget":          {2, `SELECT count(*) FROM purchase_order WHERE budget_id <> 0`},
		"assets that an order brought":  {2, `SELECT count(*) FROM record_link l JOIN asset a ON a.id = l.to_id OR a.id = l.from_id JOIN purchase_order o ON o.id = l.from_id OR o.id = l.to_id`},
		"currencies":                    {3, `SELECT count(DISTINCT cost_currency) FROM asset`},
	}
}

func TestTheCompanyHasSomethingOfEverything(t *testing.T) {
	for name, database := range map[string]func(t *testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			now := dbtest.Start().Add(5 * time.Hour)
			a := build(t, database(t), now, 150)
			for what, f := range least() {
				if n := count(t, a, f.text); n < f.n {
					t.Errorf("%s: %d, not %d", what, n, f.n)
				}
			}
			if n := count(t, a, `SELECT count(*) FROM ticket WHERE phase < 2 AND due_at > $1 AND due_at < $2`, clock.Of(now), clock.Of(now.Add(time.Hour))); n == 0 {
				t.Error("nothing is about to be late")
			}
			if n := count(t, a, `SELECT count(*) FROM ticket WHERE phase < 2 AND due_at < $1 AND due_at > $2`, clock.Of(now), clock.Of(now.Add(-time.Hour))); n == 0 {
				t.Error("nothing has just become late")
			}
			if n := nearNotice(t, a, "2026-11-16", "2027-02-14"); n < 3 {
				t.Errorf("%d contracts are near their notice", n)
			}
			if n := count(t, a, `SELECT count(*) FROM event WHERE at > $1`, clock.Of(now)); n > 0 {
				t.Errorf("%d events lie in the future", n)
			}
			r, err := a.Events.Verify(t.Context(), a.DB, nil)
			if err != nil || len(r.Faults) > 0 {
				t.Errorf("the log: %+v, %v", r.Faults, err)
			}
		})
	}
}

// nearNotice counts the contracts whose last day for notice lies between two days.
func nearNotice(t *testing.T, a *app.App, from, until string) (n int) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.OfSystem("test"))
	p, err := a.Room.Practice("contract")
	if err != nil {
		t.Fatal(err)
	}
	for i := range count(t, a, `SELECT count(*) FROM contract`) {
		v, err := a.Room.Get(ctx, p, "CON-"+strconv.Itoa(i+1))
		if err != nil {
			t.Fatal(err)
		}
		for k, f := range p.Fields {
			if f.Key == "notice_by" && v.Values[k].Text > from && v.Values[k].Text <= until {
				n++
			}
		}
	}
	return n
}

func TestItCanBeMadeAtAnyHour(t *testing.T) {
	for name, now := range map[string]time.Time{
		"on a Sunday night":           time.Date(2026, 11, 22, 2, 13, 0, 0, time.UTC),
		"when the clocks went back":   time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC),
		"at New Year":                 time.Date(2027, 1, 1, 0, 0, 1, 0, time.UTC),
		"on a Wednesday at lunchtime": time.Date(2026, 6, 17, 12, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			a := build(t, "", now, 50)
			if n := count(t, a, `SELECT count(*) FROM ticket WHERE phase < 2`); n < 25 {
				t.Errorf("%d are open", n)
			}
		})
	}
}

// visit sends a request to the pages as a browser on a machine would.
func visit(h http.Handler, method, path, from string, cookie *http.Cookie) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = from + ":4711"
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestEveryPersonaWalksInFromTheSignInPageAgainAndAgain(t *testing.T) {
	a := build(t, "", dbtest.Start(), 50)
	list, err := demo.Personas(t.Context(), a)
	if err != nil || len(list) != 4 {
		t.Fatal(list, err)
	}
	pages, err := a.Faces(app.ServeOptions{Demo: list})
	if err != nil {
		t.Fatal(err)
	}
	page := new(strings.Builder)
	if _, err := io.Copy(page, visit(pages, "GET", "/sign-in", "127.0.0.1", nil).Body); err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		door := "/demo/" + p.Key
		if !strings.Contains(page.String(), door) || !strings.Contains(page.String(), p.Name) || !strings.Contains(page.String(), p.Role) {
			t.Errorf("the page does not offer %s, %s", p.Name, p.Role)
		}
		for range 2 {
			in := visit(pages, "POST", door, "127.0.0.1", nil)
			if in.StatusCode != http.StatusSeeOther || len(in.Cookies()) != 1 {
				t.Fatalf("%s: %d", p.Role, in.StatusCode)
			}
			if got := visit(pages, "GET", "/me", "127.0.0.1", in.Cookies()[0]); got.StatusCode >= 400 {
				t.Errorf("%s is not signed in: %d", p.Role, got.StatusCode)
			}
		}
		if out := visit(pages, "POST", door, "192.0.2.7", nil); out.StatusCode != http.StatusNotFound || len(out.Cookies()) > 0 {
			t.Errorf("%s from another machine: %d", p.Role, out.StatusCode)
		}
	}
	if in := visit(pages, "POST", "/demo/nobody", "127.0.0.1", nil); in.StatusCode != http.StatusNotFound {
		t.Errorf("nobody: %d", in.StatusCode)
	}
	if pages, err = a.Faces(app.ServeOptions{}); err != nil {
		t.Fatal(err)
	}
	if in := visit(pages, "POST", "/demo/agent", "127.0.0.1", nil); in.StatusCode < 400 {
		t.Errorf("without a demonstration: %d", in.StatusCode)
	}
}
