package insight

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
)

// stopwatch is a measuring that takes a while on a clock that only it moves.
type stopwatch struct {
	clock *clock.Settable
	takes time.Duration
	times int
}

func (s *stopwatch) measure() (Report, error) {
	s.times++
	s.clock.Advance(s.takes)
	return Report{Events: Figure{Value: s.times}}, nil
}

func start() *clock.Settable { return clock.At(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)) }

func TestOnlyWhatWasSlowIsKeptAndNoLongerThanItSays(t *testing.T) {
	tests := []struct {
		name  string
		takes time.Duration
		kept  time.Duration
	}{
		{"fast is measured anew", 199 * time.Millisecond, 0},
		{"half a second is kept for fifty", 500 * time.Millisecond, 50 * time.Second},
		{"nothing is kept for more than a minute", 20 * time.Second, time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var k keeper
			s := &stopwatch{clock: start(), takes: tt.takes}
			get := func(key string) Report {
				r, err := k.get(t.Context(), key, s.clock, s.measure)
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			if r := get("a"); r.Kept != tt.kept || r.Took != tt.takes {
				t.Errorf("kept for %v, took %v", r.Kept, r.Took)
			}
			if tt.kept > 0 {
				s.clock.Advance(tt.kept - time.Microsecond)
				if r := get("a"); r.Events.Value != 1 {
					t.Error("it was measured again before its time was over")
				}
				s.clock.Advance(time.Microsecond)
			}
			if r := get("a"); r.Events.Value != 2 {
				t.Error("an old answer was given")
			}
			if r := get("b"); r.Events.Value != 3 {
				t.Error("another question got the same answer")
			}
		})
	}
}

func TestManyWhoAskAtOnceMeasureOnce(t *testing.T) {
	var k keeper
	c, open := start(), make(chan struct{})
	times := 0
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			r, err := k.get(t.Context(), "a", c, func() (Report, error) {
				times++ // a second one at the same time would be a race
				<-open
				c.Advance(time.Second)
				return Report{}, nil
			})
			if err != nil || r.Kept == 0 {
				t.Errorf("%v %v", r.Kept, err)
			}
		})
	}
	close(open)
	all.Wait()
	if times != 1 {
		t.Errorf("measured %d times", times)
	}
}

func TestAFailureIsNotKept(t *testing.T) {
	var k keeper
	c := start()
	_, err := k.get(t.Context(), "a", c, func() (Report, error) { c.Advance(time.Second); return Report{}, errors.New("no disk") })
	if err == nil {
		t.Error("no error")
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = k.get(t.Context(), "a", c, func() (Report, error) { panic("no sense") })
	}()
	if r, err := k.get(t.Context(), "a", c, func() (Report, error) { return Report{Took: 1}, nil }); err != nil || len(k.all) != 0 {
		t.Errorf("%v %v, %d kept", r, err, len(k.all))
	}
}

func TestWhoStopsWaitingGetsNoReport(t *testing.T) {
	var k keeper
	c, started, open := start(), make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_, _ = k.get(t.Context(), "a", c, func() (Report, error) { close(started); <-open; return Report{}, nil })
	})
	<-started
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := k.get(ctx, "a", c, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	close(open)
	all.Wait()
}

func TestFewReportsAreKept(t *testing.T) {
	var k keeper
	s := &stopwatch{clock: start(), takes: time.Second}
	for i := range 3 * maxKept {
		if _, err := k.get(t.Context(), fmt.Sprint(i), s.clock, s.measure); err != nil || len(k.all) > maxKept {
			t.Fatalf("%d kept, %v", len(k.all), err)
		}
	}
}
