package draw

// wire draws everything on the line itself: used time, pauses, ink, nights,
// post and bead, in the order in which they may cover one another.
func (d Dayline) wire(p *pen, r rail) {
	x := clamp(r.at(d.Used), r.x0+4.6*r.bead-r.x0*.9, r.post)
	if d.State == Breached {
		x = r.post
	}
	p.hline("spent", r.x0, x, r.y)
	for _, rest := range d.Rests {
		d.rest(p, r, rest)
	}
	switch d.State {
	case Breached:
		d.over(p, r)
	case Met:
		p.vline("post", r.post, r.above, r.below)
		tickBead(p, x, r.y, r.bead)
	case Void:
		p.hline("off", x+6*r.bead, r.post-3, r.y)
		p.vline("post", r.post, r.above, r.below)
		crossBead(p, x, r.y, r.bead)
	case Paused:
		p.rect("hollow", x+5.5*r.bead+.5, r.y-r.ink/2+.5, r.post-2.6-x-5.5*r.bead, r.ink-1)
		d.nights(p, r, x)
		p.vline("post", r.post, r.above, r.below)
		barsBead(p, x, r.y, r.bead)
	case AtRisk:
		d.inkAndPost(p, r, x, 6*r.bead)
		triangleBead(p, x, r.y, r.bead)
	default:
		d.inkAndPost(p, r, x, 5.6*r.bead)
		p.circle("bead", x, r.y, 3.6*r.bead)
	}
}

func (d Dayline) inkAndPost(p *pen, r rail, x, gap float64) {
	if w := r.post - 1.6 - x - gap; w > 0.4 {
		p.rect("ink", x+gap, r.y-r.ink/2, w, r.ink)
	}
	d.nights(p, r, x+gap)
	p.vline("post", r.post, r.above, r.below)
}

// nights cuts the ink where the calendar is closed. More than eight cuts would
// leave no ink to read, so a long promise shows only its first eight.
func (d Dayline) nights(p *pen, r rail, from float64) {
	drawn := 0
	for _, share := range d.Nights {
		x := r.at(share)
		if x < from+2 || x > r.post-3 || drawn == 8 {
			continue
		}
		p.vline("night", x, r.y-r.ink/2-1, r.y+r.ink/2+1)
		drawn++
	}
}

// over draws the broken promise: ink beyond the post, clipped so that the bead
// stays inside the picture.
func (d Dayline) over(p *pen, r rail) {
	x := clamp(r.x0+(r.post-r.x0)*d.Used, r.post+6.9*r.bead, r.right)
	p.vline("post", r.post, r.above, r.below)
	p.rect("ink", r.post, r.y-r.ink/2, x-r.post-1, r.ink)
	octagonBead(p, x, r.y, r.bead)
}

func (d Dayline) rest(p *pen, r rail, rest Rest) {
	if rest.At < 0 || rest.At > 1 {
		return
	}
	x, w, step, h := r.at(rest.At), 1.5, 2.9, 7.0
	if r.bead > 1 {
		w, step, h = 2.5, 5.5, r.ink+6
		if r.ink < 10 || r.y < 20 {
			h = 14
		}
	}
	p.hline("mask", x-.8, x+step+w+.8, r.y)
	p.rect("rest", x, r.y-h/2, w, h).rect("rest", x+step, r.y-h/2, w, h)
}

func tickBead(p *pen, x, y, k float64) {
	p.circle("solid", x, y, 4.6*k)
	p.raw(`<path class="on" d="m`).num(x - 2*k).raw(` `).num(y + .1*k).
		raw(` `).num(1.5 * k).raw(` `).num(1.5 * k).raw(` `).num(2.6 * k).raw(` `).num(-2.9 * k).raw(`"/>`)
}

func barsBead(p *pen, x, y, k float64) {
	p.bar("solid", x-3.6*k, y-5*k, 2.5*k, 10*k).bar("solid", x+1.1*k, y-5*k, 2.5*k, 10*k)
}

func crossBead(p *pen, x, y, k float64) {
	a, b := 3.4*k, num(6.8*k)
	p.raw(`<path class="cross" d="M`).num(x-a).raw(` `).num(y-a).raw(`l`, b, ` `, b, `m0 -`, b, `l-`, b, ` `, b, `"/>`)
}

func triangleBead(p *pen, x, y, k float64) {
	p.raw(`<path class="solid" d="M`).num(x - 5*k).raw(` `).num(y + 4.4*k).
		raw(`L`).num(x).raw(` `).num(y - 5*k).raw(`L`).num(x + 5*k).raw(` `).num(y + 4.4*k).raw(`z"/>`)
	bang(p, x, y-1.6*k, k)
}

func octagonBead(p *pen, x, y, k float64) {
	c := num(2.9 * k)
	s := num(4.2 * k)
	p.raw(`<path class="solid" d="M`).num(x-2.1*k).raw(` `).num(y-5*k).
		raw(`h`, s, `l`, c, ` `, c, `v`, s, `l-`, c, ` `, c, `h-`, s, `l-`, c, ` -`, c, `v-`, s, `z"/>`)
	bang(p, x, y-2.4*k, k)
}

// bang is the exclamation mark that makes risk and breach readable in black
// and white.
func bang(p *pen, x, y, k float64) {
	p.raw(`<path class="on" d="M`).num(x).raw(` `).num(y).raw(`v`).num(2.6 * k).
		raw(`M`).num(x).raw(` `).num(y + 4.5*k).raw(`v.2"/>`)
}

func beadAt(p *pen, s ClockState, x, y float64) {
	switch s {
	case Breached:
		octagonBead(p, x, y, .96)
	case AtRisk:
		triangleBead(p, x, y, .96)
	case Paused:
		barsBead(p, x, y, .9)
	case Met:
		tickBead(p, x, y, 1)
	case Void:
		crossBead(p, x, y, 1)
	default:
		p.circle("bead", x, y, 3.4)
	}
}
