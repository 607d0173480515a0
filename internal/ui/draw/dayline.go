package draw

// ClockState says what a service clock is doing; it decides the bead's shape.
type ClockState string

// The states of a clock.
const (
	Running  ClockState = "run"    // ring
	AtRisk   ClockState = "risk"   // triangle: a quarter or less is left
	Paused   ClockState = "paused" // two bars, the ink is hollow
	Breached ClockState = "over"   // octagon past the post
	Met      ClockState = "met"    // tick before the post, no ink
	Void     ClockState = "void"   // cross, no ink, and a post that is only dots: the promise was cancelled
)

// Rest is a pause that ended. It has no width, because the axis is working time.
type Rest struct {
	At    float64 // share of the promise used when the pause began
	Label string  // its length, "38 m"; drawn in the record size only
}

// Tick is a labelled place on the scale of the record size.
type Tick struct {
	At    float64
	Label string
}

// Dayline is one promise as a picture: a bead on a wire that runs towards a
// post. All places are shares of the promised working time: 0 is the start,
// 1 the post.
type Dayline struct {
	State  ClockState
	Used   float64   // above 1 once broken; clipped at the edge
	Rests  []Rest    // pauses that ended
	Nights []float64 // shares between Used and 1 at which the calendar is closed
	Label  string    // the whole sentence, read out in place of the drawing

	Start   string // words under the start; portal and record sizes
	Due     string // words under the post; portal and record sizes
	Ticks   []Tick // scale between start and post; record size
	Promise string // "4 h promised", right of the post; record size
}

// rail holds the geometry of one size.
type rail struct {
	x0, post, right float64 // start, post, and the last place a bead may reach
	y               float64 // the wire
	ink             float64 // height of the ink
	above, below    float64 // reach of the post
	bead            float64 // 1 in a list, 1.6 in the larger sizes
}

func (r rail) at(share float64) float64 {
	return r.x0 + (r.post-r.x0)*clamp(share, 0, 1)
}

// DaylineList draws the 72 by 14 size of queue cells and clock strips.
func DaylineList(d Dayline) SVG { return daylineSmall(d, 72) }

// DaylineKey draws the small size at another width, for legends.
func DaylineKey(d Dayline, width int) SVG { return daylineSmall(d, float64(width)) }

func daylineSmall(d Dayline, w float64) SVG {
	var p pen
	r := rail{x0: 1, post: float64(int(w*.76 + .5)), right: w - 5.1, y: 7, ink: 6, above: 1, below: 13, bead: 1}
	p.open("dl "+d.class(), w, 14, d.Label, true)
	d.wire(&p, r)
	return p.done()
}

// DaylinePortal draws the size of the portal, 44 px high, with the words under
// its start and its post.
func DaylinePortal(d Dayline, width int) SVG {
	var p pen
	w := float64(max(width, 160))
	r := rail{x0: 4, post: w - 38, right: w - 9, y: 16, ink: 10, above: 3, below: 29, bead: 1.6}
	p.open("dl wide "+d.class(), w, 44, d.Label, false)
	d.wire(&p, r)
	p.word("", "start", r.x0, 42, d.Start)
	p.word("strong", "middle", r.post, 42, d.Due)
	return p.done()
}

// DaylineRecord draws the size of the record and the preview, 58 px high, with
// a scale and the lengths of the pauses.
func DaylineRecord(d Dayline, width int) SVG {
	var p pen
	w := float64(max(width, 200))
	r := rail{x0: 4, post: w - 22, right: w - 9, y: 24, ink: 10, above: 10, below: 38, bead: 1.7}
	if d.Promise != "" {
		r.post = w - 96
	}
	p.open("dl wide "+d.class(), w, 58, d.Label, false)
	d.wire(&p, r)
	d.scale(&p, r)
	return p.done()
}

// scale writes start, ticks, due, pause lengths and promise, leaving out what
// would touch its neighbour.
func (d Dayline) scale(p *pen, r rail) {
	p.vline("tick", r.x0, 34, 38).word("", "start", r.x0, 52, d.Start)
	last := r.x0 + 6.2*float64(len([]rune(d.Start)))
	limit := r.post - 6.4*float64(len([]rune(d.Due)))/2 - 8
	for _, t := range d.Ticks {
		x, half := r.at(t.At), 3.1*float64(len([]rune(t.Label)))
		if t.At <= 0 || t.At >= 1 || x-half < last+8 || x+half > limit {
			continue
		}
		p.vline("tick", x, 34, 38).word("", "middle", x, 52, t.Label)
		last = x + half
	}
	p.word("strong", "middle", r.post, 52, d.Due)
	last = 0
	for _, rest := range d.Rests {
		x, half := r.at(rest.At)+4, 3.1*float64(len([]rune(rest.Label)))
		if x-half < last {
			continue
		}
		p.word("", "middle", max(x, half), 9, rest.Label)
		last = x + half + 6
	}
	if d.Promise != "" && d.State == Breached {
		p.word("", "end", r.right, 9, d.Promise)
	} else {
		p.word("", "start", r.post+10, r.y+4, d.Promise)
	}
}

func (d Dayline) class() string {
	switch d.State {
	case AtRisk, Paused, Breached, Met, Void:
		return string(d.State)
	default:
		return string(Running)
	}
}
