package timing_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zones must not depend on the machine

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

// stretches are zones at the times that break careless clocks: half and
// quarter hours, half-hour and two-hour summer time, changes at midnight and a
// minute past it, dates that do not exist, Ramadan, zones that moved, leap days.
func stretches() [][2]string {
	return [][2]string{
		{"UTC", "2028-02-10"}, {"UTC", "2026-12-10"}, {"Asia/Kolkata", "2024-02-12"}, {"Asia/Kathmandu", "1985-12-15"},
		{"Asia/Kathmandu", "2028-02-15"}, {"Australia/Lord_Howe", "2026-03-22"}, {"Australia/Lord_Howe", "2026-09-20"},
		{"Pacific/Apia", "2011-12-18"}, {"Pacific/Apia", "2012-03-20"}, {"Pacific/Kwajalein", "1993-08-08"},
		{"Africa/Casablanca", "2026-02-05"}, {"Africa/Casablanca", "2023-03-12"}, {"Africa/Casablanca", "2025-02-12"},
		{"America/St_Johns", "2010-10-25"}, {"America/St_Johns", "2011-03-01"}, {"America/St_Johns", "2026-10-20"},
		{"Europe/Berlin", "2026-03-15"}, {"Europe/Berlin", "2026-10-12"}, {"Europe/Berlin", "2028-02-20"},
		{"Pacific/Chatham", "2026-03-25"}, {"Pacific/Chatham", "2026-09-14"}, {"Antarctica/Troll", "2026-03-15"},
		{"Antarctica/Troll", "2026-10-12"}, {"America/Sao_Paulo", "2018-10-22"}, {"America/Sao_Paulo", "2018-02-05"},
		{"Asia/Pyongyang", "2015-08-01"}, {"Asia/Pyongyang", "2018-04-22"}, {"America/Caracas", "2016-04-18"},
		{"Asia/Tehran", "2022-03-08"}, {"Africa/Cairo", "2026-04-12"}, {"America/Havana", "2026-10-20"},
		{"Europe/Istanbul", "2016-08-28"}, {"Asia/Gaza", "2026-03-15"}, {"America/New_York", "2026-02-25"},
		{"Pacific/Fakaofo", "2011-12-18"}, {"Antarctica/Casey", "2020-09-20"}, {"Europe/Dublin", "2026-10-12"},
		{"Australia/Lord_Howe", "2040-12-20"}, {"Europe/Berlin", "2044-12-22"}, {"Africa/Cairo", "2048-12-20"},
	}
}

// TestClockEqualsOracle compares the clock with the oracle on random cases.
func TestClockEqualsOracle(t *testing.T) {
	cases := 20_000
	if testing.Short() {
		cases = 2_000
	}
	var windows []*window
	for _, s := range stretches() {
		windows = append(windows, newWindow(t, s[0], s[1]))
	}
	rng := rand.New(rand.NewPCG(2026, 3))
	seen := map[string]int{}
	wrong := 0
	for i := range cases {
		c := randomCase(rng, windows[i%len(windows)])
		want := c.judge()
		got, r := c.compute(t)
		note(seen, c, want)
		if diff := cmp.Diff(want, got); diff != "" {
			wrong++
			text, _ := json.Marshal(c.describe())
			t.Errorf("case %d: oracle (-) and clock (+) differ:\n%s%s\n%+v", i, diff, text, r.DueAt)
			if wrong == 3 {
				t.Fatalf("stopped after %d of %d cases", i+1, cases)
			}
		}
	}
	t.Logf("%d cases equal to the minute: %v", cases, seen)
	for _, must := range []string{"running", "paused", "met", "breached", "cancelled", "days", "minutes", "beyond", "swap", "due", "met at due", "reopened"} {
		if seen[must] < cases/200 {
			t.Errorf("only %d of %d cases were %q; the generator proves too little", seen[must], cases, must)
		}
	}
}

// note counts what the cases were about, so that the test cannot go hollow.
func note(seen map[string]int, c simulated, v verdict) {
	seen[v.State]++
	is := func(name string, yes bool) {
		if yes {
			seen[name]++
		}
	}
	is("days", c.tgt.days)
	is("minutes", !c.tgt.days)
	is("beyond", v.Beyond)
	is("due", v.Due >= 0)
	is("met at due", v.State == "met" && v.Due >= 0)
	is("swap", slices.ContainsFunc(c.events, func(e event) bool { return e.do == "swap" && e.at <= c.asOf }))
	stop := slices.IndexFunc(c.events, func(e event) bool { return e.do == "stop" })
	is("reopened", stop >= 0 && slices.ContainsFunc(c.events[stop:], func(e event) bool { return e.do == "resume" && e.at <= c.asOf }))
}

// compute asks the clock and writes its answer in the oracle's terms.
func (c simulated) compute(t *testing.T) (verdict, timing.Result) {
	t.Helper()
	marks := make([]timing.Mark, len(c.events))
	for i, e := range c.events {
		marks[i] = timing.Mark{At: c.w.at(e.at), Do: timing.Act(e.do)}
		if e.cal != nil {
			marks[i].Hours = calendar.Must(*e.cal)
		}
		if e.tgt != nil {
			marks[i].Target = new(e.tgt.real())
		}
	}
	r := timing.Compute(calendar.Must(c.cal), c.tgt.real(), marks, c.w.at(c.asOf))
	v := verdict{State: string(r.State), Due: -1, Breached: -1, Elapsed: r.ElapsedMinutes()}
	minute := func(at time.Time) int {
		if at.Second() != 0 || at.Nanosecond() != 0 {
			t.Errorf("%v is not a whole minute", at)
		}
		return int(at.Sub(c.w.first) / time.Minute)
	}
	if r.DueAt != nil {
		v.Due = minute(*r.DueAt)
	}
	if r.BreachedAt != nil {
		v.Breached = minute(*r.BreachedAt)
	}
	if horizon := (windowDays - 2) * 1440; r.State == timing.Running && (v.Due < 0 || v.Due > horizon) {
		v.Beyond, v.Due = true, -1
	}
	for _, s := range r.Intervals {
		v.Intervals = append(v.Intervals, [2]int{minute(s.From), minute(s.To)})
	}
	for _, p := range r.Pauses {
		from, to := minute(p.From), -1
		if !p.To.IsZero() {
			to = minute(p.To)
		}
		// Two pauses without a minute between them are one to the oracle.
		if n := len(v.Pauses); n > 0 && v.Pauses[n-1][1] == from {
			v.Pauses[n-1][1] = to
			continue
		}
		v.Pauses = append(v.Pauses, [2]int{from, to})
	}
	return v, r
}

func (t target) real() timing.Target {
	if t.days {
		return timing.InDays(t.n)
	}
	return timing.InMinutes(t.n)
}

func randomCase(rng *rand.Rand, w *window) simulated {
	c := simulated{w: w, cal: randomCalendar(rng, w), tgt: randomTarget(rng)}
	start := (2+rng.IntN(12))*1440 + rng.IntN(1440)
	if rng.IntN(2) == 0 {
		start -= start % 30
	}
	c.events = []event{{at: start, do: "start"}}
	at := start - rng.IntN(3)*rng.IntN(600)
	for range rng.IntN(8) {
		at = max(0, at+rng.IntN(4)*rng.IntN(1500))
		c.events = append(c.events, randomEvent(rng, w, min(at, 30*1440)))
	}
	switch rng.IntN(4) {
	case 0:
		c.asOf = c.events[rng.IntN(len(c.events))].at
	case 1:
		c.asOf = max(0, start-60+rng.IntN(2000))
	default:
		c.asOf = start + rng.IntN(16*1440)
	}
	if rng.IntN(3) == 0 {
		c.aimAtDue(rng)
	}
	if rng.IntN(10) == 0 {
		rng.Shuffle(len(c.events), func(i, j int) { c.events[i], c.events[j] = c.events[j], c.events[i] })
	}
	return c
}

// aimAtDue puts an event or the question exactly on the deadline, or a minute
// beside it: equality is where clocks differ.
func (c *simulated) aimAtDue(rng *rand.Rand) {
	slices.SortStableFunc(c.events, func(a, b event) int { return a.at - b.at })
	c.asOf = c.events[len(c.events)-1].at
	due := c.judge().Due
	if due < 0 || due > 36*1440 {
		return
	}
	at := max(0, due+[]int{0, 0, 0, -1, 1}[rng.IntN(5)])
	do := []string{"stop", "stop", "pause", "resume", "none", "cancel"}[rng.IntN(6)]
	if do != "none" {
		c.events = append(c.events, event{at: at, do: do})
	}
	if rng.IntN(3) == 0 {
		c.events = append(c.events, event{at: at + rng.IntN(2)*rng.IntN(500), do: "resume"})
	}
	c.asOf = max(at, min(at+rng.IntN(2)*rng.IntN(800), 37*1440))
}

func randomEvent(rng *rand.Rand, w *window, at int) event {
	acts := []string{"pause", "pause", "pause", "resume", "resume", "resume", "stop", "cancel", "start", "swap"}
	e := event{at: at, do: acts[rng.IntN(len(acts))]}
	if e.do == "swap" {
		if rng.IntN(2) == 0 {
			e.cal = new(randomCalendar(rng, w))
		}
		if rng.IntN(2) == 0 {
			e.tgt = new(randomTarget(rng))
		}
	}
	return e
}

func randomTarget(rng *rand.Rand) target {
	switch rng.IntN(8) {
	case 0, 1, 2:
		return target{rng.IntN(7), true}
	case 3:
		return target{60 * (1 + rng.IntN(40)), false}
	case 4:
		return target{rng.IntN(3), false}
	}
	return target{1 + rng.IntN(3000), false}
}

func randomCalendar(rng *rand.Rand, w *window) calendar.Definition {
	def := calendar.Definition{Zone: w.zone, Weekly: map[string][]calendar.Interval{}}
	style := rng.IntN(10)
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		if style > 1 && rng.IntN(5) == 0 || style == 0 {
			continue
		}
		def.Weekly[day] = randomDay(rng, style)
	}
	for range rng.IntN(6) * rng.IntN(2) {
		def.Holidays = append(def.Holidays, w.anyDate(rng))
	}
	for range rng.IntN(4) * rng.IntN(2) {
		x := calendar.Exception{Date: w.anyDate(rng)}
		if len(def.Holidays) > 0 && rng.IntN(3) == 0 {
			x.Date = def.Holidays[0]
		}
		if rng.IntN(4) > 0 {
			x.Intervals = randomDay(rng, 1+rng.IntN(9))
		}
		if !slices.ContainsFunc(def.Exceptions, func(y calendar.Exception) bool { return y.Date == x.Date }) {
			def.Exceptions = append(def.Exceptions, x)
		}
	}
	return def
}

func (w *window) anyDate(rng *rand.Rand) string {
	return w.dates[rng.IntN(len(w.dates))].Format("2006-01-02")
}

func randomDay(rng *rand.Rand, style int) []calendar.Interval {
	switch style {
	case 1:
		return []calendar.Interval{{From: "00:00", To: "24:00"}}
	case 2, 3:
		return []calendar.Interval{{From: "09:00", To: "17:00"}}
	case 4, 5:
		return []calendar.Interval{{From: "13:00", To: "17:30"}, {From: "09:00", To: "12:00"}}
	case 6:
		return []calendar.Interval{{From: "00:00", To: "06:00"}, {From: "22:00", To: "24:00"}}
	}
	cuts := map[int]bool{}
	for range 2 * (1 + rng.IntN(3)) {
		cuts[rng.IntN(1441)] = true
	}
	if style == 7 { // close to midnight, where zones change
		cuts = map[int]bool{rng.IntN(5): true, 10 + rng.IntN(120): true, 1320 + rng.IntN(60): true, 1436 + rng.IntN(5): true}
	}
	var points []int
	for p := range cuts {
		points = append(points, p)
	}
	slices.Sort(points)
	var out []calendar.Interval
	for i := 0; i+1 < len(points); i += 2 {
		out = append(out, calendar.Interval{From: clockText(points[i]), To: clockText(points[i+1])})
	}
	return out
}

func clockText(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// describe renders a case for a failure message.
func (c simulated) describe() map[string]any {
	var events []string
	for _, e := range c.events {
		line := fmt.Sprintf("%s %s", c.w.at(e.at).Format(time.RFC3339), e.do)
		if e.cal != nil {
			text, _ := json.Marshal(e.cal)
			line += " " + string(text)
		}
		if e.tgt != nil {
			line += fmt.Sprintf(" %+v", *e.tgt)
		}
		events = append(events, line)
	}
	return map[string]any{
		"calendar": c.cal, "target": fmt.Sprintf("%+v", c.tgt), "events": events,
		"as_of": c.w.at(c.asOf).Format(time.RFC3339), "window": c.w.first.Format(time.RFC3339),
	}
}
