package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/command"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

// serve runs the server until it has said a word, and returns what it printed.
func serve(t *testing.T, word string, during func(said string), args ...string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	out := &untilSaid{word: word, stop: stop}
	out.stop = func() {
		if during != nil {
			during(out.String())
		}
		stop()
	}
	if code := command.Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), command.Streams{In: strings.NewReader(""), Out: out, Err: io.Discard}); code != 0 {
		t.Fatalf("%d: %s", code, out.String())
	}
	return out.String()
}

var setupLink = regexp.MustCompile(`http://\S+/setup\?token=\S+`)

func TestTheFirstStartMakesEverythingAndTheSecondKeepsIt(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "desk")
	first := serve(t, " prints a new link", func(said string) {
		res, err := http.Get(setupLink.FindString(said)) //nolint:noctx // a test's own server
		if err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("the set-up link: %v, %v", res, err)
			return
		}
		_ = res.Body.Close()
	}, "--data", data)
	key, err := os.ReadFile(filepath.Join(data, "secret.key"))
	if err != nil || len(strings.TrimSpace(string(key))) != 64 {
		t.Errorf("the key: %q, %v", key, err)
	}
	for _, name := range []string{"secret.key", "fettle.db"} {
		if st, err := os.Stat(filepath.Join(data, name)); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, st.Mode(), err)
		}
	}
	second := serve(t, "prints a new link", nil, "--data", data)
	if again, err := os.ReadFile(filepath.Join(data, "secret.key")); err != nil || !bytes.Equal(key, again) {
		t.Errorf("the key became %q, %v", again, err)
	}
	code, out, errout := fettle(t.Context(), "setup-link", "--data", data)
	if a, b, c := setupLink.FindString(first), setupLink.FindString(second), setupLink.FindString(out); code != 0 || a == "" || b == "" || c == "" || b == c {
		t.Errorf("links: %s\n%s\n%d: %s%s", a, b, code, out, errout)
	}
	if err := os.WriteFile(filepath.Join(data, "secret.key"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errout := fettle(t.Context(), "serve", "--listen", "127.0.0.1:0", "--data", data); code != 2 || !strings.Contains(errout, "damaged") {
		t.Errorf("a damaged key: %d %s", code, errout)
	}
}

func TestASecondServerOnTheDataRefusesAndCommandsBesideItWork(t *testing.T) {
	data := t.TempDir()
	beside := func(want int, say string, args ...string) {
		t.Helper()
		if code, out, errout := fettle(t.Context(), append(args, "--data", data)...); code != want || !strings.Contains(out+errout, say) {
			t.Errorf("%v: exit %d, want %d\n%s%s", args, code, want, out, errout)
		}
	}
	serve(t, "prints a new link", func(said string) {
		link := setupLink.FindString(said)
		beside(1, "serves the data in "+data+" already", "serve", "--listen", "127.0.0.1:0")
		res, err := http.Get(link) //nolint:noctx // a test's own server
		if err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("the link of the first: %v, %v", res, err)
		} else {
			_ = res.Body.Close()
		}
		beside(0, "/setup?token=", "setup-link")
		beside(0, "GET", "routes")
		beside(0, "3 incidents", "import", "servicenow-log", smallLog)
		beside(0, "Nothing was changed", "audit", "verify")
		beside(0, "schema", "migrate")
	}, "--data", data)
	again := serve(t, "prints a new link", nil, "--data", data, "--base-url", "https://help.example.org", "--database", "sqlite:"+filepath.Join(data, "fettle.db"))
	if !strings.Contains(again, "  https://help.example.org/setup?token=") || !strings.Contains(again, `"fettle setup-link --data `+data+` --listen 127.0.0.1:0 --base-url https://help.example.org --database …" prints`) {
		t.Errorf("the second start says\n%s", again)
	}
}

func TestWhatCannotStartSaysWhyAndLeavesNothingBehind(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("lisen: 127.0.0.1:9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		code int
		say  string
	}{
		{"the port is taken", []string{"serve", "--listen", taken.Addr().String()}, 1, "Choose another address"},
		{"an address of another machine", []string{"serve", "--listen", "192.0.2.1:8080"}, 1, "cannot listen"},
		{"a wrong key in the file", []string{"serve", "--config", file}, 2, "did you mean listen?"},
		{"a command that is none", []string{"serf"}, 2, `did you mean one of "serve"`},
		{"a command like no other", []string{"nosuch"}, 2, "there is no command nosuch"},
		{"one of a group", []string{"token", "nosuch"}, 2, "there is no command nosuch\nTry \"fettle token --help\""},
		{"a word too many", []string{"routes", "nosuch"}, 2, "unexpected argument nosuch"},
		{"days that are no number", []string{"token", "create", "--person", "a@b.example", "--days", "few"}, 2, "--days: expected a whole number"},
		{"a flag that is none", []string{"serve", "--lisen", "x"}, 2, `did you mean "--listen"`},
		{"a demonstration for everybody", []string{"demo", "--listen", "0.0.0.0:0"}, 2, "this machine only"},
		{"a demonstration among other files", []string{"demo", "--data", filepath.Dir(file), "--listen", "127.0.0.1:0"}, 2, "is not empty"},
		{"asking a desk that is not there to verify", []string{"audit", "verify"}, 1, "There is no desk in"},
		{"asking it for a token", []string{"token", "create", "--person", "ana@example.org"}, 1, "There is no desk in"},
		{"asking it for a set-up link", []string{"setup-link"}, 1, "There is no desk in"},
		{"a dry run", []string{"import", "servicenow-log", smallLog, "--dry-run"}, 0, ""},
		{"the routes", []string{"routes", "--json"}, 0, ""},
		{"the settings", []string{"config", "dump"}, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "desk")
			if !slices.Contains(tt.args, "--data") {
				tt.args = append(tt.args, "--data", data)
			}
			code, _, errout := fettle(t.Context(), tt.args...)
			if code != tt.code || !strings.Contains(errout, tt.say) {
				t.Errorf("exit %d, want %d: %s", code, tt.code, errout)
			}
			if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("it left a data folder behind: %v", err)
			}
		})
	}
}

func TestCommandsThatOnlyAskMakeNothing(t *testing.T) {
	postgres := func(t *testing.T) string { t.Helper(); return dbtest.Postgres(t) }
	seeded := func(at func(t *testing.T) string) func(t *testing.T) string {
		return func(t *testing.T) string {
			t.Helper()
			url := at(t)
			if code, out, errout := fettle(t.Context(), "seed", "--scale", "5", "--data", t.TempDir(), "--database", url); code != 0 {
				t.Fatalf("%d %s%s", code, out, errout)
			}
			return url
		}
	}
	sqlite := func(t *testing.T) string { t.Helper(); return "sqlite:" + filepath.Join(t.TempDir(), "elsewhere.db") }
	empty := func(t *testing.T) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "empty.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return "sqlite:" + path
	}
	commands := map[string][]string{
		"verify": {"audit", "verify"}, "routes": {"routes"}, "a token": {"token", "create", "--person", "admin@example.com"}, "a dry run": {"import", "servicenow-log", smallLog, "--dry-run"},
	}
	tests := []struct {
		name string
		at   func(t *testing.T) string
		desk bool
	}{
		{"no SQLite database", sqlite, false}, {"an empty file", empty, false}, {"an empty PostgreSQL database", postgres, false},
		{"a desk on SQLite", seeded(sqlite), true}, {"a desk on PostgreSQL", seeded(postgres), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := tt.at(t)
			for name, args := range commands {
				data := filepath.Join(t.TempDir(), "desk")
				code, out, errout := fettle(t.Context(), append(args, "--data", data, "--database", url)...)
				asks := name == "verify" || name == "a token"
				if want := map[bool]int{true: 1}[asks && !tt.desk]; code != want || want == 1 && !strings.Contains(errout, "There is no desk in") {
					t.Errorf("%s: exit %d, want %d\n%s%s", name, code, want, out, errout)
				}
				if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s made the data folder: %v", name, err)
				}
			}
			if path, ok := strings.CutPrefix(url, "sqlite:"); ok && !tt.desk {
				if st, err := os.Stat(path); err == nil && st.Size() > 0 {
					t.Error("a database was made")
				}
				return
			}
			d, err := db.Open(t.Context(), db.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = d.Close() }()
			if made, err := d.Migrated(t.Context()); err != nil || made != tt.desk {
				t.Errorf("tables: %v, %v", made, err)
			}
		})
	}
}

func TestEveryCommandShowsAnExample(t *testing.T) {
	for _, name := range []string{"serve", "demo", "setup-link", "token create", "import servicenow-log", "replay", "sla simulate", "audit verify", "config dump", "routes",
		"migrate", "seed", "version"} {
		code, out, errout := fettle(t.Context(), append(strings.Fields(name), "--help")...)
		if code != 0 || !strings.Contains(out, "Example") || !strings.Contains(out, "    fettle "+name) && !strings.Contains(out, "fettle "+name+"\n") && !strings.Contains(out, "| fettle "+name) {
			t.Errorf("%s: %d\n%s%s", name, code, out, errout)
		}
	}
	if code, out, _ := fettle(t.Context()); code != 2 || !strings.Contains(out, "setup-link") {
		t.Errorf("nothing at all: %d\n%s", code, out)
	}
}

func TestATokenIsAskedForInWordsThatExist(t *testing.T) {
	data := t.TempDir()
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "5", "--data", data); code != 0 {
		t.Fatalf("%d %s%s", code, out, errout)
	}
	create := func(args ...string) (int, string, string) {
		return fettle(t.Context(), append([]string{"token", "create", "--data", data}, args...)...)
	}
	code, _, errout := create("--person", "admin@example.com", "--scopes", "incident.veiw,incident.*", "--days", "400")
	if code != 2 || !strings.Contains(errout, `"incident.veiw"; did you mean incident.view?`) || !strings.Contains(errout, "--days: Use 1 to 365.") || strings.Contains(errout, `"incident.*"`) {
		t.Errorf("%d %s", code, errout)
	}
	if code, _, errout := create("--person", "nobody@example.com"); code != 1 || !strings.Contains(errout, "nobody@example.com") {
		t.Errorf("%d %s", code, errout)
	}
	if code, _, errout := create("--person", "agent@example.com", "--scopes", "incident.view,people.edit"); code != 2 || !strings.Contains(errout, `nothing of "people.edit"`) {
		t.Errorf("%d %s", code, errout)
	}
	code, out, errout := create("--person", "Admin@Example.com ", "--scopes", "incident.view", "--days", "1", "--json")
	var made struct {
		Token   string
		Expires time.Time `json:"expires_at"`
	}
	if err := json.Unmarshal([]byte(out), &made); code != 0 || err != nil || made.Token == "" || made.Expires.Sub(clock.System{}.Now()) > 25*time.Hour {
		t.Errorf("%d %v %s%s", code, err, out, errout)
	}
}

func TestABadCaseDoesNotKeepTheOthersFromAnAnswer(t *testing.T) {
	good := `{"calendar":{"zone":"UTC","weekly":{"mon":[["09:00","17:00"]]}},"target":{"minutes":60},"events":[{"at":"2026-03-30T09:10:00Z","do":"start"}],"as_of":"2026-03-30T09:30:00Z"}`
	var out, errout bytes.Buffer
	code := command.Run(t.Context(), []string{"sla", "simulate"}, command.Streams{In: strings.NewReader(good + "\nnonsense\n" + good + "\n"), Out: &out, Err: &errout})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if code != 2 || len(lines) != 3 || !strings.Contains(lines[0], "2026-03-30T10:10:00Z") || !strings.Contains(lines[1], `"line":2`) || lines[2] != lines[0] {
		t.Errorf("%d\n%s%s", code, out.String(), errout.String())
	}
}
