package bench

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

func TestRankIsNearestRank(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	tests := []struct {
		name   string
		values []time.Duration
		p      float64
		want   time.Duration
	}{
		{"nothing has no percentile", nil, 0.5, 0},
		{"one value is every percentile", []time.Duration{7}, 0.99, 7},
		{"the middle of a hundred", hundred, 0.5, 50},
		{"the 99th of a hundred", hundred, 0.99, 99},
		{"the last of a few", hundred[:10], 0.99, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := gauge.Rank(tt.values, tt.p); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestMedianLeavesItsArgumentAlone(t *testing.T) {
	v := []float64{3, 1, 2, 9}
	if got := gauge.Median(v); got != 2 || v[0] != 3 {
		t.Errorf("got %v, left %v", got, v)
	}
	if gauge.Median([]float64(nil)) != 0 {
		t.Error("nothing has a median")
	}
}

func TestSummariseTakesMediansAndKeepsEveryError(t *testing.T) {
	ms := time.Millisecond
	runs := []run{
		{took: time.Second, times: []time.Duration{3 * ms, 1 * ms, 2 * ms}, usage: gauge.Usage{CPU: 40 * ms, Written: 400, Known: true}, errors: 1, example: "status 500", foreign: 0.1},
		{took: time.Second, times: []time.Duration{5 * ms}, usage: gauge.Usage{CPU: 5 * ms, Written: 50, Known: true}, foreign: -1},
		{took: time.Second, times: []time.Duration{4 * ms, 6 * ms}, usage: gauge.Usage{CPU: 30 * ms, Written: 300, Known: true}, foreign: 0.3},
	}
	got := summarise("x", 8, 32, runs)
	want := Result{
		Name: "x", Clients: 8, Runs: 3, Ops: 6, Errors: 1, Example: "status 500", PerSecond: 2, PerSecRows: 64, RowsPerOp: 32,
		P50: 4, P99: 5, CPU: 10, Written: 100, StoreCPU: -1, StoreWrote: -1, Foreign: 0.3, Spread: 3, Share: -1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoisyRunsGiveWayToQuietOnesButNeverHideAnError(t *testing.T) {
	runs := []run{{foreign: 0.5, took: 1}, {foreign: 0.05, took: 2}, {foreign: 0.4, took: 3, errors: 1}, {foreign: 0, took: 4}, {foreign: 0.2, took: 5}}
	var kept []time.Duration
	for _, r := range quietest(runs, 4) {
		kept = append(kept, r.took)
	}
	if diff := cmp.Diff([]time.Duration{3, 2, 4, 5}, kept); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownUsageIsNotZero(t *testing.T) {
	got := summarise("x", 1, 1, []run{{took: time.Second, times: []time.Duration{1}, foreign: -1}})
	if got.CPU != -1 || got.Written != -1 || got.Foreign != -1 {
		t.Errorf("got CPU %v, written %v, foreign %v", got.CPU, got.Written, got.Foreign)
	}
}

func TestTheLoopIsBoundedCountsErrorsAndNumbersEveryOperation(t *testing.T) {
	var mu sync.Mutex
	seen := map[int64]bool{}
	p := Plan{Length: time.Hour, Runs: 2, Most: 60}
	r, err := Measure(t.Context(), p, Work{Name: "x", Clients: 3, Do: func(_ context.Context, _ int, seq int64) error {
		mu.Lock()
		defer mu.Unlock()
		if seen[seq] {
			t.Errorf("operation %d twice", seq)
		}
		seen[seq] = true
		if seq%3 == 0 {
			return errors.New("wrong")
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	// 60 operations shared by 3 clients are 21 each at most: the share is rounded up.
	if r.Ops+r.Errors != 2*3*21 || r.Errors != 42 || r.Example != "wrong" {
		t.Errorf("%d good, %d wrong (%q)", r.Ops, r.Errors, r.Example)
	}
}

func TestACancelledMeasureSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Measure(ctx, Plan{Length: time.Hour}, Work{Clients: 2, Do: func(context.Context, int, int64) error { cancel(); return nil }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
