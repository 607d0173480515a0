package layered

import (
	"cmp"
	"math"
	"slices"
)

// finish turns the sketch into whole pixels.
func (s *sketch) finish(boxes []Size) Drawing {
	d := Drawing{Boxes: make([]Rect, len(boxes)), Routes: make([][]Point, len(s.chains))}
	if len(boxes) == 0 {
		return d
	}
	s.snap()
	x := s.Margin
	for _, col := range s.columns {
		w := 0
		for _, n := range col {
			w = max(w, int(s.cells[n].w))
		}
		d.Columns = append(d.Columns, Rect{X: x, W: w})
		x += w + s.GapX
	}
	d.W = x - s.GapX + s.Margin
	for _, c := range s.cells {
		bottom := int(c.y + c.h/2)
		if c.box >= 0 {
			b := boxes[c.box]
			d.Boxes[c.box] = Rect{X: d.Columns[c.column].X, Y: int(c.y) - b.H/2, W: b.W, H: b.H, Column: c.column}
			bottom = d.Boxes[c.box].Y + b.H
		}
		d.H = max(d.H, bottom+s.Margin)
	}
	s.routes(&d)
	place := make([]int, len(s.cells))
	for _, col := range s.columns {
		number(place, col)
	}
	d.Crossings = s.crossings(place)
	return d
}

// snap moves the drawing to the margin and every height to the grid. Distances
// are multiples of the grid, so rounding all heights up keeps them.
func (s *sketch) snap() {
	top := math.Inf(1)
	for _, c := range s.cells {
		top = math.Min(top, c.y-c.h/2)
	}
	for i := range s.cells {
		c := &s.cells[i]
		c.y = math.Ceil((c.y-top)/grid-1e-6)*grid + float64(s.Margin)
	}
}

// routes gives each edge its points.
func (s *sketch) routes(d *Drawing) {
	leave, reach := s.ports(true), s.ports(false)
	for i, chain := range s.chains {
		if len(chain) == 0 {
			continue
		}
		from, to := d.Boxes[chain[0]], d.Boxes[chain[len(chain)-1]]
		route := []Point{{from.X + from.W, from.Y + from.H/2 + leave[i]}}
		for _, n := range chain[1 : len(chain)-1] {
			col := d.Columns[s.cells[n].column]
			y := int(s.cells[n].y)
			route = append(route, Point{col.X, y}, Point{col.X + col.W, y})
		}
		route = append(route, Point{to.X, to.Y + to.H/2 + reach[i]})
		if s.turned[i] {
			slices.Reverse(route)
		}
		d.Routes[i] = route
	}
}

// ports spreads the arrows at one side of each box in the order of where they
// come from, so that they do not cross before they are told apart.
func (s *sketch) ports(right bool) []int {
	at := make([][]int, len(s.cells))
	next := make([]int32, len(s.chains))
	for i, chain := range s.chains {
		if len(chain) == 0 {
			continue
		}
		box := chain[0]
		if next[i] = chain[1]; !right {
			box, next[i] = chain[len(chain)-1], chain[len(chain)-2]
		}
		at[box] = append(at[box], i)
	}
	out := make([]int, len(s.chains))
	for box, list := range at {
		if len(list) < 2 {
			continue
		}
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(s.cells[next[a]].y, s.cells[next[b]].y) })
		room := int(s.cells[box].h) - 4*grid
		step := max(min(s.Port, room/(len(list)-1)), 0)
		for k, i := range list {
			out[i] = step * (2*k - len(list) + 1) / 2
		}
	}
	return out
}
