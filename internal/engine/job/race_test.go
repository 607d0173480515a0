package job

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

type timer struct{ Step string }

func (timer) Kind() string { return "test.timer" }

// bundle is a queue whose steps the test takes one by one, to stand between a claim, a run and its end.
type bundle struct {
	t     *testing.T
	d     *db.DB
	q     *Queue
	fired []string
}

func setup(t *testing.T, d *db.DB) *bundle {
	b := &bundle{t: t, d: d, q: New(d, nil, Options{})}
	HandleTx(b.q, func(_ *db.Tx, a timer, _ Info) error { b.fired = append(b.fired, a.Step); return nil })
	return b
}

func (b *bundle) write(f func(tx *db.Tx) error) {
	b.t.Helper()
	if err := b.d.Write(b.t.Context(), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) arm(step string, at clock.Time) {
	b.t.Helper()
	b.write(func(tx *db.Tx) error { return Enqueue(tx, timer{step}, Opts{Key: "k", At: at}) })
}

func (b *bundle) claim() (out task) {
	b.t.Helper()
	b.write(func(tx *db.Tx) error {
		list, err := claim(tx, []string{"test.timer"}, 10, time.Minute)
		if err == nil && len(list) != 1 {
			b.t.Fatalf("%d jobs claimed", len(list))
		}
		out = list[0]
		return err
	})
	return out
}

func (b *bundle) finish(o outcome) {
	b.t.Helper()
	b.write(func(tx *db.Tx) error {
		_, err := finish(tx, []outcome{o}, 10)
		return err
	})
}

// left returns how many jobs there are and how many of them wait.
func (b *bundle) left() (all, waiting int) {
	b.t.Helper()
	err := b.d.QueryRow(b.t.Context(), `SELECT count(*), count(CASE WHEN state = 0 THEN 1 END) FROM job`).Scan(&all, &waiting)
	if err != nil {
		b.t.Fatal(err)
	}
	return all, waiting
}

func TestATimerTouchedBetweenItsClaimAndItsRunDoesNotGoOff(t *testing.T) {
	tests := []struct {
		name  string
		touch func(b *bundle, c *clock.Settable)
		left  int
	}{
		{"a moved timer waits for its new time", func(b *bundle, c *clock.Settable) { b.arm("new", clock.Of(c.Now().Add(time.Hour))) }, 1},
		{"a timer moved twice waits once", func(b *bundle, c *clock.Settable) {
			b.arm("newer", clock.Of(c.Now().Add(time.Hour)))
			b.arm("new", clock.Of(c.Now().Add(2*time.Hour)))
		}, 1},
		{"a cancelled timer is gone", func(b *bundle, _ *clock.Settable) {
			b.write(func(tx *db.Tx) error { return Cancel(tx, "k") })
		}, 0},
		{"a timer cancelled and armed again waits for its new time", func(b *bundle, c *clock.Settable) {
			b.write(func(tx *db.Tx) error { return Cancel(tx, "k") })
			b.arm("new", clock.Of(c.Now().Add(time.Hour)))
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
				b := setup(t, d)
				b.arm("old", 0)
				held := b.claim()
				tt.touch(b, c)
				o := b.q.perform(t.Context(), held)
				if o.how != gone || len(b.fired) != 0 {
					t.Fatalf("the run ended as %v with %v, fired %v", o.how, o.err, b.fired)
				}
				b.finish(o)
				if all, waiting := b.left(); all != tt.left || waiting != tt.left {
					t.Errorf("%d jobs, %d of them waiting, want %d", all, waiting, tt.left)
				}
				if n, err := b.q.Drain(t.Context()); n != 0 || err != nil {
					t.Errorf("%d jobs ran too early, %v", n, err)
				}
				c.Advance(3 * time.Hour)
				if n, err := b.q.Drain(t.Context()); n != tt.left || err != nil {
					t.Errorf("%d jobs ran, %v", n, err)
				}
				if len(b.fired) != tt.left || tt.left == 1 && b.fired[0] != "new" {
					t.Errorf("fired %v", b.fired)
				}
			})
		})
	}
}

func TestARunThatLostItsLeaseChangesNothing(t *testing.T) {
	endings := map[string]ending{"done": done, "failed": failed, "never begun": unbegun}
	for name, how := range endings {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
				b := setup(t, d)
				b.arm("x", 0)
				late := b.claim()
				c.Advance(time.Hour)
				b.write(func(tx *db.Tx) error {
					_, err := takeBack(tx, []string{"test.timer"}, 10)
					return err
				})
				held := b.claim()
				if o := b.q.perform(t.Context(), late); o.how != gone {
					t.Fatalf("the late run ended as %v", o.how)
				}
				b.finish(outcome{task: late, how: how, err: errGone})
				if all, waiting := b.left(); all != 1 || waiting != 0 {
					t.Fatalf("%d jobs, %d of them waiting", all, waiting)
				}
				if o := b.q.perform(t.Context(), held); o.how != settled || len(b.fired) != 1 {
					t.Errorf("the run in charge ended as %v, fired %v", o.how, b.fired)
				}
			})
		})
	}
}

func TestManyOutcomesAreWrittenTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		b := setup(t, d)
		var outcomes []outcome
		b.write(func(tx *db.Tx) error {
			for range 700 {
				if err := Enqueue(tx, timer{}, Opts{}); err != nil {
					return err
				}
			}
			list, err := claim(tx, []string{"test.timer"}, 700, time.Minute)
			outcomes = nil
			for i, t := range list {
				outcomes = append(outcomes, outcome{task: t, how: []ending{done, done, unbegun, failed, settled}[i%5], err: errGone})
			}
			if _, err := finish(tx, outcomes, 10); err != nil {
				return err
			}
			return err
		})
		if all, waiting := b.left(); all != 3*140 || waiting != 2*140 {
			t.Errorf("%d jobs, %d of them waiting", all, waiting)
		}
	})
}

func TestTheBackOffGrowsToABound(t *testing.T) {
	tests := []struct {
		attempt int
		want    time.Duration
	}{{1, 5 * time.Second}, {2, 15 * time.Second}, {7, 3645 * time.Second}, {8, 3 * time.Hour}, {1000, 3 * time.Hour}}
	for _, tt := range tests {
		if got := backoff(tt.attempt); got != tt.want {
			t.Errorf("after attempt %d: %v, want %v", tt.attempt, got, tt.want)
		}
	}
	if a, b := jitter(time.Minute, 0), jitter(time.Minute, 1); a != 45*time.Second || b != 75*time.Second {
		t.Errorf("jitter from %v to %v", a, b)
	}
}
