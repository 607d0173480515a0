package draw

import (
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/ui/draw/layered"
)

// Map is the picture of what stands on what, from people and services at the
// left to the ground they stand on at the right. An arrow leads from an item to
// what it needs. The map places everything itself.
type Map struct {
	Label  string // the sentence for those who cannot see it
	Nodes  []MapNode
	Edges  []MapEdge
	Groups []MapGroup
	// Left, Here and Right stand above the columns before, at and after the
	// start; empty ones are left out.
	Left, Here, Right string
}

// MapState is what becomes of an item.
type MapState uint8

// The states of an item on a map. Each but the first has its own shape.
const (
	MapWorks MapState = iota
	MapDegraded
	MapFailed
)

// MapChange is how an item or an arrow differs between two dates.
type MapChange uint8

// The changes. Each has its own sign.
const (
	MapSame MapChange = iota
	MapAdded
	MapRemoved
	MapChanged
)

// MapNode is one box. Words are final; Say takes the place of Kind in the second
// line and must be set when State or Change is.
type MapNode struct {
	Icon, Name, Kind string
	Say              string
	State            MapState
	Change           MapChange
	Criticality      int  // 1 to 3 dots, 0 none
	Start            bool // the item that the map is about
	Stale            bool // not confirmed for long: a dashed frame
	Many             bool // several items gathered: a second frame behind
	Href             string
	Label            string // the whole as a sentence, for the link's name
	// More, such as "+7", opens what is not shown, at MoreHref. MoreLabel is
	// the name of that link.
	More, MoreHref, MoreLabel string
}

// MapEdge is an arrow between two nodes by their place in the list. Soft ones
// carry no impact and are dashed; Hit ones carry the failure shown.
type MapEdge struct {
	From, To  int
	Soft, Hit bool
	Change    MapChange
	Label     string // "Mail runs on Cluster"
}

// MapGroup is a redundancy group of a node: a fitting at its side from which its
// arrows leave. Label is "2 of 3".
type MapGroup struct {
	Node   int
	Edges  []int
	Label  string
	Detail string // "2 of 3 must work; 1 does"
	State  MapState
}

// The measures of a map in pixels.
const (
	mapBoxW, mapBoxH = 216, 52
	mapGapX, mapGapY = 84, 28
	mapMargin        = 16
	mapHead          = 26
	mapFittingH      = 18
)

// head is the room for the words above the columns.
func (m Map) head() int {
	if m.Left+m.Here+m.Right == "" {
		return 0
	}
	return mapHead
}

func (m Map) layout() layered.Drawing {
	sizes := make([]layered.Size, len(m.Nodes))
	for i := range sizes {
		sizes[i] = layered.Size{W: mapBoxW, H: mapBoxH}
	}
	edges := make([][2]int, len(m.Edges))
	for i, e := range m.Edges {
		edges[i] = [2]int{e.From, e.To}
	}
	d := layered.Layout(sizes, edges, layered.Options{GapX: mapGapX, GapY: mapGapY, Margin: mapMargin, Port: 8})
	d.W = max(d.W, mapBoxW+2*mapMargin)
	d.H = max(d.H, mapBoxH+2*mapMargin)
	return d
}

// mapDrawing is a map being drawn.
type mapDrawing struct {
	Map
	layered.Drawing
	pen
}

// Draw makes the picture at its natural size. Nodes are links, so it is a group
// of links with a name rather than an image. Their order is that of reading:
// column by column, from top to bottom.
func (m Map) Draw() SVG {
	d := &mapDrawing{Map: m, Drawing: m.layout()}
	d.fittings()
	head := m.head()
	d.b = make([]byte, 0, 700*len(m.Nodes)+200*len(m.Edges)+usualSize)
	w, h := strconv.Itoa(d.W), strconv.Itoa(d.H+head)
	d.raw(`<svg class="smap" width="`, w, `" height="`, h, `" viewBox="0 -`, strconv.Itoa(head), ` `, w, ` `, h, `" role="group" aria-label="`).text(m.Label).raw(`">`)
	d.heads()
	d.raw(`<g aria-hidden="true">`)
	for _, hit := range []bool{false, true} {
		for i, e := range m.Edges {
			if e.Hit == hit && len(d.Routes[i]) > 0 {
				d.edge(e, d.Routes[i])
			}
		}
	}
	d.groups()
	d.raw(`</g>`)
	order := make([]int, len(m.Nodes))
	for i := range order {
		order[i] = i
	}
	sorted.By(order, func(a, b int) int {
		x, y := d.Boxes[a], d.Boxes[b]
		if x.Column != y.Column {
			return x.Column - y.Column
		}
		return x.Y - y.Y
	})
	near := d.neighbours()
	for _, i := range order {
		d.node(i, near[i])
	}
	return d.done()
}

// neighbours lists the nodes that an arrow joins to each, for the arrow keys.
func (d *mapDrawing) neighbours() [][]int {
	near := make([][]int, len(d.Nodes))
	for i, e := range d.Edges {
		if len(d.Routes[i]) > 0 {
			near[e.From], near[e.To] = append(near[e.From], e.To), append(near[e.To], e.From)
		}
	}
	return near
}

// heads writes the words above the columns; the start tells which are which.
func (d *mapDrawing) heads() {
	start := -1
	for i, n := range d.Nodes {
		if n.Start {
			start = d.Boxes[i].Column
		}
	}
	if start < 0 || d.head() == 0 {
		return
	}
	for i, words := range []string{d.Left, d.Here, d.Right} {
		if c := start - 1 + i; c >= 0 && c < len(d.Columns) {
			d.word("", "", float64(d.Columns[c].X), -6, words)
		}
	}
}
