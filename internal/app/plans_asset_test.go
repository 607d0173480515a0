package app_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

var (
	assetScan = regexp.MustCompile(`(?m)^SCAN (t|r)$|Seq Scan on (asset|record)`)
	assetSort = regexp.MustCompile(`USE TEMP B-TREE|Sort  \(cost=`)
)

// TestThePlanOfEveryListOfAssetsUsesAnIndexForItsOrder asserts that no list reads the table whole and none is sorted.
func TestThePlanOfEveryListOfAssetsUsesAnIndexForItsOrder(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		if _, err := seed.Run(t.Context(), d.App, seed.Options{Scale: 1_000, People: 3_000, Assets: 40_000, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		c := &crowd{Desk: d}
		assets, err := d.Room.Practice("asset")
		if err != nil {
			t.Fatal(err)
		}
		one := func(column string) (n id.ID) {
			if err := d.DB.QueryRow(t.Context(), `SELECT max(`+column+`) FROM asset`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		holder, place, class := one("holder_id"), one("location_id"), one("class_id")
		defs := map[string]field.Def{}
		for _, f := range assets.Fields {
			defs[f.Key] = f
		}
		is := func(n id.ID) search.Resolver { return func(string) ([]any, error) { return []any{n}, nil } }
		env := search.Env{Defs: defs, Me: holder, Now: d.Time.Now(), Index: d.Index, Fixed: map[string]map[string]string{"status": {"open": "t.phase < 2", "done": "t.phase >= 2"}},
			Values: map[string]search.Resolver{"status": func(text string) ([]any, error) { return []any{text}, nil }},
			Types:  map[field.Type]search.Resolver{field.TypePerson: is(holder), field.TypeLocation: is(place), field.TypeRecord: is(class)}}
		all := actor.Actor{Kind: actor.Person, ID: holder, Entity: d.Root, Grants: actor.Grants{"asset.view": actor.All}}
		for _, q := range []struct{ text, sort string }{
			{"", "title"}, {"", "-title"}, {"", "-updated"}, {"", "updated"}, {"holder:me", "title"}, {"location:there", "title"}, {"class:laptops", "title"}, {"model:book", "title"},
			{"status:in_use", "title"}, {"status:in_use", "-updated"}, {"status:open", "title"}, {"class:laptops status:in_use", "title"}, {"status:open", "-updated"},
		} {
			parsed, err := search.Parse(q.text)
			if err != nil {
				t.Fatal(err)
			}
			ask := record.Query{Kind: "asset", Perm: "asset.view", Args: &db.Args{}, Sort: q.sort, Open: strings.Contains(q.text, "status:open")}
			if ask.Where, err = search.Compile(parsed, env, ask.Args); err != nil {
				t.Fatal(err)
			}
			indexed(t, c, assets.Rows, q.text+" by "+q.sort, actor.With(t.Context(), all), ask)
		}
	})
}

// indexed asserts that a list reads no table whole and sorts nothing.
func indexed(t *testing.T, c *crowd, rows record.Rows, what string, ctx context.Context, ask record.Query) {
	t.Helper()
	table := record.Table[record.Head]{Rows: rows, Columns: record.HeadColumns(func(h *record.Head) *record.Head { return h }), Head: func(h *record.Head) *record.Head { return h }}
	text, err := rows.SQL(ctx, &ask, table.Columns.List(""))
	if err != nil {
		t.Fatal(err)
	}
	plan := c.plan(t, ctx, text, ask.Args.Values())
	if bad := assetScan.FindString(plan) + assetSort.FindString(plan); bad != "" {
		t.Errorf("%s: %s\n%s\n%s", what, bad, text[strings.Index(text, " FROM "):], plan)
	}
}
