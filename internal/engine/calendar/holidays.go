package calendar

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Limits of a holiday file.
const (
	MaxHolidayFile  = 2 << 20 // bytes
	maxHolidayLines = 4 << 10 // bytes of one line that is needed
	maxHolidayDays  = 366     // length of one event
	maxImported     = MaxDates
	maxRepeatDays   = 5_000_000 // dates tried against rules of repetition
)

// NamedDate is a holiday with what the source calls it.
type NamedDate struct {
	Date Date   `json:"date"`
	Name string `json:"name"`
}

// SkippedEvent is an event of the file that was not taken, and why.
type SkippedEvent struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Imported is what ImportHolidays found: dates in order, each once, and what
// it left out. Outside counts dates before or after the window.
type Imported struct {
	Holidays []NamedDate
	Skipped  []SkippedEvent
	Outside  int
}

// ImportHolidays reads whole-day events of an iCal file as holidays between
// two dates, both included. A whole day is a date, or lasts from midnight to
// midnight in whatever zone it is written: what counts is the local date.
// Repetition is expanded inside the window; cancelled events, events with a
// time of day and repetition that is not read are left out and listed. The
// error is Invalid: not an iCal file, no events, too long, too many dates.
func ImportHolidays(r io.Reader, from, to Date) (Imported, error) {
	var out Imported
	if to < from {
		return out, errs.Bad("window", "ends before it starts; swap the two dates")
	}
	text, err := holidayText(r)
	if err != nil {
		return out, err
	}
	file, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		return out, errs.Because(errs.Invalid, err, "The file is not a readable iCal file; export it again as .ics.")
	}
	events := file.Events()
	if len(events) == 0 {
		return out, errs.New(errs.Invalid, "The file is an iCal file without events; export the calendar of holidays itself.")
	}
	moved, budget := movedDates(events), maxRepeatDays
	for _, ev := range events {
		if budget -= cost(ev, from, to); budget < 0 {
			return Imported{}, errs.New(errs.Invalid, "The file has too many repeating events for this time; import fewer years.")
		}
		if err := out.take(ev, from, to, moved); err != nil {
			return Imported{}, err
		}
	}
	sorted.By(out.Holidays, func(a, b NamedDate) int { return cmp.Compare(a.Date, b.Date) })
	out.Holidays = slices.CompactFunc(out.Holidays, func(a, b NamedDate) bool { return a.Date == b.Date })
	return out, nil
}

// cost returns how many dates are tried against the rule of an event.
func cost(ev *ics.VEvent, from, to Date) int {
	rule := property(ev, ics.ComponentPropertyRrule)
	if rule == "" {
		return 0
	}
	first, _, _ := icalMoment(property(ev, ics.ComponentPropertyDtStart))
	if !strings.Contains(strings.ToUpper(rule), "COUNT") {
		first = from
	}
	return int(to-min(first, from)) + maxHolidayDays
}

// movedDates returns, by event, the repetitions in whose place another event of the file stands.
func movedDates(events []*ics.VEvent) map[string][]Date {
	out := map[string][]Date{}
	for _, ev := range events {
		if d, _, ok := icalMoment(property(ev, ics.ComponentPropertyRecurrenceId)); ok {
			uid := property(ev, ics.ComponentPropertyUniqueId)
			out[uid] = append(out[uid], d)
		}
	}
	return out
}

// take adds the dates of one event, or a reason why there are none.
func (out *Imported) take(ev *ics.VEvent, from, to Date, moved map[string][]Date) error {
	name := shorten(printable(property(ev, ics.ComponentPropertySummary)))
	first, length, why := wholeDays(ev)
	if why == "" && strings.EqualFold(property(ev, ics.ComponentPropertyStatus), "CANCELLED") {
		why = "the event is cancelled"
	}
	var not []Date
	if !ev.HasProperty(ics.ComponentPropertyRecurrenceId) {
		not = moved[property(ev, ics.ComponentPropertyUniqueId)]
	}
	var begin []Date
	if why == "" {
		begin, why = starts(ev, first, from-Date(length), to, not)
	}
	if why != "" {
		out.Skipped = append(out.Skipped, SkippedEvent{name, why})
		return nil
	}
	for _, start := range begin {
		for d := start; d < start+Date(length); d++ {
			if d < from || d > to {
				out.Outside++
				continue
			}
			out.Holidays = append(out.Holidays, NamedDate{d, name})
		}
		if len(out.Holidays) > maxImported {
			return errs.New(errs.Invalid, "The file has more than %d holidays in this time; import fewer years.", maxImported)
		}
	}
	return nil
}

// wholeDays returns the first date and the number of days of an event, or why
// it is not a whole-day event.
func wholeDays(ev *ics.VEvent) (first Date, length int, why string) {
	text := property(ev, ics.ComponentPropertyDtStart)
	first, clock, ok := icalMoment(text)
	switch {
	case text == "":
		return 0, 0, "it has no start"
	case !ok:
		return 0, 0, "its start " + shorten(text) + " is not a date"
	case clock != 0:
		return 0, 0, timeOfDay
	}
	length = 1
	end, dur := property(ev, ics.ComponentPropertyDtEnd), property(ev, ics.ComponentPropertyDuration)
	switch {
	case end != "":
		last, clock, ok := icalMoment(end)
		if !ok || last < first {
			return 0, 0, "its end " + shorten(end) + " is not a date after its start"
		}
		length = int(last - first) // the end is the first date not included
		if clock >= lastMinute {
			length++
		} else if clock != 0 || length == 0 && strings.Contains(text, "T") {
			return 0, 0, timeOfDay
		}
		length = max(1, length)
	case dur != "":
		if length = icalDays(dur); length == 0 {
			return 0, 0, "its duration " + shorten(dur) + " is not a number of days"
		}
	case strings.Contains(text, "T"):
		return 0, 0, timeOfDay
	}
	if length > maxHolidayDays {
		return 0, 0, "it is longer than a year"
	}
	return first, length, ""
}

const (
	timeOfDay = "it has a time of day; holidays are whole days"
	// lastMinute is where programs end a day that do not know 24:00.
	lastMinute = 23*time.Hour + 59*time.Minute
)

// icalMoment reads 20261225 or 20261225T000000, with or without Z, as a local
// date in the years ParseDate takes, and a time of day.
func icalMoment(s string) (Date, time.Duration, bool) {
	day, clock, timed := strings.Cut(strings.TrimSuffix(s, "Z"), "T")
	t, err := time.Parse("20060102", day)
	if err != nil {
		return 0, 0, false
	}
	d, err := ParseDate(t.Format(dateLayout))
	if err != nil || !timed {
		return d, 0, err == nil && day == s
	}
	at, err := time.Parse("150405", clock)
	return d, at.Sub(at.Truncate(24 * time.Hour)), err == nil
}

// icalDays reads P3D, P1W, or PT24H as some programs write a day; zero when it
// is something else.
func icalDays(s string) int {
	if s == "PT24H" {
		return 1
	}
	each := map[byte]int{'D': 1, 'W': 7}
	if len(s) < 3 || len(s) > 5 || s[0] != 'P' {
		return 0
	}
	n, err := strconv.ParseUint(s[1:len(s)-1], 10, 16)
	if err != nil {
		return 0
	}
	return int(n) * each[s[len(s)-1]]
}

// printable drops what a database or a page would not take.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

func property(ev *ics.VEvent, name ics.ComponentProperty) string {
	if p := ev.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}
