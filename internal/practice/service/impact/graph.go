package impact

import (
	"cmp"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Graph is the world at one date. It never changes after Build and may be read
// by many at once. Items are numbered in the order of their ids, so that every
// answer is the same whatever order they were loaded in.
type Graph struct {
	at    time.Time
	nodes []Node
	index map[id.ID]int32
	edges []Edge
	// Per edge: its two ends, its group or -1, and whether failure passes.
	sup, dep, group []int32
	passes          []bool
	groups          []group
	down, up        star // edges by supporter, edges by dependent
	people          crowd
	dropped         int
}

// group is a redundancy group of one dependent.
type group struct {
	name     string
	dep      int32
	need, of int32
	asked    int32 // need before it was held to the number of members
}

// star lists the edges at each node: edge[start[n]:start[n+1]].
type star struct{ start, edge []int32 }

func (s star) at(n int32) []int32 { return s.edge[s.start[n]:s.start[n+1]] }

func newStar(nodes int, end []int32) star {
	s := star{make([]int32, nodes+1), make([]int32, len(end))}
	for _, n := range end {
		s.start[n+1]++
	}
	for i := range nodes {
		s.start[i+1] += s.start[i]
	}
	next := slices.Clone(s.start[:nodes])
	for e, n := range end {
		s.edge[next[n]] = int32(e)
		next[n]++
	}
	return s
}

// Build makes the graph of everything that is valid at the instant. A relation
// whose ends are not both there, or that joins an item to itself, is left out
// and counted by Dropped. Two versions of one item at the same time are a
// failure of kind Invalid.
func Build(w World, at time.Time) (*Graph, error) {
	g := &Graph{at: at, nodes: make([]Node, 0, len(w.Nodes))}
	for _, n := range w.Nodes {
		if n.Valid.Holds(at) {
			g.nodes = append(g.nodes, n)
		}
	}
	byID := func(a, b Node) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(g.nodes, byID) {
		slices.SortFunc(g.nodes, byID)
	}
	g.index = make(map[id.ID]int32, len(g.nodes))
	for i, n := range g.nodes {
		if _, twice := g.index[n.ID]; twice {
			return nil, errs.New(errs.Invalid, "%q has two descriptions for one time", n.Name)
		}
		g.index[n.ID] = int32(i)
	}
	g.addEdges(w.Edges)
	g.addGroups()
	g.people = newCrowd(g.nodes, w.Audiences)
	return g, nil
}

// addEdges takes the edges in the order of dependent, supporter, kind, group and
// id. They are dealt to their dependents first, which leaves only short lists to
// sort.
func (g *Graph) addEdges(all []Edge) {
	ends := make([][2]int32, 0, len(all)) // dependent, supporter
	from := make([]int32, 0, len(all))
	for i := range all {
		e := &all[i]
		if !e.Valid.Holds(g.at) {
			continue
		}
		dep, okD := g.index[e.Dependent()]
		sup, okS := g.index[e.Supporter()]
		if !okD || !okS || dep == sup {
			g.dropped++
			continue
		}
		ends, from = append(ends, [2]int32{dep, sup}), append(from, int32(i))
	}
	g.dep = make([]int32, len(ends))
	for i := range ends {
		g.dep[i] = ends[i][0]
	}
	dealt := newStar(len(g.nodes), g.dep)
	for n := range g.nodes {
		slices.SortFunc(dealt.at(int32(n)), func(i, j int32) int {
			if c := cmp.Compare(ends[i][1], ends[j][1]); c != 0 {
				return c
			}
			a, b := &all[from[i]], &all[from[j]]
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Group, b.Group), cmp.Compare(a.ID, b.ID))
		})
	}
	n := len(ends)
	g.edges, g.sup, g.group, g.passes = make([]Edge, n), make([]int32, n), make([]int32, n), make([]bool, n)
	for i, k := range dealt.edge {
		g.edges[i] = all[from[k]]
		g.dep[i], g.sup[i] = ends[k][0], ends[k][1]
		g.group[i], g.passes[i] = -1, g.edges[i].Impact
	}
	g.down, g.up = newStar(len(g.nodes), g.sup), newStar(len(g.nodes), g.dep)
}

// addGroups gathers the redundancy groups. Edges are sorted by dependent and
// supporter, so a second edge of one supporter in a group is met at once after
// the first and is not counted: one machine is not redundant with itself.
func (g *Graph) addGroups() {
	type key struct {
		dep  int32
		name string
	}
	number := map[key]int32{}
	lastOf := []int32{}
	for i, e := range g.edges {
		if e.Group == "" || !e.Impact {
			continue
		}
		k := key{g.dep[i], e.Group}
		n, ok := number[k]
		if !ok {
			n = int32(len(g.groups))
			number[k] = n
			g.groups = append(g.groups, group{name: e.Group, dep: k.dep})
			lastOf = append(lastOf, -1)
		}
		gr := &g.groups[n]
		gr.asked = max(gr.asked, int32(e.Need), 1)
		g.group[i] = n
		if lastOf[n] == g.sup[i] {
			g.passes[i] = false
			continue
		}
		lastOf[n] = g.sup[i]
		gr.of++
	}
	for i := range g.groups {
		g.groups[i].need = min(g.groups[i].asked, g.groups[i].of)
	}
}

// At is the instant of the graph.
func (g *Graph) At() time.Time { return g.at }

// Len is the number of items and of relations.
func (g *Graph) Len() (nodes, edges int) { return len(g.nodes), len(g.edges) }

// Dropped is the number of relations left out because an end was missing.
func (g *Graph) Dropped() int { return g.dropped }

// Node finds an item by its id.
func (g *Graph) Node(n id.ID) (Node, bool) {
	i, ok := g.index[n]
	if !ok {
		return Node{}, false
	}
	return g.nodes[i], true
}

// Redundancy is a redundancy group as it stands. Of is how many supporters it
// has; Need is how many must live, never more than Of.
type Redundancy struct {
	Dependent      id.ID
	Group          string
	Alive          int
	Need, Of       int
	Asked          int // what the relations ask for; more than Of when members are missing
	Members, Fewer []id.ID
}

// Groups lists the redundancy groups of an item, all members alive.
func (g *Graph) Groups(dependent id.ID) []Redundancy {
	n, ok := g.index[dependent]
	if !ok {
		return nil
	}
	var out []Redundancy
	for i := range g.groups {
		if g.groups[i].dep == n {
			out = append(out, g.redundancy(int32(i), nil))
		}
	}
	return out
}

// redundancy describes a group; fallen says which items have failed, nil none.
func (g *Graph) redundancy(n int32, fallen []int32) Redundancy {
	gr := g.groups[n]
	r := Redundancy{Dependent: g.nodes[gr.dep].ID, Group: gr.name, Need: int(gr.need), Of: int(gr.of), Asked: int(gr.asked), Alive: int(gr.of)}
	for _, e := range g.up.at(gr.dep) {
		if g.group[e] != n || !g.passes[e] {
			continue
		}
		member := g.nodes[g.sup[e]].ID
		r.Members = append(r.Members, member)
		if fallen != nil && fallen[g.sup[e]] >= 0 {
			r.Fewer = append(r.Fewer, member)
			r.Alive--
		}
	}
	return r
}
