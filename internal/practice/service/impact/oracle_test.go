package impact_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// noon is the date of the random worlds.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// oracle says by the definition alone which items fail: it asks every item again
// and again, from the world itself, until an answer no longer changes.
func oracle(w impact.World, at time.Time, start []id.ID) map[id.ID]bool {
	there := map[id.ID]bool{}
	for _, n := range w.Nodes {
		if n.Valid.Holds(at) {
			there[n.ID] = true
		}
	}
	failed := map[id.ID]bool{}
	for _, s := range start {
		if there[s] {
			failed[s] = true
		}
	}
	for changed := true; changed; {
		changed = false
		for n := range there {
			if !failed[n] && mustFail(w, at, n, there, failed) {
				failed[n], changed = true, true
			}
		}
	}
	return failed
}

func mustFail(w impact.World, at time.Time, n id.ID, there, failed map[id.ID]bool) bool {
	members := map[string]map[id.ID]bool{}
	need := map[string]int{}
	for _, e := range w.Edges {
		carries, carried := e.To, e.From
		if e.Kind == impact.MemberOf || e.Kind == impact.Provides || e.Kind == impact.BacksUp {
			carries, carried = e.From, e.To
		}
		if !e.Valid.Holds(at) || !e.Impact || carried != n || carries == n || !there[carries] {
			continue
		}
		if e.Group == "" {
			if failed[carries] {
				return true
			}
			continue
		}
		if members[e.Group] == nil {
			members[e.Group] = map[id.ID]bool{}
		}
		members[e.Group][carries] = true
		need[e.Group] = max(need[e.Group], e.Need, 1)
	}
	for name, group := range members {
		alive := 0
		for m := range group {
			if !failed[m] {
				alive++
			}
		}
		if alive < min(need[name], len(group)) {
			return true
		}
	}
	return false
}

// randomWorld has circles, parallel relations, groups that share members, items
// and relations out of time, relations to nowhere and every kind.
func randomWorld(r *rand.Rand, nodes, edges int) impact.World {
	var w impact.World
	day := func() time.Time { return noon().AddDate(0, 0, r.IntN(41)-20) }
	span := func() impact.Span {
		switch r.IntN(8) {
		case 0:
			return impact.Span{From: day()}
		case 1:
			return impact.Span{To: day()}
		default:
			return impact.Span{}
		}
	}
	for i := range nodes / 4 {
		w.Audiences = append(w.Audiences, impact.Audience{ID: id.ID(9000 + i), Count: r.IntN(50)})
		for range r.IntN(6) {
			w.Audiences[i].People = append(w.Audiences[i].People, id.ID(20000+r.IntN(30)))
		}
	}
	for i := range nodes {
		n := impact.Node{ID: id.ID(i + 1), Class: "c" + string(rune('a'+r.IntN(4))), Service: r.IntN(4) == 0,
			Criticality: impact.Criticality(r.IntN(4)), Valid: span()}
		if len(w.Audiences) > 0 && r.IntN(2) == 0 {
			n.Audiences = []id.ID{id.ID(9000 + r.IntN(len(w.Audiences)))}
		}
		w.Nodes = append(w.Nodes, n)
	}
	kinds := impact.Kinds()
	for i := range edges {
		e := impact.Edge{ID: id.ID(100000 + i), From: id.ID(1 + r.IntN(nodes+1)), To: id.ID(1 + r.IntN(nodes+1)),
			Kind: kinds[r.IntN(len(kinds))], Impact: r.IntN(5) > 0, Valid: span()}
		if r.IntN(2) == 0 {
			e.Group, e.Need = []string{"a", "b"}[r.IntN(2)], r.IntN(4)
		}
		w.Edges = append(w.Edges, e)
	}
	return w
}

func pick(r *rand.Rand, nodes, n int) []id.ID {
	var out []id.ID
	for range n {
		out = append(out, id.ID(1+r.IntN(nodes)))
	}
	return out
}

func asSet(ids []id.ID) map[id.ID]bool {
	out := map[id.ID]bool{}
	for _, i := range ids {
		out[i] = true
	}
	return out
}

func keys(m map[id.ID]bool) []id.ID {
	var out []id.ID
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
