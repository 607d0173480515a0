package insight_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/insight"
)

func TestMeasuresEqualAnIndependentCount(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		world := b.story(t)
		now := b.clock.Now()
		period := insight.LastWeeks(6, now, time.UTC)
		r := b.measure(t, b.agent, insight.Ask{Practice: b.Practice(), Period: period})
		in := func(at time.Time) bool { return !at.Before(period.From) && at.Before(period.To) }
		count := func(f func(s *seen) bool) (n int) {
			for _, s := range world {
				if f(s) {
					n++
				}
			}
			return n
		}
		same(t, "opened", r.Opened.Value, count(func(s *seen) bool { return in(s.opened) }))
		same(t, "done", r.Done.Value, count(func(s *seen) bool { return !s.left.IsZero() && in(s.left) }))
		same(t, "open", r.Open.Value, count(func(s *seen) bool { return s.left.IsZero() }))
		same(t, "old", r.Old.Value, count(func(s *seen) bool { return s.left.IsZero() && s.opened.Before(midnight(now, -30)) }))
		same(t, "reassigned", r.Reassigned.Part, count(func(s *seen) bool { return in(s.opened) && s.handed > 0 }))
		same(t, "resolved once", r.Reopened.N, count(func(s *seen) bool { return in(s.opened) && (s.resolved || s.reopened) }))
		same(t, "reopened", r.Reopened.Part, count(func(s *seen) bool { return in(s.opened) && s.reopened }))
		same(t, "reopened soon", r.ReopenedWithin.Part, count(func(s *seen) bool { return in(s.opened) && s.soon }))
		handed := 0
		for _, s := range world {
			if in(s.opened) {
				handed += s.handed
			}
		}
		same(t, "hand-overs", r.Handed.Value, handed)
		for i, w := range r.Flow.Weeks {
			name := fmt.Sprintf("week %d ", i)
			same(t, name+"opened", w.Opened, count(func(s *seen) bool { return !s.opened.Before(w.From) && s.opened.Before(w.To) }))
			same(t, name+"done", w.Done, count(func(s *seen) bool { return !s.left.IsZero() && !s.left.Before(w.From) && s.left.Before(w.To) }))
			same(t, name+"open", w.Open, count(func(s *seen) bool { return s.opened.Before(w.To) && (s.left.IsZero() || !s.left.Before(w.To)) }))
		}
		for i := range 3 {
			for j := range 3 {
				same(t, fmt.Sprintf("matrix %d %d", i, j), r.Matrix.Counts[i][j], count(func(s *seen) bool { return in(s.opened) && s.impact == i+1 && s.urgency == j+1 }))
			}
		}
		for _, s := range r.States.Slices {
			same(t, "state "+s.Key, s.N, count(func(w *seen) bool { return in(w.opened) && w.state == s.Key }))
		}
		for _, s := range r.Teams.Slices {
			same(t, "team "+s.Label, s.N, count(func(w *seen) bool { return in(w.opened) && fmt.Sprint(int64(w.team)) == s.Key }))
		}
		times(t, b, r, world)
		b.opens(t, r)
		b.days(t, period)
	})
}

// times compares how long things took, and which promises were kept, with the test's own book.
func times(t *testing.T, b *bundle, r insight.Report, world []*seen) {
	t.Helper()
	var cohort []*seen
	for _, s := range world {
		if !s.opened.Before(r.Ask.Period.From) {
			cohort = append(cohort, s)
		}
	}
	for i := range r.Response.Rows {
		level := r.Response.Rows[i].Level
		var answered, worked, solved, spent []time.Duration
		var kept [3]int
		for _, s := range cohort {
			if level != 0 && s.priority != level {
				continue
			}
			until := s.responded
			if !until.IsZero() {
				answered, worked = append(answered, until.Sub(s.opened)), append(worked, b.hours.Between(s.opened, until))
			}
			if s.resolved {
				solved, spent = append(solved, s.left.Sub(s.opened)), append(spent, s.worked)
			}
			promise := 16 * time.Hour
			if s.priority == 1 {
				promise = 4 * time.Hour
			}
			switch {
			case s.worked > promise, s.worked == promise && !b.hours.IsOpen(s.left.Add(-time.Microsecond)): // stopped by its due time is met
				kept[2]++
			case s.left.IsZero(): // still running
			case s.paused*2 > s.left.Sub(s.opened):
				kept[1]++
			default:
				kept[0]++
			}
		}
		name := r.Response.Rows[i].Label
		for what, pair := range map[string][2]insight.Percentiles[time.Duration]{
			"response wall": {byHand(answered), r.Response.Rows[i].Wall}, "response work": {byHand(worked), r.Response.Rows[i].Work},
			"resolution wall": {byHand(solved), r.Resolution.Rows[i].Wall}, "resolution work": {byHand(spent), r.Resolution.Rows[i].Work},
		} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", what, name, diff)
			}
		}
		k := r.Solved.Rows[i]
		if got := [3]int{k.Clean, k.Paused, k.Broken}; got != kept {
			t.Errorf("kept %s: got %v, want %v", name, got, kept)
		}
	}
}

// days checks that a promise that was agreed in days is told in days: what they came to is no number of hours that anybody agreed.
func (b *bundle) days(t *testing.T, period insight.Period) {
	t.Helper()
	if err := b.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE target SET unit = 'days', amount = 2 WHERE metric = 'resolution' AND priority = 0`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	r := b.measure(t, b.agent, insight.Ask{Practice: b.Practice(), Period: period})
	for _, row := range r.Resolution.Rows {
		want := map[bool]int{true: 0, false: 2}[row.Level == 1 || row.Promise == 0]
		if row.Days != want {
			t.Errorf("%s: %d days of %v, want %d", row.Label, row.Days, row.Promise, want)
		}
	}
}

// opens checks that every question finds as many rows as its figure says.
func (b *bundle) opens(t *testing.T, r insight.Report) {
	t.Helper()
	check := func(what, q string, want int) {
		t.Helper()
		n, err := b.room.Count(actor.With(t.Context(), b.agent), b.Practice(), q)
		if err != nil {
			t.Errorf("%s: %s: %v", what, q, err)
		} else if n != want {
			t.Errorf("%s: %q opens %d rows, the figure is %d", what, q, n, want)
		}
	}
	for _, f := range []struct {
		what string
		insight.About
	}{{"opened", r.Opened.About}, {"done", r.Done.About}, {"open", r.Open.About}, {"old", r.Old.About}, {"handed", r.Handed.About}, {"reassigned", r.Reassigned.About},
		{"reopened", r.Reopened.About}, {"flow", r.Flow.About}, {"backlog", r.Backlog.About}, {"states", r.States.About}, {"response", r.Response.About}, {"resolution", r.Resolution.About}} {
		check(f.what, f.Query, f.N)
		if f.Define == "" || f.At.IsZero() {
			t.Errorf("%s has no definition or instant", f.what)
		}
	}
	check("reassigned part", r.Reassigned.PartQuery, r.Reassigned.Part)
	check("reopened part", r.Reopened.PartQuery, r.Reopened.Part)
	check("reopened soon", r.ReopenedWithin.PartQuery, r.ReopenedWithin.Part)
	for _, w := range r.Flow.Weeks {
		check("week opened", w.OpenedQuery, w.Opened)
		check("week done", w.DoneQuery, w.Done)
		check("week open", w.OpenedUntil, w.Open)
	}
	for _, split := range []insight.Split{r.Backlog, r.States, r.Teams, r.Categories} {
		for _, s := range split.Slices {
			check(s.Label, s.Query, s.N)
		}
	}
	for _, split := range []insight.Split{r.Teams, r.Categories} {
		for n := 1; n < len(split.Slices); n++ {
			rest := split.Rest(n)
			check("the rest", rest.Query, rest.N)
		}
	}
	for i := range 3 {
		for j := range 3 {
			check("matrix", r.Matrix.Queries[i][j], r.Matrix.Counts[i][j])
		}
	}
	for _, spread := range []insight.Spread{r.Response, r.Resolution} {
		for _, row := range spread.Rows {
			check("spread "+row.Label, row.Query, row.Wall.N)
			check("working time "+row.Label, row.WorkQuery, row.Work.N)
		}
	}
	for _, kept := range []insight.Kept{r.Answered, r.Solved} {
		check("promises", kept.Query, kept.N)
		for _, row := range kept.Rows {
			check("decided "+row.Label, row.Query, row.N())
			check("kept "+row.Label, row.CleanQuery, row.Clean)
			check("kept with pauses "+row.Label, row.PausedQuery, row.Paused)
			check("broken "+row.Label, row.BrokenQuery, row.Broken)
		}
	}
}

func TestATeamIsAllThatIsCounted(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		world := b.story(t)
		r := b.measure(t, b.agent, insight.Ask{Practice: b.Practice(), Period: insight.LastWeeks(6, b.clock.Now(), time.UTC), Team: b.network})
		open := 0
		for _, s := range world {
			if s.team == b.network && s.left.IsZero() {
				open++
			}
		}
		same(t, "open", r.Open.Value, open)
		if len(r.Teams.Slices) != 1 || r.Teams.Slices[0].N != r.Opened.Value {
			t.Errorf("teams: %+v", r.Teams.Slices)
		}
		b.opens(t, r)
	})
}

func TestFiguresReachAsFarAsThePermission(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.story(t)
		ask := insight.Ask{Practice: b.Practice(), Period: insight.LastWeeks(6, b.clock.Now(), time.UTC)}
		narrow := b.agent
		narrow.Grants = actor.Grants{insight.PermView: actor.Group}
		narrow.ID, narrow.Teams = 1, []id.ID{b.network}
		r := b.measure(t, narrow, ask)
		whole := b.measure(t, b.agent, insight.Ask{Practice: ask.Practice, Period: ask.Period, Team: b.network})
		same(t, "opened", r.Opened.Value, whole.Opened.Value)
		same(t, "open", r.Open.Value, whole.Open.Value)
		same(t, "events", r.Events.Value, whole.Events.Value)
		_, err := b.insight.Measure(actor.With(t.Context(), b.requester), ask)
		if !errs.Is(err, errs.Forbidden) {
			t.Errorf("a requester: %v", err)
		}
	})
}

func TestPeriods(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 31, 22, 30, 0, 0, time.UTC) // 1 April in Berlin, after the change of clocks
	p := insight.LastWeeks(2, now, berlin)
	want := insight.Period{From: time.Date(2026, 3, 23, 0, 0, 0, 0, berlin), To: time.Date(2026, 4, 2, 0, 0, 0, 0, berlin)}
	if !p.From.Equal(want.From) || !p.To.Equal(want.To) {
		t.Errorf("got %v, want %v", p, want)
	}
}

func TestPeriodsOutOfRangeAreRefused(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		day := func(y, d int) time.Time { return time.Date(y, 1, d, 0, 0, 0, 0, time.UTC) }
		for _, p := range []insight.Period{{}, insight.Days(day(2026, 5), day(2026, 3), time.UTC), insight.Days(day(2001, 1), day(2026, 1), time.UTC)} {
			_, err := b.insight.Measure(actor.With(t.Context(), b.agent), insight.Ask{Practice: b.Practice(), Period: p})
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%v: %v", p, err)
			}
		}
	})
}

func midnight(t time.Time, plus int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+plus, 0, 0, 0, 0, time.UTC)
}

// measure asks as somebody.
func (b *bundle) measure(t *testing.T, a actor.Actor, ask insight.Ask) insight.Report {
	t.Helper()
	r, err := b.insight.Measure(actor.With(t.Context(), a), ask)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
