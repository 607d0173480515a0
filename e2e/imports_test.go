package e2e_test

import (
	"encoding/csv"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// suppliers is a table as people have them: a heading that no field has, a row without what is needed, a cell that looks like a formula.
const suppliers = "Company;Web site;Remarks\nTarn Computers;https://tarn.example;Laptops\n;https://nobody.example;Who?\nOrmond Print;https://ormond.example;=1+1\n"

// imported looks at the page of an import until the queue is done with it, and returns what it says.
func (s *server) imported(c *http.Client, at, word string) string {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if _, page := s.get(c, at); strings.Contains(string(page), word) {
			return string(page)
		}
	}
	s.t.Fatalf("%s never says %q", at, word)
	return ""
}

// TestATableIsBroughtInAndTakenBack goes the whole way through the pages of imports: file, columns, check, import, refused rows, undo.
func TestATableIsBroughtInAndTakenBack(t *testing.T) {
	s := serve(t)
	c := s.admin()
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.Navigate(s.url+"/imports"))
	sound(t, ctx, "imports, none", twoLooks)
	file := filepath.Join(t.TempDir(), "suppliers.csv")
	if err := os.WriteFile(file, []byte(suppliers), 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chosen(`#send [name="kind"]`, "supplier"), chromedp.SetUploadFiles(chromedp.CSS(`#send [name="file"]`), []string{file}))
	at := press(t, ctx, `#send button[type="submit"]`)
	shows(t, ctx, "main", "suppliers.csv", "3 rows", "Company", "Tarn Computers")
	sound(t, ctx, "an import, its columns", everyLook)
	do(t, ctx, chosen(`#columns [name="c0"]`, "title"), chosen(`#columns [name="c1"]`, "website"), chosen(`#columns [name="c2"]`, "note"))
	press(t, ctx, `#columns button[type="submit"]`)
	s.imported(c, at, "This is what would happen.")
	do(t, ctx, chromedp.Navigate(s.url+at))
	shows(t, ctx, "main", "Nothing was changed yet", "Is refused")
	sound(t, ctx, "an import, checked", everyLook)
	if _, page := s.get(c, "/suppliers"); strings.Contains(string(page), "Tarn Computers") {
		t.Error("a check brought something in")
	}
	press(t, ctx, `form[action$="/start"] button`)
	s.imported(c, at, "All rows are accounted for.")
	do(t, ctx, chromedp.Navigate(s.url+at))
	sound(t, ctx, "an import, done", everyLook)
	if _, page := s.get(c, "/suppliers"); !strings.Contains(string(page), "Tarn Computers") || !strings.Contains(string(page), "Ormond Print") {
		t.Error("the suppliers are not in the list")
	}
	_, refused := s.get(c, at+"/refused.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(refused), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || !strings.Contains(strings.Join(rows[1], " "), "https://nobody.example") {
		t.Errorf("refused: %q, %v", rows, err)
	}
	s.post(c, at+"/undo", nil)
	s.imported(c, at, "Undone")
	if _, page := s.get(c, "/suppliers"); strings.Contains(string(page), "Tarn Computers") {
		t.Error("what was undone is still in the list")
	}
}
