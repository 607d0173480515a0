package cost

import (
	"context"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// Desk tells what assets cost.
type Desk struct {
	db      *db.DB
	room    *desk.Room
	assets  *asset.Desk
	finance *finance.Desk
	recent  *recent
}

// New returns the desk.
func New(room *desk.Room, assets *asset.Desk, money *finance.Desk) *Desk {
	return &Desk{room.DB, room, assets, money, &recent{}}
}

// view is what the actor may have counted.
type view struct {
	actor.Actor
	scope     actor.Columns // of assets
	contracts bool
	work      bool
	hour      money.Amount
}

// may says what the actor may have counted: assets that they see, contracts when they may see all of those, and work on tickets when they may
// see all incidents. Kinds: Forbidden.
func (d *Desk) may(ctx context.Context) (v view, err error) {
	if v.Actor, err = actor.Require(ctx, asset.PermCostView); err != nil {
		return v, err
	}
	if _, err := actor.Require(ctx, asset.PermView); err != nil {
		return v, err
	}
	p, err := d.room.Practice(asset.Kind().Key)
	if err != nil {
		return v, err
	}
	v.scope = p.Rows.Scope
	v.contracts = v.Scope(finance.PermContractView) == actor.All && v.Only == 0
	v.work = v.Scope("incident.view") == actor.All && v.Only == 0
	if v.work {
		v.hour, err = d.finance.Hour(ctx)
	}
	return v, err
}

// uncounted names what was left out, because the actor may not see it or nobody has said what an hour costs.
func (v view) uncounted() []string {
	var out []string
	if !v.contracts {
		out = append(out, Contracts)
	}
	if !v.work || v.hour.None() {
		out = append(out, Work)
	}
	return out
}

// The sorts of cost.
const (
	Purchase    = "purchase"
	Maintenance = "maintenance"
	Contracts   = "contracts"
	Work        = "work"
	Total       = "total"
)

// asked reads the day of a question, today if absent. Kinds: Invalid.
func (d *Desk) asked(ctx context.Context, query url.Values) (calendar.Date, error) {
	if s := query.Get("at"); s != "" {
		on, err := calendar.ParseDate(s)
		if err != nil {
			return 0, errs.Bad("at", "%s.", err)
		}
		return on, nil
	}
	a, err := actor.From(ctx)
	return calendar.DateOf(d.db.Clock().Now(), desk.Zone(a)), err
}

// date reads a date that was checked when it was stored, 0 for none.
func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return 0
	}
	return d
}

// spanOf is when an asset was there, from its dates.
func spanOf(purchased, inService, disposed string) Span {
	s := Span{From: date(purchased), Gone: date(disposed)}
	if s.From == 0 {
		s.From = date(inService)
	}
	return s
}
