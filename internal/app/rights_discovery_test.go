package app_test

import (
	"context"
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// discovered adds a product, an entitlement, or a finding by the report of a device that nothing recognises.
func (w *world) discovered(ctx context.Context, kind, title string, words *string, entity id.ID) (record.Result, error) {
	switch kind {
	case "software_product":
		return w.Software.AddProduct(ctx, software.AddProduct{ProductFields: software.ProductFields{Title: &title, Publisher: words, Entity: &entity}})
	case "entitlement":
		metric := "per_user"
		return w.Software.AddEntitlement(ctx, software.AddEntitlement{EntitlementFields: software.EntitlementFields{Title: &title, Product: &w.named("ourssoftware_product").id,
			Metric: &metric, Release: words, Entity: &entity}})
	}
	type m = map[string]any
	message, err := json.Marshal(m{"action": "netdiscovery", "deviceid": "sweep-2026-01-01-00-00-00", "itemtype": "Unmanaged",
		"content": m{"versionclient": "sweep", "network_device": m{"type": "Unmanaged", "description": title, "manufacturer": *words}}})
	if err != nil {
		return record.Result{}, err
	}
	sweep := actor.OfSystem("sweep")
	sweep.Entity = entity
	_, out, err := w.Discovery.Receive(actor.With(ctx, sweep), discovery.Key{}, message)
	if err == nil && (len(out) != 1 || out[0].Verdict != "review") {
		err = errs.New(errs.Internal, "the report made %v", out)
	}
	if err != nil {
		return record.Result{}, err
	}
	return record.Result{Ref: out[0].Ref}, nil
}

// softwareValues are those of the fields that only products, entitlements and findings have.
func (w *world) softwareValues(object string) map[string]any {
	out := map[string]any{"publisher": "A publisher", "core_minimum": 4, "product": w.named("ourssoftware_product").id, "contract": nil, "metric": "per_user", "quantity": 5,
		"start": "2026-01-01", "end": "2026-12-31", "release": "11", "upgrade_to": "12", "downgrade": true, "unit_cost": "10 EUR", "since": "2026-01-01", "until": nil,
		"asset": w.named("oursasset").number}
	if object == "software_product" {
		out["person"] = nil // a seat is promised to a person or to a device
	}
	return out
}
