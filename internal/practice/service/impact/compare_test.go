package impact_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

func TestTwoDatesAreCompared(t *testing.T) {
	t.Parallel()
	w := office(2)
	tomorrow := noon().AddDate(0, 0, 1)
	until, since := impact.Span{To: tomorrow}, impact.Span{From: tomorrow}
	// The wiki becomes critical, machine three is replaced, the cluster asks for
	// one machine fewer in a row written anew.
	for i := range w.Nodes {
		if w.Nodes[i].ID == wiki || w.Nodes[i].ID == three {
			w.Nodes[i].Valid = until
		}
	}
	w.Nodes = append(w.Nodes, impact.Node{ID: wiki, Name: "Wiki", Class: "service", Service: true, Criticality: impact.High, Audiences: []id.ID{501}, Valid: since},
		impact.Node{ID: 60, Name: "Four", Class: "server", Valid: since})
	w.Edges[2].Valid = until
	w.Edges = append(w.Edges, impact.Edge{ID: 300, From: one, To: cluster, Kind: impact.MemberOf, Impact: true, Group: "machines", Need: 1, Valid: since},
		impact.Edge{ID: 301, From: 60, To: cluster, Kind: impact.MemberOf, Impact: true, Group: "machines", Need: 2, Valid: since})
	d := impact.Compare(at(t, w, noon()), at(t, w, tomorrow))
	if len(d.AddedNodes) != 1 || d.AddedNodes[0].ID != 60 || len(d.RemovedNodes) != 1 || d.RemovedNodes[0].ID != three {
		t.Errorf("nodes: +%v -%v", d.AddedNodes, d.RemovedNodes)
	}
	if len(d.ChangedNodes) != 1 || !cmp.Equal(d.ChangedNodes[0].What, []string{"criticality", "users"}) {
		t.Errorf("changed: %+v", d.ChangedNodes)
	}
	if len(d.AddedEdges) != 1 || d.AddedEdges[0].ID != 301 || len(d.RemovedEdges) != 1 || d.RemovedEdges[0].From != three {
		t.Errorf("edges: +%v -%v", d.AddedEdges, d.RemovedEdges)
	}
	if len(d.ChangedEdges) != 1 || !cmp.Equal(d.ChangedEdges[0].What, []string{"need"}) || d.ChangedEdges[0].After.ID != 300 {
		t.Errorf("changed: %+v", d.ChangedEdges)
	}
	if d := impact.Compare(at(t, w, noon()), at(t, w, noon())); !d.Empty() {
		t.Errorf("a date differs from itself: %+v", d)
	}
}

func TestOfTwoLikeRelationsTheChangedOneIsReported(t *testing.T) {
	t.Parallel()
	edge := func(group string, impacts bool) impact.Edge {
		return impact.Edge{From: 1, To: 2, Kind: impact.Uses, Impact: impacts, Group: group}
	}
	build := func(edges ...impact.Edge) *impact.Graph {
		return at(t, impact.World{Nodes: []impact.Node{{ID: 1}, {ID: 2}}, Edges: edges}, noon())
	}
	tests := []struct {
		name                    string
		before, after           *impact.Graph
		added, removed, changed int
	}{
		{"one of two ended", build(edge("", true), edge("b", true)), build(edge("b", true)), 0, 1, 0},
		{"one of two regrouped", build(edge("", true), edge("b", true)), build(edge("b", true), edge("c", true)), 0, 0, 1},
		{"a second one came", build(edge("b", true)), build(edge("a", true), edge("b", true)), 1, 0, 0},
		{"the impact flag went", build(edge("", true)), build(edge("", false)), 0, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := impact.Compare(tt.before, tt.after)
			if len(d.AddedEdges) != tt.added || len(d.RemovedEdges) != tt.removed || len(d.ChangedEdges) != tt.changed {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestAViewShowsTheSurroundingsAndCountsTheRest(t *testing.T) {
	t.Parallel()
	g := at(t, office(2), noon())
	v := g.View(impact.Ask{Start: mail, Down: 2, Up: 2})
	want := []impact.Box{{Node: mail}, {Node: cluster, Layer: 1}, {Node: one, Layer: 2, Hidden: 2}, {Node: two, Layer: 2, Hidden: 1},
		{Node: three, Layer: 2}}
	var got []impact.Box
	for _, b := range v.Boxes {
		if b.Node != backup {
			got = append(got, b)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("boxes:\n%s", diff)
	}
	if len(v.Links) != 5 || len(v.Boxes) != 6 {
		t.Errorf("%d boxes, links %+v", len(v.Boxes), v.Links)
	}
	for _, l := range v.Links {
		if v.Boxes[l.Dependent].Layer >= v.Boxes[l.Supporter].Layer {
			t.Errorf("link %+v runs backwards", l)
		}
	}
	open := g.View(impact.Ask{Start: mail, Down: 2, Up: 2, Open: []id.ID{one, 999}})
	if n := len(open.Boxes); n != 8 {
		t.Errorf("opened: %d boxes", n)
	}
	packed := g.View(impact.Ask{Start: mail, Up: 2, Most: 4})
	if n := len(packed.Boxes); n != 4 || len(packed.Boxes[3].Members) != 3 || packed.Boxes[3].Hidden != 2 {
		t.Errorf("gathered: %+v", packed.Boxes)
	}
	if kept := g.View(impact.Ask{Start: mail, Up: 2, Most: 2, Open: []id.ID{one}}); len(kept.Boxes) != 7 || slices.ContainsFunc(kept.Boxes, func(b impact.Box) bool { return b.Members != nil && slices.Contains(b.Members, one) }) {
		t.Errorf("an opened item was gathered: %+v", kept.Boxes)
	}
	if each := g.View(impact.Ask{Start: mail, Up: 2, Most: 2, Each: packed.Boxes[3].Members}); len(each.Boxes) != 6 || slices.ContainsFunc(each.Boxes, func(b impact.Box) bool { return b.Members != nil }) {
		t.Errorf("gathered items shown one by one: %+v", each.Boxes)
	}
	if l := packed.Links[len(packed.Links)-1]; len(l.Edges) != 3 {
		t.Errorf("the link to gathered items has %d relations", len(l.Edges))
	}
	if g.View(impact.Ask{Start: 999}) != nil {
		t.Error("a view of nothing")
	}
}
