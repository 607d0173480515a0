package impact_test

import (
	"math/rand/v2"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// estate has 10,000 items and 30,000 relations in five tiers, from services to
// sites, with a third of the relations in redundancy groups, 200 services and
// 400 teams of 20 listed people.
func estate() impact.World {
	r := rand.New(rand.NewPCG(1, 2))
	const nodes, edges = 10_000, 30_000
	bounds := []int{0, 200, 1_500, 5_000, 9_800, nodes}
	var w impact.World
	for i := range 400 {
		a := impact.Audience{ID: id.ID(1_000_000 + i)}
		for range 20 {
			a.People = append(a.People, id.ID(2_000_000+r.IntN(5_000)))
		}
		w.Audiences = append(w.Audiences, a)
	}
	for i := range nodes {
		n := impact.Node{ID: id.ID(i + 1), Service: i < 200, Criticality: impact.Criticality(r.IntN(4))}
		for k := 0; n.Service && k < 5; k++ {
			n.Audiences = append(n.Audiences, id.ID(1_000_000+r.IntN(400)))
		}
		w.Nodes = append(w.Nodes, n)
	}
	for i := range edges {
		tier := r.IntN(4)
		from, to := bounds[tier]+r.IntN(bounds[tier+1]-bounds[tier]), bounds[tier+1]+r.IntN(bounds[tier+2]-bounds[tier+1])
		e := impact.Edge{ID: id.ID(3_000_000 + i), From: id.ID(from + 1), To: id.ID(to + 1), Kind: impact.DependsOn, Impact: true}
		if r.IntN(3) == 0 {
			e.Group, e.Need = "g", 1
		}
		w.Edges = append(w.Edges, e)
	}
	return w
}

func built(b *testing.B) *impact.Graph {
	b.Helper()
	g, err := impact.Build(estate(), noon())
	if err != nil {
		b.Fatal(err)
	}
	return g
}

func BenchmarkBuild(b *testing.B) {
	w := estate()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := impact.Build(w, noon()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWalk goes five steps from a site, which meets a large part of the
// estate, and asks for the path of everything it met.
func BenchmarkWalk(b *testing.B) {
	g := built(b)
	met := 0
	b.ReportAllocs()
	for b.Loop() {
		r := g.Walk(9_900, impact.Down, 5, false)
		met = r.Len()
		for _, layer := range r.Layers {
			for _, n := range layer {
				r.Path(n)
			}
		}
	}
	b.ReportMetric(float64(met), "items")
}

func BenchmarkFailSite(b *testing.B) {
	g := built(b)
	failed := 0
	b.ReportAllocs()
	for b.Loop() {
		failed = len(g.Fail(9_900, 9_901, 9_902).Failed)
	}
	b.ReportMetric(float64(failed), "failed")
}

func BenchmarkView(b *testing.B) {
	g := built(b)
	b.ReportAllocs()
	for b.Loop() {
		if g.View(impact.Ask{Start: 7, Down: 2, Up: 2, Most: 60}) == nil {
			b.Fatal("nothing")
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	g := built(b)
	b.ReportAllocs()
	for b.Loop() {
		impact.Compare(g, g)
	}
}
