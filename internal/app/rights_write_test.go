package app_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestEveryWritingRouteLeavesForeignWorkAlone(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		w := newWorld(t, d)
		f := newFingerprint(t, w)
		calls, before := 0, f.take()
		for i, route := range w.routes() {
			if route.Safe() {
				continue
			}
			for j, role := range roleKeys(t) {
				if w.asks(i, j) {
					calls += w.attack(t, role, route)
				}
			}
			after := f.take()
			var leave []string
			switch {
			case route.Pattern == "/sign-in": // that somebody tried stands in the log
				leave = []string{"event", "event_chain"}
			case strings.HasSuffix(route.Pattern, "/batch"): // what somebody sees they may plan to change, and are told that they cannot
				leave = []string{"batch", "batch_row"}
			}
			for _, table := range leave {
				before[table] = after[table]
			}
			diff := cmp.Diff(before, after)
			if before = after; diff != "" {
				t.Errorf("%s %s changed something for somebody who must not (-before +after):\n%s", route.Method, route.Pattern, diff)
			}
		}
		t.Logf("%d calls", calls)
	})
}

// attack calls a route that changes something on every row on which the role must not use it.
func (w *world) attack(t *testing.T, role string, route face.Route) (calls int) {
	t.Helper()
	ask := func(to target) fettletest.Answer {
		calls++
		a, known := w.call(request{role: role, route: route, target: to, body: w.bodyOf(route, to), header: map[string]string{"If-Match": "*"}})
		if a.Status >= http.StatusInternalServerError {
			t.Errorf("%s %s as %s on %s answers %d: %s", route.Method, route.Pattern, role, to.name, a.Status, a.Body)
		}
		if word := w.leak(role, headers(a)+string(a.Body), known); word != "" {
			t.Errorf("%s %s tells %s the word %q when asked for %s", route.Method, route.Pattern, role, word, to.name)
		}
		return a
	}
	if !byRow(route) {
		if !w.allowed(role, route, nil) {
			to, absent := w.at(w.row("abroad")), w.nothing()
			if diff := cmp.Diff(w.uniform(ask(absent), absent), w.uniform(ask(to), to)); strings.Contains(route.Pattern, "{") && !w.seesAll(role, route) && diff != "" {
				t.Errorf("%s %s tells %s what there is (-unknown +foreign):\n%s", route.Method, route.Pattern, role, diff)
			}
			if a := ask(w.at(w.row("abroad"))); route.Permission != face.Anyone && a.Status < http.StatusBadRequest && a.Status != http.StatusSeeOther {
				t.Errorf("%s %s takes %d from %s", route.Method, route.Pattern, a.Status, role)
			}
		}
		return calls
	}
	absent := w.absent(w.about(route)[0])
	want := w.uniform(ask(absent), absent)
	for _, p := range w.about(route) {
		if w.allowed(role, route, p) {
			continue
		}
		if none := w.absent(p); none.number != absent.number {
			absent = none
			want = w.uniform(ask(absent), absent)
		}
		to := w.at(p)
		a := ask(to)
		if w.sees(role, p) {
			if a.Status < http.StatusBadRequest {
				t.Errorf("%s %s takes %d from %s on %s", route.Method, route.Pattern, a.Status, role, p)
			}
			continue
		}
		if diff := cmp.Diff(want, w.uniform(a, to)); diff != "" {
			t.Errorf("%s %s tells %s that %s exists (-unknown +foreign):\n%s", route.Method, route.Pattern, role, p, diff)
		}
	}
	return calls
}

// allowed reports whether a role may use a route, on a row if there is one: what it may do is tested elsewhere.
func (w *world) allowed(role string, route face.Route, p *planted) bool {
	m := expected()[role]
	if p != nil && !w.sees(role, p) {
		return false
	}
	if route.Permission == face.Anyone {
		return false // nothing in the bodies of the sweep is right: no secret, no password
	}
	if route.Permission == face.SignedIn {
		return role != visitor && (p != nil || !strings.Contains(route.Pattern, "{") || role == "administrator")
	}
	for _, one := range strings.Split(route.Permission, " or ") {
		object, verb, _ := strings.Cut(strings.TrimSpace(one), ".")
		switch {
		case object == "incident" && p == nil:
			if m.of(verb) == "all" || m.of(verb) != "" && strings.HasSuffix(route.Pattern, "/"+kit.Grab) { // it takes what one may take
				return true
			}
		case object == "incident":
			if w.reaches(role, m.of(verb), p) {
				return true
			}
		case slices.Contains(slices.Collect(maps.Values(thingKinds())), object) && p == nil:
			if reach := m.ofThing(one); reach == "all" || reach == "own" && verb == "edit" { // for oneself at least
				return true
			}
		case slices.Contains(slices.Collect(maps.Values(thingKinds())), object):
			if w.reaches(role, m.ofThing(one), p) {
				return true
			}
		case object == "people" || object == "team":
			if verb == "edit" && m.keeps || verb == "view" && m.people || m.holds(one) {
				return true
			}
		case m.holds(one):
			return true
		}
	}
	return false
}

// seesAll reports whether a role may see everything of the kind that a route is about, though it must not change it.
func (w *world) seesAll(role string, route face.Route) bool {
	m := expected()[role]
	switch object, _, _ := strings.Cut(route.Permission, "."); object {
	case "people", "team", "account", "role", "absence":
		return m.people
	case "settings", "category": // the fields and categories of records are known to whoever fills them in
		return role != visitor
	default:
		return m.holds(object + ".view")
	}
}

// fingerprint is a digest of every table without what keeps the books of requests.
type fingerprint struct {
	w      *world
	tables map[string]string // the statement that reads it
}

func newFingerprint(t *testing.T, w *world) *fingerprint {
	t.Helper()
	f := &fingerprint{w: w, tables: map[string]string{}}
	for table, columns := range schema(t, w.DB) {
		if slices.Contains([]string{"rate", "request_key", "node"}, table) || strings.HasPrefix(table, "search_text") {
			continue
		}
		columns = slices.DeleteFunc(columns, func(c string) bool { return c == "seen_at" || c == "used_at" })
		list := strings.Join(columns, ", ")
		f.tables[table] = "SELECT " + list + " FROM " + table + " ORDER BY " + list
	}
	return f
}

// schema returns the columns of each table.
func schema(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	q := `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid`
	if d.Engine() == db.Postgres {
		q = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position`
	}
	rows, err := d.Query(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		out[table] = append(out[table], column)
	}
	if err := rows.Err(); err != nil || len(out) < 20 {
		t.Fatalf("%d tables, %v", len(out), err)
	}
	return out
}

// take returns the digest and the number of rows of each table.
func (f *fingerprint) take() map[string]string {
	f.w.T.Helper()
	out := map[string]string{}
	for table, q := range f.tables {
		rows, err := f.w.DB.Query(f.w.T.Context(), q)
		f.w.must(err)
		columns, err := rows.Columns()
		f.w.must(err)
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		sum, n := sha256.New(), 0
		for ; rows.Next(); n++ {
			f.w.must(rows.Scan(dest...))
			fmt.Fprintln(sum, values...)
		}
		f.w.must(rows.Err())
		_ = rows.Close()
		out[table] = fmt.Sprintf("%d rows, %x", n, sum.Sum(nil)[:8])
	}
	return out
}
