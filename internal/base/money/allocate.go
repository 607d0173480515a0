package money

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Allocate divides an amount by weights so that the parts sum exactly to it. Each part is the exact share rounded towards zero; the
// minor units that remain go to the parts with the largest remainders, the earlier first when two are equal. A weight of 0 gets
// nothing. Errors: Invalid without weights, with a negative one, or when they are all 0.
func (a Amount) Allocate(weights ...int64) ([]Amount, error) {
	if !a.Currency.Valid() {
		return nil, noCurrency()
	}
	var total uint64
	for _, w := range weights {
		if w < 0 {
			return nil, errs.New(errs.Invalid, "A share is negative; give each a weight of 0 or more.")
		}
		if total += uint64(w); total > math.MaxInt64 {
			return nil, errs.New(errs.Invalid, "The weights are too large; give smaller ones in the same ratio.")
		}
	}
	if total == 0 {
		return nil, errs.New(errs.Invalid, "There is nothing to divide the amount by; give at least one weight above 0.")
	}
	var (
		whole     = magnitude(a.Minor)
		rest      = whole
		parts     = make([]uint64, len(weights))
		remainder = make([]uint64, len(weights))
		order     = make([]int, len(weights))
	)
	for i, w := range weights {
		hi, lo := bits.Mul64(whole, uint64(w))
		parts[i], remainder[i] = bits.Div64(hi, lo, total) // hi < total, because whole is at most 1<<63 and w at most total
		rest -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(remainder[j], remainder[i]) })
	for _, i := range order[:rest] {
		parts[i]++
	}
	out := make([]Amount, len(weights))
	for i, p := range parts {
		out[i] = Amount{signed(p, a.Minor < 0), a.Currency}
	}
	return out, nil
}

// Split divides an amount into n parts that differ by at most one minor unit, the larger first. Errors: Invalid for n below 1 or above
// a million.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || n > 1_000_000 {
		return nil, errs.New(errs.Invalid, "An amount cannot be split into %d parts; give a number from 1 to 1,000,000.", n)
	}
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = 1
	}
	return a.Allocate(weights...)
}
