package depreciation

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// longestLife is the most months that a plan may run.
const longestLife = 1200

// Check tells what is wrong with a plan. Errors: Invalid with a field for each, keyed as the plan's fields in small letters.
func (p Plan) Check() error {
	_, err := open(p)
	return err
}

// check looks at what can be judged without reckoning. What concerns write-downs against the value is open's.
func (p Plan) check() error {
	var c errs.Check
	c.Must(p.Cost.Currency.Valid(), "cost", "Give the cost with its currency, such as 1234.50 EUR.")
	c.Must(p.Cost.Minor >= 0, "cost", "The cost is negative; give what was paid, 0 or more.")
	c.Must(dated(p.Start), "start", "Give the in-service date, from 1970 to 2199.")
	c.Must(p.Bought >= 0 && p.Bought <= p.Start, "bought", "The asset was in service before it was bought; correct one of the dates.")
	c.Must(p.Method.Valid(), "method", "Choose straight_line, declining_balance, double_declining, sum_of_years or immediate.")
	c.Must(p.ProRata == "" || p.ProRata.Valid(), "pro_rata", "Choose month, day or half_year.")
	c.Must(p.FiscalStart >= 0 && p.FiscalStart <= time.December, "fiscal_start", "Give the month in which the fiscal year begins, 1 to 12.")
	if p.Method != Immediate {
		c.Must(p.Life >= 1 && p.Life <= longestLife, "life", "Give a life of 1 to %d months.", longestLife)
	}
	declining := p.Method == DecliningBalance || p.Method == DoubleDeclining
	c.Must(!p.Switch || declining, "switch", "Only the declining methods can change to straight line; leave this off.")
	if p.Method == DecliningBalance {
		c.Must(p.Rate > 0 && p.Rate <= whole, "rate", "Give the rate of a year, above 0 and at most 100 %%.")
	} else {
		c.Must(p.Rate == 0, "rate", "Only declining_balance has a rate of its own; leave it out.")
	}
	p.checkSalvage(&c)
	c.Must(p.LowValue.None() || p.LowValue.Currency == p.Cost.Currency, "low_value", "The limit is in %s and the cost in %s; give the limit in %[2]s.", p.LowValue.Currency, p.Cost.Currency)
	p.checkEnd(&c)
	return c.Err()
}

func (p Plan) checkSalvage(c *errs.Check) {
	c.Must(p.Salvage.None() || p.SalvageShare == 0, "salvage", "Give the salvage as an amount or as a share of the cost, not both.")
	c.Must(p.SalvageShare >= 0 && p.SalvageShare <= whole, "salvage", "Give a share of 0 to 100 %%.")
	if p.Salvage.None() {
		return
	}
	c.Must(p.Salvage.Currency == p.Cost.Currency, "salvage", "The salvage is in %s and the cost in %s; give both in one currency.", p.Salvage.Currency, p.Cost.Currency)
	c.Must(p.Salvage.Minor >= 0 && p.Salvage.Minor <= p.Cost.Minor, "salvage", "The salvage must lie between 0 and the cost.")
}

// checkEnd looks at the write-downs and the disposal as far as dates and currencies go.
func (p Plan) checkEnd(c *errs.Check) {
	for _, i := range p.Impairments {
		c.Must(i.On >= p.came() && dated(i.On), "impairments", "A write-down of %v lies before the asset came into the books, or after 2199.", i.On)
		c.Must(i.Loss.Currency == p.Cost.Currency, "impairments", "The write-down of %v must be in %s.", i.On, p.Cost.Currency)
		c.Must(i.Loss.Minor > 0, "impairments", "The write-down of %v must be above 0; a value once lost is not written up here.", i.On)
		c.Must(p.Disposal == nil || i.On < p.Disposal.On, "impairments", "The write-down of %v lies after the disposal; nothing is left to write down.", i.On)
	}
	if d := p.Disposal; d != nil {
		c.Must(d.On >= p.came() && dated(d.On), "disposal", "The disposal lies before the asset came into the books, or after 2199.")
		c.Must(d.Proceeds.None() || d.Proceeds.Currency == p.Cost.Currency, "disposal", "The proceeds are in %s and the cost in %s; give both in one currency.", d.Proceeds.Currency, p.Cost.Currency)
		c.Must(d.Proceeds.Minor >= 0, "disposal", "The proceeds are negative; give 0 or more.")
	}
}

// dated reports a date that was given and that calendar.ParseDate would read.
func dated(d calendar.Date) bool { return d > 0 && d.Year() <= 2199 }

// came returns the day on which the asset came into the books.
func (p Plan) came() calendar.Date {
	if p.Bought != 0 {
		return p.Bought
	}
	return p.Start
}

// salvage returns what is left at the end of the life.
func (p Plan) salvage() money.Amount {
	if p.Salvage.None() {
		return p.Cost.Part(int64(p.SalvageShare), int64(whole))
	}
	return p.Salvage
}

// method returns the method that applies in view of the low-value limit.
func (p Plan) method() Method {
	if !p.LowValue.None() && p.Cost.Minor <= p.LowValue.Minor {
		return Immediate
	}
	return p.Method
}
