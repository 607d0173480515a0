package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
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

func TestWrongUsesOfImportAndReplaySayWhatIsWrong(t *testing.T) {
	srv := httptest.NewServer(nil)
	srv.Close()
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
