package draw

import "strconv"

// Chart is a picture of counts or durations together with the table that says
// the same. Draw makes it for a width in pixels, so that type keeps its size
// on a phone; Twin is the table.
type Chart interface {
	Draw(width int) SVG
	Twin() Twin
}

// Twin is the table form of a chart. The first column names its row.
type Twin struct {
	Head []string
	Rows [][]TwinCell
}

// TwinCell is one figure; Href opens the rows behind it.
type TwinCell struct{ Text, Href string }

// Key is one entry of a legend.
type Key struct {
	Mark  Mark
	Label string
}

// Mark names the sample drawn beside a legend word.
type Mark string

// The marks that charts use.
const (
	MarkSolid   Mark = "kc4"
	MarkOpen    Mark = "ksoft"
	MarkLine    Mark = "l1s"
	MarkDash    Mark = "l2s"
	MarkHatch   Mark = "hatch"
	MarkOver    Mark = "kover"
	MarkInk     Mark = "kink"
	MarkBead    Mark = "kb"
	MarkTick    Mark = "kp"
	MarkPromise Mark = "kpost"
)

// DrawMark makes the 16 by 10 sample of a legend entry.
func DrawMark(m Mark) SVG {
	var p pen
	p.raw(`<svg viewBox="0 0 16 10" aria-hidden="true">`)
	switch m {
	case MarkLine, MarkDash:
		p.hline(string(m), 0, 16, 5)
	case MarkTick, MarkPromise:
		p.vline(string(m), 8, 0, 10)
	case MarkBead:
		p.circle(string(m), 8, 5, 3.5)
	case MarkOpen, MarkHatch:
		p.rect(string(m), .5, .5, 15, 9)
	default:
		p.rect(string(m), 0, 0, 16, 10)
	}
	return p.done()
}

// narrow tells whether a chart must do with a phone's width.
func narrow(width int) bool { return width < 420 }

// niceTop returns the top of a zero-based axis and its step: four or five steps
// of 1, 2, 2.5 or 5 times a power of ten.
func niceTop(highest float64) (top, step float64) {
	if highest <= 4 {
		return 4, 1
	}
	power := 1.0
	for power*50 < highest {
		power *= 10
	}
	for _, m := range []float64{1, 2, 2.5, 5, 10, 20, 25} {
		step = m * power
		if step*5 >= highest && step == float64(int(step)) {
			break
		}
	}
	top = step
	for top < highest {
		top += step
	}
	return top, step
}

// itoa writes a count with thousands separated by a comma.
func itoa(n int) string {
	s := strconv.Itoa(n)
	neg := ""
	if n < 0 {
		neg, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return neg + s
}

func percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return strconv.Itoa((part*100+whole/2)/whole) + " %"
}

// drawWidth keeps a chart wide enough to be one.
func drawWidth(width int) float64 { return float64(max(width, 240)) }
