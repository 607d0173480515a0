package finance

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// stock makes an asset of the nth piece that arrived, bought on a date, and ties it to its order.
func (d *Desk) stock(tx *db.Tx, o *Order, l Line, in Goods, n int64, bought string) error {
	price := l.Price.String()
	f := asset.Fields{Model: &l.Model, Supplier: &o.Supplier, Purchased: &bought, Cost: &price, Entity: &o.Entity}
	if n < int64(len(in.Serials)) {
		serial := strings.TrimSpace(in.Serials[n])
		switch same, err := d.assets.BySerial(tx.Context(), tx, serial); {
		case err != nil:
			return err
		case len(same) > 0:
			return errs.Bad("serials", "An asset with the serial number %q is there already: was it received before?", serial)
		}
		f.Serial = &serial
	}
	if in.Location != 0 {
		f.Location = &in.Location
	}
	made, err := d.assets.AddIn(tx, asset.Add{Fields: f})
	if err != nil {
		return err
	}
	a, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	return record.Connect(tx, o.Ref(), made.Ref, record.Delivered, false, a.ID)
}
