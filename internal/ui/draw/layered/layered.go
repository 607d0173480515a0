package layered

import "slices"

// Size is the size of a box in pixels.
type Size struct{ W, H int }

// Options are the gaps and the effort. The zero value is filled by Layout.
type Options struct {
	GapX, GapY int // between columns and between boxes of one column; 64 and 24
	Margin     int // around everything; 0 is none
	Port       int // most pixels between two arrows that end at one side; 0 lets them meet
	Sweeps     int // of the order within columns; 12, and less than 0 for none
}

// grid is what heights are multiples of.
const grid = 4

// Rect is a placed box.
type Rect struct{ X, Y, W, H, Column int }

// Point is a corner of a route.
type Point struct{ X, Y int }

// Drawing is the result. Routes[i] belongs to edge i: an even number of points,
// leaving the first box horizontally and reaching the second horizontally; it is
// level between points 2k-1 and 2k, where it passes a column, and free to bend
// between points 2k and 2k+1. The route of an edge from a box to itself is
// empty.
type Drawing struct {
	W, H      int
	Boxes     []Rect
	Routes    [][]Point
	Columns   []Rect // X and W of each column
	Crossings int    // of arrows between neighbouring columns
}

// cell is a box or the place where a long arrow passes a column.
type cell struct {
	box       int // -1 for a passing arrow
	column    int
	w, h      float64
	y         float64 // of the middle
	prev, arc []int32 // neighbours to the left and to the right
}

// sketch is the layout while it is made.
type sketch struct {
	Options
	cells   []cell
	columns [][]int32
	chains  [][]int32 // per edge, its cells from left to right
	turned  []bool    // per edge, runs right to left in truth
}

// Layout places the boxes. An edge leads from the box that stands further left
// to the one further right, as far as circles allow. Equal input gives equal
// output. Edges that name a box outside the list are not drawn.
func Layout(boxes []Size, edges [][2]int, o Options) Drawing {
	fill(&o.GapX, 64)
	fill(&o.GapY, 24)
	fill(&o.Sweeps, 12)
	s := &sketch{Options: o, turned: make([]bool, len(edges)), chains: make([][]int32, len(edges))}
	arcs := s.unwind(len(boxes), edges)
	s.place(boxes, arcs, rank(len(boxes), arcs))
	s.order()
	s.level()
	return s.finish(boxes)
}

func fill(n *int, usual int) {
	if *n == 0 {
		*n = usual
	}
}

// unwind turns the edges that close a circle, as found by a walk in depth from
// the first box on, and marks them. Edges that cannot be drawn become {-1, -1}.
func (s *sketch) unwind(boxes int, edges [][2]int) [][2]int {
	const open, shut = 1, 2
	out := make([][]int, boxes)
	arcs := slices.Clone(edges)
	for i, e := range edges {
		if e[0] == e[1] || min(e[0], e[1]) < 0 || max(e[0], e[1]) >= boxes {
			arcs[i] = [2]int{-1, -1}
			continue
		}
		out[e[0]] = append(out[e[0]], i)
	}
	state := make([]uint8, boxes)
	next := make([]int, boxes)
	for root := range boxes {
		if state[root] != 0 {
			continue
		}
		state[root] = open
		for stack := []int{root}; len(stack) > 0; {
			n := stack[len(stack)-1]
			if next[n] == len(out[n]) {
				state[n] = shut
				stack = stack[:len(stack)-1]
				continue
			}
			i := out[n][next[n]]
			next[n]++
			switch to := edges[i][1]; state[to] {
			case open:
				arcs[i], s.turned[i] = [2]int{to, n}, true
			case 0:
				state[to] = open
				stack = append(stack, to)
			}
		}
	}
	return arcs
}

// rank gives each box its column: as far left as its arrows allow, then pulled
// towards the side with more arrows until arrows are short. A box with as many
// arrows on both sides goes right first, which lets those behind it follow, and
// comes back left when none did.
func rank(boxes int, arcs [][2]int) []int {
	in, out := make([][]int, boxes), make([][]int, boxes)
	for _, a := range arcs {
		if a[0] >= 0 {
			out[a[0]], in[a[1]] = append(out[a[0]], a[1]), append(in[a[1]], a[0])
		}
	}
	column, waits := make([]int, boxes), make([]int, boxes)
	var sorted []int
	for n := range boxes {
		if waits[n] = len(in[n]); waits[n] == 0 {
			sorted = append(sorted, n)
		}
	}
	for i := 0; i < len(sorted); i++ {
		for _, m := range out[sorted[i]] {
			column[m] = max(column[m], column[sorted[i]]+1)
			if waits[m]--; waits[m] == 0 {
				sorted = append(sorted, m)
			}
		}
	}
	const pulls = 6
	for range pulls {
		for i := len(sorted) - 1; i >= 0; i-- {
			if n := sorted[i]; len(out[n]) > 0 && len(out[n]) >= len(in[n]) {
				column[n] = edge(column, out[n], least) - 1
			}
		}
		for _, n := range sorted {
			if len(in[n]) > 0 && len(in[n]) >= len(out[n]) {
				column[n] = edge(column, in[n], most) + 1
			}
		}
	}
	if boxes > 0 {
		first := slices.Min(column)
		for n := range column {
			column[n] -= first
		}
	}
	return column
}

// edge is the lowest or the highest column of some boxes, at least one.
func edge(column, boxes []int, better func(int, int) int) int {
	c := column[boxes[0]]
	for _, m := range boxes[1:] {
		c = better(c, column[m])
	}
	return c
}

func least(a, b int) int { return min(a, b) }
func most(a, b int) int  { return max(a, b) }

// place makes the cells of the columns: boxes in the order given, then the
// passages of long arrows.
func (s *sketch) place(boxes []Size, arcs [][2]int, column []int) {
	last := 0
	for _, c := range column {
		last = max(last, c)
	}
	s.columns = make([][]int32, last+1)
	add := func(c cell) int32 {
		n := int32(len(s.cells))
		s.cells = append(s.cells, c)
		s.columns[c.column] = append(s.columns[c.column], n)
		return n
	}
	for i, b := range boxes {
		add(cell{box: i, column: column[i], w: float64(b.W), h: float64(b.H)})
	}
	for i, a := range arcs {
		if a[0] < 0 {
			continue
		}
		chain := []int32{int32(a[0])}
		for c := column[a[0]] + 1; c < column[a[1]]; c++ {
			chain = append(chain, add(cell{box: -1, column: c, h: grid}))
		}
		chain = append(chain, int32(a[1]))
		for k := 1; k < len(chain); k++ {
			l, r := chain[k-1], chain[k]
			s.cells[l].arc, s.cells[r].prev = append(s.cells[l].arc, r), append(s.cells[r].prev, l)
		}
		s.chains[i] = chain
	}
}
