package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

func TestATableIsImportedOnceAndExportedFromTheCommandLine(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "10", "--assets", "5", "--data", data); code != 0 || !strings.Contains(out, "10 incidents, 60 people and 5 assets in") {
		t.Fatalf("%d %s%s", code, out, errout)
	}
	path := filepath.Join(dir, "laptops.csv")
	const table = "Asset no;Serial;Model;Price\nLT-9001;A1;Halden Book 14;940\nLT-9002;A2;Halden Book 14;950\nLT-9003;A3;Unknown;960\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"import", "csv", "asset", path, "--map", "Asset no=tag", "--currency", "eur", "--data", data}
	for _, run := range []struct {
		more []string
		want string
	}{
		{[]string{"--dry-run"}, "3 rows were read: 2 would be imported, 0 would be changed, 0 are there already, 1 would be refused."},
		{nil, "3 rows were read: 2 were imported, 0 were changed, 0 are there already, 1 were refused."},
		{nil, "3 rows were read: 0 were imported, 0 were changed, 2 are there already, 1 were refused."},
	} {
		code, out, errout := fettle(t.Context(), append(args, run.more...)...)
		if code != 1 || !strings.Contains(out, run.want) || !strings.Contains(out, `line 4: Model: There is no model "Unknown".`) || !strings.Contains(errout, "1 of 3 rows were refused.") {
			t.Errorf("%v: %d\n%s%s", run.more, code, out, errout)
		}
	}
	_, out, _ := fettle(t.Context(), append(args, "--json")...)
	var r sheet.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.Rows != 3 || r.Unchanged != 2 || len(r.Refused) != 1 || r.Columns[0].Field != "tag" {
		t.Errorf("%v %+v", err, r)
	}

	list := filepath.Join(dir, "list.csv")
	code, out, errout := fettle(t.Context(), "export", "csv", "asset", list, "--query", "serial:a1", "--data", data)
	text, err := os.ReadFile(list)
	if code != 0 || err != nil || !strings.HasPrefix(out, "1 rows were written") || !strings.Contains(string(text), "LT-9001") || !strings.Contains(string(text), "940.00 EUR") {
		t.Errorf("%d %v\n%s%s%s", code, err, out, errout, text)
	}
	if code, _, errout = fettle(t.Context(), "export", "csv", "asset", list, "--data", data); code != 1 {
		t.Errorf("a file was overwritten: %d %s", code, errout)
	}
	if code, _, errout = fettle(t.Context(), "export", "csv", "asset", filepath.Join(dir, "bad.csv"), "--query", "colour:red", "--data", data); code == 0 {
		t.Errorf("%d %s", code, errout)
	}
	if _, err := os.Stat(filepath.Join(dir, "bad.csv")); err == nil {
		t.Error("half a list stays behind")
	}
	if code, out, errout = fettle(t.Context(), "export", "csv", "person", "--data", data); code == 0 {
		t.Errorf("%d %s%s", code, out, errout)
	}

	var runs []sheet.Run
	_, out, _ = fettle(t.Context(), "import", "runs", "--json", "--data", data)
	if err := json.Unmarshal([]byte(out), &runs); err != nil || len(runs) != 3 || runs[2].Made != 2 || runs[2].File != "laptops.csv" || runs[0].Same != 2 {
		t.Fatalf("%v %s", err, out)
	}
	if code, out, errout = fettle(t.Context(), "import", "undo", runs[2].ID.String(), "--data", data); code != 0 || !strings.Contains(out, "2 were removed, 0 got their values back, 0 stay.") {
		t.Errorf("%d %s%s", code, out, errout)
	}
	if code, out, _ = fettle(t.Context(), "export", "csv", "asset", "--query", "serial:a1", "--data", data); code != 0 || strings.Contains(out, "LT-9001") {
		t.Errorf("%d %s", code, out)
	}
	if code, out, errout = fettle(t.Context(), "audit", "verify", "--data", data); code != 0 {
		t.Errorf("the log does not hold: %d %s%s", code, out, errout)
	}
}
