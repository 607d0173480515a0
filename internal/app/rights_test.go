package app_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// The rights matrix is generated from the table of routes: every route, called as every shipped role and as a visitor, on what is theirs,
// on what is not, and on what does not exist. A new route is covered at once; what the test cannot fill in fails it.

// routes returns the table of routes without what is skipped.
func (w *world) routes() []face.Route {
	w.T.Helper()
	all, err := w.Routes()
	w.must(err)
	return slices.DeleteFunc(all, func(r face.Route) bool { return skipped()[r.Method+" "+r.Pattern] != "" })
}

// queries are the questions that a route is asked beside the plain one: everything that could make it say more.
func (w *world) queries(pattern string) []string {
	var words []string
	for _, p := range w.rows[:4] {
		words = append(words, p.number)
		words = append(words, p.public...)
		words = append(words, p.internal...)
	}
	var out []string
	each := func(name string, list ...string) {
		for _, s := range list {
			out = append(out, "?"+name+"="+url.QueryEscape(s))
		}
	}
	switch pattern {
	case "/api/v1/search", "/search", "/suggest/records", "/suggest":
		each("q", words...)
	case "/api/v1/incidents", "/incidents":
		each("q", words...)
		each("q", "status:open", "status:done", "team:Infrastructure", "requester:\"zqolga other\"", "-assignee:me", "updated>-7d", "priority:1 priority:2 priority:3 priority:4")
		out = append(out, "?sort=created", "?sort=-updated&limit=200", "?q=status%3Aopen&sort=priority")
	case "/api/v1/services", "/services", "/api/v1/configuration-items", "/configuration-items", "/api/v1/assets", "/assets":
		each("q", words...)
		each("q", "status:open", "team:Infrastructure", "zqabroadservice", "zqabroaditem", "zqabroadasset")
	case "/api/v1/people", "/people":
		each("search", "zq", "zqmara", "zqolga-other@rights.example")
	case "/suggest/people":
		each("q", "zq", "zqmara", "zqolga-other@rights.example")
	}
	return out
}

func TestEveryReadingRouteTellsEachRoleOnlyWhatIsTheirs(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		w := newWorld(t, d)
		calls := 0
		for i, route := range w.routes() {
			if !route.Safe() || route.Pattern == "/api/v1/stream" {
				continue
			}
			for j, role := range roleKeys(t) {
				if w.asks(i, j) {
					calls += w.read(t, role, route)
				}
			}
		}
		t.Logf("%d calls", calls)
	})
}

// asks reports whether a sweep asks a route as a role: on SQLite each as each, on PostgreSQL, which takes the same statements, every route
// and every role, but an eighth of the pairs.
func (w *world) asks(route, role int) bool { return w.DB.Engine() == db.SQLite || (route+role)%8 == 0 }

// read calls a route that changes nothing on every row as a role.
func (w *world) read(t *testing.T, role string, route face.Route) (calls int) {
	t.Helper()
	ask := func(to target, query string) fettletest.Answer {
		calls++
		a, known := w.call(request{role: role, route: route, target: to, query: query})
		if a.Status >= http.StatusInternalServerError {
			t.Errorf("%s %s%s as %s on %s answers %d: %s", route.Method, route.Pattern, query, role, to.name, a.Status, a.Body)
		}
		if a.Status == http.StatusOK && refused(route) && !w.allowed(role, route, nil) {
			t.Errorf("%s %s is shown to %s, who lacks %s", route.Method, route.Pattern, role, route.Permission)
		}
		if word := w.leak(role, headers(a)+string(a.Body), known); word != "" {
			t.Errorf("%s %s%s tells %s the word %q when asked for %s", route.Method, route.Pattern, query, role, word, to.name)
		}
		return a
	}
	for _, query := range w.queries(route.Pattern) {
		ask(w.at(w.rows[0]), query)
	}
	if !strings.Contains(route.Pattern, "{") || strings.HasSuffix(route.Pattern, "{$}") {
		ask(w.at(w.rows[0]), "")
		return calls
	}
	absent := w.absent(w.about(route)[0])
	want := w.uniform(ask(absent, ""), absent)
	if !byRow(route) {
		to := w.at(w.row("abroad"))
		if diff := cmp.Diff(want, w.uniform(ask(to, ""), to)); !w.allowed(role, route, nil) && !w.seesAll(role, route) && diff != "" {
			t.Errorf("%s %s tells %s what there is (-unknown +foreign):\n%s", route.Method, route.Pattern, role, diff)
		}
		return calls
	}
	for _, p := range w.about(route) {
		if none := w.absent(p); none.number != absent.number {
			absent = none
			want = w.uniform(ask(absent, ""), absent)
		}
		to := w.at(p)
		a := ask(to, "")
		hidden := !w.sees(role, p)
		if hidden {
			if diff := cmp.Diff(want, w.uniform(a, to)); diff != "" {
				t.Errorf("%s %s tells %s that %s exists (-unknown +foreign):\n%s", route.Method, route.Pattern, role, p, diff)
			}
		}
		if p.kind == "incident" && (strings.Contains(route.Pattern, "{attachment}") || strings.Contains(route.Pattern, "attachments/{id}")) {
			none := to
			none.file, to.file = absent.file, p.withheld
			if b := ask(to, ""); !w.reaches(role, expected()[role].inside, p) {
				if diff := cmp.Diff(w.uniform(ask(none, ""), none), w.uniform(b, to)); diff != "" {
					t.Errorf("%s %s tells %s that %s has a file that they may not see:\n%s", route.Method, route.Pattern, role, p, diff)
				}
			}
		}
		if p == w.own(role) && role != visitor && works(route) && a.Status != http.StatusOK && a.Status != http.StatusSeeOther {
			t.Errorf("%s %s answers %s with %d for their own %s, so that nothing is tested: %s", route.Method, route.Pattern, role, a.Status, p, a.Body)
		}
	}
	return calls
}

// refused reports whether whoever lacks the permission of a route gets nothing from it: work and events are narrowed row by row instead.
func refused(r face.Route) bool {
	return r.Permission != face.Anyone && r.Permission != face.SignedIn && !narrowed(r) && !strings.Contains(r.Permission, " ") &&
		r.Scope != kit.OwnRows
}

// narrowed reports whether a route is about records.
func narrowed(r face.Route) bool {
	object, _, _ := strings.Cut(r.Permission, ".")
	return object == "incident" || slices.Contains(slices.Collect(maps.Values(thingKinds())), object)
}

// byRow reports whether a route is about the work that its path names.
func byRow(r face.Route) bool { return strings.Contains(r.Pattern, "{number}") }

// works reports whether a route shows a piece of work to whoever may see it, and not a form that needs another right.
func works(r face.Route) bool {
	return r.Action == "" && (r.Permission == "incident.view" || r.Pattern == "/{number}" || r.Pattern == "/portal/{number}")
}

func headers(a fettletest.Answer) string {
	var b strings.Builder
	for k, list := range a.Header {
		fmt.Fprintln(&b, k, list)
	}
	return b.String()
}

func TestTheWordsOfOnesOwnWorkAreThere(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	for role, m := range expected() {
		if role == visitor {
			continue
		}
		for _, p := range w.rows {
			text := ""
			for _, pattern := range []string{"", "/timeline", "/attachments"} {
				a, _ := w.call(request{role: role, route: face.Route{Method: "GET", Pattern: "/api/v1/incidents/{number}" + pattern}, target: w.at(p)})
				text += string(a.Body)
			}
			for _, word := range []string{"heading", "report", "reply", "spot", "shown", "note", "withheld"} {
				want := w.reaches(role, m.view, p) && (word != "note" && word != "withheld" || w.reaches(role, m.inside, p))
				if got := strings.Contains(text, "zq"+p.name+word); got != want {
					t.Errorf("%s sees the %s of %s: %v, want %v", role, word, p, got, want)
				}
			}
		}
	}
}

func TestTheStreamTellsEachRoleOnlyWhatIsTheirs(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		w := newWorld(t, d)
		for _, role := range roleKeys(t) {
			if role == visitor {
				a, _ := w.call(request{role: role, route: face.Route{Method: "GET", Pattern: "/api/v1/stream"}})
				if a.Status != http.StatusUnauthorized {
					t.Errorf("a visitor's stream answers %d", a.Status)
				}
				continue
			}
			// The last event is public and on the role's own work, so that everything else was sent or held back before it.
			last := w.plant("last"+strings.ReplaceAll(role, "_", ""), w.persons[role], 0)
			text := w.stream(t, role, "zq"+last.name+"shown")
			if word := w.leak(role, text, ""); word != "" {
				t.Errorf("the stream tells %s the word %q", role, word)
			}
			w.rows = w.rows[:len(w.rows)-1]
		}
	})
}

// stream reads a role's stream from the first event to one that holds a word.
func (w *world) stream(t *testing.T, role, until string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+"/api/v1/stream", nil)
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+w.tokens[role])
	req.Header.Set("Last-Event-ID", "1")
	res, err := http.DefaultClient.Do(req)
	w.must(err)
	defer func() { _ = res.Body.Close() }()
	var b strings.Builder
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		b.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), until) {
			return b.String()
		}
	}
	t.Fatalf("the stream of %s ended before %q: %v", role, until, lines.Err())
	return ""
}
