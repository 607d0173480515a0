package impact

import (
	"cmp"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Ask says which part of the graph a map shows.
type Ask struct {
	Start    id.ID
	Down, Up int     // steps shown in each direction
	Open     []id.ID // shown items whose neighbours are shown as well
	Each     []id.ID // shown items that are not gathered, without more of their neighbours
	// Most is how many boxes are shown before items of one class and layer are
	// gathered into one box; 0 gathers nothing. The start and opened items are
	// never gathered, so more boxes may remain.
	Most int
}

// View is the part of the graph for one map.
type View struct {
	Boxes []Box
	Links []Link
}

// Box is one item, or several of one class gathered.
type Box struct {
	// Node is the item, or the first of the gathered ones.
	Node id.ID
	// Members are the gathered items; nil for a single one.
	Members []id.ID
	// Layer is the distance from the start: negative towards dependents,
	// positive towards what it rests on.
	Layer int
	// Hidden is how many neighbours are not shown.
	Hidden int
}

// Link joins two boxes by their place in Boxes, from the dependent to the
// supporter. Edges are the relations behind it, more than one when boxes are
// gathered or several relations join the same two items.
type Link struct {
	Dependent, Supporter int
	Edges                []Edge
}

// View picks the items around the start and what joins them. Relations without
// impact are shown too. It is nil when the start is not in the graph.
func (g *Graph) View(a Ask) *View {
	start, ok := g.index[a.Start]
	if !ok {
		return nil
	}
	layer := map[int32]int{start: 0}
	g.reach(layer, start, Down, a.Down)
	g.reach(layer, start, Up, a.Up)
	keep := map[int32]bool{start: true}
	for _, o := range a.Open {
		n, known := g.index[o]
		if _, shown := layer[n]; !known || !shown {
			continue
		}
		keep[n] = true
		g.reach(layer, n, Down, 1)
		g.reach(layer, n, Up, 1)
	}
	for _, o := range a.Each {
		if n, known := g.index[o]; known {
			keep[n] = true
		}
	}
	v := &View{}
	at := g.boxes(v, layer, keep, a.Most)
	g.links(v, at)
	return v
}

// reach gives a layer to what lies within depth steps and has none yet.
func (g *Graph) reach(layer map[int32]int, from int32, way Way, depth int) {
	step := -1
	if way == Up {
		step = 1
	}
	at := layer[from]
	queue := []int32{from}
	for range depth {
		var next []int32
		at += step
		for _, n := range queue {
			for _, e := range g.edgesAt(n, way) {
				far := g.far(e, way)
				if _, seen := layer[far]; !seen {
					layer[far] = at
					next = append(next, far)
				}
			}
		}
		queue = next
	}
}

// boxes fills the boxes, by layer and id, and returns the box of each item.
func (g *Graph) boxes(v *View, layer map[int32]int, keep map[int32]bool, most int) map[int32]int {
	type kind struct {
		layer int
		class string
	}
	shown := make([]int32, 0, len(layer))
	like := map[kind][]int32{}
	for n := range layer {
		shown = append(shown, n)
	}
	slices.Sort(shown)
	for _, n := range shown {
		if !keep[n] {
			k := kind{layer[n], g.nodes[n].Class}
			like[k] = append(like[k], n)
		}
	}
	kinds := make([]kind, 0, len(like))
	for k := range like {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b kind) int {
		return cmp.Or(cmp.Compare(len(like[b]), len(like[a])), cmp.Compare(a.layer, b.layer), cmp.Compare(a.class, b.class))
	})
	gathered := map[int32][]int32{}
	inside := map[int32]bool{}
	count := len(shown)
	for _, k := range kinds {
		members := like[k]
		if most <= 0 || count <= most || len(members) < 2 {
			break
		}
		count -= len(members) - 1
		gathered[members[0]] = members
		for _, m := range members[1:] {
			inside[m] = true
		}
	}
	slices.SortStableFunc(shown, func(a, b int32) int { return cmp.Compare(layer[a], layer[b]) })
	at := make(map[int32]int, len(shown))
	for _, n := range shown {
		if inside[n] {
			continue
		}
		b := Box{Node: g.nodes[n].ID, Layer: layer[n]}
		members := []int32{n}
		if m, many := gathered[n]; many {
			members = m
			b.Members = g.ids(m)
		}
		for _, m := range members {
			at[m] = len(v.Boxes)
		}
		b.Hidden = g.hidden(members, layer)
		v.Boxes = append(v.Boxes, b)
	}
	return at
}

// hidden counts the neighbours of some items that are not shown.
func (g *Graph) hidden(members []int32, shown map[int32]int) int {
	missing := map[int32]bool{}
	for _, n := range members {
		for _, way := range []Way{Down, Up} {
			for _, e := range g.edgesAt(n, way) {
				far := g.far(e, way)
				if _, ok := shown[far]; !ok {
					missing[far] = true
				}
			}
		}
	}
	return len(missing)
}

func (g *Graph) links(v *View, at map[int32]int) {
	number := map[[2]int]int{}
	dependents := make([]int32, 0, len(at))
	for n := range at {
		dependents = append(dependents, n)
	}
	slices.Sort(dependents)
	var edges []int32
	for _, n := range dependents {
		edges = append(edges, g.up.at(n)...)
	}
	for _, e := range edges {
		d := at[g.dep[e]]
		s, ok := at[g.sup[e]]
		if !ok || d == s {
			continue
		}
		k, met := number[[2]int{d, s}]
		if !met {
			k = len(v.Links)
			number[[2]int{d, s}] = k
			v.Links = append(v.Links, Link{Dependent: d, Supporter: s})
		}
		v.Links[k].Edges = append(v.Links[k].Edges, g.edges[e])
	}
}
