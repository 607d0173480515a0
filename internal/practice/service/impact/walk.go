package impact

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Way is the direction of a walk.
type Way uint8

// Down follows failure to what depends on the start; Up follows the supporters
// back to what the start rests on.
const (
	Down Way = iota
	Up
)

// Step is one stretch of a path, as walked from From to To.
type Step struct {
	From, To id.ID
	Relation id.ID
	Kind     Kind
	// Along is true when the relation itself reads From Kind To, and false when
	// it reads To Kind From.
	Along bool
	// Group is set when the step goes through a redundancy group; a path of
	// failure then says how many of it are alive in the end.
	Group string
	Alive int
	Need  int
	Of    int
}

// Words are the parts of a sentence for the step: the verb between From and To,
// "runs" or "runs on".
func (s Step) Words() string {
	there, back := s.Kind.Words()
	if s.Along {
		return there
	}
	return back
}

// Reach is the result of a walk: the items by their distance from the start,
// the start alone in layer 0, each layer in the order of ids.
type Reach struct {
	Layers [][]id.ID

	g   *Graph
	via []int32 // edge over which each item was first met, -1 for none
	way Way
}

// Walk goes from the start for at most depth steps. It follows relations that
// carry impact, or every relation when all is true. A start that is not in the
// graph gives no layers.
func (g *Graph) Walk(start id.ID, way Way, depth int, all bool) *Reach {
	r := &Reach{g: g, way: way}
	from, ok := g.index[start]
	if !ok {
		return r
	}
	r.via = unset(len(g.nodes))
	seen := make([]bool, len(g.nodes))
	seen[from] = true
	layer := []int32{from}
	r.Layers = [][]id.ID{{start}}
	for d := 0; d < depth && len(layer) > 0; d++ {
		var next []int32
		for _, n := range layer {
			for _, e := range g.edgesAt(n, way) {
				far := g.far(e, way)
				if seen[far] || !all && !g.passes[e] {
					continue
				}
				seen[far], r.via[far] = true, e
				next = append(next, far)
			}
		}
		slices.Sort(next)
		if len(next) > 0 {
			r.Layers = append(r.Layers, g.ids(next))
		}
		layer = next
	}
	return r
}

// Path is the way from the start to an item, first step first; nil for the
// start and for what was not reached. It is a shortest one.
func (r *Reach) Path(node id.ID) []Step {
	var out []Step
	n, ok := r.find(node)
	for ok && r.via[n] >= 0 {
		e := r.via[n]
		out = append(out, r.g.step(e, r.way))
		n = r.g.near(e, r.way)
	}
	slices.Reverse(out)
	return out
}

func (r *Reach) find(node id.ID) (int32, bool) {
	if r.via == nil {
		return 0, false
	}
	n, ok := r.g.index[node]
	return n, ok
}

// Len is the number of items reached, the start included.
func (r *Reach) Len() int {
	n := 0
	for _, l := range r.Layers {
		n += len(l)
	}
	return n
}

func (g *Graph) edgesAt(n int32, way Way) []int32 {
	if way == Up {
		return g.up.at(n)
	}
	return g.down.at(n)
}

// near and far are the ends of an edge when walked in a direction.
func (g *Graph) near(e int32, way Way) int32 {
	if way == Up {
		return g.dep[e]
	}
	return g.sup[e]
}

func (g *Graph) far(e int32, way Way) int32 {
	if way == Up {
		return g.sup[e]
	}
	return g.dep[e]
}

func (g *Graph) step(e int32, way Way) Step {
	edge := g.edges[e]
	s := Step{From: g.nodes[g.near(e, way)].ID, To: g.nodes[g.far(e, way)].ID, Relation: edge.ID, Kind: edge.Kind}
	s.Along = s.From == edge.From
	if k := g.group[e]; k >= 0 {
		gr := g.groups[k]
		s.Group, s.Alive, s.Need, s.Of = gr.name, int(gr.of), int(gr.need), int(gr.of)
	}
	return s
}

func (g *Graph) ids(nodes []int32) []id.ID {
	out := make([]id.ID, len(nodes))
	for i, n := range nodes {
		out[i] = g.nodes[n].ID
	}
	return out
}

func unset(n int) []int32 {
	s := make([]int32, n)
	for i := range s {
		s[i] = -1
	}
	return s
}
