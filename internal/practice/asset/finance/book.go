package finance

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// Books are the two books as depreciation knows them.
type Books = depreciation.Books

func booksSetting() *setting.Value[Books] {
	return setting.New("asset.books", depreciation.DefaultBooks(), Books.Check)
}

// Books returns the two books.
func (d *Desk) Books(ctx context.Context) (Books, error) {
	return d.books.Get(ctx, d.contracts.DB, clock.Of(d.contracts.DB.Clock().Now()))
}

// EditBooks changes the two books. Kinds: Forbidden, Invalid.
func (d *Desk) EditBooks(ctx context.Context, b Books) error {
	if _, err := actor.Require(ctx, setting.PermEdit); err != nil {
		return err
	}
	return d.contracts.DB.Write(ctx, func(tx *db.Tx) error { return d.books.Set(tx, b) })
}

// A holding is what the books need to know of an asset.
type holding struct {
	number, class, prefix string
	cost                  money.Amount
	bought, start, gone   calendar.Date
	lost                  calendar.Date // when it first went missing
	model, kind           depreciation.Method
	modelLife, kindLife   int
	ownership             string
}

// plan returns what the value of an asset in a book follows from. False when it is not depreciated: it is not in service, has no cost, is
// not owned, or nothing says how.
func (h holding) plan(b depreciation.Book) (depreciation.Plan, bool) {
	p := depreciation.Plan{Asset: h.number, Book: b.Name, Cost: h.cost, Bought: h.bought, Start: h.start, ProRata: b.ProRata, SalvageShare: depreciation.Percent(b.Salvage),
		FiscalStart: b.FiscalStart, Accounts: b.Accounts, Method: cmp.Or(h.model, h.kind), Life: cmp.Or(h.modelLife, h.kindLife)}
	if i := slices.IndexFunc(b.Classes, func(r depreciation.Rule) bool { return strings.EqualFold(r.Class, h.prefix) }); i >= 0 {
		p.Method, p.Life = b.Classes[i].Method, b.Classes[i].Life
	}
	if p.Method == "" && p.Life > 0 {
		p.Method = depreciation.StraightLine
	}
	switch p.Method {
	case depreciation.DecliningBalance:
		p.Rate, p.Switch = depreciation.Percent(b.Rate), b.Switch
	case depreciation.DoubleDeclining:
		p.Switch = b.Switch
	}
	if b.LowValue.Currency == h.cost.Currency {
		p.LowValue = b.LowValue
	}
	if p.Bought > p.Start {
		p.Bought = 0
	}
	if h.gone != 0 {
		p.Disposal = &depreciation.Disposal{On: h.gone}
	}
	return p, h.owned() && h.start != 0 && p.Method.Valid() && (p.Life > 0 || p.Method == depreciation.Immediate)
}

// owned reports whether the asset stands in the books at all.
func (h holding) owned() bool { return !h.cost.None() && (h.ownership == "" || h.ownership == "owned") }

// written is the plan with the write-down to nothing on the day on which the asset went missing. What is found again is not written up.
func (h holding) written(b depreciation.Book) (depreciation.Plan, bool, error) {
	p, ok := h.plan(b)
	if !ok || h.lost == 0 || h.gone != 0 && h.lost >= h.gone || h.lost < cmp.Or(p.Bought, p.Start) {
		return p, ok, nil
	}
	v, err := depreciation.Value(p, h.lost)
	if err == nil && v.Sign() > 0 {
		p.Impairments = []depreciation.Impairment{{On: h.lost, Loss: v}}
	}
	return p, ok, err
}

// value returns what a book holds of the asset at the end of a day. What is not in service yet stands at its cost.
func (h holding) value(b depreciation.Book, on calendar.Date) (money.Amount, error) {
	p, ok, err := h.written(b)
	if err != nil {
		return money.Amount{}, err
	}
	if ok {
		return depreciation.Value(p, on)
	}
	came := cmp.Or(h.bought, h.start)
	if !h.owned() || came == 0 || on < came || h.gone != 0 && on >= h.gone || h.lost != 0 && on >= h.lost {
		return money.Zero(h.cost.Currency), nil
	}
	return h.cost, nil
}
