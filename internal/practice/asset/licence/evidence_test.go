package licence_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// checkSums holds what is true of every position.
func checkSums(t *testing.T, p licence.Position) {
	t.Helper()
	var entitled, installed, used, short int64
	for _, row := range p.Evidence {
		switch row.Kind {
		case licence.RowEntitlement:
			entitled += row.Units
		case licence.RowInstall:
			installed += row.Units
			used += row.Units
		case licence.RowPeak:
			installed += row.Units
			used += row.Units
			short += max(0, row.Units-p.Entitled)
		case licence.RowAllocation:
			used += row.Units
		}
		short += row.Missing
		if row.Reason == "" {
			t.Errorf("a row gives no reason: %+v", row)
		}
		if row.Counted != (row.Units > 0) && row.Kind != licence.RowEntitlement {
			t.Errorf("a row is counted %v with %d units: %+v", row.Counted, row.Units, row)
		}
	}
	if entitled != p.Entitled || installed != p.Installed || used != p.Used {
		t.Errorf("the evidence sums to entitled %d, installed %d, used %d; the figures say %d, %d, %d", entitled, installed, used, p.Entitled, p.Installed, p.Used)
	}
	if len(p.Pools) == 1 && p.Unit != licence.Seats && short != p.Short {
		t.Errorf("the evidence lacks %d units, the figures say %d", short, p.Short)
	}
	if p.Gap != p.Entitled-p.Used || p.Gap != p.Spare-p.Short {
		t.Errorf("gap %d, but entitled %d - used %d and spare %d - short %d", p.Gap, p.Entitled, p.Used, p.Spare, p.Short)
	}
	for _, pool := range p.Pools {
		if pool.Gap != pool.Entitled-pool.Used || pool.Gap != pool.Spare-pool.Short || pool.Short < 0 || pool.Spare < 0 {
			t.Errorf("a pool does not add up: %+v", pool)
		}
	}
}

func TestEvidenceSaysWhyInWords(t *testing.T) {
	t.Parallel()
	old := right(3, licence.PerUser, 9)
	old.End = on("2026-02-01")
	named := right(1, licence.PerUser, 1)
	named.Reference = "PO-77"
	p, err := licence.At(licence.Input{
		Product: "Drawing", Date: on("2026-06-30"), Entitlements: rights{named, old},
		Installs:    installs{install(1, laptop, anna), install(2, tower, anna), install(3, server, nobody)},
		Allocations: promises{{ID: 1, Person: anna}, {ID: 2, Device: tower}, {ID: 3, Person: ben}},
	})
	if err != nil {
		t.Fatal(err)
	}
	type said struct {
		Kind   licence.RowKind
		ID     int64
		Units  int64
		Reason string
		By     string
	}
	var got []said
	for _, row := range p.Evidence {
		got = append(got, said{row.Kind, row.ID, row.Units, row.Reason, strings.Join(row.CoveredBy, ",")})
	}
	want := []said{
		{licence.RowEntitlement, 1, 1, "holds on this day", ""},
		{licence.RowEntitlement, 3, 0, "ended on 2026-02-01", ""},
		{licence.RowAllocation, 1, 0, "no further unit: already counted by the install", "PO-77"},
		{licence.RowAllocation, 2, 0, "takes no unit: this kind of licence is not given to a device", ""},
		{licence.RowAllocation, 3, 1, "promised and not installed; all units are taken", ""},
		{licence.RowInstall, 1, 1, "counts one user", "PO-77"},
		{licence.RowInstall, 2, 0, "the same user again", "PO-77"},
		{licence.RowInstall, 3, 1, "counts one user: nobody is known to use this device, so it stands for one; all units are taken", ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	checkSums(t, p)
}

func TestCSVIsSafeAndComplete(t *testing.T) {
	t.Parallel()
	evil := licence.Party{ID: 5, Name: `=HYPERLINK("http://x")`}
	p, err := licence.At(licence.Input{Product: "@Drawing", Date: on("2026-06-30"), Entitlements: rights{right(1, licence.PerUser, 1)},
		Installs: installs{install(1, licence.Party{ID: 6, Name: " +1"}, evil)}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1+len(p.Evidence)+1 {
		t.Errorf("%d lines for %d rows", len(lines), len(p.Evidence))
	}
	for _, line := range lines {
		for _, cell := range line {
			if text := strings.TrimSpace(cell); text != "" && strings.ContainsAny(text[:1], "=+-@") {
				t.Errorf("a spreadsheet would take %q for a formula", cell)
			}
		}
	}
	if last := lines[len(lines)-1]; last[10] != "1" || !strings.HasPrefix(last[15], "compliant") {
		t.Errorf("the last line does not give the figures: %q", last)
	}
}

func TestReclaim(t *testing.T) {
	t.Parallel()
	got := licence.Reclaim(licence.Input{
		Date: on("2026-06-30"),
		Installs: installs{
			{ID: 1, Device: laptop, Person: anna, LastUsed: on("2026-03-01")},
			{ID: 2, Device: tower, Person: ben, LastUsed: on("2026-06-01")},
			{ID: 3, Device: server},
		},
		Allocations: promises{
			{ID: 1, Person: cleo, Since: on("2026-01-01")},
			{ID: 2, Person: ben, Since: on("2025-01-01")},
			{ID: 3, Person: licence.Party{ID: 9, Name: "Dora"}, Since: on("2026-06-01")},
			{ID: 4, Person: licence.Party{ID: 8, Name: "Emil"}, Since: on("2025-01-01"), LastUsed: on("2026-03-20")},
		},
	})
	want := []licence.Candidate{
		{Kind: licence.RowAllocation, ID: 1, Holder: cleo, LastUsed: on("2026-01-01"), Days: 180, Never: true},
		{Kind: licence.RowInstall, ID: 1, Holder: anna, Device: laptop, LastUsed: on("2026-03-01"), Days: 121},
		{Kind: licence.RowAllocation, ID: 4, Holder: licence.Party{ID: 8, Name: "Emil"}, LastUsed: on("2026-03-20"), Days: 102},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if short := licence.Reclaim(licence.Input{Date: on("2026-06-30"), UnusedDays: 200, Allocations: promises{{ID: 1, Person: cleo, Since: on("2026-01-01")}}}); len(short) != 0 {
		t.Errorf("180 days are not more than 200: %+v", short)
	}
}
