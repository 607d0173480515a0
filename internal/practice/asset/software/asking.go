package software

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// Ask is about whose seat of a product somebody wants to know whether it is needed.
type Ask struct {
	action.On
	Person id.ID  `json:"person,omitempty" doc:"To whom a seat is promised; a person or a device."`
	Asset  string `json:"asset,omitempty" doc:"The tag of the device that it is promised to or installed on."`
}

// Ask asks about a seat at once, however lately it was used. Kinds: NotFound, Forbidden, Invalid, Conflict while a question about it is open.
func (d *Desk) Ask(ctx context.Context, in Ask) (record.Result, error) {
	return d.products.Change(ctx, in.On, PermEdit, func(tx *db.Tx, p *Product) ([]field.Change, error) {
		name, asset, err := d.holderName(tx, Allocate{Person: in.Person, Asset: in.Asset})
		if err != nil {
			return nil, err
		}
		c := asking{team: p.Team, name: p.Title, entity: p.Entity}
		if c.Candidate, err = seatOf(tx, p, in.Person, asset); err != nil {
			return nil, err
		}
		if c.Holder.ID != 0 && c.Holder.Name == "" {
			who, err := people.PersonByID(tx.Context(), tx, id.ID(c.Holder.ID))
			if err != nil {
				return nil, err
			}
			c.Holder.Name = who.Name
		}
		c.Device.Name = in.Asset
		inputs := licence.Input{}
		if inputs.Date, err = parse(today(tx)); err != nil {
			return nil, err
		}
		if inputs.Entitlements, err = owned(tx.Context(), tx, p.ID); err != nil {
			return nil, err
		}
		c.cost = licence.SeatCost(inputs)
		made, err := d.claim(tx, p.ID, c)
		return []field.Change{{Key: "asked about the seat of " + name, To: made.Number}}, err
	})
}

// seatOf finds what a person or a device has of a product: what is promised to them, or what is installed.
func seatOf(tx *db.Tx, p *Product, person, asset id.ID) (licence.Candidate, error) {
	c := licence.Candidate{Kind: licence.RowAllocation, Holder: licence.Party{ID: int64(person)}, Device: licence.Party{ID: int64(asset)}}
	var since string
	var used clock.Time
	err := tx.QueryRow(tx.Context(), `SELECT l.id, l.since_on, l.used_at, CASE WHEN l.person_id <> 0 THEN l.person_id ELSE coalesce(a.holder_id, 0) END FROM licence_allocation l LEFT JOIN asset a ON a.id = l.asset_id
		WHERE l.product_id = $1 AND l.person_id = $2 AND l.asset_id = $3 AND (l.until_on = '' OR l.until_on >= $4) ORDER BY l.id DESC LIMIT 1`, p.ID, person, asset, today(tx)).Scan(&c.ID, &since, &used, &c.Holder.ID)
	if err == nil {
		c.LastUsed, err = parse(since)
		c.Never = used == 0
		if used != 0 {
			c.LastUsed = used.Time()
		}
		return c, err
	}
	if !errs.Is(err, errs.NotFound) {
		return c, err
	}
	if asset != 0 && p.Key != "" {
		var began clock.Time
		err = tx.QueryRow(tx.Context(), `SELECT i.id, i.since_at, i.used_at, a.holder_id FROM install i JOIN asset a ON a.id = i.asset_id WHERE i.product_key = $1 AND i.asset_id = $2 AND i.until_at = 0
			ORDER BY i.id LIMIT 1`, p.Key, asset).Scan(&c.ID, &began, &used, &c.Holder.ID)
		c.Kind, c.LastUsed = licence.RowInstall, began.Time().Truncate(24*time.Hour)
		if used != 0 {
			c.LastUsed = used.Time()
		}
	}
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("person", "They have nothing of it.")
	}
	return c, err
}
