package layered

import (
	"cmp"
	"slices"
)

// order sorts the cells of each column so that few arrows cross. It sweeps to
// and fro, puts each cell at the mean place of its neighbours in the column just
// done, then swaps neighbours where that helps, and keeps the best it has seen.
func (s *sketch) order() {
	place := make([]int, len(s.cells))
	for _, col := range s.columns {
		number(place, col)
	}
	best, least := copyOf(s.columns), s.crossings(place)
	for sweep := 0; sweep < s.Sweeps && least > 0; sweep++ {
		for i := range s.columns {
			if sweep%2 == 0 {
				s.settle(place, i, false)
			} else {
				s.settle(place, len(s.columns)-1-i, true)
			}
		}
		for s.swap(place) {
		}
		if n := s.crossings(place); n < least {
			best, least = copyOf(s.columns), n
		}
	}
	s.columns = best
}

func copyOf(columns [][]int32) [][]int32 {
	out := make([][]int32, len(columns))
	for i, c := range columns {
		out[i] = slices.Clone(c)
	}
	return out
}

func number(place []int, column []int32) {
	for i, n := range column {
		place[n] = i
	}
}

func (s *sketch) side(n int32, right bool) []int32 {
	if right {
		return s.cells[n].arc
	}
	return s.cells[n].prev
}

// settle sorts one column by the mean place of the neighbours on one side; a
// cell without any keeps its place among the others.
func (s *sketch) settle(place []int, column int, right bool) {
	col := s.columns[column]
	mean := make(map[int32]float64, len(col))
	for i, n := range col {
		near := s.side(n, right)
		sum := 0
		for _, m := range near {
			sum += place[m]
		}
		if mean[n] = float64(i); len(near) > 0 {
			mean[n] = float64(sum) / float64(len(near))
		}
	}
	slices.SortStableFunc(col, func(a, b int32) int { return cmp.Compare(mean[a], mean[b]) })
	number(place, col)
}

// swap exchanges neighbours in a column wherever fewer arrows cross then; it
// tells whether it found such a pair. Each exchange lowers the count, so calling
// it until it finds none comes to an end.
func (s *sketch) swap(place []int) bool {
	found := false
	for _, col := range s.columns {
		for i := 1; i < len(col); i++ {
			a, b := col[i-1], col[i]
			if s.pairCrossings(place, b, a) < s.pairCrossings(place, a, b) {
				col[i-1], col[i] = b, a
				place[a], place[b] = i, i-1
				found = true
			}
		}
	}
	return found
}

// pairCrossings counts the crossings between the arrows of two cells of one
// column when a stands above b.
func (s *sketch) pairCrossings(place []int, a, b int32) int {
	n := 0
	for _, right := range []bool{false, true} {
		for _, x := range s.side(a, right) {
			for _, y := range s.side(b, right) {
				if place[x] > place[y] {
					n++
				}
			}
		}
	}
	return n
}

// crossings counts all crossings between neighbouring columns: inversions in the
// list of right ends sorted by left end, counted with a binary indexed tree.
func (s *sketch) crossings(place []int) int {
	total := 0
	for c := 0; c+1 < len(s.columns); c++ {
		tree := make([]int, len(s.columns[c+1])+1)
		seen := 0
		for _, n := range s.columns[c] {
			ends := make([]int, 0, len(s.cells[n].arc))
			for _, m := range s.cells[n].arc {
				ends = append(ends, place[m])
			}
			for _, e := range ends {
				total += seen
				for i := e + 1; i > 0; i -= i & -i {
					total -= tree[i]
				}
			}
			for _, e := range ends {
				seen++
				for i := e + 1; i < len(tree); i += i & -i {
					tree[i]++
				}
			}
		}
	}
	return total
}
