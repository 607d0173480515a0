package relation_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
)

// The size of the estate: 200 services, 9,800 items and 30,000 relations in five tiers, a third of them in redundancy groups.
const (
	estateNodes = 10_000
	estateEdges = 30_000
	firstNode   = 1_000_000
)

func tiers() []int { return []int{0, 200, 1_500, 5_000, 9_800, estateNodes} }

// estate writes such a graph past the verbs, which would take minutes.
func (w *world) estate() {
	r := rand.New(rand.NewPCG(1, 2))
	b := tiers()
	w.must(w.db.Write(w.all(), func(tx *db.Tx) error {
		var records, services, items, edges []string
		for i := range estateNodes {
			n, kind, prefix := firstNode+i, "item", "CI"
			if i < b[1] {
				kind, prefix = "service", "SVC"
				services = append(services, fmt.Sprintf("(%d, %d, 0, 0, 'service %d', '', 0, 0, 'high', '', 100)", n, w.root, i))
			} else {
				items = append(items, fmt.Sprintf("(%d, %d, 0, 0, 'item %d', 'virtual_machine', '', 'medium', '', 0, 0, 0)", n, w.root, i))
			}
			records = append(records, fmt.Sprintf("(%d, '%s', '%s-%d', '%s %d', 'live', 0, %d, 1, 0, 0, 0, 0)", n, kind, prefix, n, kind, i, w.root))
		}
		for i := range estateEdges {
			tier := r.IntN(4)
			from, to := firstNode+b[tier]+r.IntN(b[tier+1]-b[tier]), firstNode+b[tier+1]+r.IntN(b[tier+2]-b[tier+1])
			group, need := "", 0
			if r.IntN(3) == 0 {
				group, need = "g", 1
			}
			edges = append(edges, fmt.Sprintf("(%d, %d, %d, 'depends_on', TRUE, '%s', %d, '2026-01-01', '', 'import', 0, 0)", 2_000_000+i, from, to, group, need))
		}
		for into, rows := range map[string][]string{
			"service (id, entity_id, phase, updated_at, name_key, description, owner_id, team_id, criticality, audience, users)":                   services,
			"item (id, entity_id, phase, updated_at, name_key, class, environment, criticality, description, owner_team_id, team_id, location_id)": items,
			"record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at)":                  records,
		} {
			if err := fill(tx, into, rows); err != nil {
				return err
			}
		}
		return fill(tx, "relation (id, from_id, to_id, kind, impact, group_name, need, valid_from, valid_to, source, created_at, created_by)", edges)
	}))
}

func fill(tx *db.Tx, into string, rows []string) error {
	for part := range slices.Chunk(rows, 1000) {
		if _, err := tx.Exec("INSERT INTO " + into + " VALUES " + strings.Join(part, ", ")); err != nil {
			return err
		}
	}
	return nil
}

// questions are the starts of the measured questions: sites and machines, whose failure reaches most.
func questions(n int) []id.ID {
	r, b := rand.New(rand.NewPCG(3, 4)), tiers()
	out := make([]id.ID, n)
	for i := range out {
		tier := 3 + i%2
		out[i] = id.ID(firstNode + b[tier] + r.IntN(b[tier+1]-b[tier]))
	}
	return out
}

// BenchmarkImpact asks for the impact of failures five steps deep on SQLite, reading included.
func BenchmarkImpact(b *testing.B) {
	c := clock.At(dbtest.Start())
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + b.TempDir() + "/bench.db", Clock: c})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	w := newWorld(b, d, c)
	w.estate()
	ctx, starts, i := w.as(actor.EntityTree, actor.None), questions(64), 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Impact(ctx, starts[i%len(starts)], impact.Down, 5, "2026-11-16"); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// TestTheEstateIsMeasuredOnBothEngines logs how long questions take; it runs when MEASURE is set, and asserts nothing on time.
func TestTheEstateIsMeasuredOnBothEngines(t *testing.T) {
	if os.Getenv("MEASURE") == "" {
		t.Skip("set MEASURE to measure impact questions on 10,000 items and 30,000 relations")
	}
	each(t, func(t *testing.T, w *world) {
		w.estate()
		ctx := w.as(actor.EntityTree, actor.None)
		ask := func(name string, f func(start id.ID) (int, error)) {
			var took []time.Duration
			reached := 0
			for _, start := range questions(200) {
				began := time.Now()
				n, err := f(start)
				w.must(err)
				took, reached = append(took, time.Since(began)), max(reached, n)
			}
			slices.Sort(took)
			t.Logf("%s: median %v, 95 %% %v, most %v; at most %d reached", name, took[len(took)/2], took[len(took)*95/100], took[len(took)-1], reached)
		}
		impactOf := func(way impact.Way) func(id.ID) (int, error) {
			return func(start id.ID) (int, error) {
				a, err := w.Impact(ctx, start, way, 5, "2026-11-16")
				return len(a.Items), err
			}
		}
		ask("impact down, 5 steps", impactOf(impact.Down))
		ask("impact up, 5 steps", impactOf(impact.Up))
		ask("a service up, 5 steps", func(start id.ID) (int, error) { return impactOf(impact.Up)(firstNode + start%200) })
		ask("map, 2 steps and the whole failure", func(start id.ID) (int, error) {
			l, err := w.Look(ctx, start, relation.Ask{At: "2026-11-16", Down: 2, Up: 2, Most: 40, Fails: true})
			return len(l.Nodes), err
		})
	})
}
