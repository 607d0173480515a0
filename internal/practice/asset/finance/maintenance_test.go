package finance_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

func TestMaintenanceIsWrittenDownAndChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		w.must(w.upkeep.Maintain(w.all(), upkeep.Maintain{On: on(a), Type: "repair", Supplier: w.supplier, Cost: "120 EUR", Downtime: 90, Start: "2026-03-01", End: "2026-03-02"}))
		if told := w.told(a.Number); told[len(told)-1] != "changed maintenance from none to “Repair”" {
			t.Errorf("%v", told)
		}
		for key, in := range map[string]upkeep.Maintain{
			"type": {}, "end": {Type: "test", Start: "2026-03-02", End: "2026-03-01"}, "cost": {Type: "test", Cost: "12"}, "downtime": {Type: "test", Downtime: -1}, "supplier": {Type: "test", Supplier: w.laptop},
			"ticket": {Type: "test", Ticket: "INC-999"}, "start": {Type: "test", Start: "soon"},
		} {
			in.On = on(a)
			if _, err := w.upkeep.Maintain(w.all(), in); wrong(err) != key {
				t.Errorf("a wrong %s: %v", key, err)
			}
		}
		view := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.All, asset.PermCostView: actor.All}})
		if _, err := w.upkeep.Maintain(view, upkeep.Maintain{On: on(a), Type: "test"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may see only: %v", err)
		}
		v, err := w.room.Find(view, a.Number)
		if err != nil {
			t.Fatal(err)
		}
		part := w.upkeep.AssetPart()
		answer, err := part.Read(view, v, nil)
		if err != nil {
			t.Fatal(err)
		}
		if rows := part.Table(answer).Rows; len(rows) != 1 || rows[0][5].Text != "120.00 EUR" || rows[0][6].Text != "90 min" || rows[0][3].Ref != 0 {
			t.Errorf("with a supplier that is not seen: %+v", rows)
		}
	})
}
