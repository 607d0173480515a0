package depreciation

import (
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
)

// Books are the two books in which every owned asset stands, such as that of the accounts and that of the tax return.
type Books [2]Book

// Book says how assets lose their value in one book. What it leaves open is taken from the model of an asset, then from its class.
type Book struct {
	Name        string       `json:"name"` // letters, digits and hyphens
	ProRata     ProRata      `json:"pro_rata"`
	Salvage     int64        `json:"salvage"`          // percent of the cost that are left at the end
	LowValue    money.Amount `json:"low_value"`        // what costs no more is charged at once; for costs in its currency
	Rate        int64        `json:"rate"`             // percent a year, for declining balance
	Switch      bool         `json:"switch"`           // the declining methods change to straight line as soon as that charges no less
	FiscalStart time.Month   `json:"fiscal_start"`     // first month of the fiscal year
	Classes     []Rule       `json:"classes,omitzero"` // of this book only; they come before models and classes
	Accounts    Accounts     `json:"accounts"`
}

// Rule is how assets of a class lose their value in one book.
type Rule struct {
	Class  string `json:"class"` // its tag prefix
	Method Method `json:"method"`
	Life   int    `json:"life"` // months
}

// DefaultBooks are those of an organisation that has not said anything: they differ in their names only.
func DefaultBooks() Books {
	b := Book{ProRata: Month, Rate: 25, FiscalStart: time.January, Accounts: Accounts{Cost: "Assets at cost", Accumulated: "Accumulated depreciation",
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
			c.Must(r.Method == Immediate || r.Life >= 1 && r.Life <= 1200, "classes", "Give a life of 1 to 1200 months for %s.", r.Class)
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
