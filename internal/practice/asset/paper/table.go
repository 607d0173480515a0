package paper

import "strconv"

// Column is one column of a Table.
type Column struct {
	Title string
	Width float64 // millimetres
	Align Align
}

// Margins of a report page, in millimetres.
const (
	Margin   = 18
	foot     = 14
	rowTall  = 5.2
	rowText  = 8.5
	headText = 7.5
)

// Report writes a document from top to bottom and begins new pages by itself.
type Report struct {
	*Doc
	y     float64
	title string
	foot  string
}

// NewReport begins a report on a document: the title heads its first page and the words of foot stand on each.
func NewReport(d *Doc, title, footer string) *Report {
	r := &Report{Doc: d, title: title, foot: footer}
	r.turn()
	r.Text(Margin, r.y, r.inner(), 18, Bold, Left, title)
	r.y += 11
	return r
}

func (r *Report) inner() float64 { return r.width - 2*Margin }

// turn begins a page and numbers it.
func (r *Report) turn() {
	r.Page()
	y := r.height - foot
	r.Line(Margin, y, r.width-Margin, y)
	r.Text(Margin, y+2, r.inner()-30, headText, Regular, Left, r.foot)
	r.Text(Margin, y+2, r.inner(), headText, Regular, Right, "Page "+strconv.Itoa(r.Pages()))
	r.y = Margin
	if r.Pages() > 1 {
		r.Text(Margin, r.y, r.inner(), headText, Regular, Left, r.title+", continued")
		r.y += 6
	}
}

// Room makes sure that the next millimetres of height are on one page.
func (r *Report) Room(tall float64) {
	if r.y+tall > r.height-foot-2 {
		r.turn()
	}
}

// Gap leaves space.
func (r *Report) Gap(tall float64) { r.y += tall }

// Heading writes a heading that stays with what follows it.
func (r *Report) Heading(s string) {
	r.Room(20)
	r.y += 3
	r.Text(Margin, r.y, r.inner(), 11.5, Bold, Left, s)
	r.y += 7
}

// Fact writes a name and its value on a line.
func (r *Report) Fact(name, value string) {
	r.Room(rowTall)
	r.Text(Margin, r.y, 38, rowText+0.5, Regular, Left, name)
	r.Text(Margin+40, r.y, r.inner()-40, rowText+0.5, Bold, Left, value)
	r.y += rowTall
}

// Words writes one line of text.
func (r *Report) Words(s string) {
	r.Room(rowTall)
	r.Text(Margin, r.y, r.inner(), rowText+0.5, Regular, Left, s)
	r.y += rowTall
}

// Table writes rows below their titles, which are repeated on each page.
func (r *Report) Table(columns []Column, rows [][]string) {
	r.Room(3 * rowTall)
	r.titles(columns)
	for _, row := range rows {
		if r.y+rowTall > r.height-foot-2 {
			r.turn()
			r.titles(columns)
		}
		r.cells(columns, row, rowText, Regular)
		r.Line(Margin, r.y-1.2, r.width-Margin, r.y-1.2)
	}
	r.y += 2
}

func (r *Report) titles(columns []Column) {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	r.cells(columns, titles, headText, Bold)
	r.Line(Margin, r.y-1.2, r.width-Margin, r.y-1.2)
}

func (r *Report) cells(columns []Column, values []string, points float64, w Weight) {
	x := float64(Margin)
	for i, c := range columns {
		if i < len(values) {
			r.Text(x, r.y, c.Width-2, points, w, c.Align, values[i])
		}
		x += c.Width
	}
	r.y += rowTall
}

// Signatures leaves lines to sign on, one for each name.
func (r *Report) Signatures(names ...string) {
	r.Room(30)
	r.y += 18
	wide := (r.inner() - 8*float64(len(names)-1)) / float64(max(1, len(names)))
	for i, n := range names {
		x := Margin + float64(i)*(wide+8)
		r.Line(x, r.y, x+wide, r.y)
		r.Text(x, r.y+1.5, wide, headText, Regular, Left, n)
	}
	r.y += 8
}
