package ui

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// Table is a plain table of data.
type Table struct {
	Caption string // names the table; shown only to assistive technology
	Head    []Column
	Rows    []TableRow
	Empty   *Empty
	Pager   Pager
}

// Column is a head; Href sorts by it, Sorted is "asc", "desc" or empty.
type Column struct {
	Label, Href, Sorted string
	Num                 bool
}

// TableRow is a row of cells. The first cell names the row.
type TableRow struct {
	Cells []Cell
	Acts  []Button
	Muted bool
}

// Cell is one cell; Body wins over Text.
type Cell struct {
	Text, Href, Note string
	Strong           bool
	Body             templ.Component
}

// Stat is one leading figure. Href opens the rows behind it.
type Stat struct {
	Label, Value, Unit, Note, Href string
	Define                         string
}

// Tile is one chart with everything that makes it honest: a sentence, n, when
// it was computed, its definition, its rows, its table and its CSV.
type Tile struct {
	ID       string // anchor, unique on the page
	Title    string
	Href     string
	Aside    string // words in place of a legend
	Legend   []draw.Key
	Say      string // what the chart shows, as a sentence
	Chart    draw.Chart
	Span     int // of twelve columns: 5, 6, 7 or 12
	Counts   string
	N, At    string
	RowsHref string
	CSVHref  string
	Define   string          // how this is counted, in full
	Body     templ.Component // in place of a chart, for instance a matrix
	Empty    string          // said when there is nothing to draw
}

// chartSize is a width in pixels that a chart is drawn for, and the class by which it is shown from that width of its tile up to the next.
type chartSize struct {
	class string
	width int
}

// chartSizes are near enough to each other, and a drawing is only ever stretched, so that its letters measure 11 to 16 pixels whatever
// the width of the tile. The stylesheet has the same widths.
func chartSizes() []chartSize { return []chartSize{{"cs-s", 288}, {"cs-m", 456}, {"cs-l", 600}} }

// Matrix is a small table of figures, such as impact by urgency. With Name it
// is editable: each cell is a select named Name-row-col in one form.
type Matrix struct {
	Caption      string
	RowHead      string // "Impact"
	ColHead      string // "Urgency"
	Rows, Cols   []MatrixAxis
	Cells        [][]Cell // Cells[row][col]
	Name         string
	Values       [][]string
	Options      []Option
	Action, CSRF string
	Hidden       []Hidden
	Submit       string
}

// MatrixAxis is one row or column; Key is its part of the field name.
type MatrixAxis struct{ Key, Label string }

// Banner is a message that stays on the page. Tone is "", "ok", "warn" or
// "danger".
type Banner struct {
	Tone, Icon, Lead, Text string
	Act                    *Button
}

// Empty is what stands where nothing is: what happened, what to do.
type Empty struct {
	Title, Text string
	Chips       []Chip
	Acts        []Button
}

// Problem is an error page: what happened, what was kept, what to do next, and
// the reference that also stands in the log.
type Problem struct {
	Title, Text, Kept string
	Acts              []Button
	Reference         string
	Draft             string // the person's own text, shown so that it can be copied
}

// Plain is the frame of pages that are neither queue nor record.
type Plain struct {
	Title, Lead string
	Acts        []Button
	Tabs        []Link
	Banners     []Banner
	Nav         []Link // own list at the side, for settings
	Wide        bool
}

// TreeNode is one entry of a tree list.
type TreeNode struct {
	Label, Href, Note, Count string
	Icon                     string
	Muted, Open              bool
	Acts                     []Button
	Children                 []TreeNode
}

// WeekEditor edits the working hours of a week. Each day posts its intervals as
// repeated fields Key_from and Key_to; empty pairs mean nothing. One empty pair
// is always offered, so adding needs no script.
type WeekEditor struct {
	Days  []Day
	Label string // the week in one sentence
	Error string
}

// Day is one day of the week; Key is "mon" to "sun".
type Day struct {
	Key, Label string
	Open       []Interval
	Error      string
}

// Interval is a stretch of a day as "HH:MM"; "24:00" ends a day.
type Interval struct{ From, To string }

// share turns "HH:MM" into a share of the day.
func share(s string) float64 {
	var h, m int
	for i, part := range splitTime(s) {
		n := 0
		for _, r := range part {
			if r < '0' || r > '9' {
				return 0
			}
			n = n*10 + int(r-'0')
		}
		if i == 0 {
			h = n
		} else {
			m = n
		}
	}
	return float64(h*60+m) / 1440
}

func splitTime(s string) []string {
	for i := range s {
		if s[i] == ':' {
			return []string{s[:i], s[i+1:]}
		}
	}
	return []string{s}
}

func (e WeekEditor) drawing() draw.SVG {
	days := make([]draw.DayHours, 0, len(e.Days))
	for _, d := range e.Days {
		h := draw.DayHours{Label: firstRunes(d.Label, 3)}
		for _, in := range d.Open {
			h.Open = append(h.Open, draw.Span{From: share(in.From), To: share(in.To)})
		}
		days = append(days, h)
	}
	return draw.DrawWeek(or(e.Label, "Working hours of the week"), days, 460)
}

func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
