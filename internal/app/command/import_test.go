package command_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app/command"
)

const smallLog = "../../port/servicenow/testdata/small.csv"

// fettle runs a command line.
func fettle(ctx context.Context, args ...string) (code int, out, errout string) {
	var o, e bytes.Buffer
	code = command.Run(ctx, args, command.Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestALogIsImportedIntoADeskThatNobodySetUp(t *testing.T) {
	data := t.TempDir()
	code, out, errout := fettle(t.Context(), "import", "servicenow-log", smallLog, "--data", data, "--dry-run")
	if code != 0 || !strings.Contains(out, "20 rows were read: 11 can be used, 9 are left out.") || !strings.Contains(out, `line 6 (INC9000001): unknown state "-100"`) ||
		!strings.Contains(out, "3 incidents with 11 events would be imported; 0 exist already.") {
		t.Errorf("dry run: %d\n%s%s", code, out, errout)
	}
	code, out, errout = fettle(t.Context(), "import", "servicenow-log", smallLog, "--data", data, "--json")
	var report struct {
		Rows, Imported, Events, Skipped int
		Odd                             []struct {
			Line   int
			Reason string
		}
		New map[string]int
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 {
		t.Fatalf("%d %v\n%s%s", code, err, out, errout)
	}
	if report.Rows != 20 || report.Imported != 3 || report.Events != 11 || len(report.Odd) != 9 || report.Odd[0].Reason == "" || report.New["people"] != 7 {
		t.Errorf("%+v", report)
	}
	code, out, _ = fettle(t.Context(), "import", "servicenow-log", smallLog, "--data", data)
	if code != 0 || !strings.Contains(out, "0 incidents with 0 events were imported; 3 existed already.") || strings.Contains(out, "Added") {
		t.Errorf("again: %d\n%s", code, out)
	}
	if code, out, errout = fettle(t.Context(), "audit", "verify", "--data", data); code != 0 {
		t.Errorf("%d\n%s%s", code, out, errout)
	}
}

// beginning writes the first lines of the real log to a file.
func beginning(t *testing.T, lines int) string {
	t.Helper()
	f, err := os.Open("../../../../shared/data/incident-log/servicenow-incident-events.csv.gz")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the real incident log is not beside this checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	in := bufio.NewScanner(z)
	for range lines {
		in.Scan()
		out.WriteString(in.Text() + "\n")
	}
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestALaterRunGoesOnWhereAnEarlierOneStopped(t *testing.T) {
	data := t.TempDir()
	load := func(lines int) (imported, skipped int) {
		code, out, errout := fettle(t.Context(), "import", "servicenow-log", beginning(t, lines), "--data", data, "--json")
		var report struct{ Imported, Skipped int }
		if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 {
			t.Fatalf("%d lines: %d %v %s", lines, code, err, errout)
		}
		return report.Imported, report.Skipped
	}
	first, _ := load(2000) // as much as a run that was stopped
	more, known := load(5000)
	if again, all := load(5000); known < first-1 || more == 0 || again != 0 || all != more+known {
		t.Errorf("%d, then %d and %d known, then %d and %d known", first, more, known, again, all)
	}
	if code, out, errout := fettle(t.Context(), "audit", "verify", "--data", data); code != 0 {
		t.Errorf("%d\n%s%s", code, out, errout)
	}
}

func TestWrongUsesOfImportAndReplaySayWhatIsWrong(t *testing.T) {
	srv := httptest.NewServer(nil)
	srv.Close()
	dir := t.TempDir()
	file := func(name, content string, zipped bool, cut int) string {
		b := []byte(content)
		if zipped {
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			_, _ = z.Write(b)
			_ = z.Close()
			b = packed.Bytes()[:packed.Len()-cut]
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole, err := os.ReadFile(smallLog)
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(whole), "\n")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	tests := []struct {
		name string
		ctx  context.Context //nolint:containedctx // each case has its own
		args []string
		code int
		say  string
	}{
		{"a log that is not there", t.Context(), []string{"import", "servicenow-log", "none.csv"}, 2, "none.csv"},
		{"a file of another kind", t.Context(), []string{"import", "servicenow-log", "import_test.go"}, 2, "not a ServiceNow incident log"},
		{"nothing in it", t.Context(), []string{"import", "servicenow-log", file("empty", "", false, 0)}, 2, "is empty"},
		{"a header and no rows", t.Context(), []string{"import", "servicenow-log", file("header", header+"\n", false, 0)}, 2, "no rows"},
		{"other columns", t.Context(), []string{"import", "servicenow-log", file("other", "a;b\n1;2\n", false, 0)}, 2, "line 1"},
		{"a column too few", t.Context(), []string{"import", "servicenow-log", file("few", strings.Replace(string(whole), "opened_at", "x", 1), false, 0)}, 2, "lacks these columns: opened_at"},
		{"a file that is cut off", t.Context(), []string{"import", "servicenow-log", file("cut.gz", string(whole), true, 40)}, 2, "damaged after line"},
		{"zipped under the name of a plain file", t.Context(), []string{"import", "servicenow-log", "--dry-run", file("plain.csv", string(whole), true, 0)}, 0, ""},
		{"an unknown zone", t.Context(), []string{"import", "servicenow-log", smallLog, "--zone", "Mars/Base"}, 2, "not a time zone"},
		{"stopped before it began", stopped, []string{"import", "servicenow-log", smallLog}, 1, "stopped"},
		{"a replay without a token", t.Context(), []string{"replay", smallLog}, 2, "A token is needed"},
		{"a replay without a server", t.Context(), []string{"replay", smallLog, "--token", "x", "--url", srv.URL}, 1, "does not answer"},
		{"a window that is no time", t.Context(), []string{"replay", smallLog, "--token", "x", "--from", "noon"}, 2, "not a time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errout := fettle(tt.ctx, append(tt.args, "--data", t.TempDir())...)
			if code != tt.code || !strings.Contains(errout, tt.say) {
				t.Errorf("exit %d, want %d\n%s%s", code, tt.code, out, errout)
			}
		})
	}
}
