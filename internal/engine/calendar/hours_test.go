package calendar_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the zones must not depend on the machine

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// every gives each day of the week the same intervals.
func every(zone string, intervals ...calendar.Interval) calendar.Definition {
	def := calendar.Definition{Zone: zone, Weekly: map[string][]calendar.Interval{}}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		def.Weekly[day] = intervals
	}
	return def
}

func office(zone string) calendar.Definition {
	def := every(zone, calendar.Interval{From: "09:00", To: "17:00"})
	delete(def.Weekly, "sat")
	delete(def.Weekly, "sun")
	return def
}

func allDay(zone string) calendar.Definition {
	return every(zone, calendar.Interval{From: "00:00", To: "24:00"})
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestBetweenCountsRealTimeByTheWallClock(t *testing.T) {
	night := every("Europe/Berlin", calendar.Interval{From: "02:00", To: "03:00"})
	christmas := office("Europe/Berlin")
	christmas.Holidays = []string{"2026-12-24", "2026-12-25", "2026-12-25"}
	christmas.Exceptions = []calendar.Exception{{Date: "2026-12-24", Intervals: []calendar.Interval{{From: "09:00", To: "12:00"}}}}
	for _, c := range []struct {
		name, from, to string
		def            calendar.Definition
		want           time.Duration
	}{
		{"a repeated hour counts twice", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", night, 2 * time.Hour},
		{"a skipped hour does not count", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", night, 0},
		{"a day of 25 hours counts 25 round the clock", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", allDay("Europe/Berlin"), 25 * time.Hour},
		{"Lord Howe moves by half an hour", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", allDay("Australia/Lord_Howe"), 24*time.Hour + 30*time.Minute},
		{"Samoa had no 30 December 2011", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", office("Pacific/Apia"), 8 * time.Hour},
		{"an exception wins over a holiday on its date", "2026-12-23T23:00:00Z", "2026-12-25T23:00:00Z", christmas, 3 * time.Hour},
		{"seconds are kept", "2026-01-05T09:00:30Z", "2026-01-05T09:02:45Z", office("UTC"), 135 * time.Second},
		{"backwards is nothing", "2026-01-06T09:00:00Z", "2026-01-05T09:00:00Z", office("UTC"), 0},
		{"an empty calendar never counts", "2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z", calendar.Definition{Zone: "UTC"}, 0},
		{"New Year's Eve of a far leap year, where zone tables have run out", "2040-12-30T11:00:00Z", "2041-01-01T13:00:00Z", allDay("Australia/Lord_Howe"), 50 * time.Hour},
		{"29 February is a working day", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z", office("UTC"), 8 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := calendar.Must(c.def).Between(instant(t, c.from), instant(t, c.to))
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAddFindsTheFirstInstant(t *testing.T) {
	onlyOnce := calendar.Definition{Zone: "UTC", Exceptions: []calendar.Exception{
		{Date: "2026-05-01", Intervals: []calendar.Interval{{From: "10:00", To: "11:00"}}},
	}}
	sparse := calendar.Definition{Zone: "UTC", Weekly: map[string][]calendar.Interval{"mon": {{From: "09:00", To: "09:01"}}}}
	for _, c := range []struct {
		name, from string
		def        calendar.Definition
		minutes    int
		want       string
	}{
		{"the end of Friday, not the start of Monday", "2026-01-02T09:00:00Z", office("UTC"), 480, "2026-01-02T17:00:00Z"},
		{"one minute more is Monday", "2026-01-02T09:00:00Z", office("UTC"), 481, "2026-01-05T09:01:00Z"},
		{"nothing to wait for is now, even at night", "2026-01-03T03:00:00Z", office("UTC"), 0, "2026-01-03T03:00:00Z"},
		{"only an exception opens", "2026-01-01T00:00:00Z", onlyOnce, 60, "2026-05-01T11:00:00Z"},
		{"more than the exceptions hold is never", "2026-01-01T00:00:00Z", onlyOnce, 61, "never"},
		{"an empty calendar is never", "2026-01-01T00:00:00Z", calendar.Definition{Zone: "UTC"}, 1, "never"},
		{"one minute a week for nine years", "2026-01-01T00:00:00Z", sparse, 480, "2035-03-12T09:01:00Z"},
		{"beyond forty years is never", "2026-01-01T00:00:00Z", sparse, 3000, "never"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, ok := calendar.Must(c.def).Add(instant(t, c.from), time.Duration(c.minutes)*time.Minute)
			got := "never"
			if ok {
				got = at.Format(time.RFC3339)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestOpenAndClose(t *testing.T) {
	lunch := calendar.Must(every("Europe/Berlin", calendar.Interval{From: "09:00", To: "12:00"}, calendar.Interval{From: "13:00", To: "17:00"}))
	at := instant(t, "2026-07-01T10:30:00Z") // 12:30 in Berlin
	if lunch.IsOpen(at) || !lunch.IsOpen(at.Add(30*time.Minute)) {
		t.Error("12:30 must be closed and 13:00 open")
	}
	if got, ok := lunch.NextOpen(at); !ok || !got.Equal(at.Add(30*time.Minute)) {
		t.Errorf("next open: %v %v", got, ok)
	}
	if got, ok := lunch.NextClose(at); !ok || !got.Equal(instant(t, "2026-07-01T15:00:00Z")) {
		t.Errorf("next close: %v %v", got, ok)
	}
	if got, ok := lunch.NextClose(instant(t, "2026-07-01T07:00:00Z")); !ok || !got.Equal(instant(t, "2026-07-01T10:00:00Z")) {
		t.Errorf("lunch begins: %v %v", got, ok)
	}
	if _, ok := calendar.Must(allDay("UTC")).NextClose(at); ok {
		t.Error("round the clock does not close")
	}
	if _, ok := calendar.Must(calendar.Definition{Zone: "UTC"}).NextOpen(at); ok {
		t.Error("an empty calendar does not open")
	}
	if n := len(calendar.Must(allDay("Europe/Berlin")).Working(at, at.AddDate(1, 0, 0))); n != 1 {
		t.Errorf("a year round the clock is one span, got %d", n)
	}
}

func TestCloses(t *testing.T) {
	first := func(def calendar.Definition, from string, n int) (out []string) {
		for at := range calendar.Must(def).Closes(instant(t, from)) {
			if out = append(out, at.Format(time.RFC3339)); len(out) == n {
				break
			}
		}
		return out
	}
	for _, c := range []struct {
		name string
		got  []string
		want []string
	}{
		{"strictly after, over the weekend", first(office("UTC"), "2026-01-02T17:00:00Z", 2), []string{"2026-01-05T17:00:00Z", "2026-01-06T17:00:00Z"}},
		{"local midnight round the clock, across summer time", first(allDay("Europe/Berlin"), "2026-03-27T23:30:00Z", 2), []string{"2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}},
		{"Samoa's missing date has none", first(office("Pacific/Apia"), "2011-12-29T12:00:00Z", 2), []string{"2011-12-30T03:00:00Z", "2012-01-02T03:00:00Z"}},
		{"the second midnight in St John's", first(allDay("America/St_Johns"), "2010-11-06T12:00:00Z", 2), []string{"2010-11-07T03:30:00Z", "2010-11-08T03:30:00Z"}},
		{"New Year's Eve of a far leap year", first(allDay("Europe/Berlin"), "2040-12-30T12:00:00Z", 3), []string{"2040-12-30T23:00:00Z", "2040-12-31T23:00:00Z", "2041-01-01T23:00:00Z"}},
		{"never", first(calendar.Definition{Zone: "UTC"}, "2026-01-02T17:00:00Z", 2), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDefinitionMistakesAreNamedByField(t *testing.T) {
	for _, c := range []struct {
		name, in string
		fields   []string
	}{
		{"unknown zone", `{"zone":"Europe/Berln"}`, []string{"zone"}},
		{"no zone", `{}`, []string{"zone"}},
		{"the machine's own zone is no zone", `{"zone":"Local"}`, []string{"zone"}},
		{"a path is no zone", `{"zone":"../../etc/passwd"}`, []string{"zone"}},
		{"a full day name", `{"zone":"UTC","weekly":{"monday":[]}}`, []string{"weekly.monday"}},
		{"reversed, equal, and past midnight", `{"zone":"UTC","weekly":{"mon":[["12:00","09:00"],["13:00","13:00"],["22:00","24:01"]]}}`, []string{"weekly.mon.0", "weekly.mon.1", "weekly.mon.2"}},
		{"overlapping, in any order", `{"zone":"UTC","weekly":{"mon":[["11:00","13:00"],["09:00","12:00"]]}}`, []string{"weekly.mon"}},
		{"three times", `{"zone":"UTC","weekly":{"mon":[["11:00","13:00","14:00"]]}}`, []string{"weekly.mon.0"}},
		{"one digit", `{"zone":"UTC","weekly":{"mon":[["9:00","13:00"]]}}`, []string{"weekly.mon.0"}},
		{"sixty minutes", `{"zone":"UTC","weekly":{"mon":[["09:60","13:00"]]}}`, []string{"weekly.mon.0"}},
		{"a day that is not", `{"zone":"UTC","holidays":["2026-02-29"]}`, []string{"holidays.0"}},
		{"the same exception twice", `{"zone":"UTC","exceptions":[{"date":"2026-01-01"},{"date":"2026-01-01"}]}`, []string{"exceptions.1.date"}},
		{"unknown key", `{"zone":"UTC","holiday":[]}`, []string{"holiday"}},
		{"wrong type", `{"zone":"UTC","weekly":[]}`, []string{"weekly"}},
		{"not JSON", `{"zone":`, []string{"json"}},
		{"touching intervals, 24:00 and repeated holidays are fine", `{"zone":"UTC","weekly":{"mon":[["12:00","24:00"],["09:00","12:00"]]},"holidays":["2026-01-01","2026-01-01"]}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := calendar.Parse([]byte(c.in))
			var got []string
			for _, f := range errs.Fields(err) {
				got = append(got, f.Key)
			}
			if diff := cmp.Diff(c.fields, got); diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
			if (err != nil) != (errs.KindOf(err) == errs.Invalid) {
				t.Errorf("kind of %v is %v", err, errs.KindOf(err))
			}
		})
	}
}

func TestDefinitionKeepsItsForm(t *testing.T) {
	in := `{"zone":"Europe/Berlin","weekly":{"mon":[["09:00","12:00"],["13:00","17:30"]]},"holidays":["2026-12-25"],"exceptions":[{"date":"2026-12-24","intervals":[["09:00","24:00"]]}]}`
	h, err := calendar.Parse([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(h)
	if err != nil || string(out) != in {
		t.Errorf("%v\n got %s\nwant %s", err, out, in)
	}
}

func TestYearShowsEveryDate(t *testing.T) {
	def := office("Pacific/Apia")
	def.Holidays = []string{"2011-06-01"}
	def.Exceptions = []calendar.Exception{{Date: "2011-06-04", Intervals: []calendar.Interval{{From: "10:00", To: "11:00"}}}}
	days := calendar.Must(def).Year(2011)
	if len(days) != 365 || days[0].Date.String() != "2011-01-01" || days[364].Date.String() != "2011-12-31" {
		t.Fatalf("%d days, from %v", len(days), days[0].Date)
	}
	by := func(date string) calendar.Day {
		return days[slices.IndexFunc(days, func(d calendar.Day) bool { return d.Date.String() == date })]
	}
	if d := by("2011-12-30"); !d.Closed() || !d.Shifted() || len(d.Intervals) != 1 {
		t.Errorf("the missing date: %+v", d)
	}
	if d := by("2011-06-01"); d.Source != calendar.Holiday || !d.Closed() || d.Shifted() {
		t.Errorf("the holiday: %+v", d)
	}
	if d := by("2011-06-04"); d.Source != calendar.Changed || d.Counted != time.Hour {
		t.Errorf("the exception: %+v", d)
	}
}

func TestHoursAreSafeForConcurrentUse(t *testing.T) {
	h := calendar.Must(office("Europe/Berlin"))
	from := instant(t, "2020-01-01T00:00:00Z")
	want := calendar.Must(office("Europe/Berlin")).Between(from, from.AddDate(5, 0, 0))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if got := h.Between(from.AddDate(0, 0, -i), from) + h.Between(from, from.AddDate(5, 0, 0)) - h.Between(from.AddDate(0, 0, -i), from); got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	wg.Wait()
}
