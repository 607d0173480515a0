package calendar

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Limits of a holiday file.
const (
	MaxHolidayFile  = 2 << 20 // bytes
	maxHolidayLines = 4 << 10 // bytes of one line that is needed
	maxHolidayDays  = 366     // length of one event
	maxImported     = MaxDates
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
// two dates, both included. Yearly repetition is expanded inside the window;
// events with a time of day, cancelled events and other repetition are left out
// and listed. The error is Invalid: not an iCal file, too long, too many dates.
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
	for _, ev := range file.Events() {
		if err := out.take(ev, from, to); err != nil {
			return Imported{}, err
		}
	}
	slices.SortStableFunc(out.Holidays, func(a, b NamedDate) int { return cmp.Compare(a.Date, b.Date) })
	out.Holidays = slices.CompactFunc(out.Holidays, func(a, b NamedDate) bool { return a.Date == b.Date })
	return out, nil
}

// take adds the dates of one event, or a reason why there are none.
func (out *Imported) take(ev *ics.VEvent, from, to Date) error {
	name := shorten(property(ev, ics.ComponentPropertySummary))
	first, length, why := wholeDays(ev)
	if why == "" && strings.EqualFold(property(ev, ics.ComponentPropertyStatus), "CANCELLED") {
		why = "the event is cancelled"
	}
	var starts []Date
	if why == "" {
		starts, why = repetitions(ev, first, to)
	}
	if why != "" {
		out.Skipped = append(out.Skipped, SkippedEvent{name, why})
		return nil
	}
	for _, start := range starts {
		for d := start; d < start+Date(length); d++ {
			if d < from || d > to {
				out.Outside++
				continue
			}
			out.Holidays = append(out.Holidays, NamedDate{d, name})
		}
	}
	if len(out.Holidays) > maxImported {
		return errs.New(errs.Invalid, "The file has more than %d holidays in this time; import fewer years.", maxImported)
	}
	return nil
}

// wholeDays returns the first date and the number of days of an event, or why
// it is not a whole-day event.
func wholeDays(ev *ics.VEvent) (first Date, length int, why string) {
	text := property(ev, ics.ComponentPropertyDtStart)
	first, ok := icalDate(text)
	switch {
	case text == "":
		return 0, 0, "it has no start"
	case strings.Contains(text, "T"):
		return 0, 0, "it has a time of day; holidays are whole days"
	case !ok:
		return 0, 0, "its start " + shorten(text) + " is not a date"
	}
	length = 1
	if end := property(ev, ics.ComponentPropertyDtEnd); end != "" {
		last, ok := icalDate(end)
		if !ok || last < first {
			return 0, 0, "its end " + shorten(end) + " is not a date after its start"
		}
		length = max(1, int(last-first)) // the end is the first date not included
	} else if dur := property(ev, ics.ComponentPropertyDuration); dur != "" {
		if length = icalDays(dur); length == 0 {
			return 0, 0, "its duration " + shorten(dur) + " is not a number of days"
		}
	}
	if length > maxHolidayDays {
		return 0, 0, "it is longer than a year"
	}
	return first, length, ""
}

// icalDate reads 20261225, in the years ParseDate takes.
func icalDate(s string) (Date, bool) {
	t, err := time.Parse("20060102", s)
	if err != nil {
		return 0, false
	}
	d, err := ParseDate(t.Format(dateLayout))
	return d, err == nil
}

// icalDays reads P3D or P1W; zero when it is something else.
func icalDays(s string) int {
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

func property(ev *ics.VEvent, name ics.ComponentProperty) string {
	if p := ev.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}
