package draw

// Flow shows opened and closed work per period as paired bars, and what was
// open at the end of each period as a line, all on one zero-based axis.
type Flow struct {
	Label  string // the sentence for those who cannot see it
	Period string // head of the first table column, "Week of"
	Points []FlowPoint
}

// FlowPoint is one period.
type FlowPoint struct {
	Label                  string
	Opened, Closed, Open   int
	OpenedHref, ClosedHref string
	OpenHref               string
}

// Draw makes the picture.
func (f Flow) Draw(width int) SVG {
	w, h := drawWidth(width), 210.0
	left, right, base := 40.0, w-14, 170.0
	var p pen
	p.open("chart", w, h, f.Label, false)
	highest := 0
	for _, pt := range f.Points {
		highest = max(highest, pt.Opened, pt.Closed, pt.Open)
	}
	top, step := niceTop(float64(highest))
	y := func(v float64) float64 { return base - v/top*150 }
	for v := 0.0; v <= top; v += step {
		class := "grid"
		if v == 0 {
			class = "axis"
		}
		p.hline(class, left, right, y(v)).word("", "end", left-6, y(v)+4, itoa(int(v)))
	}
	f.bars(&p, left, right, base, y)
	return p.done()
}

func (f Flow) bars(p *pen, left, right, base float64, y func(float64) float64) {
	if len(f.Points) == 0 {
		return
	}
	slot := (right - left) / float64(len(f.Points))
	bar := clamp(slot*.28, 2, 14)
	every := 1
	for float64(every)*slot < 58 {
		every++
	}
	var line pen
	for i, pt := range f.Points {
		mid := left + slot*(float64(i)+.5)
		p.rect("c4", mid-bar-1, y(float64(pt.Opened)), bar, base-y(float64(pt.Opened)))
		p.rect("soft", mid+1.5, y(float64(pt.Closed))+.5, bar-1, base-y(float64(pt.Closed))-.5)
		if i%every == 0 {
			p.word("", "middle", mid, base+18, pt.Label)
		}
		line.raw(map[bool]string{true: "M", false: "L"}[i == 0]).num(mid).raw(" ").num(y(float64(pt.Open)))
	}
	last := f.Points[len(f.Points)-1]
	x := right - slot/2
	p.raw(`<path class="l1" d="`, string(line.b), `"/>`).circle("bead1", x, y(float64(last.Open)), 3.5)
	p.word("val halo", "middle", x, y(float64(last.Open))-10, itoa(last.Open))
}

// Twin lists every period.
func (f Flow) Twin() Twin {
	t := Twin{Head: []string{f.Period, "Opened", "Closed", "Open at the end"}}
	for _, pt := range f.Points {
		t.Rows = append(t.Rows, []TwinCell{{Text: pt.Label},
			{itoa(pt.Opened), pt.OpenedHref}, {itoa(pt.Closed), pt.ClosedHref}, {itoa(pt.Open), pt.OpenHref}})
	}
	return t
}
