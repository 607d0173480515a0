package draw

// DayHours are the working intervals of one day as shares of 24 hours.
type DayHours struct {
	Label string
	Open  []Span
}

// DrawWeek shows a week of working hours: one wire per day, ink where the
// calendar is open.
func DrawWeek(label string, days []DayHours, width int) SVG {
	var p pen
	w, left := drawWidth(width), 40.0
	p.open("chart wk", w, float64(len(days)*20+28), label, false)
	x := func(v float64) float64 { return left + (w-left-8)*clamp(v, 0, 1) }
	bottom := float64(len(days)*20 + 6)
	for h := 0; h <= 24; h += 6 {
		p.vline("grid", x(float64(h)/24), 4, bottom).word("", "middle", x(float64(h)/24), bottom+15, itoa(h))
	}
	for i, d := range days {
		y := float64(i*20 + 14)
		p.word("lab", "start", 0, y+4, d.Label).hline("wline", x(0), x(1), y)
		for _, s := range d.Open {
			p.rect("ink", x(s.From), y-3, x(s.To)-x(s.From), 6)
		}
	}
	return p.done()
}
