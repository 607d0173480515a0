package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// place is where a package stands: its wing, the room within it and what "*"
// matched on the way.
type place struct {
	wing wing
	room string
	star string
}

// locate finds the place of a path below the module; false when the plan has none.
func locate(path string) (place, bool) {
	wings := above
	if below, ok := strings.CutPrefix(path, "internal/"); ok {
		wings, path = plan, below
	}
	segments := strings.Split(path, "/")
	for _, w := range wings {
		pattern := strings.Split(w.at, "/")
		if len(segments) < len(pattern) {
			continue
		}
		star, ok := "", true
		for i, s := range pattern {
			switch {
			case s == "*":
				star = segments[i]
			case s != segments[i]:
				ok = false
			}
		}
		if ok {
			return place{w, strings.Join(segments[:len(pattern)], "/"), star}, true
		}
	}
	return place{}, false
}

// checkImports returns a sentence for every import of ours that the plan forbids.
func checkImports(p pkg) []string {
	path := strings.TrimPrefix(p.ImportPath, module+"/")
	from, ok := locate(path)
	if !ok {
		return []string{fmt.Sprintf("%s is not in the plan: add its wing to ARCHITECTURE.md and to the table in arch_test.go, or move it", path)}
	}
	if room, ok := strings.CutPrefix(from.room, "engine/"); ok && !slices.Contains(engineOrder, room) {
		return []string{fmt.Sprintf("%s is not in the order of the engine rooms", path)}
	}
	var violations []string
	look := func(imports []string, inTest bool) {
		for _, imported := range imports {
			to, ours := strings.CutPrefix(imported, module+"/")
			if !ours || to == path {
				continue
			}
			if why := forbidden(path, from, to, inTest); why != "" {
				violations = append(violations, fmt.Sprintf("%s may not import %s: %s", path, to, why))
			}
		}
	}
	look(p.Imports, false)
	look(p.TestImports, true)
	look(p.XTestImports, true)
	slices.Sort(violations)
	return slices.Compact(violations)
}

// forbidden says why the import is not allowed, or nothing.
func forbidden(path string, from place, to string, inTest bool) string {
	if strings.HasSuffix(to, "test") {
		// dbtest, fettletest and the like hold fixtures: for tests and for each other.
		if inTest || strings.HasSuffix(path, "test") || slices.Contains(from.wing.may, "*") {
			return ""
		}
		return "it is for tests"
	}
	target, ok := locate(to)
	if !ok {
		return "it is not in the plan"
	}
	if target.room == from.room {
		return ""
	}
	if slices.Contains(from.wing.may, "*") {
		return ""
	}
	if inTest && target.wing.at == "base" {
		return ""
	}
	below, _ := strings.CutPrefix(to, "internal/")
	for _, may := range from.wing.may {
		if may == "engine<" {
			if earlier(target.room, from.room) {
				return ""
			}
			if target.wing.at == "engine/*" {
				return "it does not stand before it in the order of the engine rooms"
			}
			continue
		}
		may = strings.ReplaceAll(may, "$1", from.star)
		// A whole wing may be named without its rooms; the pages of a practice
		// never come along with the practice.
		if matches(may, below) && target.wing.at != "practice/*/web" {
			return ""
		}
	}
	if why := privileged[target.wing.at]; why != "" {
		return why
	}
	return from.wing.why
}

// matches tells whether the path is at or below the pattern.
func matches(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(have) < len(want) {
		return false
	}
	for i, w := range want {
		if w != "*" && w != have[i] {
			return false
		}
	}
	return true
}

// earlier tells whether engine room a stands before engine room b.
func earlier(a, b string) bool {
	i := slices.Index(engineOrder, strings.TrimPrefix(a, "engine/"))
	j := slices.Index(engineOrder, strings.TrimPrefix(b, "engine/"))
	return i >= 0 && i < j
}

func TestPlantedImportsAreJudgedByThePlan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, from, to string
		inTest         bool
		want           string // part of the reason, or nothing when allowed
	}{
		{name: "ground may use ground", from: "internal/base/db", to: "internal/base/errs"},
		{name: "ground may not use the engine", from: "internal/base/db", to: "internal/engine/event", want: "liftable"},
		{name: "an engine room may use one before it", from: "internal/engine/sla", to: "internal/engine/calendar"},
		{name: "an engine room may not use one after it", from: "internal/engine/calendar", to: "internal/engine/sla", want: "does not stand before it"},
		{name: "an engine room outside the order is refused", from: "internal/engine/misc", to: "internal/base/db", want: "order of the engine rooms"},
		{name: "the engine may not use a practice", from: "internal/engine/sla", to: "internal/practice/incident", want: "what an incident is"},
		{name: "a part of an engine room may use its room", from: "internal/engine/sla/why", to: "internal/engine/sla"},
		{name: "a component may describe a field", from: "internal/ui", to: "internal/engine/field"},
		{name: "a component may not reach the database", from: "internal/ui/table", to: "internal/base/db", want: "without a database"},
		{name: "a practice may use the engine", from: "internal/practice/incident", to: "internal/engine/ticket"},
		{name: "a practice may not use another", from: "internal/practice/incident", to: "internal/practice/problem", want: "stay rooms"},
		{name: "a practice may not use its own pages", from: "internal/practice/incident", to: "internal/practice/incident/web", want: "stay rooms"},
		{name: "pages may use their practice", from: "internal/practice/incident/web", to: "internal/practice/incident"},
		{name: "pages may not use another practice", from: "internal/practice/incident/web", to: "internal/practice/problem", want: "no rule"},
		{name: "pages may not reach the database", from: "internal/practice/incident/web", to: "internal/base/db", want: "no SQL"},
		{name: "joint may use practices", from: "internal/joint", to: "internal/practice/problem"},
		{name: "joint may not use pages", from: "internal/joint", to: "internal/practice/problem/web", want: "no face"},
		{name: "an importer may not use a face", from: "internal/port/servicenow", to: "internal/face/api", want: "no face"},
		{name: "an importer may share within port", from: "internal/port/servicenow", to: "internal/port/report"},
		{name: "a channel may not use another", from: "internal/channel/mail", to: "internal/channel/chat", want: "action and record"},
		{name: "a channel may not use a practice", from: "internal/channel/mail", to: "internal/practice/incident", want: "action and record"},
		{name: "a face may not use a practice", from: "internal/face/web", to: "internal/practice/incident", want: "generic"},
		{name: "a face may use what the faces share", from: "internal/face/web", to: "internal/face/face"},
		{name: "a face may not use the other face", from: "internal/face/web", to: "internal/face/api", want: "generic"},
		{name: "app may use everything", from: "internal/app", to: "internal/practice/incident/web"},
		{name: "nobody may use app", from: "internal/face/web", to: "internal/app/config", want: "nothing may know app"},
		{name: "main may use app", from: "cmd/fettle", to: "internal/app"},
		{name: "main may use nothing else", from: "cmd/fettle", to: "internal/base/db", want: "main parses flags"},
		{name: "a room that is not in the plan is refused", from: "internal/misc", to: "internal/base/errs", want: "not in the plan"},
		{name: "a room that is not in the plan is not used", from: "internal/engine/sla", to: "internal/misc", want: "not in the plan"},
		{name: "fixtures are not for the product", from: "internal/engine/sla", to: "internal/base/db/dbtest", want: "for tests"},
		{name: "fixtures are for tests", from: "internal/engine/sla", to: "internal/base/db/dbtest", inTest: true},
		{name: "a test may start the whole product", from: "internal/practice/incident", to: "internal/fettletest", inTest: true},
		{name: "a test keeps to the plan otherwise", from: "internal/engine/sla", to: "internal/practice/incident", inTest: true, want: "what an incident is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := pkg{ImportPath: module + "/" + tt.from}
			imports := []string{"fmt", "github.com/jackc/pgx/v5", module + "/" + tt.to}
			if tt.inTest {
				p.XTestImports = imports
			} else {
				p.Imports = imports
			}
			got := checkImports(p)
			if tt.want == "" {
				if diff := cmp.Diff([]string(nil), got); diff != "" {
					t.Errorf("refused (-want +got):\n%s", diff)
				}
				return
			}
			if len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("got %q, want one violation with %q", got, tt.want)
			}
		})
	}
}
