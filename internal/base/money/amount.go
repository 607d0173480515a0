package money

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Amount is an exact amount of money: Minor counts the smallest units of the currency (cents for EUR, yen for JPY, fils for BHD). The
// zero value has no currency and cannot be reckoned with; Zero gives a nought to begin a sum with.
type Amount struct {
	Minor    int64    // 123450 is 1,234.50 EUR
	Currency Currency // ISO 4217 code
}

// New returns an amount of minor units. Errors: Invalid for an unknown code.
func New(minor int64, code string) (Amount, error) {
	c, err := CurrencyOf(code)
	if err != nil {
		return Amount{}, err
	}
	return Amount{minor, c}, nil
}

// Zero returns nothing in a currency.
func Zero(c Currency) Amount { return Amount{0, c} }

// Must returns the amount, and panics on an error: for tests and constants.
func Must(a Amount, err error) Amount {
	if err != nil {
		panic(err)
	}
	return a
}

// IsZero reports an amount of nothing, with or without a currency.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// None reports the zero value: no amount was given.
func (a Amount) None() bool { return a == Amount{} }

// Sign returns -1, 0 or 1.
func (a Amount) Sign() int { return cmp.Compare(a.Minor, 0) }

// Add returns a + b. Errors: Invalid for two currencies, or a sum out of range.
func (a Amount) Add(b Amount) (Amount, error) {
	if err := same(a, b); err != nil {
		return Amount{}, err
	}
	sum := a.Minor + b.Minor
	if (b.Minor > 0 && sum < a.Minor) || (b.Minor < 0 && sum > a.Minor) {
		return Amount{}, tooLarge()
	}
	return Amount{sum, a.Currency}, nil
}

// Sub returns a - b. Errors: Invalid for two currencies, or a difference out of range.
func (a Amount) Sub(b Amount) (Amount, error) {
	if err := same(a, b); err != nil {
		return Amount{}, err
	}
	diff := a.Minor - b.Minor
	if (b.Minor > 0 && diff > a.Minor) || (b.Minor < 0 && diff < a.Minor) {
		return Amount{}, tooLarge()
	}
	return Amount{diff, a.Currency}, nil
}

// Cmp compares two amounts of one currency: -1, 0 or 1. Errors: Invalid for two currencies.
func (a Amount) Cmp(b Amount) (int, error) {
	if err := same(a, b); err != nil {
		return 0, err
	}
	return cmp.Compare(a.Minor, b.Minor), nil
}

// MulRatio returns a × num / den, rounded half away from zero to a whole minor unit: 0.125 becomes 0.13 and -0.125 becomes -0.13.
//
// That is the commercial rounding which invoices, tax forms and the euro's own rules (Council Regulation (EC) 1103/97, article 5) ask
// for, so figures agree with paper, and a debit mirrors its credit. Banker's rounding would help against drift in long sums of rounded
// parts; such sums are not made here, because what must add up is divided by Allocate or read off a running total by Part.
//
// Errors: Invalid for a den of 0, or a result out of range.
func (a Amount) MulRatio(num, den int64) (Amount, error) {
	if !a.Currency.Valid() {
		return Amount{}, noCurrency()
	}
	if den == 0 {
		return Amount{}, errs.New(errs.Invalid, "An amount cannot be divided by nothing.")
	}
	m, ok := mulDiv(magnitude(a.Minor), magnitude(num), magnitude(den))
	if !ok {
		return Amount{}, tooLarge()
	}
	return Amount{signed(m, (a.Minor < 0) != (num < 0) != (den < 0)), a.Currency}, nil
}

// Part returns the part num of den of an amount, rounded as by MulRatio. A num below 0 gives nothing and one above den the whole, so
// it cannot fail, and as num grows from 0 to den the parts grow from nothing to exactly the whole. A den below 1 gives the whole.
func (a Amount) Part(num, den int64) Amount {
	switch {
	case num >= den:
		return a
	case num <= 0:
		return Zero(a.Currency)
	}
	m, _ := mulDiv(magnitude(a.Minor), uint64(num), uint64(den))
	return Amount{signed(m, a.Minor < 0), a.Currency}
}

// mulDiv returns x × y / z rounded half up, false when that exceeds the range of int64.
func mulDiv(x, y, z uint64) (uint64, bool) {
	hi, lo := bits.Mul64(x, y)
	if hi >= z {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, z)
	if r >= z-r {
		q++
	}
	return q, q <= math.MaxInt64
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

func signed(m uint64, negative bool) int64 {
	if negative {
		return -int64(m)
	}
	return int64(m)
}

func same(a, b Amount) error {
	switch {
	case !a.Currency.Valid() || !b.Currency.Valid():
		return noCurrency()
	case a.Currency != b.Currency:
		return errs.New(errs.Invalid, "%s and %s cannot be reckoned together; keep them apart, or convert one first.", a.Currency, b.Currency)
	}
	return nil
}

func noCurrency() error {
	return errs.New(errs.Invalid, "An amount has no currency; name its ISO code, such as EUR.")
}

func tooLarge() error {
	return errs.New(errs.Invalid, "The amount is too large; check for digits too many.")
}
