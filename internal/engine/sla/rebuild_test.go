package sla_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func TestStoredClocksAreWhatARebuildWouldStore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.standard()
		w.agree(sla.Agreement{Kind: sla.Supplier, Name: "Supplier", Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InDays(1)}}})
		r := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a game, to be repeated
		for game := range 6 {
			h := w.open()
			phase := flow.Active
			var played []string
			for range 12 {
				w.clock.Advance(time.Duration(r.IntN(500)) * time.Minute)
				move := w.play(r, h, &phase)
				played = append(played, move)
				w.drain()
				stored, due, told := w.clocks(h), w.due(h), w.told(h)
				w.write(0, func(tx *db.Tx) error { return w.sla.Rebuild(tx, h.ID) })
				w.drain()
				w.equal("clocks", stored, w.clocks(h))
				w.equal("due", due, w.due(h))
				w.equal("told", told, w.told(h))
				w.explained(h)
				if t.Failed() {
					t.Fatalf("game %d: %s", game, strings.Join(played, ", "))
				}
			}
		}
	})
}

// play makes one random move.
func (w *world) play(r *rand.Rand, h ticket.Head, phase *flow.Phase) string {
	w.t.Helper()
	reasons := []string{"awaiting_caller", "awaiting_vendor", "awaiting_change"}
	switch n := r.IntN(7); {
	case n == 0 && *phase == flow.Active:
		reason := reasons[r.IntN(len(reasons))]
		w.hold(h, reason)
		*phase = flow.Waiting
		return reason
	case n == 1 && *phase != flow.Active:
		w.resume(h)
		*phase = flow.Active
		return "resume"
	case n == 2 && phase.Open():
		w.resolve(h)
		*phase = flow.Resolved
		return "resolve"
	case n == 3:
		w.says(agent, h, true)
		return "answer"
	case n == 4:
		w.says(requester, h, true)
		return "ask"
	case n == 5:
		p := 1 + r.IntN(4)
		w.prioritise(h, p)
		return fmt.Sprintf("P%d", p)
	}
	return "wait"
}

// explained checks that the explanation of each clock adds up to what the list shows.
func (w *world) explained(h ticket.Head) {
	w.t.Helper()
	a, err := w.sla.Explain(w.t.Context(), w.db, h.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range a.Clocks {
		counted := 0
		for i, s := range c.Story {
			if i > 0 && c.Story[i-1].To != s.From {
				w.t.Errorf("the story of %s has a hole before %v", c.Metric, s.From)
			}
			if !s.Ahead {
				counted = s.Total
			}
		}
		if counted != c.Elapsed {
			w.t.Errorf("the story of %s counts %d minutes, the clock %d", c.Metric, counted, c.Elapsed)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	c := clock.At(dbtest.Start())
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "f.db"), Clock: c})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	w := bare(d, c)
	ctx := actor.With(b.Context(), actor.OfSystem("bench"))
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := w.sla.InsertAgreement(tx, sla.Agreement{Kind: sla.Customer, Name: "Standard", Promises: []sla.Promise{
			{Metric: sla.FirstResponse, Target: timing.InMinutes(60), Levels: []sla.Level{{At: 50, Do: sla.Notify}, {At: 75, Do: sla.Notify}, {At: 90, Do: sla.Notify}}},
			{Metric: sla.Resolution, Target: timing.InDays(3), Levels: []sla.Level{{At: 50, Do: sla.Notify}, {At: 75, Do: sla.Notify}, {At: 90, Do: sla.Notify}}}}})
		return err
	}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	err = d.Write(ctx, func(tx *db.Tx) error {
		for b.Loop() {
			h := ticket.Head{Priority: 3}
			h.ID = tx.NewID()
			if err := w.sla.Start(tx, &h); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
