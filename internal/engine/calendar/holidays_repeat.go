package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// yearly is the one kind of repetition holidays need: the same day of a month,
// or the n-th weekday of a month, every so many years.
type yearly struct {
	first    Date
	interval int
	count    int // 0: no end
	until    Date
	month    time.Month
	nth      int // 0: same day of the month; negative counts from the end
	weekday  time.Weekday
}

const noYearly = "it repeats in a way that is not read; only yearly repetition is, so list its dates one by one"

// repetitions returns the start dates of an event up to a date.
func repetitions(ev *ics.VEvent, first, to Date) ([]Date, string) {
	if ev.HasProperty(ics.ComponentPropertyRdate) || ev.HasProperty(ics.ComponentPropertyRecurrenceId) {
		return nil, noYearly
	}
	rules := ev.GetProperties(ics.ComponentPropertyRrule)
	if len(rules) == 0 {
		return []Date{first}, ""
	}
	rule, ok := parseYearly(rules[0].Value, first)
	if !ok || len(rules) > 1 {
		return nil, noYearly
	}
	var without []Date
	for _, p := range ev.GetProperties(ics.ComponentPropertyExdate) {
		for _, s := range strings.Split(p.Value, ",") {
			if d, ok := icalDate(strings.TrimSpace(s)); ok {
				without = append(without, d)
			}
		}
	}
	all := rule.dates(to)
	return slices.DeleteFunc(all, func(d Date) bool { return slices.Contains(without, d) }), ""
}

// parseYearly reads a rule; false when it is more than yearly describes.
func parseYearly(text string, first Date) (yearly, bool) {
	start := first.utc()
	y := yearly{first: first, interval: 1, until: Date(1 << 30), month: start.Month()}
	isYearly, days := false, start.Day()
	for _, part := range strings.Split(strings.ToUpper(text), ";") {
		key, value, _ := strings.Cut(part, "=")
		n, numErr := strconv.Atoi(value)
		ok := true
		switch key {
		case "FREQ":
			isYearly = value == "YEARLY"
		case "INTERVAL":
			y.interval, ok = n, numErr == nil && n >= 1 && n <= 100
		case "COUNT":
			y.count, ok = n, numErr == nil && n >= 1
		case "UNTIL":
			date, _, _ := strings.Cut(value, "T")
			y.until, ok = icalDate(date)
		case "BYMONTH":
			y.month, ok = time.Month(n), numErr == nil && n >= 1 && n <= 12
		case "BYMONTHDAY":
			days, ok = n, numErr == nil
		case "BYDAY":
			ok = y.byDay(value)
		case "WKST", "":
		default:
			ok = false
		}
		if !ok {
			return y, false
		}
	}
	// A rule that moves the start itself is too clever for a holiday.
	same := y.nth != 0 && y.inYear(start.Year()) == first || y.nth == 0 && y.month == start.Month() && days == start.Day()
	return y, isYearly && same
}

// byDay reads "4TH" (fourth Thursday) or "-1MO" (last Monday).
func (y *yearly) byDay(s string) bool {
	if len(s) < 3 {
		return false
	}
	day := strings.Index("SUMOTUWETHFRSA", s[len(s)-2:])
	n, err := strconv.Atoi(s[:len(s)-2])
	if day < 0 || day%2 != 0 || err != nil || n == 0 || n < -5 || n > 5 {
		return false
	}
	y.weekday, y.nth = time.Weekday(day/2), n
	return true
}

// dates returns the start dates up to a date, in order.
func (y *yearly) dates(to Date) []Date {
	var out []Date
	for year := y.first.Year(); year <= min(to, y.until).Year(); year += y.interval {
		d := y.inYear(year)
		if d < y.first {
			continue
		}
		if d > to || d > y.until || y.count > 0 && len(out) == y.count {
			break
		}
		out = append(out, d)
	}
	return out
}

// inYear returns the date in a year, or a date before the first when that year
// has none (29 February, a fifth Monday).
func (y *yearly) inYear(year int) Date {
	const none = Date(-1 << 30)
	if y.nth == 0 {
		day := y.first.utc().Day()
		d := NewDate(year, y.month, day)
		if d.utc().Day() != day {
			return none
		}
		return d
	}
	first, next := NewDate(year, y.month, 1), NewDate(year, y.month+1, 1)
	d := first + Date((int(y.weekday)-int(first.Weekday())+7)%7) + Date(7*(y.nth-1))
	if y.nth < 0 {
		last := next - 1
		d = last - Date((int(last.Weekday())-int(y.weekday)+7)%7) + Date(7*(y.nth+1))
	}
	if d < first || d >= next {
		return none
	}
	return d
}
