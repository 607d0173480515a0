package sla_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func TestStoredClocksAreWhatARebuildWouldStore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.standard()
		teams := []id.ID{0, w.team("Applications"), w.team("Backbone")}
		w.agree(sla.Agreement{Kind: sla.Internal, Name: "Between teams", Promises: []sla.Promise{
			{Metric: sla.FirstResponse, Target: timing.InMinutes(90), Levels: []sla.Level{{At: 50, Do: sla.Notify}}}, {Metric: sla.Resolution, Target: timing.InMinutes(300)}}})
		w.agree(sla.Agreement{Kind: sla.Supplier, Name: "Supplier", Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InDays(1)}}})
		w.agree(sla.Agreement{Kind: sla.Customer, Name: "Backbone's customers", Position: 1, Conditions: sla.Conditions{Teams: teams[2:], Priorities: []int{1, 2}},
			Promises: []sla.Promise{{Metric: sla.FirstResponse, Target: timing.InMinutes(30)}, {Metric: sla.NextResponse, Target: timing.InMinutes(45)}, {Metric: sla.Resolution, Target: timing.InMinutes(90)}}})
		r := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a game, to be repeated
		for game := range 6 {
			h := w.open()
			phase := flow.Active
			var played []string
			for range 16 {
				w.clock.Advance(time.Duration(r.IntN(500*60)) * time.Second)
				move := w.play(r, h, &phase, teams)
				played = append(played, move)
				w.drain()
				stored, due, told := w.clocks(h), w.due(h), w.told(h)
				w.write(0, func(tx *db.Tx) error { return w.sla.Rebuild(tx, h.ID) })
				w.drain()
				w.equal("clocks", stored, w.clocks(h))
				w.equal("due", due, w.due(h))
				w.equal("told", told, w.told(h))
				w.explained(h)
				w.drawn(h)
				if t.Failed() {
					t.Fatalf("game %d: %s", game, strings.Join(played, ", "))
				}
			}
		}
	})
}

// play makes one random move.
func (w *world) play(r *rand.Rand, h ticket.Head, phase *flow.Phase, teams []id.ID) string {
	w.t.Helper()
	reasons := []string{"awaiting_caller", "awaiting_vendor", "awaiting_change"}
	switch n := r.IntN(10); {
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
	case n == 9 && phase.Open() && r.IntN(4) == 0:
		w.cancel(h)
		*phase = flow.Closed
		return "cancel"
	case n == 3:
		w.says(agent, h, true)
		return "answer"
	case n == 4:
		w.says(requester, h, true)
		return "ask"
	case n == 6:
		w.hand(h, teams[r.IntN(len(teams))])
		return "hand over"
	case n == 7:
		w.take(colleague, h)
		return "take"
	case n == 8:
		w.says(colleague, h, false)
		return "note"
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
		name := fmt.Sprint(c.Party, " ", c.Metric, " ", c.Cycle)
		for i, s := range c.Story {
			if i > 0 && c.Story[i-1].To != s.From {
				w.t.Errorf("the story of %s has a hole before %v", name, s.From)
			}
		}
		for form, list := range map[string][]sla.Stretch{"story": c.Story, "rows": c.Rows()} {
			counted, paused := 0, 0
			for _, s := range list {
				if !s.Ahead {
					counted, paused = counted+s.Minutes, paused+s.Lasted
				}
				if (s.Kind == timing.Rest || s.Kind == timing.Off || s.Kind == timing.Void) && (s.Cause == "" || s.ByWhom == "" || s.ByName == "") {
					w.t.Errorf("the %s of %s has no reason or nobody for %+v", form, name, s)
				}
				if s.Kind == timing.Closed && !strings.HasPrefix(s.Text, "Closed: ") {
					w.t.Errorf("the %s of %s says only %q", form, name, s.Text)
				}
				if form == "rows" && s.Kind != timing.Rest && s.Minutes == 0 && s.To != 0 && s.To.Sub(s.From) < time.Minute {
					w.t.Errorf("an empty row of %s: %+v", name, s)
				}
			}
			if counted != c.Elapsed || paused != c.Paused {
				w.t.Errorf("the %s of %s counts %d minutes and %d paused, the clock %d and %d", form, name, counted, paused, c.Elapsed, c.Paused)
			}
		}
	}
}

// drawn checks that a list draws each clock as the page of its work does, also when it is drawn a second time.
func (w *world) drawn(h ticket.Head) {
	w.t.Helper()
	a, err := w.sla.Explain(w.t.Context(), w.db, h.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	clocks, err := w.sla.Clocks(w.t.Context(), w.db, []id.ID{h.ID})
	if err != nil {
		w.t.Fatal(err)
	}
	near := cmpopts.EquateApprox(0, 1e-9)
	for _, c := range clocks[h.ID] {
		at := slices.IndexFunc(a.Clocks, func(s sla.ClockStory) bool { return s.TargetID == c.TargetID && s.Cycle == c.Cycle })
		if at < 0 {
			w.t.Errorf("%s is not explained", c.Metric)
			continue
		}
		if c.Target.Amount == 0 || c.Target != a.Clocks[at].Target {
			w.t.Errorf("%s promises %v in a list, %v on its page", c.Metric, c.Target, a.Clocks[at].Target)
		}
		if c.Stands == timing.Paused && a.Clocks[at].Target.Unit == timing.Days {
			continue // what a promise in days comes to is known anew when the clock goes on
		}
		for range 2 {
			got, err := w.sla.Drawings(w.t.Context(), w.db, map[id.ID]sla.Clock{h.ID: c})
			if diff := cmp.Diff(a.Clocks[at].Drawing, got[h.ID], near, cmpopts.EquateEmpty()); err != nil || diff != "" {
				w.t.Errorf("%s %s, in the list (+) and on the page (-): %v%s", c.Metric, c.State, err, diff)
			}
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

func rebuild(w *world, h ticket.Head) func(tx *db.Tx) error {
	return func(tx *db.Tx) error { return w.sla.Rebuild(tx, h.ID) }
}
