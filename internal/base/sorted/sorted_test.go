package sorted_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

type pair struct{ key, place int }

func TestByPutsAListInTheOrderThatTheStandardLibraryPutsItIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.IntRange(0, 5)).Draw(t, "keys")
		got := make([]pair, len(keys))
		for i, k := range keys {
			got[i] = pair{k, i}
		}
		want := slices.Clone(got)
		compare := func(a, b pair) int { return a.key - b.key }
		slices.SortStableFunc(want, compare)
		sorted.By(got, compare)
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
