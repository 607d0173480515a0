package app_test

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	plans "github.com/fettle-itsm/fettle/internal/port/discovery/plan"
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
	if kind == "reclaim" {
		return w.questioned(title, entity)
	}
	if kind == "sweep" || kind == "directory" || kind == "product_rule" {
		return w.planned(ctx, kind, title, words, entity)
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

// questioned asks about a seat of a product of its own.
func (w *world) questioned(title string, entity id.ID) (record.Result, error) {
	ctx := w.as("administrator")
	p, err := w.Software.AddProduct(ctx, software.AddProduct{ProductFields: software.ProductFields{Title: &title, Entity: &entity}})
	if err != nil {
		return p, err
	}
	on := action.On{Number: p.Number}
	if _, err := w.Software.Allocate(ctx, software.Allocate{On: on, Person: w.olga}); err != nil {
		return p, err
	}
	if _, err := w.Software.Ask(ctx, software.Ask{On: on, Person: w.olga}); err != nil {
		return p, err
	}
	var number string
	err = w.DB.QueryRow(ctx, "SELECT r.number FROM reclaim t JOIN record r ON r.id = t.id WHERE t.product_id = $1", p.ID).Scan(&number)
	if err != nil {
		return p, err
	}
	ref, err := w.Room.RefByNumber(ctx, w.DB, number)
	return record.Result{Ref: ref, Version: 1}, err
}

// planned adds what looks for devices by itself, or a rule for the names of programs.
func (w *world) planned(ctx context.Context, kind, title string, words *string, entity id.ID) (record.Result, error) {
	switch kind {
	case "sweep":
		ranges, protocol, auth, privacy := "192.0.2.1", "3", "SHA256", "AES"
		return w.Plans.AddSweep(ctx, plans.AddSweep{SweepFields: plans.SweepFields{Title: &title, Ranges: &ranges, Protocol: &protocol, Account: words, Auth: &auth, Privacy: &privacy, Entity: &entity}})
	case "directory":
		url, base := "ldaps://directory.example", "dc=example"
		return w.Plans.AddDirectory(ctx, plans.AddDirectory{DirectoryFields: plans.DirectoryFields{Title: &title, URL: &url, Bind: words, Base: &base, Entity: &entity}})
	}
	matching := "exact"
	return w.Software.AddRule(ctx, software.AddRule{RuleFields: software.RuleFields{Title: &title, Pattern: words, Matching: &matching, Entity: &entity}})
}

// offered has an agent say another name of an asset.
func (w *world) offered(p *planted) {
	w.T.Helper()
	w.must(w.DB.Write(w.as("administrator"), func(tx *db.Tx) error {
		return tx.Put("INSERT INTO field_source (asset_id, field, source, value, offered, locked, at) VALUES ($1, 'title', 'manual', '', 'Another name', FALSE, 1)", p.id)
	}))
}

// softwareValues are those of the fields that only products, entitlements and findings have.
func (w *world) softwareValues(object string) map[string]any {
	out := map[string]any{"publisher": "A publisher", "core_minimum": 4, "product": w.named("ourssoftware_product").id, "contract": nil, "metric": "per_user", "quantity": 5,
		"start": "2026-01-01", "end": "2026-12-31", "release": "11", "upgrade_to": "12", "downgrade": true, "unit_cost": "10 EUR", "since": "2026-01-01", "until": nil,
		"asset": w.named("oursasset").number, "looked_after_by": nil}
	switch object {
	case "sweep":
		maps.Copy(out, map[string]any{"ranges": "192.0.2.2", "protocol": "3", "account": "reader", "auth": "SHA512", "privacy": "AES", "port": 1161, "every": 24,
			"community": nil, "auth_password": "long enough", "privacy_password": "long enough"})
	case "directory":
		maps.Copy(out, map[string]any{"url": "ldaps://other.example", "start_tls": false, "bind": "cn=reader", "base": "dc=other", "search_filter": "(cn=*)", "every": 24})
	case "product_rule":
		maps.Copy(out, map[string]any{"matching": "prefix", "pattern": "A program"})
	}
	if object == "software_product" {
		out["person"] = nil // a seat is promised to a person or to a device
	}
	return out
}

// importing prepares an import that is the administrator's.
func (w *world) importing() {
	w.T.Helper()
	b, err := w.Files.Put(w.T.Context(), strings.NewReader("Vendor\nzqimportedvendor\n"))
	w.must(err)
	_, err = w.Tables.Prepare(w.as("administrator"), "supplier", "suppliers.csv", b)
	w.must(err)
}
