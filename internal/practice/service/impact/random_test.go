package impact_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// each runs a check over many random worlds of different density.
func each(t *testing.T, rounds int, check func(t *testing.T, r *rand.Rand, w impact.World, g *impact.Graph, nodes int)) {
	t.Helper()
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		nodes := 2 + r.IntN(24)
		w := randomWorld(r, nodes, r.IntN(nodes*4))
		g, err := impact.Build(w, noon())
		if err != nil {
			t.Fatal(err)
		}
		check(t, r, w, g, nodes)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestWhatFailsIsWhatTheDefinitionSays(t *testing.T) {
	t.Parallel()
	failures := 0
	each(t, 4000, func(t *testing.T, r *rand.Rand, w impact.World, g *impact.Graph, nodes int) {
		start := pick(r, nodes, r.IntN(4))
		got := slices.Sorted(slices.Values(g.Fail(start...).Failed))
		failures += len(got)
		if diff := cmp.Diff(keys(oracle(w, noon(), start)), got); diff != "" {
			t.Errorf("fail %v (-definition +got):\n%s", start, diff)
		}
	})
	if failures < 10000 {
		t.Errorf("only %d failures: the worlds are too loose to test anything", failures)
	}
}

func TestFailingMoreNeverHealsAnything(t *testing.T) {
	t.Parallel()
	each(t, 1500, func(t *testing.T, r *rand.Rand, _ impact.World, g *impact.Graph, nodes int) {
		start := pick(r, nodes, r.IntN(3))
		less, more := g.Fail(start...), g.Fail(append(pick(r, nodes, 1), start...)...)
		set := asSet(more.Failed)
		for _, n := range less.Failed {
			if !set[n] {
				t.Errorf("%v failed with %v and works when more fails", n, start)
			}
		}
		for _, d := range less.Degraded {
			if more.State(d.Dependent) == impact.Working {
				t.Errorf("%v was degraded and is whole when more fails", d.Dependent)
			}
		}
		if more.People.AtLeast < less.People.AtLeast || more.People.AtMost < less.People.AtMost {
			t.Errorf("fewer people: %+v, then %+v", less.People, more.People)
		}
		again := g.Fail(less.Failed...)
		if len(again.Failed) != len(less.Failed) {
			t.Errorf("what failed brings down more: %d, then %d", len(less.Failed), len(again.Failed))
		}
	})
}

func TestEveryFailureHasAReasonThatHolds(t *testing.T) {
	t.Parallel()
	each(t, 1500, func(t *testing.T, r *rand.Rand, _ impact.World, g *impact.Graph, nodes int) {
		o := g.Fail(pick(r, nodes, 1+r.IntN(3))...)
		failed := asSet(o.Failed)
		for _, n := range o.Failed {
			steps := o.Because(n)
			for i, s := range steps {
				if !failed[s.From] || !failed[s.To] || i > 0 && steps[i-1].To != s.From {
					t.Errorf("step %+v of %v", s, n)
				}
				if s.Group != "" && s.Alive >= s.Need {
					t.Errorf("a group with %d of %d alive is no reason", s.Alive, s.Need)
				}
				if lost, ok := o.Lost(s); ok && len(lost.Members)-len(lost.Fewer) != s.Alive {
					t.Errorf("%+v does not fit %+v", lost, s)
				}
			}
			if len(steps) > 0 && (steps[len(steps)-1].To != n || len(o.Because(steps[0].From)) != 0) {
				t.Errorf("the reason of %v is %+v", n, steps)
			}
		}
		for _, d := range o.Degraded {
			if failed[d.Dependent] || d.Alive < d.Need || d.Alive >= d.Of || len(d.Fewer) != d.Of-d.Alive {
				t.Errorf("degraded: %+v", d)
			}
		}
	})
}

func TestAWalkReachesEverythingAtItsShortestDistance(t *testing.T) {
	t.Parallel()
	each(t, 1000, func(t *testing.T, r *rand.Rand, _ impact.World, g *impact.Graph, nodes int) {
		start := pick(r, nodes, 1)[0]
		for _, way := range []impact.Way{impact.Down, impact.Up} {
			deep := g.Walk(start, way, nodes, false)
			for depth, layer := range deep.Layers {
				for _, n := range layer {
					steps := deep.Path(n)
					if len(steps) != depth || depth > 0 && (steps[0].From != start || steps[depth-1].To != n) {
						t.Errorf("path of %v at %d: %+v", n, depth, steps)
					}
					// The same pair met from the other end is as far apart.
					if back := g.Walk(n, 1-way, nodes, false); !contains(back, start, depth) {
						t.Errorf("%v is %d from %v, but not back", n, depth, start)
					}
				}
			}
			short := g.Walk(start, way, 2, false)
			if want := deep.Layers[:min(3, len(deep.Layers))]; !cmp.Equal(want, short.Layers) {
				t.Errorf("depth 2: %v, want %v", short.Layers, want)
			}
		}
	})
}

func contains(r *impact.Reach, n id.ID, depth int) bool {
	return depth < len(r.Layers) && slices.Contains(r.Layers[depth], n)
}

func TestTheAnswerDoesNotDependOnTheOrderOfLoading(t *testing.T) {
	t.Parallel()
	each(t, 300, func(t *testing.T, r *rand.Rand, w impact.World, g *impact.Graph, nodes int) {
		start := pick(r, nodes, 2)
		mixed := impact.World{Nodes: slices.Clone(w.Nodes), Edges: slices.Clone(w.Edges), Audiences: slices.Clone(w.Audiences)}
		r.Shuffle(len(mixed.Nodes), func(i, j int) { mixed.Nodes[i], mixed.Nodes[j] = mixed.Nodes[j], mixed.Nodes[i] })
		r.Shuffle(len(mixed.Edges), func(i, j int) { mixed.Edges[i], mixed.Edges[j] = mixed.Edges[j], mixed.Edges[i] })
		other, err := impact.Build(mixed, noon())
		if err != nil {
			t.Fatal(err)
		}
		a, b := g.Fail(start...), other.Fail(start...)
		for _, n := range a.Failed {
			if diff := cmp.Diff(a.Because(n), b.Because(n)); diff != "" {
				t.Error(diff)
			}
		}
		if diff := cmp.Diff(a.Failed, b.Failed); diff != "" {
			t.Error(diff)
		}
		if d := impact.Compare(g, other); !d.Empty() {
			t.Errorf("the same world differs: %+v", d)
		}
		ask := impact.Ask{Start: start[0], Down: 2, Up: 2, Most: 6}
		if diff := cmp.Diff(g.View(ask), other.View(ask)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestADifferenceLeadsFromOneGraphToTheOther(t *testing.T) {
	t.Parallel()
	each(t, 500, func(t *testing.T, r *rand.Rand, w impact.World, g *impact.Graph, _ int) {
		other, err := impact.Build(w, noon().AddDate(0, 0, r.IntN(30)-15))
		if err != nil {
			t.Fatal(err)
		}
		d := impact.Compare(g, other)
		an, ae := g.Len()
		bn, be := other.Len()
		if an-len(d.RemovedNodes)+len(d.AddedNodes) != bn || ae-len(d.RemovedEdges)+len(d.AddedEdges) != be {
			t.Errorf("%d/%d and %d/%d with %+v", an, ae, bn, be, d)
		}
		back := impact.Compare(other, g)
		if len(back.AddedEdges) != len(d.RemovedEdges) || len(back.ChangedEdges) != len(d.ChangedEdges) || len(back.AddedNodes) != len(d.RemovedNodes) {
			t.Errorf("there %+v, back %+v", d, back)
		}
	})
}
