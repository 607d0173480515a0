package crash

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// stage is a step of a promise as the log tells it.
type stage struct {
	subject string
	Party   string     `json:"party"`
	Metric  string     `json:"metric"`
	Percent int        `json:"percent"`
	Reached clock.Time `json:"reached"`
	Late    bool       `json:"late"`
}

// TestEachDueStepHappensOnceAcrossStops lets the process end while it works off due steps, moves the clock on while nothing runs, and looks
// whether each warning and breach was told exactly once, and as late when it was. The desk runs in this process, because its clock must be set.
func TestEachDueStepHappensOnceAcrossStops(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		const tickets, stops = 120, 15
		c := newClient(d.Token("agent"), 1)
		for i := range tickets {
			// Impact and urgency high: priority 1 with 15 minutes to respond and 4 hours to resolve.
			a := ask{http.MethodPost, incidents, fmt.Appendf(nil, `{"title":"outage %d","impact":1,"urgency":1}`, i), nil}
			if r, err := c.do(t.Context(), d.URL, a); err != nil || !r.ok() {
				t.Fatal(r, err)
			}
		}
		begun := dbtest.Start()
		r := rand.New(rand.NewPCG(uint64(tickets), 1))
		a, halved := d.App, 0
		for i := range stops {
			if i%3 == 0 {
				d.Time.Advance(time.Duration(1+r.IntN(40)) * time.Minute) // while nothing runs
			} else if next := nextTimer(t, a.DB); next.After(d.Time.Now()) {
				d.Time.Set(next)
			}
			var left int
			if a, left = interrupted(t, d, a, r.IntN(60)); left > 0 {
				halved++
			}
		}
		if halved == 0 {
			t.Error("no stop came in the middle of the work")
		}
		d.Time.Set(begun.Add(6 * time.Hour)) // everything is over, and the leases of whoever was stopped
		if _, err := a.Queue.Drain(d.System()); err != nil {
			t.Fatal(err)
		}
		rows, err := a.DB.Query(t.Context(), `SELECT state, attempt, run_at, error FROM job WHERE kind = 'sla.step'`)
		left, err := db.Collect(rows, err, func(r *sql.Rows, s *string) error {
			var state, attempt int
			var at clock.Time
			var fault string
			err := r.Scan(&state, &attempt, &at, &fault)
			*s = fmt.Sprintf("state %d, attempt %d, due %s, error %q", state, attempt, at, fault)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range left {
			t.Errorf("a timer is left at %s: %s", clock.Of(d.Time.Now()), job)
		}
		told := stages(t, a.DB)
		onceEach(t, told, tickets, begun)
		late := 0
		for _, s := range told {
			if s.Late {
				late++
			}
		}
		if late == 0 || late == len(told) {
			t.Errorf("%d of %d steps were late: the test does not tell late ones from others", late, len(told))
		}
		t.Logf("%d steps of %d tickets across %d stops, %d of them amid due steps: each once, %d late", len(told), tickets, stops, halved, late)
	})
}

// interrupted works off what is due until some writes are done, ends the database under it in the middle, and starts anew. It returns how many
// jobs were left due.
func interrupted(t *testing.T, d *fettletest.Desk, a *app.App, writes int) (next *app.App, left int) {
	t.Helper()
	enough := make(chan struct{})
	var done atomic.Int64
	a.Events.Wake(func() { // after each commit with events
		if done.Add(1) == int64(writes)+1 {
			close(enough)
		}
	})
	ctx, stop := context.WithCancel(d.System())
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = a.Queue.Drain(ctx) // it fails when the database goes away under it
	}()
	select {
	case <-enough:
	case <-ended:
	}
	_ = a.Close()
	stop()
	<-ended
	d.Time.Advance(time.Second) // a start takes its time; ids of two processes with one number must not begin in the same millisecond
	next, err := app.Build(d.System(), d.Options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = next.Close() })
	if err := next.DB.QueryRow(t.Context(), `SELECT count(*) FROM job WHERE run_at <= $1`, clock.Of(d.Time.Now())).Scan(&left); err != nil {
		t.Fatal(err)
	}
	return next, left
}

// nextTimer is when the next step of any promise is due.
func nextTimer(t *testing.T, d *db.DB) time.Time {
	t.Helper()
	var at clock.Time
	if err := d.QueryRow(t.Context(), `SELECT coalesce(min(run_at), 0) FROM job WHERE kind = 'sla.step' AND state = 0`).Scan(&at); err != nil {
		t.Fatal(err)
	}
	return at.Time()
}

func stages(t *testing.T, d *db.DB) []stage {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT CAST(subject_id AS TEXT), at, data FROM event WHERE kind IN ('sla.warned', 'sla.breached') ORDER BY id`)
	list, err := db.Collect(rows, err, func(r *sql.Rows, s *stage) error {
		var at clock.Time
		var data string
		if err := r.Scan(&s.subject, &at, &data); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), s); err != nil {
			return err
		}
		if s.Percent == 0 {
			s.Percent = 100
		}
		if late := at.Sub(s.Reached) > time.Minute; late != s.Late {
			t.Errorf("a step reached at %s was told at %s and marked late: %v", s.Reached, at, s.Late)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// onceEach checks the steps of the service level against the plain arithmetic of a morning in working hours.
func onceEach(t *testing.T, told []stage, tickets int, begun time.Time) {
	t.Helper()
	type step struct {
		party, metric string
		percent       int
	}
	count := map[string]map[step]int{}
	for _, s := range told {
		if count[s.subject] == nil {
			count[s.subject] = map[step]int{}
		}
		count[s.subject][step{s.Party, s.Metric, s.Percent}]++
		if promise := map[string]time.Duration{"first_response": 15 * time.Minute, "resolution": 4 * time.Hour}[s.Metric]; s.Party == "sla" {
			if want := begun.Add(promise * time.Duration(s.Percent) / 100); s.Reached != clock.Of(want) {
				t.Errorf("%d %% of the %s was reached at %s, want %s", s.Percent, s.Metric, s.Reached, want)
			}
		}
	}
	if len(count) != tickets {
		t.Errorf("of %d tickets %d have steps", tickets, len(count))
	}
	for subject, steps := range count {
		for _, metric := range []string{"first_response", "resolution"} {
			for _, percent := range []int{50, 75, 90, 100} {
				if n := steps[step{"sla", metric, percent}]; n != 1 {
					t.Errorf("%s: %d %% of the %s was told %d times", subject, percent, metric, n)
				}
			}
		}
		for s, n := range steps {
			if n != 1 {
				t.Errorf("%s: %+v was told %d times", subject, s, n)
			}
		}
	}
}
