package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// weekdays are the keys of Definition.Weekly, by time.Weekday.
const weekdays = "sun mon tue wed thu fri sat"

// New checks a definition and makes it ready for arithmetic. The error is
// Invalid and names every mistake by its field, such as "weekly.mon.0".
func New(def Definition) (*Hours, error) {
	var check errs.Check
	h := &Hours{def: def, special: map[Date]day{}, lastOpen: never}
	h.zone = loadZone(def.Zone, &check)
	h.compileWeek(&check)
	h.compileHolidays(&check)
	h.compileExceptions(&check)
	if err := check.Err(); err != nil {
		return nil, err
	}
	return h, nil
}

// Must is New for literals in tests and shipped content; it panics on a mistake.
func Must(def Definition) *Hours {
	h, err := New(def)
	if err != nil {
		panic(err)
	}
	return h
}

func loadZone(name string, check *errs.Check) *time.Location {
	const cure = "use a name of the tz database such as Europe/Berlin or UTC"
	if name == "" {
		check.Add("zone", "is missing; %s", cure)
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		check.Add("zone", "%q is not known; %s", shorten(name), cure)
		return nil
	}
	return zone
}

func (h *Hours) compileWeek(check *errs.Check) {
	names := strings.Fields(weekdays)
	for _, key := range sortedKeys(h.def.Weekly) {
		at := slices.Index(names, key)
		if at < 0 {
			check.Add("weekly."+shorten(key), "is not a day; use mon, tue, wed, thu, fri, sat or sun")
			continue
		}
		h.week[at] = compileDay("weekly."+key, h.def.Weekly[key], check)
		if len(h.week[at]) > 0 {
			h.lastOpen = always
		}
	}
}

func (h *Hours) compileHolidays(check *errs.Check) {
	if len(h.def.Holidays) > MaxDates {
		check.Add("holidays", "has %d dates; at most %d are read", len(h.def.Holidays), MaxDates)
		return
	}
	for i, text := range h.def.Holidays {
		d, err := ParseDate(text)
		if err != nil {
			check.Add(fmt.Sprintf("holidays.%d", i), "%s", err)
			continue
		}
		h.special[d] = day{source: Holiday}
	}
}

func (h *Hours) compileExceptions(check *errs.Check) {
	if len(h.def.Exceptions) > MaxDates {
		check.Add("exceptions", "has %d dates; at most %d are read", len(h.def.Exceptions), MaxDates)
		return
	}
	first := map[Date]int{}
	for i, x := range h.def.Exceptions {
		field := fmt.Sprintf("exceptions.%d", i)
		d, err := ParseDate(x.Date)
		if err != nil {
			check.Add(field+".date", "%s", err)
			continue
		}
		if j, dup := first[d]; dup {
			check.Add(field+".date", "%s stands in exceptions.%d already; put all its intervals there", d, j)
			continue
		}
		first[d] = i
		ivs := compileDay(field+".intervals", x.Intervals, check)
		h.special[d] = day{intervals: ivs, source: Changed}
		if len(ivs) > 0 && h.lastOpen != always {
			h.lastOpen = max(h.lastOpen, int64(d))
		}
	}
}

// compileDay parses the intervals of one day, sorts them and refuses overlaps.
func compileDay(field string, in []Interval, check *errs.Check) []minutes {
	if len(in) > MaxIntervals {
		check.Add(field, "has %d intervals; at most %d are read", len(in), MaxIntervals)
		return nil
	}
	out := make([]minutes, 0, len(in))
	for i, iv := range in {
		m, text := compileInterval(iv)
		if text != "" {
			check.Add(fmt.Sprintf("%s.%d", field, i), "%s", text)
			continue
		}
		out = append(out, m)
	}
	sorted.By(out, func(a, b minutes) int { return a.from - b.from })
	for i := 1; i < len(out); i++ {
		if out[i].from < out[i-1].to {
			check.Add(field, "%s and %s overlap; join them or move one", out[i-1], out[i])
		}
	}
	return out
}

func compileInterval(iv Interval) (minutes, string) {
	if iv.odd != "" {
		return minutes{}, fmt.Sprintf(`%s is not an interval; write ["09:00","12:00"]`, iv.odd)
	}
	from, ok := parseMinute(iv.From)
	if !ok {
		return minutes{}, fmt.Sprintf("%q is not a time of day; write it as 09:00 (00:00 to 24:00)", shorten(iv.From))
	}
	to, ok := parseMinute(iv.To)
	if !ok {
		return minutes{}, fmt.Sprintf("%q is not a time of day; write it as 17:30 (00:00 to 24:00)", shorten(iv.To))
	}
	if from >= to {
		return minutes{}, fmt.Sprintf("ends at %s, not after its start %s; "+
			"a shift over midnight is two intervals, up to 24:00 and from 00:00 of the next day", iv.To, iv.From)
	}
	return minutes{from, to}, ""
}

// parseMinute reads "HH:MM" as minutes of the day; "24:00" is 1440.
func parseMinute(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	for _, i := range [4]int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	hour, minute := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	m := hour*60 + minute
	return m, minute < 60 && m <= 1440
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
