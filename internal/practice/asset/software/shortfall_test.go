package software_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// page is what the administrator gets at an address.
func page(t *testing.T, d *fettletest.Desk, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(d.Cookie("admin"))
	a := d.Send(req)
	if a.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	return string(a.Body)
}

// The shortfall of the demo, worked out by hand. Three seats per user at 640.00 GBP are owned. They are promised to five people (p1 … p5), and the
// program is on the laptops of five (p5 … p9). p5 is both and counts once: 5 + 5 - 1 = 9 users. 9 used of 3 leave a gap of -6; six seats at 640.00
// are 3,840.00 GBP at risk, and nothing can be saved. When p9 gives theirs back, 8 are used: five at 640.00 are 3,200.00 GBP.
func TestTheShortfallOfTheDemoIsWorkedOut(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		folk := make([]id.ID, 10)
		err := d.DB.Write(d.System(), func(tx *db.Tx) (err error) {
			for i := 1; i < len(folk) && err == nil; i++ {
				folk[i], _, err = d.People.Resolve(tx, people.Contact{Name: fmt.Sprint("p", i), Email: fmt.Sprintf("p%d@calder.example", i)})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := 5; i <= 9; i++ {
			laptop(t, d, fmt.Sprint("pc-", i), folk[i], cad("9.2"))
		}
		n, row := number(t, d)
		post(t, d, "/api/v1/entitlements", map[string]any{"title": "Order 20417", "product": row, "metric": "per_user", "quantity": 3, "start": "2026-01-01", "unit_cost": "640 GBP"}, http.StatusCreated)
		for i := 1; i <= 5; i++ {
			post(t, d, "/api/v1/software-products/"+n+"/actions/allocate", map[string]any{"person": folk[i]}, http.StatusOK)
		}
		told := func() string {
			p := read[software.Position](t, d, "/api/v1/software-products/"+n+"/position")
			return fmt.Sprintf("%s: %d %s entitled, %d allocated, %d installed, %d used, gap %d, short %d, at risk %v, saving %v, saved %v, %d rows", p.State, p.Entitled, p.Unit, p.Allocated, p.Installed, p.Used, p.Gap,
				p.Short, p.AtRisk, p.Saving, p.Saved, len(p.Evidence))
		}
		want := "short: 3 users entitled, 5 allocated, 5 installed, 9 used, gap -6, short 6, at risk [3840.00 GBP], saving [], saved [], 11 rows"
		if diff := cmp.Diff(want, told()); diff != "" {
			t.Error(diff)
		}
		if p := page(t, d, "/software-products/"+n+"/licences"); !strings.Contains(p, "6 users are used and not covered: to cover them costs 3,840.00 GBP.") {
			t.Errorf("the page does not say what is missing: %s", p)
		}
		lines := strings.Split(strings.TrimSpace(page(t, d, "/software-products/"+n+"/licences.csv")), "\n")
		if len(lines) != 14 || !strings.Contains(lines[12], "gap -6, at risk 3,840.00 GBP") || !strings.Contains(lines[13], "taken along") || !strings.Contains(lines[13], " UTC") {
			t.Errorf("the table for the audit has %d lines: %s", len(lines), strings.Join(lines, "\n"))
		}
		if book := page(t, d, "/software-products/"+n+"/licences.xlsx"); !strings.HasPrefix(book, "PK") {
			t.Error("the workbook is none")
		}
		post(t, d, "/api/v1/software-products/"+n+"/actions/ask", map[string]any{"person": folk[9]}, http.StatusUnprocessableEntity)
		post(t, d, "/api/v1/software-products/"+n+"/actions/ask", map[string]any{"asset": "LT-0005"}, http.StatusOK)
		c := claimsOf(t, d)[0].Number
		post(t, d, "/api/v1/unused-seats/"+c+"/actions/give_back", map[string]any{}, http.StatusOK)
		post(t, d, "/api/v1/unused-seats/"+c+"/actions/free", map[string]any{}, http.StatusOK)
		d.Time.Advance(48 * 3600e9)
		want = "short: 3 users entitled, 5 allocated, 4 installed, 8 used, gap -5, short 5, at risk [3200.00 GBP], saving [], saved [640.00 GBP], 10 rows"
		if diff := cmp.Diff(want, told()); diff != "" {
			t.Error(diff)
		}
	})
}
