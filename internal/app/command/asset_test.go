package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

func TestTheBooksAreReadChangedAndPrinted(t *testing.T) {
	data := t.TempDir()
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, errout := fettle(t.Context(), append(append([]string{"asset"}, args...), "--data", data)...)
		if code != want {
			t.Fatalf("%v: %d\n%s%s", args, code, out, errout)
		}
		return out + errout
	}
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "5", "--assets", "5", "--data", data); code != 0 {
		t.Fatalf("%d %s%s", code, out, errout)
	}
	var b finance.Books
	if err := json.Unmarshal([]byte(run(0, "books")), &b); err != nil || b[0].Name != "accounts" || b[1].Name != "tax" {
		t.Fatalf("%+v, %v", b, err)
	}
	b[1].Name, b[1].Salvage = "local", 10
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(data, "books.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	run(0, "books", "--set", file)
	var totals []finance.Total
	if err := json.Unmarshal([]byte(run(0, "value", "--book", "local", "--at", "2026-12-31", "--json")), &totals); err != nil || len(totals) == 0 {
		t.Errorf("%v, %v", totals, err)
	}
	if out := run(0, "value"); !strings.HasPrefix(out, "Class") {
		t.Error(out)
	}
	if out := run(0, "journal", "--from", "2026-01-01", "--to", "2026-12-31", "--csv"); !strings.HasPrefix(out, "Date,Asset,Book,Kind,Debit,Credit,Amount,Currency\n") {
		t.Error(out)
	}
	if out := run(2, "journal", "--from", "2026-01-01", "--to", "yesterday"); !strings.Contains(out, `--to: "yesterday" is not a date`) {
		t.Error(out)
	}
	run(2, "value", "--book", "tax")
	run(1, "value", "XX-9")
	run(0, "hour", "--set", "60 EUR")
	if out := run(0, "hour"); out != "60.00 EUR\n" {
		t.Error(out)
	}
}
