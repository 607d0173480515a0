package job_test

import (
	"errors"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

func TestADailyJobRunsOnceADayHoweverOftenItIsAskedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		fail := error(nil)
		o := inOrder()
		o.MaxAttempts = 1
		q, h := speaker(d, o, func(string) error { return fail })
		at := func(days int, hour time.Duration, want int) {
			t.Helper()
			c.Set(dbtest.Start().UTC().Truncate(24*time.Hour).AddDate(0, 0, days).Add(hour))
			for range 2 { // two nodes, and a round after the other
				if err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Daily(tx, say{"day"}) }); err != nil {
					t.Fatal(err)
				}
				if _, err := q.Drain(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if got := h.take(); len(got) != want {
				t.Errorf("on day %d after %s it ran %d times, not %d", days, hour, len(got), want)
			}
		}
		at(0, 13*time.Hour, 0)
		at(1, time.Minute, 1)
		at(1, 20*time.Hour, 0)
		at(2, 0, 1)
		at(7, 5*time.Hour, 1) // no server ran for days
		fail = errors.New("the disk is full")
		at(8, time.Hour, 1) // it dies
		fail = nil
		at(8, 2*time.Hour, 0)
		at(9, time.Hour, 1)
	})
}
