package draw

// Kept shows how many promises were kept, kept only with long pauses, and
// broken, as stacked bars of equal length. The figure beside each counts only
// the solid part.
type Kept struct {
	Label string // the sentence for those who cannot see it
	Group string // head of the first table column, "Priority"
	Rows  []KeptRow
}

// KeptRow is one group of promises.
type KeptRow struct {
	Label                              string
	Kept, Paused, Breached             int
	KeptHref, PausedHref, BreachedHref string
}

func (r KeptRow) n() int { return r.Kept + r.Paused + r.Breached }

// Draw makes the picture.
func (k Kept) Draw(width int) SVG {
	w, h := drawWidth(width), float64(36*len(k.Rows)+16)
	left := 40.0
	for _, r := range k.Rows {
		left = max(left, float64(len([]rune(r.Label)))*7.6+12)
	}
	left = min(left, w*.4)
	right := w - 112
	var p pen
	p.open("chart", w, h, k.Label, false)
	for i, r := range k.Rows {
		y := float64(36*i + 14)
		p.word("val", "start", 0, y+11, r.Label)
		n := float64(max(r.n(), 1))
		x := left
		for _, part := range []struct {
			class string
			v     int
		}{{"c4", r.Kept}, {"hatch", r.Paused}, {"over", r.Breached}} {
			length := (right - left) * float64(part.v) / n
			inset := 0.0
			if part.class == "hatch" {
				inset = .5
			}
			if length > 2 {
				p.rect(part.class, x+inset, y+inset, length-2-2*inset, 14-2*inset)
			} else if part.v > 0 {
				p.rect(part.class, x, y, 1, 14)
			}
			x += length
		}
		p.word("val", "start", right+8, y+11, percent(r.Kept, r.n()))
		p.word("", "end", w, y+11, "n "+itoa(r.n()))
	}
	return p.done()
}

// Twin lists every group.
func (k Kept) Twin() Twin {
	t := Twin{Head: []string{k.Group, "Kept", "Kept, paused over half", "Breached", "Kept without long pauses", "n"}}
	for _, r := range k.Rows {
		t.Rows = append(t.Rows, []TwinCell{{Text: r.Label}, {itoa(r.Kept), r.KeptHref}, {itoa(r.Paused), r.PausedHref},
			{itoa(r.Breached), r.BreachedHref}, {Text: percent(r.Kept, r.n())}, {Text: itoa(r.n())}})
	}
	return t
}
