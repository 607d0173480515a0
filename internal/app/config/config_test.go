package config_test

import (
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// machine is a source with a home directory, no flags and the given files.
func machine(files map[string]string, environ ...string) config.Source {
	return config.Source{
		Flags:   map[string]string{},
		Environ: append([]string{"HOME=/home/ana", "PATH=/bin"}, environ...),
		Dir:     "/work",
		ReadFile: func(path string) ([]byte, error) {
			if content, ok := files[path]; ok {
				return []byte(content), nil
			}
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		},
	}
}

// with returns the source with a flag set.
func with(s config.Source, flag, value string) config.Source {
	s.Flags[flag] = value
	return s
}

func load(t *testing.T, s config.Source) *config.Config {
	t.Helper()
	c, err := config.Load(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWithoutAnyConfigurationTheDefaultsHold(t *testing.T) {
	t.Parallel()
	c := load(t, machine(nil))
	got := []any{c.Data, c.Listen, c.Database, c.BaseURL, c.TrustedProxies == nil, c.SecretKey == nil, c.LogLevel, c.File, c.KeyFile()}
	want := []any{"/home/ana/.local/share/fettle", "127.0.0.1:8080", "sqlite:/home/ana/.local/share/fettle/fettle.db",
		"", true, true, slog.LevelInfo, "", "/home/ana/.local/share/fettle/secret.key"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range config.Settings() {
		if c.Origin(s.Name) != "default" {
			t.Errorf("%s comes from %s", s.Name, c.Origin(s.Name))
		}
	}
}

func TestTheNearestSourceWins(t *testing.T) {
	t.Parallel()
	file := map[string]string{"/home/ana/.config/fettle/fettle.yaml": "listen: 127.0.0.1:1\n"}
	tests := []struct {
		name         string
		source       config.Source
		want, origin string
	}{
		{"default", machine(nil), "127.0.0.1:8080", "default"},
		{"file over default", machine(file), "127.0.0.1:1", "file /home/ana/.config/fettle/fettle.yaml"},
		{"environment over file", machine(file, "FETTLE_LISTEN=127.0.0.1:2"), "127.0.0.1:2", "environment FETTLE_LISTEN"},
		{"flag over environment", with(machine(file, "FETTLE_LISTEN=127.0.0.1:2"), "listen", "127.0.0.1:3"), "127.0.0.1:3", "flag --listen"},
		{"an empty variable is not set", machine(file, "FETTLE_LISTEN="), "127.0.0.1:1", "file /home/ana/.config/fettle/fettle.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := load(t, tt.source)
			if c.Listen != tt.want || c.Origin("listen") != tt.origin {
				t.Errorf("got %s from %s, want %s from %s", c.Listen, c.Origin("listen"), tt.want, tt.origin)
			}
		})
	}
}

func TestFoldersFollowTheSystemsRules(t *testing.T) {
	t.Parallel()
	root := func(s config.Source) config.Source { s.Root = true; return s }
	tests := []struct {
		name       string
		source     config.Source
		data, file string
	}{
		{"a user's data is below the home directory", machine(nil), "/home/ana/.local/share/fettle", ""},
		{"XDG_DATA_HOME moves it", machine(nil, "XDG_DATA_HOME=/x"), "/x/fettle", ""},
		{"a relative XDG_DATA_HOME is ignored", machine(nil, "XDG_DATA_HOME=x"), "/home/ana/.local/share/fettle", ""},
		{"root's data is below /var/lib", root(machine(nil)), "/var/lib/fettle", ""},
		{"the service manager's folder comes before root's", root(machine(nil, "STATE_DIRECTORY=/srv/a:/srv/b")), "/srv/a", ""},
		{"a flag is relative to the working directory", with(machine(nil), "data", "desk"), "/work/desk", ""},
		{"the file in the data folder is read", machine(map[string]string{"/d/fettle.yaml": "log_level: warn"}, "FETTLE_DATA=/d"), "/d", "/d/fettle.yaml"},
		{"root's file is below /etc", root(machine(map[string]string{"/etc/fettle/fettle.yaml": "data: /srv/fettle"})), "/srv/fettle", "/etc/fettle/fettle.yaml"},
		{"a user's file is below XDG_CONFIG_HOME", machine(map[string]string{"/c/fettle/fettle.yaml": ""}, "XDG_CONFIG_HOME=/c"), "/home/ana/.local/share/fettle", "/c/fettle/fettle.yaml"},
		{"the service manager's file is read", machine(map[string]string{"/run/c/fettle.yaml": ""}, "CONFIGURATION_DIRECTORY=/run/c"), "/home/ana/.local/share/fettle", "/run/c/fettle.yaml"},
		{"a named file comes before all", with(machine(map[string]string{"/work/my.yaml": "data: desk", "/d/fettle.yaml": ""}), "config", "my.yaml"), "/work/desk", "/work/my.yaml"},
		{"a file may be named by the environment", machine(map[string]string{"/e/my.yaml": ""}, "FETTLE_CONFIG=/e/my.yaml"), "/home/ana/.local/share/fettle", "/e/my.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := load(t, tt.source)
			if diff := cmp.Diff([]string{tt.data, tt.file}, []string{c.Data, c.File}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrongInputIsNamedWithACure(t *testing.T) {
	t.Parallel()
	yaml := func(text string) config.Source {
		return with(machine(map[string]string{"/f.yaml": text}), "config", "/f.yaml")
	}
	tests := []struct {
		name   string
		source config.Source
		key    string
		text   string // part of it
	}{
		{"unknown variable", machine(nil, "FETTLE_LISTN=x"), "FETTLE_LISTN", "did you mean FETTLE_LISTEN?"},
		{"unknown variable far from all", machine(nil, "FETTLE_QWXZQWXZQ=x"), "FETTLE_QWXZQWXZQ", "there is no such variable"},
		{"unknown key", yaml("listen: 127.0.0.1:1\ndatabse: x\n"), "/f.yaml:2: databse", "did you mean database?"},
		{"unknown flag", with(machine(nil), "lisen", "x"), "--lisen", "did you mean --listen?"},
		{"key set twice", yaml("data: /a\ndata: /b\n"), "/f.yaml:2: data", "twice"},
		{"nested value", yaml("data: {a: b}\n"), "/f.yaml:1: data", "plain value"},
		{"not YAML", yaml("data: [\n"), "/f.yaml", "not a YAML file"},
		{"not a mapping", yaml("- data\n"), "/f.yaml", "are expected"},
		{"two documents", yaml("data: /a\n---\ndata: /b\n"), "/f.yaml", "one YAML document"},
		{"missing named file", with(machine(nil), "config", "/none.yaml"), "--config", "cannot read"},
		{"file in the data folder moves it", machine(map[string]string{"/home/ana/.local/share/fettle/fettle.yaml": "data: /other"}), "/home/ana/.local/share/fettle/fettle.yaml:1: data", "cannot move it"},
		{"no home", config.Source{ReadFile: machine(nil).ReadFile}, "data", "give --data DIR"},
		{"secret given twice", machine(map[string]string{"/s": "x"}, "FETTLE_DATABASE=sqlite:/x", "FETTLE_DATABASE_FILE=/s"), "FETTLE_DATABASE_FILE", "use one of them"},
		{"secret file missing", machine(nil, "FETTLE_SECRET_KEY_FILE=/none"), "FETTLE_SECRET_KEY_FILE", "cannot read"},
		{"file for what is no secret", machine(nil, "FETTLE_LISTEN_FILE=/s"), "FETTLE_LISTEN_FILE", "use FETTLE_LISTEN"},
		{"listen without port", machine(nil, "FETTLE_LISTEN=localhost"), "FETTLE_LISTEN", "127.0.0.1:8080"},
		{"listen on everything by omission", machine(nil, "FETTLE_LISTEN=:80"), "FETTLE_LISTEN", "0.0.0.0:80 for every network"},
		{"listen on an impossible port", machine(nil, "FETTLE_LISTEN=127.0.0.1:99999"), "FETTLE_LISTEN", "0 to 65535"},
		{"database in memory", machine(nil, "FETTLE_DATABASE=sqlite::memory:"), "FETTLE_DATABASE", "path of a file"},
		{"unknown database", machine(nil, "FETTLE_DATABASE=mysql://x/y"), "FETTLE_DATABASE", "is expected"},
		{"database without a name", machine(nil, "FETTLE_DATABASE=postgres://host"), "FETTLE_DATABASE", "is expected"},
		{"base address without scheme", machine(nil, "FETTLE_BASE_URL=help.example.org"), "FETTLE_BASE_URL", "https://help.example.org"},
		{"proxy that is no address", machine(nil, "FETTLE_TRUSTED_PROXIES=10.0.0.1,proxy"), "FETTLE_TRUSTED_PROXIES", `"proxy"`},
		{"short key", machine(nil, "FETTLE_SECRET_KEY=abcd"), "FETTLE_SECRET_KEY", "64 hexadecimal digits"},
		{"unknown level", machine(nil, "FETTLE_LOG_LEVEL=warning"), "FETTLE_LOG_LEVEL", "did you mean warn?"},
		{"limit of nothing", machine(nil, "FETTLE_API_REQUESTS=0"), "FETTLE_API_REQUESTS", "from 1 to"},
		{"limit that is no number", machine(nil, "FETTLE_API_STREAMS=many"), "FETTLE_API_STREAMS", `nor "none"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(tt.source)
			fields := errs.Fields(err)
			if !errs.Is(err, errs.Invalid) || len(fields) != 1 {
				t.Fatalf("got %v, want one invalid field", err)
			}
			if fields[0].Key != tt.key || !strings.Contains(fields[0].Text, tt.text) {
				t.Errorf("got %q: %q, want %q: …%q…", fields[0].Key, fields[0].Text, tt.key, tt.text)
			}
		})
	}
}

func TestEverythingWrongIsNamedAtOnceInAFixedOrder(t *testing.T) {
	t.Parallel()
	s := with(machine(nil, "FETTLE_ZZ=1", "FETTLE_AA=1", "FETTLE_LOG_LEVEL=loud"), "listen", "x")
	_, err := config.Load(s)
	var keys []string
	for _, f := range errs.Fields(err) {
		keys = append(keys, f.Key)
	}
	if diff := cmp.Diff([]string{"FETTLE_AA", "FETTLE_ZZ", "--listen", "FETTLE_LOG_LEVEL"}, keys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestValuesAreUnderstoodInEveryForm(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("0f", 32)
	tests := []struct {
		env  string
		name string
		want string // as the dump shows it
	}{
		{"FETTLE_LISTEN=0.0.0.0:80", "listen", "0.0.0.0:80"},
		{"FETTLE_LISTEN=[::1]:80", "listen", "[::1]:80"},
		{"FETTLE_LISTEN=unix:run.sock", "listen", "unix:/work/run.sock"},
		{"FETTLE_DATABASE=sqlite:a.db", "database", "sqlite:/work/a.db"},
		{"FETTLE_DATABASE=sqlite:///srv/a.db", "database", "sqlite:/srv/a.db"},
		{"FETTLE_DATABASE=postgres://ana:s3cret@db:5432/desk?sslmode=disable", "database", "postgres://ana:***@db:5432/desk?sslmode=disable"},
		{"FETTLE_DATABASE=postgres:///desk?host=%2Frun&password=s3cret&user=ana", "database", "postgres:///desk?host=%2Frun&password=***&user=ana"},
		{"FETTLE_DATABASE=postgresql://ana@db/desk", "database", "postgresql://ana@db/desk"},
		{"FETTLE_BASE_URL=https://help.example.org/desk/", "base_url", "https://help.example.org/desk"},
		{"FETTLE_TRUSTED_PROXIES=10.1.2.3, 10.9.8.7/8 ::1", "trusted_proxies", "10.1.2.3/32,10.0.0.0/8,::1/128"},
		{"FETTLE_SECRET_KEY=" + key, "secret_key", "***"},
		{"FETTLE_LOG_LEVEL=WARN", "log_level", "warn"},
		{"FETTLE_API_REQUESTS=1200", "api_requests", "1200"},
		{"FETTLE_API_FAILURES=None", "api_failures", "none"},
		{"FETTLE_API_STREAMS=1", "api_streams", "1"},
		{"FETTLE_TEST_POSTGRES=postgres://x", "log_level", "info"},
	}
	for _, tt := range tests {
		t.Run(tt.env, func(t *testing.T) {
			t.Parallel()
			c := load(t, machine(nil, tt.env))
			var out strings.Builder
			if err := c.Dump(&out, false); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(out.String()) {
				if f := strings.Fields(line); f[0] == tt.name {
					if f[1] != tt.want {
						t.Errorf("got %s, want %s", f[1], tt.want)
					}
					return
				}
			}
			t.Errorf("no line for %s in\n%s", tt.name, out.String())
		})
	}
}

func TestASecretIsReadFromItsFileWithoutTheLineEnd(t *testing.T) {
	t.Parallel()
	c := load(t, machine(map[string]string{"/run/secrets/db": "postgres://ana:p@db/desk\n"}, "FETTLE_DATABASE_FILE=/run/secrets/db"))
	if c.Database != "postgres://ana:p@db/desk" || c.Origin("database") != "environment FETTLE_DATABASE_FILE (/run/secrets/db)" {
		t.Errorf("got %q from %s", c.Database, c.Origin("database"))
	}
}

func TestAListInTheFileIsOneValue(t *testing.T) {
	t.Parallel()
	c := load(t, machine(map[string]string{"/d/fettle.yaml": "trusted_proxies:\n  - 10.0.0.0/8\n  - ::1\n"}, "FETTLE_DATA=/d"))
	if len(c.TrustedProxies) != 2 {
		t.Errorf("got %v", c.TrustedProxies)
	}
}

func TestNoSecretIsEverShown(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	good := []config.Source{
		machine(nil, "FETTLE_DATABASE=postgres://ana:"+secret+"@db/desk", "FETTLE_SECRET_KEY="+strings.Repeat("ab", 32)),
		machine(nil, "FETTLE_DATABASE=postgres://db/desk?sslpassword="+secret),
	}
	for _, s := range good {
		for _, asJSON := range []bool{false, true} {
			var out strings.Builder
			if err := load(t, s).Dump(&out, asJSON); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), secret) || strings.Contains(out.String(), "abab") {
				t.Errorf("a secret is shown:\n%s", out.String())
			}
		}
	}
	bad := []config.Source{
		machine(nil, "FETTLE_DATABASE=postgres://ana:"+secret+"@db:port/desk"),
		machine(nil, "FETTLE_DATABASE="+secret),
		machine(nil, "FETTLE_SECRET_KEY="+secret),
		with(machine(map[string]string{"/f.yaml": "secret_key: " + secret}), "config", "/f.yaml"),
	}
	for _, s := range bad {
		if _, err := config.Load(s); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v", err)
		}
	}
}

func TestTheDumpShowsValueAndOrigin(t *testing.T) {
	t.Parallel()
	c := load(t, with(machine(nil, "FETTLE_LOG_LEVEL=debug"), "data", "/d"))
	var out strings.Builder
	if err := c.Dump(&out, false); err != nil {
		t.Fatal(err)
	}
	want := `data             /d                   flag --data
listen           127.0.0.1:8080       default
database         sqlite:/d/fettle.db  default
base_url         -                    default
trusted_proxies  -                    default
tls_certificate  -                    default
tls_key          -                    default
secret_key       -                    default
log_level        debug                environment FETTLE_LOG_LEVEL
api_requests     300000               default
api_failures     120                  default
api_streams      32                   default
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	out.Reset()
	if err := c.Dump(&out, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"origin": "flag --data"`) {
		t.Errorf("got %s", out.String())
	}
}

func TestAnUnreadableFileInAUsualPlaceIsAnError(t *testing.T) {
	t.Parallel()
	s := machine(nil)
	s.ReadFile = func(string) ([]byte, error) { return nil, errors.New("permission denied") }
	if _, err := config.Load(s); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("got %v", err)
	}
}
