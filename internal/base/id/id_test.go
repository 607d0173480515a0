package id_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

func TestIDsGrowAndNeverRepeatEvenWhenTheClockStandsOrGoesBack(t *testing.T) {
	c := clock.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	s := id.NewSource(c, 3)
	last := id.ID(0)
	for i := range 20000 {
		if i == 10000 {
			c.Advance(-time.Hour)
		}
		n := s.Next()
		if n <= last {
			t.Fatalf("id %d: %d after %d", i, n, last)
		}
		last = n
	}
}

func TestIDsOfManyCallersAreDistinct(t *testing.T) {
	s := id.NewSource(clock.System{}, 1)
	var mu sync.Mutex
	seen := map[id.ID]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mine := make([]id.ID, 5000)
			for i := range mine {
				mine[i] = s.Next()
			}
			mu.Lock()
			defer mu.Unlock()
			for _, n := range mine {
				seen[n] = true
			}
		})
	}
	wg.Wait()
	if len(seen) != 40000 {
		t.Errorf("%d distinct ids of 40000", len(seen))
	}
}

func TestRaisedSourceStaysAboveWhatItWasRaisedTo(t *testing.T) {
	c := clock.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	old := id.NewSource(c, 1023)
	var last id.ID
	for range 10 {
		last = old.Next()
	}
	c.Advance(-time.Hour) // the clock was set back, and the process starts again with another number
	s := id.NewSource(c, 0)
	s.Raise(last)
	for range 3 {
		if n := s.Next(); n <= last {
			t.Errorf("%d is not above %d", n, last)
		}
	}
}

func TestIDIsAStringInJSON(t *testing.T) {
	b, err := json.Marshal([]id.ID{0, 7})
	if err != nil || string(b) != `[null,"7"]` {
		t.Fatalf("%s, %v", b, err)
	}
	var back []id.ID
	if err := json.Unmarshal([]byte(`[null,"7",8,""]`), &back); err != nil {
		t.Fatal(err)
	}
	if back[0] != 0 || back[1] != 7 || back[2] != 8 || back[3] != 0 {
		t.Errorf("%v", back)
	}
	if err := json.Unmarshal([]byte(`["x"]`), &back); err == nil {
		t.Error("a word passed as an id")
	}
}

func TestIDTellsItsTime(t *testing.T) {
	at := time.Date(2026, 5, 5, 12, 0, 0, 7e6, time.UTC)
	n := id.NewSource(clock.At(at), 1023).Next()
	if !n.Time().Equal(at) {
		t.Errorf("%v, want %v", n.Time(), at)
	}
	if id.At(at) > n || id.At(at.Add(time.Millisecond)) < n {
		t.Error("the id lies outside its millisecond")
	}
}

func TestIDsOfThePastGrowWithinAnInstantAndNeverRepeat(t *testing.T) {
	day := time.Date(2016, 2, 29, 1, 16, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		s := id.NewSource(clock.At(day), 0)
		seen := map[id.ID]bool{}
		for range rapid.IntRange(1, 20).Draw(t, "instants") {
			at := day.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "at")) * time.Minute)
			last := id.ID(0)
			for range rapid.IntRange(1, 40).Draw(t, "ids") {
				n := s.NextAt(at)
				if seen[n] || n <= last || n.Time().Sub(at) > time.Millisecond || n < id.At(at) {
					t.Fatalf("%d of %v after %d, seen before: %v", n, at, last, seen[n])
				}
				seen[n], last = true, n
			}
		}
	})
}

func TestAMillisecondOfThePastHoldsMoreIDsThanItsBitsCount(t *testing.T) {
	at := time.Date(2016, 2, 29, 1, 16, 0, 0, time.UTC)
	s := id.NewSource(clock.At(at), 0)
	last := id.ID(0)
	for range 9 << 20 { // more than twice what the low bits count
		n := s.NextAt(at)
		if n <= last {
			t.Fatalf("%d after %d", n, last)
		}
		last = n
	}
	if late := last.Time().Sub(at); late > 3*time.Millisecond {
		t.Errorf("the last id sorts %v late", late)
	}
}

func TestTwoProcessesDoNotBeginAtTheSameIDOfAnInstant(t *testing.T) {
	at := time.Date(2016, 2, 29, 1, 16, 0, 0, time.UTC)
	first := map[id.ID]bool{}
	for range 20 {
		first[id.NewSource(clock.At(at), 0).NextAt(at)] = true
	}
	if len(first) < 19 { // two of twenty meet once in 20,000 runs
		t.Errorf("20 processes begin at %d ids", len(first))
	}
}
