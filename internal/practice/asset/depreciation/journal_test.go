package depreciation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	dep "github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// books returns one asset in two books, sold at a gain in the one and at a loss in the other, and a cheap one charged at once.
func books() []dep.Plan {
	accounts := dep.Accounts{Cost: "0650", Accumulated: "0651", Expense: "4830", Impairment: "4840", Proceeds: "1200", Gain: "2700", Loss: "=2310"}
	main := plan(dep.StraightLine, "300.00", "2026-01-15", 3)
	main.Disposal = &dep.Disposal{On: day("2026-03-05"), Proceeds: of("120.00")}
	tax := plan(dep.StraightLine, "300.00", "2026-01-15", 6)
	tax.Book, tax.Disposal = "tax", main.Disposal
	tax.Impairments = []dep.Impairment{{On: day("2026-02-28"), Loss: of("40.00")}}
	cheap := plan(dep.Immediate, "50.00", "2026-02-10", 0)
	cheap.Asset = "+49 dock"
	out := []dep.Plan{tax, main, cheap}
	for i := range out {
		out[i].Accounts = accounts
	}
	return out
}

func TestJournalAsCSV(t *testing.T) {
	lines, err := dep.Journal(books(), day("2026-01-01"), day("2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := dep.WriteCSV(&b, lines); err != nil {
		t.Fatal(err)
	}
	// Tax: 50 a month for two months, 40 written down, so 160 are left and 40 are lost. Main: 100 are left and 20 are gained.
	want := `Date,Asset,Book,Kind,Debit,Credit,Amount,Currency
2026-01-31,PC-1,main,depreciation,4830,0651,100.00,EUR
2026-01-31,PC-1,tax,depreciation,4830,0651,50.00,EUR
2026-02-10,'+49 dock,main,depreciation,4830,0651,50.00,EUR
2026-02-28,PC-1,main,depreciation,4830,0651,100.00,EUR
2026-02-28,PC-1,tax,depreciation,4830,0651,50.00,EUR
2026-02-28,PC-1,tax,impairment,4840,0651,40.00,EUR
2026-03-05,PC-1,main,disposal,0651,0650,200.00,EUR
2026-03-05,PC-1,main,disposal,1200,0650,100.00,EUR
2026-03-05,PC-1,main,disposal,1200,2700,20.00,EUR
2026-03-05,PC-1,tax,disposal,0651,0650,140.00,EUR
2026-03-05,PC-1,tax,disposal,1200,0650,120.00,EUR
2026-03-05,PC-1,tax,disposal,'=2310,0650,40.00,EUR
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJournalKeepsToItsDates(t *testing.T) {
	tests := []struct {
		name, from, to string
		want           int
	}{
		{"one day", "2026-02-28", "2026-02-28", 3},
		{"the day before the end of a month", "2026-01-01", "2026-01-30", 0},
		{"from the middle of a month", "2026-01-31", "2026-02-10", 3},
		{"before everything", "2020-01-01", "2025-12-31", 0},
		{"backwards", "2026-12-31", "2026-01-01", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines, err := dep.Journal(books(), day(tt.from), day(tt.to))
			if err != nil || len(lines) != tt.want {
				t.Errorf("%d lines, %v; want %d", len(lines), err, tt.want)
			}
		})
	}
}

func TestJournalNamesTheAccountThatIsMissing(t *testing.T) {
	plans := books()
	plans[1].Accounts.Gain = ""
	if _, err := dep.Journal(plans, day("2026-01-01"), day("2026-02-28")); err != nil {
		t.Errorf("no line needs it yet: %v", err)
	}
	_, err := dep.Journal(plans, day("2026-01-01"), day("2026-12-31"))
	want := []errs.Field{{Key: "accounts.gain", Text: "Name the account, which the disposal of 2026-03-05 is posted to."}}
	if diff := cmp.Diff(want, errs.Fields(err)); diff != "" || !strings.Contains(err.Error(), `asset "PC-1" in book "main"`) {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestDefaults(t *testing.T) {
	want := map[string]int{"computer": 36, "monitor": 60, "server": 60, "network": 60, "phone": 24, "furniture": 84, "low_value": 0}
	got := map[string]int{}
	for _, d := range dep.Defaults() {
		got[d.Class] = d.Life
		p := plan(d.Method, "100.00", "2026-01-01", d.Life)
		p.ProRata = d.ProRata
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", d.Class, err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
