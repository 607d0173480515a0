package impact

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// People is how many people are concerned. When every audience lists its
// people the two bounds are equal and exact: nobody is counted twice. An
// audience of which only the size is known may share people with any other, so
// then the truth lies between: at least the largest such audience or all those
// listed, whichever is more, and at most the sum. One audience is counted once
// however many items name it.
type People struct{ AtLeast, AtMost int }

// Exact tells whether the bounds meet.
func (p People) Exact() bool { return p.AtLeast == p.AtMost }

// crowd holds who is concerned by each item, persons numbered densely.
type crowd struct {
	persons int
	listed  [][]int32 // per audience
	sized   []int     // per audience: its size when nobody is listed
	of      [][]int32 // audiences per node
}

func newCrowd(nodes []Node, audiences []Audience) crowd {
	c := crowd{listed: make([][]int32, len(audiences)), sized: make([]int, len(audiences)), of: make([][]int32, len(nodes))}
	person, audience := map[id.ID]int32{}, make(map[id.ID]int32, len(audiences))
	for i, a := range audiences {
		audience[a.ID] = int32(i)
		if len(a.People) == 0 {
			c.sized[i] = max(a.Count, 0)
			continue
		}
		list := make([]int32, 0, len(a.People))
		for _, p := range a.People {
			n, ok := person[p]
			if !ok {
				n = int32(len(person))
				person[p] = n
			}
			list = append(list, n)
		}
		c.listed[i] = list
	}
	c.persons = len(person)
	for i, n := range nodes {
		for _, a := range n.Audiences {
			if k, ok := audience[a]; ok {
				c.of[i] = append(c.of[i], k)
			}
		}
	}
	return c
}

// count counts the people of the items.
func (c crowd) count(nodes []int32) People {
	met, seen := make([]bool, len(c.listed)), make([]bool, c.persons)
	known, largest, sum := 0, 0, 0
	for _, n := range nodes {
		for _, a := range c.of[n] {
			if met[a] {
				continue
			}
			met[a] = true
			largest, sum = max(largest, c.sized[a]), sum+c.sized[a]
			for _, p := range c.listed[a] {
				if !seen[p] {
					seen[p] = true
					known++
				}
			}
		}
	}
	return People{AtLeast: max(known, largest), AtMost: known + sum}
}

// People counts those concerned by any of the items.
func (g *Graph) People(nodes ...id.ID) People {
	var in []int32
	for _, n := range nodes {
		if i, ok := g.index[n]; ok {
			in = append(in, i)
		}
	}
	slices.Sort(in)
	return g.people.count(in)
}
