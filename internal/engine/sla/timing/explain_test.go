package timing_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

func TestExplainTellsEveryStretch(t *testing.T) {
	pause := mark(t, "2026-01-07 10:00", timing.Pause)
	pause.Cause = "awaiting_caller"
	marks := []timing.Mark{
		mark(t, "2026-01-05 16:00", timing.Start), pause, mark(t, "2026-01-07 11:00", timing.Resume),
		mark(t, "2026-01-07 12:00", timing.Stop), mark(t, "2026-01-09 16:00", timing.Resume),
	}
	r := timing.Compute(office("UTC", "2026-01-06", "2026-01-12"), timing.InMinutes(300), marks, instant(t, "2026-01-09 16:30"))
	var got []string
	for _, l := range r.Explain().Lines {
		text := fmt.Sprintf("%s %s-%s +%v =%v", l.Kind, l.From.Format("02 15:04"), l.To.Format("02 15:04"), l.Counted, l.Total)
		for _, c := range l.Closed {
			text += fmt.Sprintf(" %s:%s", c.Date.String()[8:], c.Why)
		}
		if l.Ahead {
			text += " ahead"
		}
		got = append(got, strings.TrimSpace(text+" "+l.Cause))
	}
	want := []string{
		"counted 05 16:00-05 17:00 +1h0m0s =1h0m0s",
		"closed 05 17:00-07 09:00 +0s =1h0m0s 05:outside_hours 06:holiday 07:outside_hours",
		"counted 07 09:00-07 10:00 +1h0m0s =2h0m0s",
		"pause 07 10:00-07 11:00 +0s =2h0m0s awaiting_caller",
		"counted 07 11:00-07 12:00 +1h0m0s =3h0m0s",
		"stopped 07 12:00-09 16:00 +0s =3h0m0s",
		"counted 09 16:00-09 16:30 +30m0s =3h30m0s",
		"counted 09 16:30-09 17:00 +30m0s =4h0m0s ahead",
		"closed 09 17:00-13 09:00 +0s =4h0m0s 09:outside_hours 10:day_off 11:day_off 12:holiday 13:outside_hours ahead",
		"counted 13 09:00-13 10:00 +1h0m0s =5h0m0s ahead",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The lines of any explanation follow each other without hole or overlap, add
// up to the elapsed time, and reach the deadline.
func TestExplainHasNoHoles(t *testing.T) {
	w := newWindow(t, "Australia/Lord_Howe", "2026-03-22")
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 1000 {
		c := randomCase(rng, w)
		_, r := c.compute(t)
		e := r.Explain()
		at := r.StartedAt
		var now, all time.Duration
		for _, l := range e.Lines {
			if !l.From.Equal(at) {
				t.Fatalf("case %d: a line begins at %v, the one before ended at %v\n%v", i, l.From, at, c.describe())
			}
			at = l.To
			all += l.Counted
			if !l.Ahead {
				now += l.Counted
			}
			if l.Total != all {
				t.Fatalf("case %d: total %v, want %v", i, l.Total, all)
			}
		}
		if now != r.Elapsed {
			t.Fatalf("case %d: the lines hold %v, the clock says %v\n%v", i, now, r.Elapsed, c.describe())
		}
		if r.State == timing.Running && r.DueAt != nil && r.DueAt.After(r.AsOf) && (all != r.Promise || !at.Equal(*r.DueAt)) {
			t.Fatalf("case %d: the lines end at %v with %v, the promise is %v with %v", i, at, all, r.DueAt, r.Promise)
		}
	}
}
