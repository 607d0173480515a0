package seed_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

func TestSeededAssetsAreLikeThoseOfTheVerbs(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		r := fill(t, a, seed.Options{Scale: 100, Assets: 2_500, Seed: 1})
		if n := count(t, a, `SELECT count(*) FROM asset`); r.Assets != 2_500 || n != 2_500 {
			t.Errorf("made %+v, %d are there", r, n)
		}
		ctx := system(t)
		report, err := a.Events.Verify(ctx, a.DB, nil)
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("the log: %+v, %v", report.Faults, err)
		}
		if n := count(t, a, `SELECT count(*) FROM asset a WHERE holder_id <> 0 AND NOT EXISTS (SELECT 1 FROM custody c WHERE c.asset_id = a.id AND c.to_person_id = a.holder_id)`); n > 0 {
			t.Errorf("%d holders have nothing in the chain of custody", n)
		}
		assets, err := a.Room.Practice("asset")
		if err != nil {
			t.Fatal(err)
		}
		page, err := a.Room.Queue(ctx, assets, desk.Ask{Q: "status:in_use"}, true)
		if err != nil || len(page.Heads) == 0 {
			t.Fatalf("the list of assets: %d rows, %v", len(page.Heads), err)
		}
		if _, err := a.Assets.Return(ctx, asset.Back{On: action.On{Number: page.Heads[0].Number, Version: page.Heads[0].Version}}); err != nil {
			t.Errorf("a seeded asset cannot be taken back: %v", err)
		}
		class, name := page.Heads[0].ID, "Another"
		if err := a.DB.QueryRow(ctx, `SELECT min(model_id) FROM asset`).Scan(&class); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Assets.Add(ctx, asset.Add{Fields: asset.Fields{Title: &name, Model: &class}}); err != nil {
			t.Errorf("no asset can be added: %v", err)
		}
		more := fill(t, a, seed.Options{Scale: 10, Assets: 50, Seed: 2, Add: true})
		if n := count(t, a, `SELECT count(*) FROM asset`); more.Assets != 50 || n != 2_551 {
			t.Errorf("%d assets after another fifty", n)
		}
	})
}

func TestTheSameSeedGivesTheSameAssets(t *testing.T) {
	read := func() (out [][5]string) {
		a := build(t, sqlite(t), clock.At(dbtest.Start()))
		fill(t, a, seed.Options{Scale: 10, Assets: 300, Seed: 7})
		rows, err := a.DB.Query(t.Context(), `SELECT r.number, r.state, a.serial, a.purchased, p.email FROM asset a JOIN record r ON r.id = a.id LEFT JOIN person p ON p.id = a.holder_id WHERE a.holder_id <> 0 ORDER BY a.id`)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var v [5]string
			if err := rows.Scan(&v[0], &v[1], &v[2], &v[3], &v[4]); err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if diff := cmp.Diff(read(), read()); diff != "" {
		t.Error(diff)
	}
}

func TestSeededItemsStandOnOneAnotherAndTheLogHolds(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		r := fill(t, a, seed.Options{Scale: 10, Assets: -1, Items: 200, Seed: 1})
		if n := count(t, a, `SELECT (SELECT count(*) FROM item) + (SELECT count(*) FROM service)`); r.Items != 200 || n != 200 {
			t.Errorf("made %+v, %d are there", r, n)
		}
		if n := count(t, a, `SELECT count(*) FROM relation`); n < 400 || n > 600 {
			t.Errorf("%d relations", n)
		}
		report, err := a.Events.Verify(system(t), a.DB, nil)
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("the log: %+v, %v", report.Faults, err)
		}
		fill(t, a, seed.Options{Scale: 1, Assets: -1, Items: 50, Seed: 2, Add: true})
		if n := count(t, a, `SELECT count(*) FROM service`); n != 5 {
			t.Errorf("%d services after another fifty items", n)
		}
		fill(t, a, seed.Options{Scale: 20, Assets: -1, Seed: 3, Add: true})
		if n := count(t, a, `SELECT count(*) FROM record WHERE title LIKE '%`+seed.Rare+`%'`); n < 3 || n > 7 {
			t.Errorf("the rare word stands in %d titles after more was added", n)
		}
	})
}
