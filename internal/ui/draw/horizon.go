package draw

import "slices"

// Horizon is the posts of a queue seen from the side: today's working hours,
// now, and a bead for each due time. Places are shares of the shown span.
type Horizon struct {
	Now      float64
	NowLabel string // "14:10"
	Hours    []Tick // hour marks
	Nights   []Span // closed time, hatched
	Pins     []Pin
	End      string // what lies beyond the right edge, "Wed"
	Label    string // the whole sentence
}

// Span is a stretch of the horizon.
type Span struct{ From, To float64 }

// Pin is one due time on the horizon.
type Pin struct {
	At    float64
	State ClockState
}

// maxPins keeps a horizon readable and its page small; a fuller one says how
// many more there are in its label, which the caller writes.
const maxPins = 200

// The reach of words along a horizon, as shares of the narrowest one that shows them (480 px).
const (
	dueReach  = .06 // of "Due" and half a bead
	nowReach  = .09 // of the time beside the line of now
	hourReach = .045
)

// DrawHorizon draws at whatever width the page gives it: places are percentages
// while type and beads keep their pixel size. Beads have a row of their own; the
// time of now stands among the hours, in place of those that it would touch.
func DrawHorizon(h Horizon) SVG {
	var p pen
	p.raw(`<svg class="hz dl" width="100%" height="40" role="img" aria-label="`).text(h.Label).raw(`">`)
	for _, n := range h.Nights {
		from, to := clamp(n.From, 0, 1), clamp(n.To, 0, 1)
		p.raw(`<rect class="hzn" x="`).num(from * 100).raw(`%" y="0" width="`).num((to - from) * 100).raw(`%" height="26"/>`)
	}
	if !slices.ContainsFunc(h.Pins, func(x Pin) bool { return x.At < dueReach }) {
		p.raw(`<text class="hzl" x="4" y="15">Due</text>`)
	}
	shown := h.Now > 0 && h.Now < 1
	before := h.Now > .85 // the words stand before the line where they would leave the picture behind it
	from, to := h.Now-hourReach, h.Now+nowReach
	if before {
		from, to = h.Now-nowReach-hourReach, h.Now
	}
	for _, t := range h.Hours {
		if t.At < 0 || t.At > .985 {
			continue
		}
		p.raw(`<svg x="`, num(t.At*100), `%" overflow="visible"><path class="tick" d="M.5 26v12"/>`)
		if !shown || t.At <= from || t.At >= to {
			p.word("", "start", 4, 36, t.Label)
		}
		p.raw(`</svg>`)
	}
	p.raw(`<svg x="100%" overflow="visible">`).word("", "end", 0, 36, h.End).raw(`</svg>`)
	if shown {
		p.raw(`<svg class="hznow" x="`).num(h.Now * 100).raw(`%" overflow="visible"><path d="M0 0v40"/>`)
		anchor, x := "start", 5.0
		if before {
			anchor, x = "end", -5
		}
		p.word("", anchor, x, 36, h.NowLabel).raw(`</svg>`)
	}
	for i, pin := range h.Pins {
		if i == maxPins {
			break
		}
		d := Dayline{State: pin.State}
		p.raw(`<svg class="dl `, d.class(), `" x="`).num(clamp(pin.At, .01, .99) * 100).raw(`%" overflow="visible">`)
		beadAt(&p, pin.State, 0, 12)
		p.raw(`</svg>`)
	}
	return p.done()
}
