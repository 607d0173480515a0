package draw

// Course shows two amounts over time: what was spent, which rises in steps, and what is left of it, which falls.
type Course struct {
	Label string // the sentence for those who cannot see it
	Head  []string
	Spent []CoursePoint // in the order of time
	Worth []CoursePoint
	Now   int // the day of today
	Marks []CourseMark
}

// CoursePoint is an amount from a day on. Words name what happened then, Text is the amount.
type CoursePoint struct {
	Day         int
	Sum         float64
	Date, Words string
	Text        string
}

// CourseMark is a labelled day of the axis.
type CourseMark struct {
	Day   int
	Label string
}

// Draw makes the picture.
func (c Course) Draw(width int) SVG {
	const left, above, below, height = 40, 20, 170, 204
	w := drawWidth(width)
	right := w - 64
	first, last, highest := c.reach()
	top, step := niceTop(highest)
	x := func(day int) float64 {
		return left + (right-left)*clamp(float64(day-first)/float64(max(last-first, 1)), 0, 1)
	}
	y := func(sum float64) float64 { return below - (below-above)*clamp(sum/top, 0, 1) }
	var p pen
	p.open("chart", w, height, c.Label, false)
	for v := 0.0; v <= top; v += step {
		class := "grid"
		if v == 0 {
			class = "axis"
		}
		p.hline(class, left, right, y(v)).word("", "end", left-6, y(v)+4, itoa(int(v)))
	}
	edge := 0.0
	for _, m := range c.Marks {
		at := x(m.Day)
		p.vline("axis", at, below, below+4)
		if half := 3.2 * float64(len(m.Label)); at-half > edge && at+half < w {
			p.word("", "middle", at, below+18, m.Label)
			edge = at + half + 6
		}
	}
	c.lines(&p, x, y)
	return p.done()
}

// reach is the first and the last day and the highest amount.
func (c Course) reach() (first, last int, highest float64) {
	first, last = c.Now, c.Now
	for _, list := range [][]CoursePoint{c.Spent, c.Worth} {
		for _, pt := range list {
			first, last, highest = min(first, pt.Day), max(last, pt.Day), max(highest, pt.Sum)
		}
	}
	return first, last, highest
}

func (c Course) lines(p *pen, x func(int) float64, y func(float64) float64) {
	if len(c.Worth) > 1 {
		p.raw(`<path class="l2" d="`)
		for i, pt := range c.Worth {
			if i == 0 {
				p.raw("M")
			} else {
				p.raw("L")
			}
			p.num(x(pt.Day)).raw(" ").num(y(pt.Sum))
		}
		p.raw(`"/>`)
	}
	p.vline("nowg", x(c.Now), 14, 170)
	if len(c.Spent) == 0 {
		return
	}
	p.raw(`<path class="l1" d="M`).num(x(c.Spent[0].Day)).raw(" ").num(y(c.Spent[0].Sum))
	for _, pt := range c.Spent[1:] {
		p.raw("H").num(x(pt.Day)).raw("V").num(y(pt.Sum))
	}
	end := c.Spent[len(c.Spent)-1]
	p.raw("H").num(x(c.Now)).raw(`"/>`)
	for _, pt := range c.Spent[1:] {
		p.circle("pt", x(pt.Day), y(pt.Sum), 3)
	}
	p.word("val", "start", x(c.Now)+6, y(end.Sum)+4, itoa(int(end.Sum+.5)))
}

// Twin lists every step of both lines.
func (c Course) Twin() Twin {
	t := Twin{Head: c.Head}
	for _, pt := range c.Spent {
		t.Rows = append(t.Rows, []TwinCell{{Text: pt.Date}, {Text: pt.Words}, {Text: pt.Text}})
	}
	for i, pt := range c.Worth {
		if i%12 == 0 || i == len(c.Worth)-1 {
			t.Rows = append(t.Rows, []TwinCell{{Text: pt.Date}, {Text: pt.Words}, {Text: pt.Text}})
		}
	}
	return t
}
