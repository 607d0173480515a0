package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// repeat is a rule of repetition as holiday files use it. A date belongs to it when it lies in one of its periods and passes each
// condition; that is slower than making the dates one from another, but there is nothing in it to get wrong.
type repeat struct {
	first     Date
	every     string // YEARLY, MONTHLY, WEEKLY or DAILY
	interval  int
	count     int // 0: no end
	until     Date
	months    []int
	monthDays []int // negative from the end
	weekDays  []nthDay
	weekStart time.Weekday
}

// nthDay is a weekday, the n-th of its month or year unless n is 0; negative counts from the end.
type nthDay struct {
	n   int
	day time.Weekday
}

const noRepeat = "it repeats in a way that is not read, so list its dates one by one"

// starts returns the dates between two others on which an event begins, or why that cannot be told. moved are those for which another
// event of the file stands.
func starts(ev *ics.VEvent, first, from, to Date, moved []Date) ([]Date, string) {
	var extra, without []Date
	for _, p := range ev.GetProperties(ics.ComponentPropertyRdate) {
		list, ok := icalDates(p.Value)
		if !ok {
			return nil, noRepeat
		}
		extra = append(extra, list...)
	}
	for _, p := range ev.GetProperties(ics.ComponentPropertyExdate) {
		list, _ := icalDates(p.Value)
		without = append(without, list...)
	}
	all := append([]Date{first}, extra...)
	rules := ev.GetProperties(ics.ComponentPropertyRrule)
	if len(rules) > 0 {
		rule, ok := parseRepeat(rules[0].Value, first)
		if !ok || len(rules) > 1 {
			return nil, noRepeat
		}
		all = append(rule.dates(from, to), extra...)
	}
	without = append(without, moved...)
	return slices.DeleteFunc(all, func(d Date) bool { return slices.Contains(without, d) }), ""
}

// icalDates reads a list of dates, or of midnights.
func icalDates(s string) (out []Date, all bool) {
	all = true
	for _, part := range strings.Split(s, ",") {
		d, time, ok := icalMoment(strings.TrimSpace(part))
		if ok = ok && time == 0; ok {
			out = append(out, d)
		}
		all = all && ok
	}
	return out, all
}

// parseRepeat reads a rule; false when it says more than repeat can hold.
func parseRepeat(text string, first Date) (repeat, bool) {
	r := repeat{first: first, interval: 1, until: Date(1 << 30), weekStart: time.Monday}
	for _, part := range strings.Split(strings.ToUpper(text), ";") {
		key, value, _ := strings.Cut(part, "=")
		if !r.read(key, value) {
			return r, false
		}
	}
	// A rule that its own first date does not follow means different things to different programs.
	return r, r.every != "" && r.has(first)
}

func (r *repeat) read(key, value string) (ok bool) {
	n, err := strconv.Atoi(value)
	switch key {
	case "FREQ":
		r.every, ok = value, slices.Contains([]string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}, value)
	case "INTERVAL":
		r.interval, ok = n, err == nil && n >= 1 && n <= 1000
	case "COUNT":
		r.count, ok = n, err == nil && n >= 1
	case "UNTIL":
		r.until, _, ok = icalMoment(value)
	case "BYMONTH":
		r.months, ok = numbers(value, 1, 12)
	case "BYMONTHDAY":
		r.monthDays, ok = numbers(value, -31, 31)
	case "BYDAY":
		ok = r.byDay(value)
	case "WKST":
		r.weekStart, ok = weekdayOf(value)
	case "":
		ok = true
	}
	return ok
}

func numbers(list string, least, most int) (out []int, ok bool) {
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n == 0 || n < least || n > most {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

// byDay reads "MO,FR", "4TH" (the fourth Thursday) or "-1MO" (the last Monday).
func (r *repeat) byDay(list string) bool {
	for _, s := range strings.Split(list, ",") {
		day, ok := weekdayOf(s[max(0, len(s)-2):])
		n := 0
		if ok && len(s) > 2 {
			var err error
			n, err = strconv.Atoi(s[:len(s)-2])
			ok = err == nil && n != 0 && n >= -53 && n <= 53 && (r.every == "" || r.every == "YEARLY" || r.every == "MONTHLY")
		}
		if !ok {
			return false
		}
		r.weekDays = append(r.weekDays, nthDay{n, day})
	}
	return true
}

func weekdayOf(s string) (time.Weekday, bool) {
	at := strings.Index("SUMOTUWETHFRSA", s)
	return time.Weekday(at / 2), len(s) == 2 && at >= 0 && at%2 == 0
}

// dates returns the dates of the rule between two others, in order.
func (r *repeat) dates(from, to Date) []Date {
	var out []Date
	d := r.first
	if r.count == 0 { // else all before must be counted
		d = max(d, from)
	}
	for n := 0; d <= min(to, r.until); d++ {
		if !r.has(d) {
			continue
		}
		if d >= from {
			out = append(out, d)
		}
		if n++; n == r.count {
			break
		}
	}
	return out
}

// has reports whether a date belongs to the rule, its end aside.
func (r *repeat) has(d Date) bool {
	a, b := r.first.utc(), d.utc()
	byMonth, byDay, byWeekday := len(r.months) > 0, len(r.monthDays) > 0, len(r.weekDays) > 0
	inPeriod := false
	switch r.every {
	case "YEARLY":
		inPeriod = (b.Year()-a.Year())%r.interval == 0
		byMonth = byMonth || byDay || byWeekday
	case "MONTHLY":
		inPeriod = ((b.Year()-a.Year())*12+int(b.Month()-a.Month()))%r.interval == 0
		byMonth = true
	case "WEEKLY":
		inPeriod = int(r.week(d)-r.week(r.first))/7%r.interval == 0
		byMonth, byDay = true, true
		if !byWeekday && b.Weekday() != a.Weekday() {
			return false
		}
	case "DAILY":
		inPeriod = int(d-r.first)%r.interval == 0
		byMonth, byDay = true, true
	}
	return inPeriod && (byMonth || b.Month() == a.Month()) && (byDay || byWeekday || b.Day() == a.Day()) &&
		(len(r.months) == 0 || slices.Contains(r.months, int(b.Month()))) && r.onMonthDay(b) && r.onWeekday(d, b)
}

// week returns the date on which the week of a date begins.
func (r *repeat) week(d Date) Date { return d - Date((int(d.Weekday())-int(r.weekStart)+7)%7) }

func (r *repeat) onMonthDay(t time.Time) bool {
	if len(r.monthDays) == 0 {
		return true
	}
	length := t.AddDate(0, 1, -t.Day()).Day()
	return slices.Contains(r.monthDays, t.Day()) || slices.Contains(r.monthDays, t.Day()-length-1)
}

func (r *repeat) onWeekday(d Date, t time.Time) bool {
	if len(r.weekDays) == 0 {
		return true
	}
	first, next := NewDate(t.Year(), t.Month(), 1), NewDate(t.Year(), t.Month()+1, 1)
	if r.every == "YEARLY" && len(r.months) == 0 {
		first, next = NewDate(t.Year(), time.January, 1), NewDate(t.Year()+1, time.January, 1)
	}
	return slices.ContainsFunc(r.weekDays, func(w nthDay) bool {
		return w.day == t.Weekday() && (w.n == 0 || w.n == int(d-first)/7+1 || w.n == -int(next-1-d)/7-1)
	})
}
