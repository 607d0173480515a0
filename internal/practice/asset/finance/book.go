package finance

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// Books are the two books in which every owned asset stands, such as that of the accounts and that of the tax return.
type Books [2]Book

// Book says how assets lose their value in one book. What it leaves open is taken from the model of an asset, then from its class.
type Book struct {
	Name        string                `json:"name"` // letters, digits and hyphens
	ProRata     depreciation.ProRata  `json:"pro_rata"`
	Salvage     int64                 `json:"salvage"`          // percent of the cost that are left at the end
	LowValue    money.Amount          `json:"low_value"`        // what costs no more is charged at once; for costs in its currency
	Rate        int64                 `json:"rate"`             // percent a year, for declining balance
	Switch      bool                  `json:"switch"`           // the declining methods change to straight line as soon as that charges no less
	FiscalStart time.Month            `json:"fiscal_start"`     // first month of the fiscal year
	Classes     []Rule                `json:"classes,omitzero"` // of this book only; they come before models and classes
	Accounts    depreciation.Accounts `json:"accounts"`
}

// Rule is how assets of a class lose their value in one book.
type Rule struct {
	Class  string              `json:"class"` // its tag prefix
	Method depreciation.Method `json:"method"`
	Life   int                 `json:"life"` // months
}

// DefaultBooks are those of an organisation that has not said anything: they differ in their names only.
func DefaultBooks() Books {
	b := Book{ProRata: depreciation.Month, Rate: 25, FiscalStart: time.January, Accounts: depreciation.Accounts{Cost: "Assets at cost", Accumulated: "Accumulated depreciation",
		Expense: "Depreciation", Impairment: "Impairment losses", Proceeds: "Proceeds of disposals", Gain: "Gains on disposals", Loss: "Losses on disposals"}}
	accounts, tax := b, b
	accounts.Name, tax.Name = "accounts", "tax"
	return Books{accounts, tax}
}

// Check tells what is wrong with the books. Errors: Invalid.
func (b Books) Check() error {
	var c errs.Check
	for _, book := range b {
		c.Must(book.Name != "" && len(book.Name) <= 40 && strings.Trim(strings.ToLower(book.Name), "abcdefghijklmnopqrstuvwxyz0123456789-") == "", "name", "Name each book with letters, digits and hyphens.")
		c.Must(book.ProRata == "" || book.ProRata.Valid(), "pro_rata", "Choose month, day or half_year.")
		c.Must(book.Salvage >= 0 && book.Salvage <= 100, "salvage", "Give a share of 0 to 100 percent.")
		c.Must(book.Rate >= 1 && book.Rate <= 100, "rate", "Give a rate of 1 to 100 percent a year.")
		c.Must(book.FiscalStart >= time.January && book.FiscalStart <= time.December, "fiscal_start", "Give the month in which the fiscal year begins, 1 to 12.")
		c.Must(book.LowValue.None() || book.LowValue.Currency.Valid() && book.LowValue.Minor >= 0, "low_value", "Give the limit with its currency, or none.")
		for _, r := range book.Classes {
			c.Must(r.Class != "", "classes", "Name the class by its tag prefix, such as LT.")
			c.Must(r.Method.Valid(), "classes", "Choose straight_line, declining_balance, double_declining, sum_of_years or immediate for %s.", r.Class)
			c.Must(r.Method == depreciation.Immediate || r.Life >= 1 && r.Life <= 1200, "classes", "Give a life of 1 to 1200 months for %s.", r.Class)
		}
	}
	c.Must(!strings.EqualFold(b[0].Name, b[1].Name), "name", "Give the two books different names.")
	return c.Err()
}

// Named returns the book with a name, the first for "". Kinds: Invalid.
func (b Books) Named(name string) (Book, error) {
	if name == "" {
		return b[0], nil
	}
	for _, book := range b {
		if strings.EqualFold(book.Name, name) {
			return book, nil
		}
	}
	return Book{}, errs.Bad("book", "There is no such book; use %s or %s.", b[0].Name, b[1].Name)
}

func booksSetting() *setting.Value[Books] {
	return setting.New("asset.books", DefaultBooks(), Books.Check)
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
func (h holding) plan(b Book) (depreciation.Plan, bool) {
	p := depreciation.Plan{Asset: h.number, Book: b.Name, Cost: h.cost, Bought: h.bought, Start: h.start, ProRata: b.ProRata, SalvageShare: depreciation.Percent(b.Salvage),
		FiscalStart: b.FiscalStart, Accounts: b.Accounts, Method: cmp.Or(h.model, h.kind), Life: cmp.Or(h.modelLife, h.kindLife)}
	if i := slices.IndexFunc(b.Classes, func(r Rule) bool { return strings.EqualFold(r.Class, h.prefix) }); i >= 0 {
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
func (h holding) written(b Book) (depreciation.Plan, bool, error) {
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
func (h holding) value(b Book, on calendar.Date) (money.Amount, error) {
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
