package draw

// Strips shows how long things take: for each group ink up to the median, marks
// at nine in ten and nineteen in twenty, and the promise as a post. Time beyond
// the promise turns to the danger colour. Values and ticks share one axis, for
// instance shares of the promise or working hours.
type Strips struct {
	Label string // the sentence for those who cannot see it
	Group string // head of the first table column, "Priority"
	Top   float64
	Ticks []Tick // At in axis units here
	Rows  []StripRow
}

// StripRow is one group. Promise 0 means that nothing was promised. The texts
// are the same figures in words, for the table.
type StripRow struct {
	Label, Target, Href       string
	P50, P90, P95             float64
	P50Text, P90Text, P95Text string
	Promise                   float64
	N                         int
}

// Draw makes the picture.
func (s Strips) Draw(width int) SVG {
	w := drawWidth(width)
	base := float64(36*len(s.Rows) + 16)
	left, right := 76.0, w-64
	if narrow(width) {
		right = w - 44
	}
	for _, r := range s.Rows {
		left = max(left, 30+float64(len([]rune(r.Label))+len([]rune(r.Target)))*6.6)
	}
	left = min(left, w*.45)
	top := s.Top
	if top <= 0 {
		top = 1
	}
	x := func(v float64) float64 { return left + (right-left)*clamp(v/top, 0, 1) }
	var p pen
	p.open("chart", w, base+30, s.Label, false)
	edge := -100.0
	for _, t := range s.Ticks {
		class := "grid"
		if t.At == 0 {
			class = "axis"
		}
		p.vline(class, x(t.At), 8, base)
		if half := float64(len([]rune(t.Label))) * 3.2; x(t.At)-half > edge {
			p.word("", "middle", x(t.At), base+18, t.Label)
			edge = x(t.At) + half + 6
		}
	}
	for i, r := range s.Rows {
		r.draw(&p, float64(36*i+26), w, x)
	}
	return p.done()
}

func (r StripRow) draw(p *pen, y, w float64, x func(float64) float64) {
	p.word("val", "start", 0, y+4, r.Label)
	p.word("", "start", 8+float64(len([]rune(r.Label)))*7.6, y+4, r.Target)
	p.word("", "end", w, y+4, "n "+itoa(r.N))
	if r.N == 0 {
		return
	}
	end := max(r.P50, r.P90, r.P95)
	p.hline("axis", x(0), x(end), y).rect("ink", x(0), y-3, x(r.P50)-x(0), 6)
	if r.Promise > 0 && end > r.Promise {
		p.rect("over", x(r.Promise), y-3, x(end)-x(r.Promise), 6)
	}
	p.circle("bead", x(r.P50), y, 4)
	if r.P90 > 0 {
		p.vline("p90", x(r.P90), y-6, y+6)
	}
	if r.P95 > 0 {
		p.vline("p95", x(r.P95), y-6, y+6)
	}
	if r.Promise > 0 {
		p.vline("post", x(r.Promise), y-11, y+11)
	}
}

// Twin lists every group.
func (s Strips) Twin() Twin {
	t := Twin{Head: []string{s.Group, "Promised", "Half within", "9 in 10 within", "19 in 20 within", "n"}}
	for _, r := range s.Rows {
		t.Rows = append(t.Rows, []TwinCell{{Text: r.Label}, {Text: dash(r.Target)}, {Text: dash(r.P50Text)},
			{Text: dash(r.P90Text)}, {Text: dash(r.P95Text)}, {itoa(r.N), r.Href}})
	}
	return t
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
