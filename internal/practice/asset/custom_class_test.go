package asset_test

import (
	"encoding/json"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

func TestAFieldOfAClassIsForThingsOfThatClassOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		model := w.values(w.add(w.laptop).Number)
		laptops, err := id.Parse(model["class"])
		if err != nil {
			t.Fatal(err)
		}
		admin := actor.With(t.Context(), actor.OfSystem("test"))
		def, err := w.room.Custom.Define(admin, field.Define{Kind: "asset", Key: "disk_code", Type: field.TypeText, Label: "Disk code", Required: true, Classes: []id.ID{laptops}})
		if err != nil {
			t.Fatal(err)
		}
		said := func(v string) register.Custom { return register.Custom{"disk_code": json.RawMessage(v)} }

		if _, err := w.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop}}); field1(err) != "custom.disk_code" {
			t.Errorf("a laptop without it: %v", err)
		}
		laptop := w.must(w.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop}, Custom: said(`"A-17"`)}))
		if got := w.values(laptop.Number)["disk_code"]; got != "A-17" {
			t.Errorf("the laptop says %q", got)
		}
		if _, err := w.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.screen}, Custom: said(`"A-18"`)}); field1(err) != "custom.disk_code" {
			t.Errorf("a monitor with it: %v", err)
		}
		monitor := w.add(w.screen)
		if _, err := w.Edit(w.all(), asset.Edit{On: on(monitor), Custom: said(`"A-18"`)}); field1(err) != "custom.disk_code" {
			t.Errorf("a monitor that gets it: %v", err)
		}
		if _, shown := w.values(monitor.Number)["disk_code"]; shown {
			t.Error("a monitor shows a field of laptops")
		}
		if _, err := w.Edit(w.all(), asset.Edit{On: on(laptop), Custom: said(`"B-2"`)}); err != nil {
			t.Errorf("another value: %v", err)
		}

		if _, err := w.room.Custom.Amend(admin, field.Amend{ID: def.ID, Version: def.Version, Label: "Disk code"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Edit(w.all(), asset.Edit{On: on(monitor), Custom: said(`"A-18"`)}); err != nil {
			t.Errorf("for every class: %v", err)
		}
	})
}
