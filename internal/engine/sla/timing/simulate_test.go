package timing_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

const documented = `{"calendar":{"zone":"Europe/Berlin","weekly":{"mon":[["09:00","12:00"],["13:00","17:30"]]},"holidays":["2026-12-25"],"exceptions":[{"date":"2026-12-24","intervals":[["09:00","12:00"]]}]},"target":{"minutes":480},"events":[{"at":"2026-03-27T15:10:00Z","do":"start"},{"at":"2026-03-27T16:00:00Z","do":"pause"}],"as_of":"2026-04-02T09:00:00Z"}`

func ExampleSimulate() {
	// The clocks go forward in the pause: on Monday 09:00 is 07:00 UTC.
	line := strings.Replace(documented, `"weekly":{`, `"weekly":{"fri":[["09:00","12:00"],["13:00","17:30"]],`, 1)
	line = strings.Replace(line, `"do":"pause"}`, `"do":"pause","cause":"awaiting_caller"},{"at":"2026-03-30T06:00:00Z","do":"resume"}`, 1)
	var out bytes.Buffer
	done, err := timing.Simulate(strings.NewReader(line), &out)
	fmt.Println(done, err)
	fmt.Println(strings.ReplaceAll(out.String(), `,"`, ",\n\""))
	// Output:
	// {1 0} <nil>
	// {"due_at":"2026-03-30T15:10:00Z",
	// "elapsed_minutes":500,
	// "state":"breached",
	// "intervals":[{"from":"2026-03-27T15:10:00Z",
	// "to":"2026-03-27T16:00:00Z"},{"from":"2026-03-30T07:00:00Z",
	// "to":"2026-03-30T10:00:00Z"},{"from":"2026-03-30T11:00:00Z",
	// "to":"2026-03-30T15:30:00Z"}],
	// "pauses":[{"from":"2026-03-27T16:00:00Z",
	// "to":"2026-03-30T06:00:00Z",
	// "cause":"awaiting_caller"}]}
}

func TestSimulate(t *testing.T) {
	set := func(old, with string) string { return strings.Replace(documented, old, with, 1) }
	for _, c := range []struct{ name, in, want string }{
		{"the documented line: its calendar has no Friday", documented,
			`{"due_at":null,"elapsed_minutes":0,"state":"paused","intervals":[],"pauses":[{"from":"2026-03-27T16:00:00Z","to":null}]}`},
		{"with a Friday, 50 minutes", set(`"mon":`, `"fri":[["09:00","17:30"]],"mon":`),
			`{"due_at":null,"elapsed_minutes":50,"state":"paused","intervals":[{"from":"2026-03-27T15:10:00Z","to":"2026-03-27T16:00:00Z"}],"pauses":[{"from":"2026-03-27T16:00:00Z","to":null}]}`},
		{"other offsets are fine, the answer is UTC", set(`"2026-03-27T16:00:00Z","do":"pause"`, `"2026-03-30T12:00:00+02:00","do":"stop"`),
			`{"due_at":null,"elapsed_minutes":180,"state":"met","intervals":[{"from":"2026-03-30T07:00:00Z","to":"2026-03-30T10:00:00Z"}],"pauses":[]}`},
		{"events after as_of are not known", set(`"as_of":"2026-04-02T09:00:00Z"`, `"as_of":"2026-03-27T15:30:00Z"`),
			`{"due_at":"2026-04-06T07:30:00Z","elapsed_minutes":0,"state":"running","intervals":[],"pauses":[]}`},
		{"days", set(`{"minutes":480}`, `{"days":1}`),
			`{"due_at":null,"elapsed_minutes":0,"state":"paused","intervals":[],"pauses":[{"from":"2026-03-27T16:00:00Z","to":null}]}`},
		{"a label is carried", set(`{"calendar"`, `{"id":7,"calendar"`),
			`{"due_at":null,"elapsed_minutes":0,"state":"paused","intervals":[],"pauses":[{"from":"2026-03-27T16:00:00Z","to":null}]}`},
		{"a wrong zone", set("Berlin", "Berln"),
			`{"line":1,"error":"calendar.zone: \"Europe/Berln\" is not known; use a name of the tz database such as Europe/Berlin or UTC"}`},
		{"a wrong act", set("pause", "hold"),
			`{"line":1,"error":"events.1.do: \"hold\" is not known; use start, pause, resume or stop"}`},
		{"a time without zone", set("15:10:00Z", "15:10:00"),
			`{"line":1,"error":"events.0.at: \"2026-03-27T15:10:00\" is not a time with zone; write it as 2026-03-27T15:10:00Z"}`},
		{"no target", set(`"target":{"minutes":480},`, ``),
			`{"line":1,"error":"target: is missing; write {\"minutes\":480} or {\"days\":3}"}`},
		{"a misspelt key", set(`"as_of"`, `"asof"`),
			`{"line":1,"error":"asof: is not a known key; check the spelling or remove it"}`},
		{"an act that is a number", set(`"do":"start"`, `"do":1`),
			`{"line":1,"error":"events.do: holds a JSON number; give a text in quotes"}`},
		{"a year without calendar", set(`"2026-04-02T09:00:00Z"`, `"9999-04-02T09:00:00Z"`),
			`{"line":1,"error":"as_of: 9999-04-02T09:00:00Z is out of range; use a year from 1970 to 2199"}`},
		{"not JSON", `hello`, `{"line":1,"error":"json: is not readable (invalid character 'h' looking for beginning of value); write one JSON object"}`},
		{"two cases on a line", `{} {}`, `{"line":1,"error":"json: something follows the case; write one case per line"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			done, err := timing.Simulate(strings.NewReader(c.in), &out)
			if err != nil || done.Cases != 1 || (done.Bad == 1) != strings.HasPrefix(c.want, `{"line"`) {
				t.Errorf("%+v, %v", done, err)
			}
			if got := strings.TrimSuffix(out.String(), "\n"); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSimulateGoesOnAfterBadLines(t *testing.T) {
	long := `{"note":"` + strings.Repeat("x", timing.MaxCaseLine) + `"}`
	in := strings.Join([]string{"", "nonsense", documented, long, "  ", documented, long}, "\n")
	var out bytes.Buffer
	done, err := timing.Simulate(strings.NewReader(in), &out)
	if err != nil || done != (timing.Simulated{Cases: 5, Bad: 3}) {
		t.Errorf("%+v, %v", done, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 || !strings.HasPrefix(lines[0], `{"line":2,`) || !strings.Contains(lines[2], "longer than") || !strings.Contains(lines[3], "paused") {
		t.Errorf("%q", lines)
	}
}

func FuzzSimulate(f *testing.F) {
	f.Add(documented)
	f.Add(`{"calendar":{"zone":"UTC","weekly":{"mon":[["00:00","24:00"]]}},"target":{"days":3},"events":[{"at":"2026-01-01T00:00:00Z","do":"start"}],"as_of":"2026-01-01T00:00:00Z"}`)
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		done, err := timing.Simulate(strings.NewReader(in), &out)
		if err != nil || strings.Count(out.String(), "\n") != done.Cases {
			t.Errorf("%+v %v for %d lines", done, err, strings.Count(out.String(), "\n"))
		}
	})
}

func BenchmarkSimulate(b *testing.B) {
	line := strings.Replace(documented, `"weekly":{`, `"weekly":{"fri":[["09:00","12:00"],["13:00","17:30"]],`, 1)
	for name, vary := range map[string]bool{"one calendar": false, "a calendar per case": true} {
		var in strings.Builder
		for i := range 1000 {
			text := line
			if vary {
				text = strings.Replace(line, "2026-12-25", time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC).Format("2006-01-02"), 1)
			}
			in.WriteString(text + "\n")
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := timing.Simulate(strings.NewReader(in.String()), &bytes.Buffer{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "cases/s")
		})
	}
}

func BenchmarkCompute(b *testing.B) {
	hours := office("Europe/Berlin", "2026-01-06")
	marks := []timing.Mark{
		mark(b, "2026-01-05 09:10", timing.Start), mark(b, "2026-01-05 11:00", timing.Pause), mark(b, "2026-01-07 08:00", timing.Resume),
		mark(b, "2026-01-07 14:00", timing.Pause), mark(b, "2026-01-09 08:00", timing.Resume),
	}
	asOf := instant(b, "2026-01-12 10:00")
	for name, target := range map[string]timing.Target{"minutes": timing.InMinutes(2400), "days": timing.InDays(5)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				timing.Compute(hours, target, marks, asOf)
			}
		})
	}
	b.Run("a year overdue", func(b *testing.B) {
		for b.Loop() {
			timing.Compute(hours, timing.InMinutes(480), marks, asOf.AddDate(1, 0, 0))
		}
	})
}
