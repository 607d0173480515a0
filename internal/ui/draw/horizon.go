package draw

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

// DrawHorizon draws at whatever width the page gives it: places are percentages
// while type and beads keep their pixel size.
func DrawHorizon(h Horizon) SVG {
	var p pen
	p.raw(`<svg class="hz dl" width="100%" height="40" role="img" aria-label="`).text(h.Label).raw(`">`)
	for _, n := range h.Nights {
		from, to := clamp(n.From, 0, 1), clamp(n.To, 0, 1)
		p.raw(`<rect class="hzn" x="`).num(from * 100).raw(`%" y="0" width="`).num((to - from) * 100).raw(`%" height="26"/>`)
	}
	p.raw(`<text class="hzl" x="4" y="15">Due</text>`)
	for _, t := range h.Hours {
		if t.At < 0 || t.At > .985 {
			continue
		}
		pct := num(t.At * 100)
		p.raw(`<svg x="`, pct, `%" overflow="visible"><path class="tick" d="M.5 26v12"/>`)
		p.word("", "start", 4, 36, t.Label).raw(`</svg>`)
	}
	p.raw(`<svg x="100%" overflow="visible">`).word("", "end", 0, 36, h.End).raw(`</svg>`)
	if h.Now > 0 && h.Now < 1 {
		p.raw(`<svg class="hznow" x="`).num(h.Now * 100).raw(`%" overflow="visible"><path d="M0 0v40"/>`)
		anchor, x := "start", 5.0
		if h.Now > .9 {
			anchor, x = "end", -5
		}
		p.word("", anchor, x, 15, h.NowLabel).raw(`</svg>`)
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
