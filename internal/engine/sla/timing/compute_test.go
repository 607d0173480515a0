package timing_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

// office is Monday to Friday, 09:00 to 17:00.
func office(zone string, holidays ...string) *calendar.Hours {
	def := calendar.Definition{Zone: zone, Weekly: map[string][]calendar.Interval{}, Holidays: holidays}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
		def.Weekly[day] = []calendar.Interval{{From: "09:00", To: "17:00"}}
	}
	return calendar.Must(def)
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04:05", s)
	if err != nil {
		at, err = time.Parse("2006-01-02 15:04", s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func mark(t testing.TB, at string, do timing.Act) timing.Mark {
	return timing.Mark{At: instant(t, at), Do: do}
}

// 2026-01-05 is a Monday.
func TestComputeDocumentedCases(t *testing.T) {
	type say struct{ state, due, breached string }
	hour, never := timing.InMinutes(60), calendar.Must(calendar.Definition{Zone: "UTC"})
	for _, c := range []struct {
		name   string
		hours  *calendar.Hours
		target timing.Target
		marks  []string // time, act, time, act
		asOf   string
		want   say
	}{
		{"running to a deadline", office("UTC"), hour, []string{"2026-01-05 09:00", "start"}, "2026-01-05 09:30", say{"running", "2026-01-05 10:00", ""}},
		{"at the deadline it can still be stopped", office("UTC"), hour, []string{"2026-01-05 09:00", "start"}, "2026-01-05 10:00", say{"running", "2026-01-05 10:00", ""}},
		{"a microsecond is enough to miss", office("UTC"), hour, []string{"2026-01-05 09:00", "start"}, "2026-01-05 10:00:01", say{"breached", "2026-01-05 10:00", "2026-01-05 10:00"}},
		{"stopped exactly at the deadline is met and keeps it", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 10:00", "stop"}, "2026-01-06 10:00", say{"met", "2026-01-05 10:00", ""}},
		{"stopped before has no deadline", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:59", "stop"}, "2026-01-06 10:00", say{"met", "", ""}},
		{"due at closing time, not next morning", office("UTC"), hour, []string{"2026-01-05 16:00", "start", "2026-01-06 08:00", "stop"}, "2026-01-07 10:00", say{"breached", "2026-01-05 17:00", "2026-01-05 17:00"}},
		{"paused has no deadline", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "pause"}, "2026-01-09 10:00", say{"paused", "", ""}},
		{"a pause over the weekend moves it", office("UTC"), hour, []string{"2026-01-09 16:30", "start", "2026-01-09 16:40", "pause", "2026-01-12 09:30", "resume"}, "2026-01-12 09:31", say{"running", "2026-01-12 10:20", ""}},
		{"missed, then paused: a missed deadline stays", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 11:00", "pause"}, "2026-01-05 12:00", say{"breached", "2026-01-05 10:00", "2026-01-05 10:00"}},
		{"paused exactly at the deadline is not stopped", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 10:00", "pause"}, "2026-01-05 10:01", say{"breached", "2026-01-05 10:00", "2026-01-05 10:00"}},
		{"cancelled is neither met nor breached", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "cancel"}, "2026-01-06 10:00", say{"cancelled", "", ""}},
		{"cancelled exactly at the deadline", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 10:00", "cancel"}, "2026-01-06 10:00", say{"cancelled", "", ""}},
		{"cancelled while paused", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "pause", "2026-01-06 09:30", "cancel"}, "2026-01-06 10:00", say{"cancelled", "", ""}},
		{"what was missed before it was cancelled stays missed", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 10:01", "cancel"}, "2026-01-06 10:00", say{"breached", "2026-01-05 10:00", "2026-01-05 10:00"}},
		{"what was met before stays met", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "stop", "2026-01-05 09:40", "cancel"}, "2026-01-06 10:00", say{"met", "", ""}},
		{"a cancelled one that is reopened goes on", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "cancel", "2026-01-07 12:00", "start"}, "2026-01-07 12:10", say{"running", "2026-01-07 12:30", ""}},
		{"reopened goes on without the time between", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "stop", "2026-01-07 12:00", "resume"}, "2026-01-07 12:10", say{"running", "2026-01-07 12:30", ""}},
		{"start after stop reopens too", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 09:30", "stop", "2026-01-07 12:00", "start"}, "2026-01-07 12:10", say{"running", "2026-01-07 12:30", ""}},
		{"met to the minute, then reopened: missed at the reopening", office("UTC"), hour, []string{"2026-01-05 09:00", "start", "2026-01-05 10:00", "stop", "2026-01-07 12:00", "resume"}, "2026-01-07 12:10", say{"breached", "2026-01-05 10:00", "2026-01-07 12:00"}},
		{"odd marks change nothing", office("UTC"), hour, []string{"2026-01-05 08:00", "pause", "2026-01-05 08:30", "stop", "2026-01-05 09:00", "start", "2026-01-05 09:10", "start", "2026-01-05 09:20", "resume"}, "2026-01-05 09:30", say{"running", "2026-01-05 10:00", ""}},
		{"not started is paused", office("UTC"), hour, []string{"2026-01-05 09:00", "start"}, "2026-01-05 08:00", say{"paused", "", ""}},
		{"an empty calendar is never due", never, hour, []string{"2026-01-05 09:00", "start"}, "2036-01-05 08:00", say{"running", "", ""}},
		{"no minutes are due at the start", office("UTC"), timing.InMinutes(0), []string{"2026-01-10 09:00", "start"}, "2026-01-10 09:01", say{"breached", "2026-01-10 09:00", "2026-01-10 09:00"}},
		{"one day is the second close", office("UTC"), timing.InDays(1), []string{"2026-01-05 10:00", "start"}, "2026-01-05 11:00", say{"running", "2026-01-06 17:00", ""}},
		{"no days is the first close", office("UTC"), timing.InDays(0), []string{"2026-01-05 10:00", "start"}, "2026-01-05 11:00", say{"running", "2026-01-05 17:00", ""}},
		{"started at the close, it was not reached while running", office("UTC"), timing.InDays(1), []string{"2026-01-05 17:00", "start"}, "2026-01-05 18:00", say{"running", "2026-01-07 17:00", ""}},
		{"paused at the close, it was reached", office("UTC"), timing.InDays(1), []string{"2026-01-05 10:00", "start", "2026-01-05 17:00", "pause", "2026-01-06 16:00", "resume"}, "2026-01-06 16:30", say{"running", "2026-01-06 17:00", ""}},
		{"a close during a pause does not count", office("UTC"), timing.InDays(1), []string{"2026-01-05 10:00", "start", "2026-01-05 16:00", "pause", "2026-01-06 09:00", "resume"}, "2026-01-06 10:00", say{"running", "2026-01-07 17:00", ""}},
		{"three days over a holiday and a weekend", office("UTC", "2026-01-08"), timing.InDays(3), []string{"2026-01-06 10:00", "start"}, "2026-01-06 11:00", say{"running", "2026-01-12 17:00", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var marks []timing.Mark
			for i := 0; i < len(c.marks); i += 2 {
				marks = append(marks, mark(t, c.marks[i], timing.Act(c.marks[i+1])))
			}
			r := timing.Compute(c.hours, c.target, marks, instant(t, c.asOf))
			text := func(at *time.Time) string {
				if at == nil {
					return ""
				}
				return at.Format("2006-01-02 15:04")
			}
			got := say{string(r.State), text(r.DueAt), text(r.BreachedAt)}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestSwapAppliesToTheWholeHistoryAndKeepsPauses(t *testing.T) {
	before, after := office("UTC"), office("UTC", "2026-01-06")
	swap := mark(t, "2026-01-07 10:00", timing.Swap)
	swap.Hours, swap.Target = after, new(timing.InMinutes(600))
	marks := []timing.Mark{
		mark(t, "2026-01-05 10:00", timing.Start),
		mark(t, "2026-01-05 11:00", timing.Pause), mark(t, "2026-01-05 12:00", timing.Resume), swap,
	}
	r := timing.Compute(before, timing.InMinutes(240), marks, instant(t, "2026-01-07 09:59"))
	if r.State != timing.Breached {
		t.Errorf("before the swap: %v", r.State)
	}
	r = timing.Compute(before, timing.InMinutes(240), marks, instant(t, "2026-01-07 10:00"))
	// Monday 6 h, Tuesday a holiday now, Wednesday 1 h; 3 h are left.
	if r.State != timing.Running || r.Elapsed != 7*time.Hour || !r.DueAt.Equal(instant(t, "2026-01-07 13:00")) || len(r.Pauses) != 1 {
		t.Errorf("after the swap: %+v", r)
	}
}

func TestSecondsAreExact(t *testing.T) {
	marks := []timing.Mark{
		mark(t, "2026-01-05 09:00:40", timing.Start),
		mark(t, "2026-01-05 09:01:10", timing.Pause), mark(t, "2026-01-05 09:05:05", timing.Resume),
	}
	r := timing.Compute(office("UTC"), timing.InMinutes(1), marks, instant(t, "2026-01-05 09:05:34"))
	if r.Elapsed != 59*time.Second || r.ElapsedMinutes() != 0 || !r.DueAt.Equal(instant(t, "2026-01-05 09:05:35")) {
		t.Errorf("%v, due %v", r.Elapsed, r.DueAt)
	}
}

func TestWarnings(t *testing.T) {
	hours, start := office("UTC"), mark(t, "2026-01-05 16:00", timing.Start)
	at := func(r timing.Result) (out []string) {
		for _, w := range r.Warnings(50, 75, 90) {
			text := w.At.Format("02 15:04")
			if w.Reached {
				text += " reached"
			}
			out = append(out, text)
		}
		return out
	}
	for _, c := range []struct {
		name   string
		target timing.Target
		marks  []timing.Mark
		asOf   string
		want   []string
	}{
		{"running", timing.InMinutes(120), []timing.Mark{start}, "2026-01-05 16:30", []string{"05 17:00", "06 09:30", "06 09:48"}},
		{"one is reached", timing.InMinutes(120), []timing.Mark{start}, "2026-01-06 09:00", []string{"05 17:00 reached", "06 09:30", "06 09:48"}},
		{"paused keeps only the past", timing.InMinutes(120), []timing.Mark{start, mark(t, "2026-01-06 09:10", timing.Pause)}, "2026-01-07 09:00", []string{"05 17:00 reached"}},
		{"days: shares of the time to the deadline", timing.InDays(1), []timing.Mark{start}, "2026-01-05 16:10", []string{"06 12:30", "06 14:45", "06 16:06"}},
		{"not started", timing.InMinutes(120), nil, "2026-01-05 16:10", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := timing.Compute(hours, c.target, c.marks, instant(t, c.asOf))
			if diff := cmp.Diff(c.want, at(r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDayline(t *testing.T) {
	marks := []timing.Mark{
		mark(t, "2026-01-05 15:00", timing.Start),
		mark(t, "2026-01-05 15:30", timing.Pause), mark(t, "2026-01-05 16:00", timing.Resume),
	}
	r := timing.Compute(office("UTC"), timing.InMinutes(600), marks, instant(t, "2026-01-05 16:30"))
	got := r.Dayline()
	// 1 h of 10 used, a rest after 30 min, nights after 1.5 and 9.5 h.
	want := timing.Dayline{Used: 0.1, Rests: []timing.Notch{{At: 0.05, Length: 30 * time.Minute}}, Nights: []float64{0.15, 0.95}, Remaining: 540}
	close := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if diff := cmp.Diff(want, got, close); diff != "" {
		t.Error(diff)
	}
	r = timing.Compute(office("UTC"), timing.InMinutes(60), marks, instant(t, "2026-01-05 16:45"))
	if got := r.Dayline(); got.Used != 1.25 || got.Remaining != -15 || got.Nights != nil {
		t.Errorf("overrun: %+v", got)
	}
	r = timing.Compute(office("UTC"), timing.InMinutes(600), append(marks, mark(t, "2026-01-05 16:10", timing.Pause)), instant(t, "2026-01-05 16:45"))
	if got := r.Dayline(); len(got.Rests) != 1 || len(got.Nights) != 2 {
		t.Errorf("a pause that lasts is the bead, no rest: %+v", got)
	}
	r = timing.Compute(calendar.Must(calendar.Definition{Zone: "UTC"}), timing.InMinutes(60), marks, instant(t, "2026-01-05 16:45"))
	if got := r.Dayline(); !got.Never {
		t.Errorf("an empty calendar: %+v", got)
	}
}

func TestTargetJSON(t *testing.T) {
	for in, field := range map[string]string{
		`{"minutes":480}`:          "",
		`{"days":0}`:               "",
		`{}`:                       "minutes",
		`{"minutes":1,"days":1}`:   "days",
		`{"minutes":-1}`:           "minutes",
		`{"days":99999}`:           "days",
		`{"hours":1}`:              "hours",
		`{"minutes":1.5}`:          "minutes",
		`{"minutes":"480"}`:        "minutes",
		`{"minutes":999999999999}`: "minutes",
	} {
		var target timing.Target
		err := json.Unmarshal([]byte(in), &target)
		if field == "" {
			if out, _ := json.Marshal(target); err != nil || string(out) != in {
				t.Errorf("%s: %v, written back as %s", in, err, out)
			}
			continue
		}
		if f := errs.Fields(err); len(f) != 1 || f[0].Key != field {
			t.Errorf("%s: %v", in, err)
		}
	}
}
