package timing_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

// The calendars of the cases below. 2026-01-05 is a Monday.
const (
	nineToFive = `{"zone":"UTC","weekly":{"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],"wed":[["09:00","17:00"]],"thu":[["09:00","17:00"]],"fri":[["09:00","17:00"]]}}`
	lunch      = `{"zone":"UTC","weekly":{"mon":[["13:00","17:00"],["09:00","12:00"]],"tue":[["09:00","12:00"]]}}`
	midnight   = `{"zone":"UTC","weekly":{"mon":[["22:00","24:00"]],"tue":[["00:00","02:00"]]}}`
	apia       = `{"zone":"Pacific/Apia","weekly":{"thu":[["09:00","17:00"]],"fri":[["09:00","17:00"]],"sat":[["09:00","17:00"]]}}`
	empty      = `{"zone":"UTC","weekly":{}}`

	overlapping = `{"zone":"UTC","weekly":{"mon":[["11:00","13:00"],["09:00","12:00"],["13:00","15:00"]]}}`
)

func berlin(sunday string) string {
	return `{"zone":"Europe/Berlin","weekly":{"sun":[` + sunday + `]}}`
}

// special adds holidays and exceptions to nineToFive.
func special(rest string) string { return strings.TrimSuffix(nineToFive, "}") + "," + rest + "}" }

// asked writes a case; events are "01-05T09:00 start" of the year, or whole times.
func asked(calendar, target, asOf string, events ...string) string {
	full := func(at string) string {
		if len(at) < len("2026-01-05T09:00") {
			at = "2026-" + at
		}
		if strings.Count(at, ":") == 1 {
			at += ":00"
		}
		return at + "Z"
	}
	list := []map[string]string{}
	for _, e := range events {
		at, do, _ := strings.Cut(e, " ")
		list = append(list, map[string]string{"at": full(at), "do": do})
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return `{"calendar":` + calendar + `,"target":` + target + `,"events":` + string(b) + `,"as_of":"` + full(asOf) + `"}`
}

type tricky struct{ name, in, want string }

// said shortens an answer: what, when due, minutes; intervals; pauses.
func said(t *testing.T, line string) string {
	t.Helper()
	var bad struct{ Error string }
	var a struct {
		Due       *string `json:"due_at"`
		Minutes   *int    `json:"elapsed_minutes"`
		State     string
		Intervals []struct{ From, To string }
		Pauses    []struct {
			From string
			To   *string
		}
	}
	if err := json.Unmarshal([]byte(line), &bad); err == nil && bad.Error != "" {
		return "error " + bad.Error
	}
	if err := json.Unmarshal([]byte(line), &a); err != nil || a.Minutes == nil || a.Intervals == nil || a.Pauses == nil {
		t.Fatalf("%v in %s", err, line)
	}
	short := func(at *string) string {
		if at == nil {
			return "null"
		}
		return strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(*at, "Z"), ":00"), "2026-")
	}
	minutes, _ := json.Marshal(a.Minutes)
	out := a.State + " due " + short(a.Due) + " after " + string(minutes)
	for _, i := range a.Intervals {
		out += "; " + short(&i.From) + " to " + short(&i.To)
	}
	for _, p := range a.Pauses {
		out += "; paused " + short(&p.From) + " to " + short(p.To)
	}
	return out
}

// cases were worked out by hand from the rule.
func cases() []tricky {
	hour, day := `{"minutes":60}`, `{"minutes":480}`
	return []tricky{
		{"due exactly at the close, not next morning", asked(nineToFive, day, "01-05T16:00", "01-05T09:00 start"), "running due 01-05T17:00 after 420; 01-05T09:00 to 01-05T16:00"},
		{"due exactly before lunch, not after it", asked(lunch, `{"minutes":180}`, "01-05T09:00", "01-05T09:00 start"), "running due 01-05T12:00 after 0"},
		{"stopped exactly then is met", asked(nineToFive, day, "01-06T09:00", "01-05T09:00 start", "01-05T17:00 stop"), "met due 01-05T17:00 after 480; 01-05T09:00 to 01-05T17:00"},
		{"stopped a second later is breached", asked(nineToFive, hour, "01-06T09:00", "01-05T09:00 start", "01-05T10:00:01 stop"), "breached due 01-05T10:00 after 60; 01-05T09:00 to 01-05T10:00:01"},
		{"stopped in the night after the close is breached without another minute", asked(nineToFive, day, "01-06T09:00", "01-05T09:00 start", "01-05T23:00 stop"), "breached due 01-05T17:00 after 480; 01-05T09:00 to 01-05T17:00"},
		{"asked at the deadline it still runs", asked(nineToFive, hour, "01-05T10:00", "01-05T09:00 start"), "running due 01-05T10:00 after 60; 01-05T09:00 to 01-05T10:00"},
		{"paused at the deadline, asked then", asked(nineToFive, hour, "01-05T10:00", "01-05T09:00 start", "01-05T10:00 pause"), "paused due null after 60; 01-05T09:00 to 01-05T10:00; paused 01-05T10:00 to null"},
		{"paused at the deadline is not stopped by it", asked(nineToFive, hour, "01-05T10:01", "01-05T09:00 start", "01-05T10:00 pause"), "breached due 01-05T10:00 after 60; 01-05T09:00 to 01-05T10:00; paused 01-05T10:00 to null"},
		{"started on Saturday", asked(nineToFive, hour, "01-11T12:00", "01-10T12:00 start"), "running due 01-12T10:00 after 0"},
		{"started at the close", asked(nineToFive, hour, "01-05T18:00", "01-05T17:00 start"), "running due 01-06T10:00 after 0"},
		{"no days, started on Saturday", asked(nineToFive, `{"days":0}`, "01-10T12:00", "01-10T12:00 start"), "running due 01-12T17:00 after 0"},
		{"two days are the third close", asked(nineToFive, `{"days":2}`, "01-05T09:00", "01-05T09:00 start"), "running due 01-07T17:00 after 0"},
		{"a day with lunch closes once", asked(lunch, `{"days":1}`, "01-05T09:00", "01-05T09:00 start"), "running due 01-06T12:00 after 0"},
		{"started in the last minute, that close counts", asked(nineToFive, `{"days":0}`, "01-05T16:59", "01-05T16:59 start"), "running due 01-05T17:00 after 0"},
		{"a stop before the start", asked(nineToFive, hour, "01-05T09:30", "01-05T08:00 stop", "01-05T09:00 start"), "running due 01-05T10:00 after 30; 01-05T09:00 to 01-05T09:30"},
		{"events out of order", asked(nineToFive, hour, "01-05T11:00", "01-05T09:30 pause", "01-05T09:00 start"), "paused due null after 30; 01-05T09:00 to 01-05T09:30; paused 01-05T09:30 to null"},
		{"paused twice, resumed once", asked(nineToFive, day, "01-05T13:00", "01-05T09:00 start", "01-05T10:00 pause", "01-05T11:00 pause", "01-05T12:00 resume"),
			"running due 01-06T11:00 after 120; 01-05T09:00 to 01-05T10:00; 01-05T12:00 to 01-05T13:00; paused 01-05T10:00 to 01-05T12:00"},
		{"a pause of no length", asked(nineToFive, day, "01-05T11:00", "01-05T09:00 start", "01-05T10:00 pause", "01-05T10:00 resume"), "running due 01-05T17:00 after 120; 01-05T09:00 to 01-05T11:00"},
		{"a start does not end a pause", asked(nineToFive, day, "01-05T11:00", "01-05T09:00 start", "01-05T10:00 pause", "01-05T10:30 start"),
			"paused due null after 60; 01-05T09:00 to 01-05T10:00; paused 01-05T10:00 to null"},
		{"stopped while paused", asked(nineToFive, day, "01-06T11:00", "01-05T09:00 start", "01-05T10:00 pause", "01-05T10:30 stop"),
			"met due null after 60; 01-05T09:00 to 01-05T10:00; paused 01-05T10:00 to 01-05T10:30"},
		{"a pause in the night is a pause and costs nothing", asked(nineToFive, day, "01-06T10:00", "01-05T16:00 start", "01-05T20:00 pause", "01-06T08:00 resume"),
			"running due 01-06T16:00 after 120; 01-05T16:00 to 01-05T17:00; 01-06T09:00 to 01-06T10:00; paused 01-05T20:00 to 01-06T08:00"},
		{"asked before the start", asked(nineToFive, hour, "01-05T08:00", "01-05T09:00 start"), "paused due null after 0"},
		{"a stop after as_of is not known", asked(nineToFive, hour, "01-05T09:30", "01-05T09:00 start", "01-05T09:45 stop"), "running due 01-05T10:00 after 30; 01-05T09:00 to 01-05T09:30"},
		{"no minutes are due at the start", asked(nineToFive, `{"minutes":0}`, "01-05T09:00", "01-05T09:00 start"), "running due 01-05T09:00 after 0"},
		{"seconds count", asked(nineToFive, `{"minutes":1}`, "01-05T09:01:29", "01-05T09:00:30 start"), "running due 01-05T09:01:30 after 0; 01-05T09:00:30 to 01-05T09:01:29"},
		{"breached, then paused: it stays breached and keeps its due time", asked(nineToFive, hour, "01-05T12:00", "01-05T09:00 start", "01-05T11:00 pause"),
			"breached due 01-05T10:00 after 120; 01-05T09:00 to 01-05T11:00; paused 01-05T11:00 to null"},
		{"no events, not started", asked(nineToFive, hour, "01-05T10:00"), "paused due null after 0"},
		{"480.0 is a whole number", asked(nineToFive, `{"minutes":480.0}`, "01-05T10:00", "01-05T09:00 start"), "running due 01-05T17:00 after 60; 01-05T09:00 to 01-05T10:00"},
		{"and so is 1e0", asked(nineToFive, `{"days":1e0}`, "01-05T09:00", "01-05T09:00 start"), "running due 01-06T17:00 after 0"},
		{"a byte order mark at the start", "\ufeff" + asked(nineToFive, hour, "01-05T09:00", "01-05T09:00 start"), "running due 01-05T10:00 after 0"},
		{"overlapping intervals count once", asked(overlapping, `{"minutes":300}`, "01-05T12:30", "01-05T09:00 start"), "running due 01-05T14:00 after 210; 01-05T09:00 to 01-05T12:30"},
		{"their day closes once, at its end", asked(overlapping, `{"days":0}`, "01-05T09:00", "01-05T09:00 start"), "running due 01-05T15:00 after 0"},
		{"an interval within another", asked(special(`"exceptions":[{"date":"2026-01-05","intervals":[["10:00","11:00"],["09:00","12:00"],["12:00","12:30"]]}]`), `{"minutes":240}`, "01-05T13:00", "01-05T09:00 start"),
			"running due 01-06T09:30 after 210; 01-05T09:00 to 01-05T12:30"},
		{"an empty calendar is never due", asked(empty, hour, "2036-01-05T09:00", "01-05T09:00 start"), "running due null after 0"},
		{"and never closes", asked(empty, `{"days":0}`, "2036-01-05T09:00", "01-05T09:00 start"), "running due null after 0"},
	}
}

// places are cases of zones and dates, worked out by hand too.
func places() []tricky {
	hour, two := `{"minutes":60}`, `{"minutes":120}`
	return []tricky{
		{"24:00 and 00:00 touch", asked(midnight, `{"minutes":180}`, "01-06T01:00", "01-05T22:30 start"), "running due 01-06T01:30 after 150; 01-05T22:30 to 01-06T01:00"},
		{"24:00 is a close of its date", asked(midnight, `{"days":0}`, "01-05T23:00", "01-05T22:30 start"), "running due 01-06T00:00 after 30; 01-05T22:30 to 01-05T23:00"},
		{"an hour that a clock change skips", asked(berlin(`["02:00","03:00"]`), hour, "03-30T00:00", "03-29T00:00 start"), "running due 04-05T01:00 after 0"},
		{"an interval that ends in the gap", asked(berlin(`["01:00","02:30"]`), two, "03-29T00:30", "03-29T00:00 start"), "running due 04-05T00:00 after 30; 03-29T00:00 to 03-29T00:30"},
		{"an interval that begins in the gap", asked(berlin(`["02:30","04:00"]`), hour, "03-29T01:30", "03-29T00:00 start"), "running due 03-29T02:00 after 30; 03-29T01:00 to 03-29T01:30"},
		{"an hour that is repeated counts twice", asked(berlin(`["02:00","03:00"]`), two, "10-25T03:00", "10-25T00:00 start"), "breached due 10-25T02:00 after 120; 10-25T00:00 to 10-25T02:00"},
		{"the last minute of it, twice", asked(berlin(`["02:59","03:00"]`), `{"minutes":2}`, "10-25T01:30", "10-25T00:00 start"), "running due 10-25T02:00 after 1; 10-25T00:59 to 10-25T01:00"},
		{"the close is its second end", asked(berlin(`["02:00","03:00"]`), `{"days":0}`, "10-25T01:30", "10-25T00:00 start"), "running due 10-25T02:00 after 90; 10-25T00:00 to 10-25T01:30"},
		{"Samoa had no 30 December 2011", asked(apia, `{"minutes":600}`, "2011-12-30T20:00", "2011-12-29T19:00 start"),
			"running due 2011-12-30T21:00 after 540; 2011-12-29T19:00 to 2011-12-30T03:00; 2011-12-30T19:00 to 2011-12-30T20:00"},
		{"and no close of business on it", asked(apia, `{"days":1}`, "2011-12-29T19:00", "2011-12-29T19:00 start"), "running due 2011-12-31T03:00 after 0"},
		{"a holiday, named twice", asked(special(`"holidays":["2026-01-05","2026-01-05"]`), hour, "01-05T12:00", "01-05T09:00 start"), "running due 01-06T10:00 after 0"},
		{"an exception on a holiday goes before it", asked(special(`"holidays":["2026-01-05"],"exceptions":[{"date":"2026-01-05","intervals":[["10:00","10:30"]]}]`), hour, "01-05T12:00", "01-05T09:00 start"),
			"running due 01-06T09:30 after 30; 01-05T10:00 to 01-05T10:30"},
		{"an exception without hours closes", asked(special(`"exceptions":[{"date":"2026-01-05","intervals":[]}]`), hour, "01-05T12:00", "01-05T09:00 start"), "running due 01-06T10:00 after 0"},
		{"an exception opens a Sunday", asked(special(`"exceptions":[{"date":"2026-01-04","intervals":[["09:00","24:00"]]}]`), `{"days":0}`, "01-04T12:00", "01-04T11:00 start"),
			"running due 01-05T00:00 after 60; 01-04T11:00 to 01-04T12:00"},
	}
}

// wrong are lines that get an error, not a crash; a part of its words.
func wrong() []tricky {
	hour, start := `{"minutes":60}`, "01-05T09:00 start"
	interval := func(iv string) string {
		return asked(`{"zone":"UTC","weekly":{"mon":[`+iv+`]}}`, hour, "01-05T10:00", start)
	}
	return []tricky{
		{"a reversed interval", interval(`["17:00","09:00"]`), "calendar.weekly.mon.0: ends at 09:00, not after its start"},
		{"an interval of no length", interval(`["09:00","09:00"]`), "not after its start"},
		{"later than 24:00", interval(`["09:00","24:01"]`), "24:01"},
		{"one time only", interval(`["09:00"]`), "is not an interval"},
		{"numbers", interval(`[9,17]`), "is not an interval"},
		{"an unknown zone", asked(`{"zone":"Mars/Base","weekly":{}}`, hour, "01-05T10:00", start), "calendar.zone"},
		{"the zone of the machine", asked(`{"zone":"Local","weekly":{}}`, hour, "01-05T10:00", start), "calendar.zone"},
		{"a day that does not exist", asked(special(`"holidays":["2026-02-30"]`), hour, "01-05T10:00", start), "calendar.holidays.0"},
		{"a weekday that does not exist", asked(`{"zone":"UTC","weekly":{"someday":[]}}`, hour, "01-05T10:00", start), "calendar.weekly.someday"},
		{"no calendar", asked(`null`, hour, "01-05T10:00", start), "calendar"},
		{"a calendar that is a text", asked(`"UTC"`, hour, "01-05T10:00", start), "calendar"},
		{"a mistake beside an overlap", interval(`["09:00","12:00"],["11:00","13:00"],["9","10:00"]`), "calendar.weekly.mon.2"},
		{"no events at all", strings.Replace(asked(nineToFive, hour, "01-05T10:00"), `"events":[]`, `"events":null`, 1), "events"},
		{"a byte order mark within", "\ufeff" + asked(nineToFive, hour, "01-05T10:00", start), "json"},
		{"a cancelled clock", asked(nineToFive, hour, "01-05T10:00", start, "01-05T09:10 cancel"), "events.1.do"},
		{"both kinds of target", asked(nineToFive, `{"minutes":1,"days":1}`, "01-05T10:00", start), "target"},
		{"a negative target", asked(nineToFive, `{"minutes":-1}`, "01-05T10:00", start), "target"},
		{"a target of half a minute", asked(nineToFive, `{"minutes":0.5}`, "01-05T10:00", start), "target"},
		{"an unknown act", asked(nineToFive, hour, "01-05T10:00", "01-05T09:00 begin"), "events.0.do"},
		{"29 February of a common year", asked(nineToFive, hour, "02-29T10:00", start), "as_of"},
		{"a list", `[]`, "json"},
		{"null", `null`, "missing"},
	}
}

func TestSimulateFollowsTheRuleInTrickyCases(t *testing.T) {
	for _, c := range append(cases(), places()...) {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			if done, err := timing.Simulate(strings.NewReader(c.in), &out); err != nil || done.Cases != 1 {
				t.Fatal(done, err)
			}
			if got := said(t, out.String()); got != c.want {
				t.Errorf("\n got %s\nwant %s\n  in %s", got, c.want, c.in)
			}
		})
	}
}

func TestSimulateAnswersWrongLinesWithTheirFields(t *testing.T) {
	var in strings.Builder
	for _, c := range wrong() {
		in.WriteString(c.in + "\n")
	}
	var out bytes.Buffer
	if done, err := timing.Simulate(strings.NewReader(in.String()), &out); err != nil || done.Cases != len(wrong()) || done.Bad != len(wrong()) {
		t.Errorf("%+v, %v", done, err)
	}
	lines := strings.Split(out.String(), "\n")
	for i, c := range wrong() {
		if got := said(t, lines[i]); !strings.HasPrefix(got, "error ") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
