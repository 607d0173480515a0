package impact

import (
	"cmp"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Difference is what one graph has and another has not, each list in the order
// of ids.
type Difference struct {
	AddedNodes, RemovedNodes []Node
	ChangedNodes             []NodeChange
	AddedEdges, RemovedEdges []Edge
	ChangedEdges             []EdgeChange
}

// NodeChange is an item that is in both graphs and described differently. What
// names the parts that differ: name, class, service, criticality, users.
type NodeChange struct {
	Before, After Node
	What          []string
}

// EdgeChange is a relation that is in both graphs with other terms. What names
// the parts that differ: impact, group, need.
type EdgeChange struct {
	Before, After Edge
	What          []string
}

// Empty tells whether the graphs say the same.
func (d Difference) Empty() bool {
	return len(d.AddedNodes)+len(d.RemovedNodes)+len(d.ChangedNodes)+
		len(d.AddedEdges)+len(d.RemovedEdges)+len(d.ChangedEdges) == 0
}

// Compare tells how after differs from before. An item is the same by its id; a
// relation by its two ends and its kind, because a relation that is ended and
// written anew with other terms has changed for the reader. Validity is no
// difference: both graphs have it at their date.
func Compare(before, after *Graph) Difference {
	var d Difference
	pair(before.nodes, after.nodes, func(a, b Node) int { return cmp.Compare(a.ID, b.ID) },
		func(n Node) { d.RemovedNodes = append(d.RemovedNodes, n) },
		func(n Node) { d.AddedNodes = append(d.AddedNodes, n) },
		func(a, b Node) {
			if what := nodeParts(a, b); what != nil {
				d.ChangedNodes = append(d.ChangedNodes, NodeChange{a, b, what})
			}
		})
	// What is the same word for word is set aside first, so that of two like
	// relations the one that changed is the one reported.
	var gone, come []Edge
	pair(byTerms(before.edges), byTerms(after.edges), sameTerms,
		func(e Edge) { gone = append(gone, e) }, func(e Edge) { come = append(come, e) }, func(_, _ Edge) {})
	pair(gone, come, sameEnds,
		func(e Edge) { d.RemovedEdges = append(d.RemovedEdges, e) },
		func(e Edge) { d.AddedEdges = append(d.AddedEdges, e) },
		func(a, b Edge) { d.ChangedEdges = append(d.ChangedEdges, EdgeChange{a, b, edgeParts(a, b)}) })
	return d
}

// pair walks two sorted lists side by side.
func pair[T any](a, b []T, order func(T, T) int, gone, come func(T), both func(T, T)) {
	for len(a) > 0 && len(b) > 0 {
		switch c := order(a[0], b[0]); {
		case c < 0:
			gone(a[0])
			a = a[1:]
		case c > 0:
			come(b[0])
			b = b[1:]
		default:
			both(a[0], b[0])
			a, b = a[1:], b[1:]
		}
	}
	for _, x := range a {
		gone(x)
	}
	for _, x := range b {
		come(x)
	}
}

func sameEnds(a, b Edge) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Kind, b.Kind))
}

func sameTerms(a, b Edge) int {
	impact := 0
	switch {
	case a.Impact && !b.Impact:
		impact = 1
	case b.Impact && !a.Impact:
		impact = -1
	}
	return cmp.Or(sameEnds(a, b), impact, cmp.Compare(a.Group, b.Group), cmp.Compare(a.Need, b.Need))
}

func byTerms(edges []Edge) []Edge {
	return slices.SortedFunc(slices.Values(edges), func(a, b Edge) int {
		return cmp.Or(sameTerms(a, b), cmp.Compare(a.ID, b.ID))
	})
}

func nodeParts(a, b Node) []string {
	var what []string
	note := func(differs bool, word string) {
		if differs {
			what = append(what, word)
		}
	}
	note(a.Name != b.Name, "name")
	note(a.Class != b.Class, "class")
	note(a.Service != b.Service, "service")
	note(a.Criticality != b.Criticality, "criticality")
	note(!slices.Equal(sorted(a.Audiences), sorted(b.Audiences)), "users")
	return what
}

func edgeParts(a, b Edge) []string {
	var what []string
	if a.Impact != b.Impact {
		what = append(what, "impact")
	}
	if a.Group != b.Group {
		what = append(what, "group")
	}
	if a.Need != b.Need {
		what = append(what, "need")
	}
	return what
}

func sorted(ids []id.ID) []id.ID { return slices.Sorted(slices.Values(ids)) }
