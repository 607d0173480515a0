package depreciation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// A Holding is what the books need to know of an asset. A date is 0 for none.
type Holding struct {
	Number, Class, Prefix string // the class by its name and by its tag prefix
	Cost                  money.Amount
	Bought, Start, Gone   calendar.Date
	Lost                  calendar.Date // when it first went missing
	Model, Kind           Method        // of its model and of its class, "" for none
	ModelLife, KindLife   int           // months
	Ownership             string
}

// Plan returns what the value of an asset in a book follows from. False when it is not depreciated: it is not in service, has no cost, is
// not owned, or nothing says how.
func (h Holding) Plan(b Book) (Plan, bool) {
	p := Plan{Asset: h.Number, Book: b.Name, Cost: h.Cost, Bought: h.Bought, Start: h.Start, ProRata: b.ProRata, SalvageShare: Percent(b.Salvage),
		FiscalStart: b.FiscalStart, Accounts: b.Accounts, Method: cmp.Or(h.Model, h.Kind), Life: cmp.Or(h.ModelLife, h.KindLife)}
	if i := slices.IndexFunc(b.Classes, func(r Rule) bool { return strings.EqualFold(r.Class, h.Prefix) }); i >= 0 {
		p.Method, p.Life = b.Classes[i].Method, b.Classes[i].Life
	}
	if p.Method == "" && p.Life > 0 {
		p.Method = StraightLine
	}
	switch p.Method {
	case DecliningBalance:
		p.Rate, p.Switch = Percent(b.Rate), b.Switch
	case DoubleDeclining:
		p.Switch = b.Switch
	}
	if b.LowValue.Currency == h.Cost.Currency {
		p.LowValue = b.LowValue
	}
	if p.Bought > p.Start {
		p.Bought = 0
	}
	if h.Gone != 0 {
		p.Disposal = &Disposal{On: h.Gone}
	}
	return p, h.Owned() && h.Start != 0 && p.Method.Valid() && (p.Life > 0 || p.Method == Immediate)
}

// Owned reports whether the asset stands in the books at all.
func (h Holding) Owned() bool { return !h.Cost.None() && (h.Ownership == "" || h.Ownership == "owned") }

// Written is the plan with the write-down to nothing on the day on which the asset went missing. What is found again is not written up. What is
// not depreciated has a plan too once it went missing or was disposed of: the books tell how its cost left them.
func (h Holding) Written(b Book) (Plan, bool, error) {
	p, ok := h.Plan(b)
	came := cmp.Or(p.Bought, p.Start)
	if !ok {
		came = cmp.Or(h.Bought, h.Start)
	}
	lost := h.Lost
	if lost < came || h.Gone != 0 && lost >= h.Gone {
		lost = 0
	}
	if end := cmp.Or(h.Gone, lost); !ok && h.Owned() && came != 0 && end >= came {
		p, ok = p.standing(came, end), true
	}
	if !ok || lost == 0 {
		return p, ok, nil
	}
	v, err := Value(p, lost)
	if err == nil && v.Sign() > 0 {
		p.Impairments = []Impairment{{On: lost, Loss: v}}
	}
	return p, ok, err
}

// Value returns what a book holds of the asset at the end of a day. What is not in service yet stands at its cost.
func (h Holding) Value(b Book, on calendar.Date) (money.Amount, error) {
	p, ok, err := h.Written(b)
	if err != nil {
		return money.Amount{}, err
	}
	if ok {
		return Value(p, on)
	}
	came := cmp.Or(h.Bought, h.Start)
	if !h.Owned() || came == 0 || on < came || h.Gone != 0 && on >= h.Gone || h.Lost != 0 && on >= h.Lost {
		return money.Zero(h.Cost.Currency), nil
	}
	return h.Cost, nil
}

// standing is a plan for what is not depreciated: from the day on which it came into the books it stands at its cost, until it is written down or
// disposed of. Nothing may happen to it after the day of its end.
func (p Plan) standing(came, end calendar.Date) Plan {
	return Plan{Asset: p.Asset, Book: p.Book, Cost: p.Cost, Bought: came, Start: end + 1, Method: Immediate, Disposal: p.Disposal, Accounts: p.Accounts}
}
