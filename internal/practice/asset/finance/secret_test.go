package finance_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

// everything is all values of a record, its timeline and its list as one text.
func (w *world) everything(t *testing.T, a actor.Actor, number string) string {
	t.Helper()
	ctx := actor.With(t.Context(), a)
	v, err := w.room.Find(ctx, number)
	if err != nil {
		t.Fatal(err)
	}
	items, err := w.room.Timeline(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	q, err := w.room.Queue(ctx, v.Practice, desk.Ask{}, true)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range slices.Concat(append(q.Values, v.Values)...) {
		out = append(out, x.Def.Label, x.Text)
	}
	for _, it := range items {
		out = append(out, it.Sentence)
	}
	history, err := w.room.Log.History(ctx, w.db, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := w.room.Visible(ctx, history)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range seen {
		out = append(out, string(h.Data))
	}
	return strings.Join(out, "\n")
}

// What an asset has cost is for those with the finance permission: whoever holds it, and whoever looks after it, sees the asset without it.
func TestWhatAnAssetCostIsForThoseWhoMaySeeCosts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		w.must(w.assets.Issue(w.all(), asset.Handover{On: on(a), Person: w.bo}))
		w.must(w.assets.Edit(w.all(), asset.Edit{On: on(a), Fields: asset.Fields{Cost: ptr("1777 EUR"), Invoice: ptr("R-4711"), CostCentre: ptr("CC-9")}}))
		w.must(w.upkeep.Maintain(w.all(), upkeep.Maintain{On: on(a), Type: "repair", Cost: "321 EUR", Start: "2026-03-01"}))
		holder := actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.Own}}
		agent := actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.All, asset.PermEdit: actor.All, "incident.view": actor.All}}
		money := agent
		money.Grants = actor.Grants{asset.PermView: actor.All, asset.PermCostView: actor.All}
		for who, as := range map[string]actor.Actor{"the holder": holder, "an agent": agent} {
			told := w.everything(t, as, a.Number)
			for _, secret := range []string{"1777", "1,777", "1800", "1,800", "R-4711", "321", "Cost\n", "Invoice"} {
				if strings.Contains(told, secret) {
					t.Errorf("%s is told %q:\n%s", who, secret, told)
				}
			}
			if !strings.Contains(told, "CC-9") {
				t.Errorf("%s is not told the cost centre:\n%s", who, told)
			}
			p, err := w.room.Practice("asset")
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range []string{`cost:"1777 EUR"`, "invoice:R-4711"} {
				if n, err := w.room.Count(actor.With(t.Context(), as), p, q); err == nil && n > 0 {
					t.Errorf("%s finds it by %s", who, q)
				}
			}
		}
		if told := w.everything(t, money, a.Number); !strings.Contains(told, "1777") || !strings.Contains(told, "R-4711") {
			t.Errorf("with the permission: %s", told)
		}
		// a form without the field that its writer does not see leaves the field as it is
		w.must(w.assets.Edit(actor.With(t.Context(), agent), asset.Edit{On: on(a), Fields: asset.Fields{Cost: ptr(""), Invoice: ptr(""), Department: ptr("Sales")}}))
		if got := w.values(a.Number); got["cost"] != "1777.00 EUR" || got["invoice"] != "R-4711" || got["department"] != "Sales" {
			t.Errorf("a blind form wiped: %v", got)
		}
	})
}

// The parts that tell values and costs are for the same people; maintenance is told without what it cost.
func TestThePartsOfAnAssetKeepCostsFromThoseWhoMayNotSeeThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		w.must(w.upkeep.Maintain(w.all(), upkeep.Maintain{On: on(a), Type: "repair", Cost: "321 EUR", Start: "2026-03-01"}))
		agent := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.All}})
		money := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.All, asset.PermCostView: actor.All}})
		v, err := w.room.Find(agent, a.Number)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range append(w.AssetParts(), w.upkeep.AssetPart()) {
			answer, err := part.Read(agent, v, nil)
			b, _ := json.Marshal(answer)
			if part.Name == "maintenance" {
				if err != nil || strings.Contains(string(b), "321") || strings.Contains(string(b), "32100") {
					t.Errorf("%s: %s, %v", part.Name, b, err)
				}
				continue
			}
			if part.Name == "contracts" { // which have a permission of their own
				if err != nil || string(b) != `{"items":[]}` {
					t.Errorf("%s: %s, %v", part.Name, b, err)
				}
				continue
			}
			if !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s is told to an agent: %s, %v", part.Name, b, err)
			}
			if _, err := part.Read(money, v, nil); err != nil {
				t.Errorf("%s: %v", part.Name, err)
			}
		}
		if _, err := w.Value(agent, a.Number, "", day(2026, 6, 1)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the value: %v", err)
		}
		if _, err := w.Totals(agent, "", day(2026, 6, 1)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the sums: %v", err)
		}
	})
}
