package ahead_test

import (
	"archive/zip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// A laptop of 3,600 euros is written off over 36 months from 1 January 2026: 100 a month.
func TestTheValueOfAssetsAndTheJournalAreInTheBrowser(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		d.Time.Set(time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC))
		err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			_, err := d.Assets.AddFound(tx, asset.Found{Prefix: "LT", Class: "Laptops", Model: "Book 14", Title: "first"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		cost, start := "3600 EUR", "2026-01-01"
		if _, err := d.Assets.Edit(d.System(), asset.Edit{On: action.On{Number: "LT-0001"}, Fields: asset.Fields{Cost: &cost, Purchased: &start, InService: &start}}); err != nil {
			t.Fatal(err)
		}
		if status, page := visit(t, d, "admin", http.MethodGet, "/asset-values", nil); status != http.StatusOK || !strings.Contains(page, "3,600.00 EUR") || !strings.Contains(page, "3,300.00 EUR") {
			t.Errorf("%d: the page does not show 3,300.00 of 3,600.00 EUR", status)
		}
		if _, page := visit(t, d, "admin", http.MethodGet, "/asset-values?book=tax&at=2027-12-31", nil); !strings.Contains(page, "1,200.00 EUR") {
			t.Error("at the end of 2027 a third is not left")
		}
		for _, q := range []string{"?at=soon", "?book=milk"} {
			if status, page := visit(t, d, "admin", http.MethodGet, "/asset-values"+q, nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "3,300.00 EUR") {
				t.Errorf("%s: %d", q, status)
			}
		}
		_, got := visit(t, d, "admin", http.MethodGet, "/asset-values/journal.csv?from=2026-02-01&to=2026-03-31", nil)
		want := "Date,Asset,Book,Kind,Debit,Credit,Amount,Currency\n" +
			"2026-02-28,LT-0001,accounts,depreciation,Depreciation,Accumulated depreciation,100.00,EUR\n" +
			"2026-03-31,LT-0001,accounts,depreciation,Depreciation,Accumulated depreciation,100.00,EUR\n"
		if diff := cmp.Diff(want, strings.ReplaceAll(got, "\r", "")); diff != "" {
			t.Error(diff)
		}
		if status, _ := visit(t, d, "admin", http.MethodGet, "/asset-values/journal.xlsx?from=2026-02-01&to=2026-03-31", nil); status != http.StatusOK {
			t.Errorf("the workbook: %d", status)
		}
		if status, _ := visit(t, d, "requester", http.MethodGet, "/asset-values", nil); status == http.StatusOK {
			t.Error("somebody without the right to see costs sees them")
		}
	})
}

func TestCostsAreTakenAlongAsATableAndAsAWorkbookOfNumbers(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		d.Time.Set(time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC))
		err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			_, err := d.Assets.AddFound(tx, asset.Found{Prefix: "LT", Class: "Laptops", Model: "=Book 14", Title: "first"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		cost, start := "3600 EUR", "2026-01-01"
		if _, err := d.Assets.Edit(d.System(), asset.Edit{On: action.On{Number: "LT-0001"}, Fields: asset.Fields{Cost: &cost, Purchased: &start}}); err != nil {
			t.Fatal(err)
		}
		_, page := visit(t, d, "admin", http.MethodGet, "/costs", nil)
		for _, way := range []string{"/costs.csv?", "/costs.xlsx?"} {
			if !strings.Contains(page, way) {
				t.Errorf("the page does not lead to %s", way)
			}
		}
		_, got := visit(t, d, "admin", http.MethodGet, "/costs.csv?by=model", nil)
		want := "Model,Assets,Months,Currency,Purchase,Maintenance,Contracts,Work,In all,A month of one\n'=Book 14,1,3,EUR,3600.00,0.00,0.00,0.00,3600.00,1200.00\n"
		if diff := cmp.Diff(want, strings.ReplaceAll(got, "\r", "")); diff != "" {
			t.Error(diff)
		}
		for _, path := range []string{"/costs.xlsx?by=class", "/asset-values/journal.xlsx?from=2026-01-01&to=2026-12-31"} {
			status, book := visit(t, d, "admin", http.MethodGet, path, nil)
			if status != http.StatusOK {
				t.Fatalf("%s: %d", path, status)
			}
			if sheet := unzipped(t, book, "xl/worksheets/sheet1.xml"); path[1] == 'c' && (!strings.Contains(sheet, "<v>3600.00</v>") || !strings.Contains(sheet, "Laptops")) {
				t.Errorf("%s: %s", path, sheet)
			}
		}
		if status, _ := visit(t, d, "requester", http.MethodGet, "/costs.xlsx", nil); status == http.StatusOK {
			t.Error("somebody without the right to see costs takes them along")
		}
	})
}

// unzipped is one file of a workbook.
func unzipped(t *testing.T, book, name string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
