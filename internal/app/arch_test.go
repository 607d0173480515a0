package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/fettle-itsm/fettle"

// engineOrder is the order in which the engine rooms stand on each other: a room
// may import those before it.
var engineOrder = []string{
	"actor", "job", "event", "setting", "field", "people", "calendar", "attach", "search",
	"flow", "record", "ticket", "sla", "approval", "notify", "presence", "draft", "action", "once", "health", "desk", "view", "batch", "macro", "register",
}

// A wing is one line of the dependency table: the room or rooms at a path below
// internal/ and what they may import of ours. In a path "*" stands for one
// segment and makes each match a room of its own; "$1" is what it matched.
// "engine<" means the engine rooms before this one. "*" alone means everything.
type wing struct {
	at  string
	may []string
	why string
}

// groundForPages is what of the ground may be used where things are only shown:
// all but the database.
var groundForPages = []string{"base/clock", "base/errs", "base/id", "base/sorted", "base/text"}

// plan is the dependency table of ARCHITECTURE.md. The first match counts.
var plan = []wing{
	{"base", nil, "the ground must be liftable to another product"},
	{"engine/*", []string{"base", "engine<"}, "the engine must not know what an incident is"},
	{"ui", []string{"base/sorted", "base/text", "engine/field"}, "a component can be drawn without a database"},
	{"practice/*/web", append([]string{"practice/$1", "ui", "engine"}, groundForPages...), "pages hold no rule and no SQL"},
	{"practice/*", []string{"base", "engine"}, "the rooms stay rooms: what concerns two practices is in joint"},
	{"identity", []string{"base", "engine"}, "they act through action and record"},
	{"channel/*", []string{"base", "engine"}, "they act through action and record, so a new practice gets mail for nothing"},
	{"rules", []string{"base", "engine"}, "they act through action and record"},
	{"assist", []string{"base", "engine"}, "it acts through action and record"},
	{"insight", []string{"base", "engine"}, "it reads the event log and never writes"},
	{"joint", []string{"base", "engine", "practice/*"}, "the only home of rules between practices; it has no face"},
	{"fulfil", []string{"base", "engine", "practice/*"}, "it has no face"},
	{"port", []string{"base", "engine", "practice/*"}, "it has no face"},
	{"face/*", append([]string{"ui", "engine", "insight", "face/face"}, groundForPages...), "a face is generic and runs no SQL; special pages mount themselves"},
	{"app", []string{"*"}, ""},
	{"fettletest", []string{"*"}, ""},
	{"bench", []string{"base"}, "it measures the product from outside"},
	{"tools", []string{"*"}, ""},
}

// above is what stands over the plan, by path below the module.
var above = []wing{
	{"cmd", []string{"app"}, "main parses flags and calls app"},
	{"docs", nil, "texts know nothing"},
	{"e2e", []string{"*"}, ""},
}

// privileged are wings that nobody below them may import.
var privileged = map[string]string{
	"app":        "only app knows everything, so nothing may know app",
	"tools":      "developers' programs are not part of the product",
	"bench":      "it is a developers' tool and no part of the product",
	"fettletest": "it is for tests",
}

// The sizes that keep a room readable.
const (
	maxFileLines = 600
	maxFuncLines = 100
	maxRoomLines = 2500
	minSentences = 3
)

// pkg is what the rules need to know of a package; field names are go list's.
type pkg struct {
	ImportPath   string
	Dir          string
	Name         string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestArchImportsFollowThePlan(t *testing.T) {
	t.Parallel()
	for _, p := range modulePackages(t) {
		for _, violation := range checkImports(p) {
			t.Error(violation)
		}
	}
}

func TestArchSourcesFollowTheHouseRules(t *testing.T) {
	t.Parallel()
	for _, p := range modulePackages(t) {
		files, err := readSources(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, violation := range checkSources(p, files) {
			t.Error(violation)
		}
	}
}

// modulePackages asks the go command for every package of the module, with the
// files that only the test hooks' build tag brings in.
func modulePackages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-tags=testhooks",
		"-json=ImportPath,Dir,Name,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) == 0 {
		t.Fatal("go list found no package")
	}
	return pkgs
}

// source is one hand-written or generated file of a package.
type source struct {
	name string // as shown in a message
	text []byte
}

// readSources reads the package's Go files and page templates.
func readSources(p pkg) ([]source, error) {
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		return nil, err
	}
	var files []source
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".templ") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return nil, err
		}
		rel := strings.TrimPrefix(p.ImportPath, module+"/")
		files = append(files, source{fmt.Sprintf("%s/%s", rel, name), text})
	}
	return files, nil
}
