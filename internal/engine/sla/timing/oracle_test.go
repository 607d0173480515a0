package timing_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// This file holds a second, deliberately simple-minded service clock. It knows
// nothing of spans, caches or zone transitions: it asks the standard library
// for the wall clock of every single real minute and walks through them one by
// one. It shares no code with the clock it judges.

// windowDays is the length of the real time an oracle knows.
const windowDays = 40

// wallMinute is one real minute as the local clock shows it.
type wallMinute struct {
	date int16 // index into window.dates
	hm   int16 // minutes since local 00:00
}

// window is a stretch of real minutes in one zone.
type window struct {
	zone  string
	first time.Time
	dates []time.Time // civil dates in order of appearance
	wall  []wallMinute
}

func newWindow(t testing.TB, zone, first string) *window {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.Parse("2006-01-02", first)
	if err != nil {
		t.Fatal(err)
	}
	w := &window{zone: zone, first: start}
	seen := map[time.Time]int16{}
	for m := range windowDays * 1440 {
		local := start.Add(time.Duration(m) * time.Minute).In(loc)
		y, mo, d := local.Date()
		date := time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)
		at, ok := seen[date]
		if !ok {
			at = int16(len(w.dates))
			seen[date] = at
			w.dates = append(w.dates, date)
		}
		w.wall = append(w.wall, wallMinute{at, int16(local.Hour()*60 + local.Minute())})
	}
	return w
}

func (w *window) at(m int) time.Time { return w.first.Add(time.Duration(m) * time.Minute) }

// event of a case; swaps carry what they bring.
type event struct {
	at  int // minute of the window
	do  string
	cal *calendar.Definition
	tgt *target
}

type target struct {
	n    int
	days bool
}

type simulated struct {
	w      *window
	cal    calendar.Definition
	tgt    target
	events []event
	asOf   int
}

// verdict is what the oracle says; minutes of the window, -1 is none.
type verdict struct {
	State     string
	Due       int
	Breached  int
	Elapsed   int
	Intervals [][2]int
	Pauses    [][2]int // -1 as end: lasts
	Beyond    bool     // the due time lies behind the window, or is never
}

// counts marks each minute of the window that counts, and each date's last one.
func (w *window) counts(def calendar.Definition) (counted []bool, last []int) {
	byDate := make([][]calendar.Interval, len(w.dates))
	for i, d := range w.dates {
		byDate[i] = def.Weekly[[]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[d.Weekday()]]
		text := d.Format("2006-01-02")
		if slices.Contains(def.Holidays, text) {
			byDate[i] = nil
		}
		for _, x := range def.Exceptions {
			if x.Date == text {
				byDate[i] = x.Intervals
			}
		}
	}
	pairs := make([][][2]int16, len(w.dates))
	for i, list := range byDate {
		for _, iv := range list {
			pairs[i] = append(pairs[i], [2]int16{minuteOf(iv.From), minuteOf(iv.To)})
		}
	}
	counted = make([]bool, len(w.wall))
	last = make([]int, len(w.dates))
	for m, x := range w.wall {
		for _, p := range pairs[x.date] {
			if p[0] <= x.hm && x.hm < p[1] {
				counted[m] = true
				last[x.date] = m
			}
		}
	}
	return counted, last
}

func minuteOf(s string) int16 {
	h, _ := strconv.Atoi(s[:2])
	m, _ := strconv.Atoi(s[3:])
	return int16(h*60 + m)
}

// oracle walks through the minutes of a case.
type oracle struct {
	verdict
	status string // "", running, paused, stopped
	void   bool   // stopped by a cancel
	closes int
	tgt    target
}

func (c simulated) judge() verdict {
	def, tgt := c.cal, c.tgt
	events := slices.Clone(c.events)
	slices.SortStableFunc(events, func(a, b event) int { return a.at - b.at })
	for _, e := range events {
		if e.at <= c.asOf && e.cal != nil {
			def = *e.cal
		}
		if e.at <= c.asOf && e.tgt != nil {
			tgt = *e.tgt
		}
	}
	counted, last := c.w.counts(def)
	o := oracle{verdict: verdict{State: "paused", Due: -1, Breached: -1}, tgt: tgt}
	for m := 0; m <= c.asOf; m++ {
		for len(events) > 0 && events[0].at == m {
			o.happen(events[0].do, m)
			events = events[1:]
		}
		if o.Due >= 0 && m >= o.Due && c.asOf > o.Due && o.Breached < 0 && (o.status == "running" || o.status == "paused") {
			o.Breached = m
		}
		if m < c.asOf {
			o.pass(m, counted[m], last[c.w.wall[m].date] == m)
		}
	}
	o.conclude(c.asOf, counted, last, c.w)
	return o.verdict
}

// happen is the table of what an event does to a status.
func (o *oracle) happen(do string, m int) {
	next := map[string]string{
		" start":         "running",
		"running pause":  "paused",
		"running stop":   "stopped",
		"paused resume":  "running",
		"paused stop":    "stopped",
		"running cancel": "stopped",
		"paused cancel":  "stopped",
		"stopped start":  "running",
		"stopped resume": "running",
	}[o.status+" "+do]
	if next == "" {
		return
	}
	o.status, o.void = next, do == "cancel"
	if next == "running" && o.Due < 0 && !o.tgt.days && o.tgt.n <= o.Elapsed {
		o.Due = m
	}
}

// pass lets the minute [m, m+1) go by.
func (o *oracle) pass(m int, counts, lastOfDate bool) {
	if o.status == "paused" {
		o.Pauses = extend(o.Pauses, m)
	}
	if o.status != "running" || !counts {
		return
	}
	o.Intervals = extend(o.Intervals, m)
	o.Elapsed++
	if lastOfDate {
		o.closes++
	}
	if o.Due < 0 && (!o.tgt.days && o.Elapsed == o.tgt.n || o.tgt.days && lastOfDate && o.closes == o.tgt.n+1) {
		o.Due = m + 1
	}
}

func (o *oracle) conclude(asOf int, counted []bool, last []int, w *window) {
	switch {
	case o.Breached >= 0:
		o.State = "breached"
	case o.status == "running":
		o.State = "running"
	case o.status == "stopped" && o.void:
		o.State, o.Due = "cancelled", -1
	case o.status == "stopped":
		o.State = "met"
	default:
		o.Due = -1
	}
	if o.status == "paused" {
		if n := len(o.Pauses); n > 0 && o.Pauses[n-1][1] == asOf {
			o.Pauses[n-1][1] = -1
		} else {
			o.Pauses = append(o.Pauses, [2]int{asOf, -1})
		}
	}
	if o.State != "running" || o.Due >= 0 {
		return
	}
	ahead := *o
	ahead.Intervals = nil
	for m := asOf; m < len(counted)-2*1440 && ahead.Due < 0; m++ {
		ahead.pass(m, counted[m], last[w.wall[m].date] == m)
	}
	o.Due, o.Beyond = ahead.Due, ahead.Due < 0
}

func extend(list [][2]int, m int) [][2]int {
	if n := len(list); n > 0 && list[n-1][1] == m {
		list[n-1][1] = m + 1
		return list
	}
	return append(list, [2]int{m, m + 1})
}
