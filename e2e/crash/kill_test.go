package crash

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// number reads a number from the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, which is no number", name, text)
	}
	return n
}

// TestCrashLosesNothingAndDoublesNothing kills the server again and again under load. FETTLE_TEST_CRASH_CYCLES says how often,
// FETTLE_TEST_CRASH_SEED repeats a run.
func TestCrashLosesNothingAndDoublesNothing(t *testing.T) {
	usual := 25
	if testing.Short() {
		usual = 5
	}
	cycles := number(t, "FETTLE_TEST_CRASH_CYCLES", usual)
	seed := uint64(number(t, "FETTLE_TEST_CRASH_SEED", int(rand.Int32()))) //nolint:gosec // positive by its making
	each(t, func(t *testing.T, s *server) {
		r := rand.New(rand.NewPCG(seed, 0))
		writers := 8 + r.IntN(25)
		t.Logf("seed %d, %d cycles, %d writers", seed, cycles, writers)
		s.found()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		j := newJournal()
		l := begin(ctx, s, j, writers, seed)
		restarts := killing(t, s, j, r, cycles)
		time.AfterFunc(patience, stop)
		l.finish()
		if ctx.Err() != nil {
			t.Errorf("the writers did not end in %s:\n%s", patience, s.log)
		}
		if err := s.kill(); err != nil {
			t.Fatal(err)
		}
		settle(t, s, j)
		events := verify(t, s)
		if cycles >= 5 && (j.writes() < 10*cycles || j.cut == 0) {
			t.Error("so little happened that nothing is proved")
		}
		slices.Sort(restarts)
		t.Logf("journal: %d kills: %s; %d events in the log", cycles+1, j, events)
		t.Logf("ready after kill -9: p50 %s, longest %s", restarts[len(restarts)/2].Round(time.Millisecond), restarts[len(restarts)-1].Round(time.Millisecond))
	})
}

// killing ends the server at random moments of its work, and now and then while it is still starting, and returns how long the starts took.
// A moment is so many acknowledged writes after a start, and a little: on a slow machine as much happens as on a fast one.
func killing(t *testing.T, s *server, j *journal, r *rand.Rand, cycles int) []time.Duration {
	t.Helper()
	var restarts []time.Duration
	for range cycles {
		until, latest := j.writes()+r.IntN(40), time.Now().Add(patience)
		for j.writes() < until && time.Now().Before(latest) {
			<-time.After(time.Millisecond)
		}
		<-time.After(time.Duration(r.IntN(20)) * time.Millisecond)
		if err := s.kill(); err != nil {
			t.Fatal(err)
		}
		if r.IntN(6) == 0 {
			s.begin()
			<-time.After(time.Duration(r.IntN(80)) * time.Millisecond)
			if err := s.kill(); err != nil {
				t.Fatal(err)
			}
		}
		restarts = append(restarts, s.start())
	}
	return restarts
}
