package draw

import (
	"slices"
	"strconv"
	"unicode"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/ui/draw/layered"
)

// port is what leaves the right side of a box: one arrow, or the fitting of a
// group with all of its arrows.
type port struct {
	edges   []int
	fitting int // its width, 0 for none
	toward  int // mean height of where it leads
	height  int
}

// fittings lets the arrows of a group leave from one place outside their box, and
// puts the other arrows of the box above and below it.
func (d *mapDrawing) fittings() {
	ports := map[int][]port{}
	member := map[int]bool{}
	for _, g := range d.Groups {
		p := port{fitting: fittingWidth(g.Label), height: mapFittingH + 4}
		for _, e := range g.Edges {
			if e >= 0 && e < len(d.Routes) && len(d.Routes[e]) > 0 && d.forward(e) && !member[e] {
				member[e] = true
				p.edges = append(p.edges, e)
			}
		}
		if len(p.edges) > 0 {
			ports[g.Node] = append(ports[g.Node], p)
		}
	}
	for e, r := range d.Routes {
		if n := d.Edges[e].From; len(r) > 0 && len(ports[n]) > 0 && !member[e] && d.forward(e) {
			ports[n] = append(ports[n], port{edges: []int{e}, height: 8})
		}
	}
	for n, list := range ports {
		d.stack(d.Boxes[n], list)
	}
}

// stack puts the ports of a box one under the other around its middle, in the
// order of where they lead.
func (d *mapDrawing) stack(box layered.Rect, list []port) {
	total := 0
	for i := range list {
		for _, e := range list[i].edges {
			list[i].toward += d.Routes[e][1].Y
		}
		list[i].toward /= len(list[i].edges)
		total += list[i].height
	}
	sorted.By(list, func(a, b port) int { return a.toward - b.toward })
	y := box.Y + mapBoxH/2 - total/2
	for _, p := range list {
		for _, e := range p.edges {
			at := min(max(y+p.height/2, box.Y+4), box.Y+mapBoxH-4)
			d.Routes[e][0] = layered.Point{X: box.X + mapBoxW + p.fitting, Y: at}
		}
		y += p.height
	}
}

// forward tells whether an arrow leaves its box at the right.
func (d *mapDrawing) forward(edge int) bool {
	e := d.Edges[edge]
	return d.Boxes[e.From].Column < d.Boxes[e.To].Column
}

func fittingWidth(label string) int { return int(textWidth(label, 11)) + 14 }

func (d *mapDrawing) groups() {
	for _, g := range d.Groups {
		i := slices.IndexFunc(g.Edges, func(e int) bool { return e >= 0 && e < len(d.Routes) && len(d.Routes[e]) > 0 && d.forward(e) })
		if i < 0 {
			continue
		}
		at, w := d.Routes[g.Edges[i]][0], fittingWidth(g.Label)
		d.raw(`<g class="fit`, stateClass(g.State), `"><title>`).text(g.Detail).raw(`</title><rect x="`).num(float64(at.X - w)).
			raw(`" y="`).num(float64(at.Y) - mapFittingH/2).raw(`" width="`).num(float64(w)).
			raw(`" height="`).num(mapFittingH).raw(`" rx="2"/>`)
		d.word("", "middle", float64(at.X)-float64(w)/2, float64(at.Y)+4, g.Label).raw(`</g>`)
	}
}

// edge draws an arrow along its route: level where it passes a column, bent
// between columns, with its head at the end.
func (d *mapDrawing) edge(e MapEdge, r []layered.Point) {
	const head = 7
	end := r[len(r)-1]
	right := r[len(r)-2].X <= end.X
	tip, back := float64(end.X), float64(end.X-head+1)
	if !right {
		back = float64(end.X + head - 1)
	}
	d.raw(`<g class="edge`)
	for _, c := range []struct {
		on   bool
		name string
	}{{e.Soft, " soft"}, {e.Hit, " hit"}, {true, changeClass(e.Change)}} {
		if c.on {
			d.raw(c.name)
		}
	}
	d.raw(`">`)
	if e.Label != "" {
		d.raw(`<title>`).text(e.Label).raw(`</title>`)
	}
	d.raw(`<path d="M`).num(float64(r[0].X)).raw(` `).num(float64(r[0].Y))
	for k := 1; k < len(r); k++ {
		from, to := r[k-1], r[k]
		x := float64(to.X)
		if k == len(r)-1 {
			x = back
		}
		if from.Y == to.Y {
			d.raw(`H`).num(x)
			continue
		}
		mid := (float64(from.X) + x) / 2
		d.raw(`C`).num(mid).raw(` `).num(float64(from.Y)).raw(` `).num(mid).raw(` `).num(float64(to.Y)).
			raw(` `).num(x).raw(` `).num(float64(to.Y))
	}
	d.raw(`"/><path class="tip" d="M`).num(tip).raw(` `).num(float64(end.Y)).raw(`L`).num(tip - (tip-back)/(head-1)*head).raw(` `).num(float64(end.Y) - 4).raw(`v8z"/></g>`)
}

// node draws a box with its link and its handle. The title is the name of the
// link: whole, where the words drawn may be cut.
func (d *mapDrawing) node(i int, near []int) {
	n, at := d.Nodes[i], d.Boxes[i]
	x, y := float64(at.X), float64(at.Y)
	tag := "g"
	if n.Href != "" {
		tag = "a"
	}
	d.raw(`<`, tag, ` class="node`, stateClass(n.State), changeClass(n.Change))
	for _, c := range []struct {
		on   bool
		name string
	}{{n.Start, " me"}, {n.Stale, " stale"}} {
		if c.on {
			d.raw(c.name)
		}
	}
	d.raw(`" data-n="`, strconv.Itoa(i), `" data-near="`)
	for k, m := range near {
		if k > 0 {
			d.raw(` `)
		}
		d.raw(strconv.Itoa(m))
	}
	d.raw(`"`)
	if n.Href != "" {
		d.raw(` href="`).text(n.Href).raw(`"`)
	}
	d.raw(`><title>`).text(n.sentence()).raw(`</title>`)
	if n.Many {
		d.box("back", x+4, y+4)
	}
	d.box("", x, y)
	d.raw(`<svg class="i" x="`).num(x + 12).raw(`" y="`).num(y + 11).raw(`" width="16" height="16" aria-hidden="true"><use href="#i-`).text(n.icon()).raw(`"/></svg>`)
	room := float64(mapBoxW - 36 - 12)
	if n.Criticality > 0 {
		room -= 22
	}
	d.word("val", "", x+36, y+22, cut(n.Name, room, 13))
	for k := range min(n.Criticality, 3) {
		d.circle("crit", x+mapBoxW-12-float64(k)*7, y+17.5, 2)
	}
	d.second(n, x, y)
	d.raw(`</`, tag, `>`)
	d.more(n, x, y)
}

func (d *mapDrawing) box(class string, x, y float64) {
	d.raw(`<rect`)
	if class != "" {
		d.raw(` class="`, class, `"`)
	}
	d.raw(` x="`).num(x).raw(`" y="`).num(y).raw(`" width="`, strconv.Itoa(mapBoxW), `" height="`, strconv.Itoa(mapBoxH), `" rx="4"/>`)
}

// second writes the second line: the sign of the state or change and its words,
// or the kind.
func (d *mapDrawing) second(n MapNode, x, y float64) {
	words, class, left := n.Kind, "", x+36
	if n.Say != "" {
		words = n.Say
	}
	switch {
	case n.State == MapFailed:
		class = "bad"
		d.raw(`<g class="dl over">`)
		octagonBead(&d.pen, x+20, y+36, 1)
		d.raw(`</g>`)
	case n.State == MapDegraded:
		class = "wn"
		d.raw(`<g class="dl risk">`)
		triangleBead(&d.pen, x+20, y+36, 1)
		d.raw(`</g>`)
	case n.Change != MapSame:
		class = "lab"
		d.sign(n.Change, x+20, y+36)
	}
	d.word(class, "", left, y+40, cut(words, mapBoxW-36-12, 12))
}

// sign draws plus, minus or a wave for a change.
func (d *mapDrawing) sign(c MapChange, x, y float64) {
	d.raw(`<path class="sign" d="M`).num(x - 4).raw(` `).num(y)
	switch c {
	case MapAdded:
		d.raw(`h8m-4 -4v8`)
	case MapChanged:
		d.raw(`c2 -4 3 -4 4 0s2 4 4 0`)
	default:
		d.raw(`h8`)
	}
	d.raw(`"/>`)
}

// more draws the handle that opens what is hidden, on the lower edge of its box
// and large enough for a finger.
func (d *mapDrawing) more(n MapNode, x, y float64) {
	if n.More == "" || n.MoreHref == "" {
		return
	}
	const h = 24
	w := max(textWidth(n.More, 12)+14, 28)
	left := x + mapBoxW - w - 10
	d.raw(`<a class="more" href="`).text(n.MoreHref).raw(`"><title>`).text(n.MoreLabel).
		raw(`</title><rect x="`).num(left).raw(`" y="`).num(y + mapBoxH - h/2).raw(`" width="`).num(w).
		raw(`" height="`).num(h).raw(`" rx="12"/>`)
	d.word("", "middle", left+w/2, y+mapBoxH+4, n.More).raw(`</a>`)
}

func (n MapNode) icon() string {
	if HasIcon(n.Icon) {
		return n.Icon
	}
	return "asset"
}

func (n MapNode) sentence() string {
	if n.Label != "" {
		return n.Label
	}
	s := n.Name
	for _, part := range []string{n.Kind, n.criticality(), n.Say} {
		if part != "" {
			s += ", " + part
		}
	}
	return s
}

func (n MapNode) criticality() string {
	switch {
	case n.Criticality <= 0:
		return ""
	case n.Criticality == 1:
		return "low criticality"
	case n.Criticality == 2:
		return "medium criticality"
	default:
		return "high criticality"
	}
}

func stateClass(s MapState) string {
	switch s {
	case MapFailed:
		return " over"
	case MapDegraded:
		return " risk"
	default:
		return ""
	}
}

func changeClass(c MapChange) string {
	switch c {
	case MapAdded:
		return " added"
	case MapRemoved:
		return " removed"
	case MapChanged:
		return " changed"
	default:
		return ""
	}
}

// textWidth estimates how wide words are in the interface's type: rather too
// wide than too narrow.
func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r > 0x1100:
			w += 1
		case r == 'm' || r == 'w' || r == 'M' || r == 'W' || r == '@':
			w += .88
		case unicode.IsUpper(r):
			w += .68
		case r == 'i' || r == 'j' || r == 'l' || r == 't' || r == 'f' || r == 'r' || r == ' ' || unicode.IsPunct(r):
			w += .36
		default:
			w += .56
		}
	}
	return w * size
}

// cut shortens words to a width, with an ellipsis.
func cut(s string, width, size float64) string {
	if textWidth(s, size) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && textWidth(string(runes), size)+.8*size > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
