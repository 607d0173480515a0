package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/app/content"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

func TestTheShippedAssetClassesAreThereAndAnUpgradeLeavesThemAsTheyWereMade(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		lt, err := d.Assets.ClassByPrefix(t.Context(), d.DB, "LT")
		if err != nil || lt == 0 {
			t.Fatalf("no laptops: %v", err)
		}
		type row struct {
			Title, Prefix, Method, State string
			Data                         bool
			Life                         int64
		}
		read := func(prefix string) (out []row) {
			rows, err := d.DB.Query(t.Context(), `SELECT r.title, c.tag_prefix, c.method, r.state, c.data_bearing, c.life FROM asset_class c JOIN record r ON r.id = c.id WHERE $1 IN ('', c.tag_prefix) ORDER BY c.id`, prefix)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				var r row
				if err := rows.Scan(&r.Title, &r.Prefix, &r.Method, &r.State, &r.Data, &r.Life); err != nil {
					t.Fatal(err)
				}
				out = append(out, r)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			return out
		}
		if all := read(""); len(all) != len(content.Classes()) {
			t.Errorf("%d classes: %+v", len(all), all)
		}
		want := []row{{"Laptops", "LT", "straight_line", "active", true, 36}, {"Monitors", "MO", "straight_line", "active", false, 60}, {"Phones", "PH", "straight_line", "active", true, 24}}
		for _, w := range want {
			if diff := cmp.Diff([]row{w}, read(w.Prefix)); diff != "" {
				t.Error(diff)
			}
		}

		number, name, life := "", "Notebooks", int64(48)
		if err := d.DB.QueryRow(t.Context(), `SELECT number FROM record WHERE id = $1`, lt).Scan(&number); err != nil {
			t.Fatal(err)
		}
		edit, err := d.Actions.Get("class.edit")
		if err != nil {
			t.Fatal(err)
		}
		given := func(to any) error {
			to.(*asset.EditClass).ClassFields = asset.ClassFields{Title: &name, Life: &life}
			return nil
		}
		if _, err := edit.Do(d.As("admin"), given, number, 0); err != nil {
			t.Fatal(err)
		}
		if err := d.DB.Write(d.System(), func(tx *db.Tx) error { return d.Content(tx, d.Root) }); err != nil {
			t.Fatal(err)
		}
		if got := read("LT"); len(got) != 1 || got[0].Title != "Notebooks" || got[0].Life != 48 {
			t.Errorf("after the upgrade: %+v", got)
		}
	})
}
