package impact

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Outcome is what happens when some items fail.
type Outcome struct {
	// Failed are all items that stop, those named in the question first, then
	// by the number of steps failure took to reach them, then by id.
	Failed []id.ID
	// Degraded are the groups that lost members while their item goes on.
	Degraded []Redundancy
	// Services are the failed items that are services, Critical those of them
	// whose criticality is high.
	Services, Critical []id.ID
	// People are those concerned by what failed; a degraded item costs nobody
	// anything yet.
	People People
	// Unknown are items of the question that are not in the graph.
	Unknown []id.ID

	g     *Graph
	round []int32 // step at which each item failed, -1 when it did not
	via   []int32 // edge that brought the failure
}

// Fail works out what stops when the start items do. It goes on until nothing
// more fails, over any depth. Each item fails at most once, so circles end.
// Failing more items never saves one: every rule is of the form "fails when
// these have failed".
func (g *Graph) Fail(start ...id.ID) *Outcome {
	o := &Outcome{g: g, round: unset(len(g.nodes)), via: unset(len(g.nodes))}
	var layer, fallen []int32
	for _, s := range start {
		n, ok := g.index[s]
		switch {
		case !ok:
			o.Unknown = append(o.Unknown, s)
		case o.round[n] < 0:
			o.round[n] = 0
			layer = append(layer, n)
		}
	}
	alive := make([]int32, len(g.groups))
	for i := range g.groups {
		alive[i] = g.groups[i].of
	}
	for round := int32(1); len(layer) > 0; round++ {
		slices.Sort(layer)
		fallen = append(fallen, layer...)
		layer = o.spread(layer, round, alive)
	}
	o.report(fallen, alive)
	return o
}

// spread gives what fails at once because of the items of one round.
func (o *Outcome) spread(layer []int32, round int32, alive []int32) []int32 {
	g := o.g
	var next []int32
	for _, n := range layer {
		for _, e := range g.down.at(n) {
			if !g.passes[e] {
				continue
			}
			if k := g.group[e]; k >= 0 {
				alive[k]--
				if alive[k] >= g.groups[k].need {
					continue
				}
			}
			if dep := g.dep[e]; o.round[dep] < 0 {
				o.round[dep], o.via[dep] = round, e
				next = append(next, dep)
			}
		}
	}
	return next
}

func (o *Outcome) report(fallen, alive []int32) {
	g := o.g
	o.Failed = g.ids(fallen)
	for _, n := range fallen {
		if !g.nodes[n].Service {
			continue
		}
		o.Services = append(o.Services, g.nodes[n].ID)
		if g.nodes[n].Criticality == High {
			o.Critical = append(o.Critical, g.nodes[n].ID)
		}
	}
	for i, gr := range g.groups {
		if alive[i] < gr.of && o.round[gr.dep] < 0 {
			o.Degraded = append(o.Degraded, g.redundancy(int32(i), o.round))
		}
	}
	o.People = g.people.count(fallen)
}

// State is what became of an item.
type State uint8

// The states: works, works with less redundancy, stopped.
const (
	Working State = iota
	Degraded
	Failed
)

// State tells what became of an item; one that is not in the graph works.
func (o *Outcome) State(node id.ID) State {
	n, ok := o.g.index[node]
	switch {
	case !ok:
		return Working
	case o.round[n] >= 0:
		return Failed
	}
	for _, d := range o.Degraded {
		if d.Dependent == node {
			return Degraded
		}
	}
	return Working
}

// Because is the reason why an item failed: the steps from an item of the
// question to it, first step first. It is nil for the items of the question
// and for what did not fail. Where a step goes through a redundancy group, the
// supporter named is the one whose loss was too much, and Lost gives the rest.
func (o *Outcome) Because(node id.ID) []Step {
	var out []Step
	n, ok := o.g.index[node]
	for ok && o.round[n] > 0 {
		e := o.via[n]
		s := o.g.step(e, Down)
		if k := o.g.group[e]; k >= 0 {
			s.Alive = o.g.redundancy(k, o.round).Alive
		}
		out = append(out, s)
		n = o.g.sup[e]
	}
	slices.Reverse(out)
	return out
}

// Lost gives the redundancy group of a step as it stands after the failure;
// false for a step that goes through none.
func (o *Outcome) Lost(s Step) (Redundancy, bool) {
	n, ok := o.g.index[s.To]
	if !ok || s.Group == "" {
		return Redundancy{}, false
	}
	for i := range o.g.groups {
		if o.g.groups[i].dep == n && o.g.groups[i].name == s.Group {
			return o.g.redundancy(int32(i), o.round), true
		}
	}
	return Redundancy{}, false
}
