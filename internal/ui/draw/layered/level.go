package layered

import "math"

// level gives each cell its height. Columns are fitted to their neighbours to
// and fro; the last fits look at both sides.
func (s *sketch) level() {
	for _, col := range s.columns {
		y := 0.0
		for i, n := range col {
			if i > 0 {
				y += s.apart(col[i-1], n)
			}
			s.cells[n].y = y
		}
	}
	const rounds = 8
	last := len(s.columns) - 1
	for r := range rounds {
		for i := range s.columns {
			if r%2 == 0 {
				s.fit(i, true, r >= rounds-2)
			} else {
				s.fit(last-i, r >= rounds-2, true)
			}
		}
	}
}

// apart is the least distance between the middles of two cells, one under the
// other.
func (s *sketch) apart(a, b int32) float64 {
	gap := float64(s.GapY)
	if s.cells[a].box < 0 || s.cells[b].box < 0 {
		gap /= 2
	}
	return math.Ceil((s.cells[a].h/2+gap+s.cells[b].h/2)/grid) * grid
}

// block is a run of cells that touch: their common offset is the weighted mean
// of what they wish.
type block struct {
	sum, weight float64
	cells       int
}

// fit puts the cells of a column as near as the gaps allow to the middles of
// their neighbours on the sides asked for. With the gaps taken out the heights
// must only not fall, so pooling neighbours that are in each other's way gives
// the least sum of squares.
func (s *sketch) fit(column int, left, right bool) {
	col := s.columns[column]
	var blocks []block
	offset := 0.0
	offsets := make([]float64, len(col))
	for i, n := range col {
		if i > 0 {
			offset += s.apart(col[i-1], n)
		}
		offsets[i] = offset
		wish, weight := s.wish(n, left, right)
		blocks = append(blocks, block{(wish - offset) * weight, weight, 1})
		for k := len(blocks) - 1; k > 0 && blocks[k-1].mean() >= blocks[k].mean(); k-- {
			a, b := blocks[k-1], blocks[k]
			blocks = append(blocks[:k-1], block{a.sum + b.sum, a.weight + b.weight, a.cells + b.cells})
		}
	}
	i := 0
	for _, b := range blocks {
		for range b.cells {
			s.cells[col[i]].y = b.mean() + offsets[i]
			i++
		}
	}
}

func (b block) mean() float64 { return b.sum / b.weight }

// wish is where a cell would stand and how much it cares. Arrows that pass
// through care most, so that they run level; a cell without neighbours on the
// sides asked for would stay.
func (s *sketch) wish(n int32, left, right bool) (y, weight float64) {
	const long, plain, faint = 8, 1, 0.05
	add := func(near []int32) {
		for _, m := range near {
			w := float64(plain)
			if s.cells[n].box < 0 && s.cells[m].box < 0 {
				w = long
			}
			y += s.cells[m].y * w
			weight += w
		}
	}
	if left {
		add(s.cells[n].prev)
	}
	if right {
		add(s.cells[n].arc)
	}
	if weight == 0 {
		return s.cells[n].y, faint
	}
	return y / weight, weight
}
