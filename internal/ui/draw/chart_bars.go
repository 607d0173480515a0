package draw

// Bars shows one count per group as horizontal bars with the figure beside
// each, for instance open work by age.
type Bars struct {
	Label string // the sentence for those who cannot see it
	Group string // head of the first table column, "Age"
	Unit  string // head of the figure column, "Open"
	Rows  []BarRow
}

// BarRow is one group. Warn sets it apart, and Note then says why.
type BarRow struct {
	Label, Note, Href string
	Value             int
	Warn              bool
}

// Draw makes the picture.
func (b Bars) Draw(width int) SVG {
	w, h := drawWidth(width), float64(31*len(b.Rows)+8)
	left := 8.0
	highest := 1
	for _, r := range b.Rows {
		left = max(left, float64(len([]rune(r.Label)))*6.4+14)
		highest = max(highest, r.Value)
	}
	left = clamp(left, 60, w*.42)
	room := w - left - 60
	if !narrow(width) {
		room = w - left - 90
	}
	var p pen
	p.open("chart", w, h, b.Label, false)
	for i, r := range b.Rows {
		y := float64(i*31 + 10)
		length := room * float64(r.Value) / float64(highest)
		fill, value := "c4", "val"
		if r.Warn {
			fill, value = "warnf", "wn"
		}
		p.word("lab", "end", left-10, y+10, r.Label).rect(fill, left, y, length, 12)
		text := itoa(r.Value)
		p.word(value, "start", left+length+8, y+10, text)
		used := left + length + 8 + float64(len(text))*7 + 10
		if used+float64(len([]rune(r.Note)))*6 < w {
			p.word("", "start", used, y+10, r.Note)
		}
	}
	return p.done()
}

// Twin lists every group.
func (b Bars) Twin() Twin {
	t := Twin{Head: []string{b.Group, b.Unit}}
	for _, r := range b.Rows {
		label := r.Label
		if r.Note != "" {
			label += ", " + r.Note
		}
		t.Rows = append(t.Rows, []TwinCell{{Text: label}, {itoa(r.Value), r.Href}})
	}
	return t
}
