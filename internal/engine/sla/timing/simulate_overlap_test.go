package timing_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

// TestSimulateEqualsOracleWhenIntervalsOverlap asks about days of intervals that overlap, touch and lie in any order. A minute counts once
// if it lies in one of them, which is how the oracle counts anyway.
func TestSimulateEqualsOracleWhenIntervalsOverlap(t *testing.T) {
	windows := []*window{newWindow(t, "UTC", "2026-12-10"), newWindow(t, "Europe/Berlin", "2026-10-12"), newWindow(t, "Australia/Lord_Howe", "2026-03-22")}
	rng := rand.New(rand.NewPCG(5, 8)) //nolint:gosec // cases to be repeated
	const cases = 600
	var in strings.Builder
	var want []verdict
	for i := range cases {
		w := windows[i%len(windows)]
		c := simulated{w: w, cal: calendar.Definition{Zone: w.zone, Weekly: map[string][]calendar.Interval{}}, tgt: randomTarget(rng)}
		for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
			for range 1 + rng.IntN(5) {
				from := 30 * rng.IntN(47)
				c.cal.Weekly[day] = append(c.cal.Weekly[day], calendar.Interval{From: clockText(from), To: clockText(from + 30*(1+rng.IntN(48-from/30)))})
			}
		}
		c.events = []event{{at: 2000 + rng.IntN(8000), do: "start"}}
		for _, do := range []string{"pause", "resume", "stop"}[:rng.IntN(4)] {
			c.events = append(c.events, event{at: c.events[len(c.events)-1].at + rng.IntN(3000), do: do})
		}
		c.asOf = c.events[len(c.events)-1].at + rng.IntN(9000)
		want = append(want, c.judge())
		in.WriteString(c.line(t) + "\n")
	}
	var out bytes.Buffer
	if done, err := timing.Simulate(strings.NewReader(in.String()), &out); err != nil || done != (timing.Simulated{Cases: cases}) {
		t.Fatalf("%+v, %v", done, err)
	}
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var got struct {
			Due     *time.Time `json:"due_at"`
			Minutes int        `json:"elapsed_minutes"`
			State   string
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		v, due := want[i], -1
		if got.Due != nil {
			due = int(got.Due.Sub(windows[i%len(windows)].first) / time.Minute)
		}
		if got.State != v.State || got.Minutes != v.Elapsed || due != v.Due && !v.Beyond {
			t.Fatalf("case %d: %s due %d after %d, the oracle says %+v\n%s", i, got.State, due, got.Minutes, v, strings.Split(in.String(), "\n")[i])
		}
	}
}

// line writes a case as Simulate reads it.
func (c simulated) line(t *testing.T) string {
	t.Helper()
	type entry struct {
		At time.Time `json:"at"`
		Do string    `json:"do"`
	}
	var events []entry
	for _, e := range c.events {
		events = append(events, entry{c.w.at(e.at), e.do})
	}
	b, err := json.Marshal(map[string]any{"calendar": c.cal, "target": c.tgt.real(), "events": events, "as_of": c.w.at(c.asOf)})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
