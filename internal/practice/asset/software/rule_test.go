package software_test

import (
	"net/http"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// products counts the present and past installs of each product by its name.
func products(t *testing.T, d *fettletest.Desk) map[string]int {
	t.Helper()
	rows, err := d.DB.Query(t.Context(), "SELECT r.title FROM install i JOIN software_product p ON p.product_key = i.product_key JOIN record r ON r.id = p.id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out[s]++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestARuleForNamesCountsForWhatComesAndForWhatWasThere(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		odd := func(name string) software.Install {
			return software.Install{Name: name, Version: "3.1", Publisher: "Mill GmbH", Source: "registry"}
		}
		gone := laptop(t, d, "pc-1", 0, odd("DRFT Suite x3"), cad("11.0"))
		laptop(t, d, "pc-2", 0, odd("DRFT Viewer x3"))
		if err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			_, err := d.Software.Replace(tx, gone.ID, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		drain := func() {
			t.Helper()
			if _, err := d.Queue.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		want := func(when string, n int) {
			t.Helper()
			if got := products(t, d); got["Drafter"] != n {
				t.Errorf("%s the products are %v, want %d of Drafter", when, got, n)
			}
		}
		want("at first", 1)
		rule := "/api/v1/product-rules"
		for _, bad := range []map[string]any{{"title": "Drafter", "pattern": "drft", "matching": "sounds like"}, {"title": "Drafter", "pattern": " ", "matching": "prefix"}} {
			post(t, d, rule, bad, http.StatusUnprocessableEntity)
		}
		post(t, d, rule, map[string]any{"title": "Drafter", "pattern": "drft ", "matching": "prefix", "publisher": "Mill"}, http.StatusCreated)
		want("before the job has run", 1)
		drain()
		want("with a rule", 3)
		laptop(t, d, "pc-3", 0, odd("DRFT Suite x4"))
		want("after another report", 4)
		if a := d.API(d.Token("admin"), http.MethodPatch, rule+"/SWR-1", map[string]any{"pattern": "drft suite"}, "If-Match", "*"); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		drain()
		want("with a narrower rule", 3)
		post(t, d, rule+"/SWR-1/actions/retire", map[string]any{"reason": "the maker names them well now"}, http.StatusOK)
		drain()
		want("without the rule", 1)
		if a := d.API(d.Token("requester"), http.MethodPost, rule, map[string]any{"title": "Drafter", "pattern": "drft", "matching": "prefix"}); a.Status != http.StatusForbidden {
			t.Errorf("a requester makes a rule: %d %s", a.Status, a.Body)
		}
	})
}
