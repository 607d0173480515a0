package insight

import (
	"slices"
	"time"
)

// Percentiles are values by nearest rank; all zero for N = 0.
type Percentiles[T any] struct {
	N             int
	P50, P90, P95 T
}

// rank returns the p-th percentile of sorted values by nearest rank: the one at place ceil(p × n / 100), counted from 1.
func rank[T any](sorted []T, p int) T {
	return sorted[(p*len(sorted)+99)/100-1]
}

// percentiles sorts values.
func percentiles[T int64 | float64](values []T) (out Percentiles[T]) {
	if len(values) == 0 {
		return out
	}
	slices.Sort(values)
	return Percentiles[T]{len(values), rank(values, 50), rank(values, 90), rank(values, 95)}
}

// durations turns microseconds into durations.
func durations(p Percentiles[int64]) Percentiles[time.Duration] {
	of := func(us int64) time.Duration { return time.Duration(us) * time.Microsecond }
	return Percentiles[time.Duration]{p.N, of(p.P50), of(p.P90), of(p.P95)}
}
