package gauge

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Rank returns the value at place ⌈p·n⌉ of ascending values, for p in (0, 1]; zero when there are none.
func Rank(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	place := int(math.Ceil(p * float64(len(sorted))))
	return sorted[min(max(place, 1), len(sorted))-1]
}

// Median returns the middle value, the lower of two; zero when there are none. It leaves its argument as it is.
func Median[T cmp.Ordered](values []T) T {
	var none T
	if len(values) == 0 {
		return none
	}
	v := slices.Clone(values)
	slices.Sort(v)
	return v[(len(v)-1)/2]
}
