package demo

import (
	"context"
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// licensed is what Calder may use and too many do, what lies in its store room, and where it looks for devices. Nothing is asked of the
// network: the plans run only when somebody asks them to.
func (s *show) licensed(ctx context.Context) error {
	ctx = actor.With(ctx, actor.OfSystem("demo"))
	root := s.company.root
	product, err := s.does(ctx, "software_product.add", "", map[string]any{"title": "Halden Draw", "publisher": "Halden", "entity": root})
	if err != nil {
		return err
	}
	if _, err := s.does(ctx, "entitlement.add", "", map[string]any{"title": "Order 20417", "product": product.ID, "metric": "per_user", "quantity": 3, "start": "2026-01-01",
		"unit_cost": "640 GBP", "entity": root}); err != nil {
		return err
	}
	for _, key := range []string{keeper, requester, aroha, samir, nuno} { // two more than there are seats
		who := s.company.people[key]
		if _, err := s.does(ctx, "software_product.allocate", product.Number, map[string]any{"person": who}); err != nil {
			return err
		}
	}
	toner, err := s.does(ctx, "consumable.add", "", map[string]any{"title": "Toner for the Ormond Laser 450", "unit": "pieces", "minimum": 4, "reorder": 6, "entity": root})
	if err != nil {
		return err
	}
	var room string
	if err := s.DB.QueryRow(ctx, `SELECT id FROM location WHERE name = $1`, "Porto").Scan(&room); err != nil {
		return err
	}
	var supplier string
	if err := s.DB.QueryRow(ctx, `SELECT min(id) FROM supplier`).Scan(&supplier); err != nil {
		return err
	}
	order, err := s.does(ctx, "order.add", "", map[string]any{"title": "Two laptops for new colleagues", "supplier": supplier, "entity": root})
	if err != nil {
		return err
	}
	var model string
	if err := s.DB.QueryRow(ctx, `SELECT min(id) FROM asset_model`).Scan(&model); err != nil {
		return err
	}
	for _, x := range []struct {
		verb, number string
		body         map[string]any
	}{
		{"consumable.restock", toner.Number, map[string]any{"location": room, "quantity": 3}},
		{"order.add_line", order.Number, map[string]any{"model": model, "quantity": 2, "price": "940 GBP"}},
		{"product_rule.add", "", map[string]any{"title": "Halden Draw", "pattern": "HDraw", "matching": "prefix", "publisher": "Halden", "entity": root}},
		{"sweep.add", "", map[string]any{"title": "Server room, Leeds", "ranges": "192.0.2.0/28", "protocol": "2c", "every": 0, "entity": root}},
		{"directory.add", "", map[string]any{"title": "Head office", "url": "ldaps://directory.calder.example", "base": "dc=calder,dc=example", "every": 0, "entity": root}},
	} {
		if _, err := s.does(ctx, x.verb, x.number, x.body); err != nil {
			return err
		}
	}
	return nil
}

// does a verb as the API takes it.
func (s *show) does(ctx context.Context, verb, number string, body map[string]any) (record.Result, error) {
	spec, err := s.Actions.Get(verb)
	if err != nil {
		return record.Result{}, err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return record.Result{}, err
	}
	out, err := spec.Do(ctx, action.JSON(raw), number, 0)
	if err != nil {
		return record.Result{}, errs.Because(errs.KindOf(err), err, "%s: %s", verb, errs.Safe(err))
	}
	made, _ := out.(record.Result)
	return made, nil
}
