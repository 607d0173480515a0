package app_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// A permission that app does not tell people is one that no pattern in a role reaches: not even an administrator's.
func TestEveryDeclaredPermissionIsKnownToRoles(t *testing.T) {
	t.Parallel()
	a, err := app.Build(t.Context(), app.Options{Data: t.TempDir(), Database: "sqlite:" + filepath.Join(t.TempDir(), "fettle.db"), Clock: clock.At(dbtest.Start()), Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	known := a.People.Known()
	declared := regexp.MustCompile(`Permission\s*=\s*"([a-z_]+\.[a-z_]+)"`)
	found := 0
	for _, p := range modulePackages(t) {
		files, err := readSources(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f.name, "_test.go") {
				continue
			}
			for _, m := range declared.FindAllSubmatch(f.text, -1) {
				if found++; !slices.Contains(known, actor.Permission(m[1])) {
					t.Errorf("%s declares %s, but app does not make it known", f.name, m[1])
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d permissions found; the pattern looks at the wrong thing", found)
	}
	if a.SLA.Raisers["incident"] == nil {
		t.Error("nobody raises the priority of incidents")
	}
}
