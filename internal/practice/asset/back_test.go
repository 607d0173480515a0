package asset_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

func TestWhatComesBackIsAsThingsInStockAre(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.add(w.laptop)
		w.must(w.Lose(w.all(), asset.Lose{On: on(r), How: "lost", Reason: "Left in a van"}))
		if _, err := w.Find(w.all(), asset.Back{On: on(r), Substate: "lost"}); field1(err) != "substate" {
			t.Errorf("found and still lost: %v", err)
		}
		w.must(w.Find(w.all(), asset.Back{On: on(r), Substate: "quarantine"}))
		if got := w.values(r.Number); got["state"] != asset.InStock || got["substate"] != "quarantine" {
			t.Errorf("%s, %s", got["state"], got["substate"])
		}
	})
}
