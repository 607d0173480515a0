package job_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// claimAway leaves every waiting job as a process does that was killed in the middle of it.
func claimAway(t *testing.T, d *db.DB, lease clock.Time) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE job SET state = 1, attempt = attempt + 1, lease_until = $1 WHERE state = 0`, lease)
		return err
	})
}

func TestAJobOfAKilledProcessRunsAgainAfterItsLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		q, h := speaker(d, inOrder(), fine)
		enqueue(t, d, say{"x"}, job.Opts{})
		claimAway(t, d, at(c, time.Minute))
		drain(t, q, 0)
		c.Advance(time.Minute)
		drain(t, q, 1)
		wantWords(t, h, "x")
		if i := h.last(); i.Attempt != 2 {
			t.Errorf("it was told %+v", i)
		}
	})
}

func TestAJobThatBringsItsProcessDownAgainAndAgainDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		o := inOrder()
		o.MaxAttempts = 2
		q, _ := speaker(d, o, fine)
		enqueue(t, d, say{"x"}, job.Opts{})
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE job SET attempt = 9`)
			return err
		})
		claimAway(t, d, at(c, 0))
		drain(t, q, 0)
		if list := dead(t, d); len(list) != 1 || list[0].Error == "" {
			t.Errorf("dead: %+v", list)
		}
	})
}

func TestAtItsStartRunTakesBackWhatAKilledProcessHeldOnSQLite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		if d.Engine() != db.SQLite {
			t.Skip("other nodes may hold the jobs")
		}
		ran := make(chan struct{})
		q := job.New(d, nil, job.Options{})
		job.Handle(q, func(context.Context, say, job.Info) error { close(ran); return nil })
		enqueue(t, d, say{"x"}, job.Opts{})
		claimAway(t, d, at(c, time.Hour))
		stop := start(t, q)
		<-ran
		stop()
		if n := rows(t, d); n != 0 {
			t.Errorf("%d rows remain", n)
		}
	})
}

// start runs the queue and returns what stops it and waits.
func start(t *testing.T, q *job.Queue) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan error, 1)
	go func() { end <- q.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-end; err != nil {
			t.Error(err)
		}
	})
}

// adder counts its runs in the database.
func adder(d *db.DB, o job.Options, after func(tx *db.Tx, a bump) error) *job.Queue {
	q := job.New(d, nil, o)
	job.HandleTx(q, func(tx *db.Tx, a bump, _ job.Info) error {
		if _, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`, a.Name); err != nil {
			return err
		}
		return after(tx, a)
	})
	return q
}

func counted(t *testing.T, d *db.DB, name string) int {
	t.Helper()
	return number(t, d, `SELECT coalesce(max(value), 0) FROM counter WHERE name = $1`, name)
}

func TestEffectAndEndOfAJobInATransactionAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		fail := true
		q := adder(d, inOrder(), func(*db.Tx, bump) error {
			if fail {
				return errors.New("boom")
			}
			return nil
		})
		enqueue(t, d, bump{"n"}, job.Opts{})
		drain(t, q, 1)
		if n := counted(t, d, "n"); n != 0 || rows(t, d) != 1 {
			t.Fatalf("a failed run left the effect %d", n)
		}
		fail = false
		c.Advance(time.Minute)
		drain(t, q, 1)
		if n := counted(t, d, "n"); n != 1 || rows(t, d) != 0 {
			t.Errorf("effect %d, rows %d", n, rows(t, d))
		}
	})
}

func TestAJobInATransactionMayArmItsOwnKeyAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		q := adder(d, inOrder(), func(tx *db.Tx, a bump) error {
			return job.Enqueue(tx, a, job.Opts{Key: "daily", At: tx.Now().Add(24 * time.Hour)})
		})
		enqueue(t, d, bump{"n"}, job.Opts{Key: "daily"})
		for day := range 3 {
			drain(t, q, 1)
			if n := counted(t, d, "n"); n != day+1 || rows(t, d) != 1 {
				t.Fatalf("day %d: effect %d, rows %d", day, n, rows(t, d))
			}
			c.Advance(24 * time.Hour)
		}
	})
}

func TestAJobArmedAgainWhileItRunsRunsOnceMoreAfterwards(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		for _, fails := range []bool{false, true} {
			t.Run(fmt.Sprintf("the run fails %v", fails), func(t *testing.T) {
				q, h := job.New(d, nil, job.Options{Workers: 4}), &heard{}
				running, most := 0, 0
				var mu sync.Mutex
				job.Handle(q, func(ctx context.Context, a say, i job.Info) error {
					mu.Lock()
					running++
					most = max(most, running)
					mu.Unlock()
					h.add(a.Word, i)
					var err error
					if a.Word == "one" {
						err = d.Write(ctx, func(tx *db.Tx) error { return job.Enqueue(tx, say{"two"}, job.Opts{Key: "k"}) })
						if fails && err == nil {
							err = errors.New("boom")
						}
					}
					mu.Lock()
					running--
					mu.Unlock()
					return err
				})
				enqueue(t, d, say{"one"}, job.Opts{Key: "k"})
				drain(t, q, 2)
				wantWords(t, h, "one", "two")
				if i := h.last(); i.Attempt != 1 || most != 1 || rows(t, d) != 0 {
					t.Errorf("%+v, %d at once, %d rows remain", i, most, rows(t, d))
				}
			})
		}
	})
}
