package main

import (
	"context"
	"errors"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindSeesEveryConstantStatementOfAPackage(t *testing.T) {
	t.Parallel()
	pkgs, err := load("", []string{"./testdata/sample"})
	if err != nil {
		t.Fatal(err)
	}
	all := find(pkgs)
	type seen struct{ File, Text, Engine string }
	var got []seen
	for _, s := range all.statements {
		got = append(got, seen{filepath.Base(s.at.Filename), s.text, s.engine})
	}
	want := []seen{
		{"sample.go", "SELECT 1", ""},
		{"sample.go", "SELECT id, name FROM sample", ""},
		{"sample.go", "UPDATE sample SET name = $1", ""},
		{"sample.go", "SELECT helper", ""},
		{"sample.go", "SELECT interface", ""},
		{"sample.go", "SELECT embedded", ""},
		{"sample.go", "SELECT only_lite", "sqlite"},
		{"sample.go", "SELECT only_big", "postgres"},
		{"sample_sqlite.go", "SELECT in_lite_file", "sqlite"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	if len(all.dynamic) != 1 {
		t.Errorf("%d statements put together at run time, want 1: %v", len(all.dynamic), all.dynamic)
	}
}

func TestLoadRefusesCodeThatDoesNotCompile(t *testing.T) {
	t.Parallel()
	if _, err := load("", []string{"./testdata/broken"}); err == nil || !strings.Contains(err.Error(), "does not compile") {
		t.Errorf("got %v", err)
	}
}

// picky refuses statements that hold a word.
type picky struct {
	word  string
	asked *[]string
}

func (p picky) PrepareCheck(_ context.Context, sql string) error {
	*p.asked = append(*p.asked, sql)
	if strings.Contains(sql, p.word) {
		return errors.New("no such column: " + p.word)
	}
	return nil
}

func TestCheckReportsEachPlaceAndAsksOnce(t *testing.T) {
	t.Parallel()
	at := func(line int) token.Position { return token.Position{Filename: "x.go", Line: line} }
	var lite, big []string
	engines := []engine{{"sqlite", picky{"wrong", &lite}}, {"postgres", picky{"odd", &big}}}
	got := check(t.Context(), engines, []statement{
		{at: at(1), text: "SELECT wrong"},
		{at: at(2), text: "SELECT wrong"},
		{at: at(3), text: "SELECT odd", engine: "sqlite"},
		{at: at(4), text: "SELECT odd, right", engine: "postgres"},
	})
	want := []string{
		"x.go:1: sqlite: no such column: wrong",
		"x.go:2: sqlite: no such column: wrong",
		"x.go:4: postgres: no such column: odd",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("refusals (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"SELECT wrong", "SELECT odd"}, lite); diff != "" {
		t.Errorf("asked of SQLite (-want +got):\n%s", diff)
	}
}
