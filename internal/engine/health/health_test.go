package health_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

type chore struct{}

func (chore) Kind() string { return "test.chore" }

func TestAJobIsLateByTheTimeInWhichThisProcessCouldHaveDoneIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return job.Enqueue(tx, chore{}, job.Opts{At: clock.Of(c.Now().Add(-72 * time.Hour))})
		})
		if err != nil {
			t.Fatal(err)
		}
		h := health.New(d, 0)
		if ok, checks := h.Ready(t.Context()); !ok {
			t.Errorf("not ready right after the start: %+v", checks)
		}
		c.Set(c.Now().Add(6 * time.Minute))
		ok, checks := h.Ready(t.Context())
		if ok || checks[2].Text != "a job has been due for 6m0s" {
			t.Errorf("ready %v: %+v", ok, checks)
		}
	})
}
