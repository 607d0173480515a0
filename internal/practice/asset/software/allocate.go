package software

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Allocate is to whom a unit of a product is promised.
type Allocate struct {
	action.On
	Person id.ID  `json:"person,omitempty" doc:"Who gets it; a person or a device."`
	Asset  string `json:"asset,omitempty" doc:"The tag of the device that gets it."`
	Since  string `json:"since,omitempty" doc:"A date, today if absent."`
	Until  string `json:"until,omitempty" doc:"The last day; no end if absent."`
}

// promise checks who is meant, runs fn, and logs it.
func (d *Desk) promise(ctx context.Context, in Allocate, fn func(tx *db.Tx, p *Product, asset id.ID) error) (record.Result, error) {
	var c errs.Check
	for key, to := range map[string]*string{"since": &in.Since, "until": &in.Until} {
		if _, err := parse(*to); err != nil {
			c.Add(key, "Enter a date such as 2026-11-22.")
		}
	}
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.products.Change(ctx, in.On, PermEdit, func(tx *db.Tx, p *Product) ([]field.Change, error) {
		name, asset, err := d.holderName(tx, in)
		if err != nil {
			return nil, err
		}
		before, err := promised(tx, p.ID)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, p, asset); err != nil {
			return nil, err
		}
		after, err := promised(tx, p.ID)
		return []field.Change{{Key: "seat of " + name, From: before, To: after}}, err
	})
}

// promised counts the allocations of a product that have not ended.
func promised(tx *db.Tx, product id.ID) (n int64, err error) {
	err = tx.QueryRow(tx.Context(), "SELECT count(*) FROM licence_allocation WHERE product_id = $1 AND (until_on = '' OR until_on >= $2)", product, tx.Now().Time().Format("2006-01-02")).Scan(&n)
	return n, err
}
