package search

import (
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// span is what a time in a query means: a day, a minute, or with from = to a point.
type span struct{ from, to time.Time }

// When reads a time of the query language: now, today, yesterday, tomorrow, a weekday (the coming one, today included; with "-" the
// last one before today), a distance such as 2h, 3d, 1w, 90m or -7d, a date, or a date with a time. from equals to for a point in time;
// days are those of now's location.
func When(text string, now time.Time) (from, to time.Time, ok bool) {
	s, ok := when(strings.ToLower(strings.TrimSpace(text)), now)
	return s.from, s.to, ok && s.from.Year() >= 1970 && s.to.Year() <= 9999
}

func when(s string, now time.Time) (span, bool) {
	switch s {
	case "now":
		return span{now, now}, true
	case "today":
		return day(now, 0), true
	case "yesterday":
		return day(now, -1), true
	case "tomorrow":
		return day(now, 1), true
	}
	name, past := strings.CutPrefix(s, "-")
	for d := time.Sunday; d <= time.Saturday; d++ {
		long := strings.ToLower(d.String())
		if name == long || name == long[:3] {
			return weekday(now, d, past), true
		}
	}
	if p, ok := distanceFrom(s, now); ok {
		return span{p, p}, true
	}
	for _, layout := range [...]string{"2006-01-02t15:04:05z07:00", "2006-01-02t15:04z07:00", "2006-01-02t15:04:05", "2006-01-02t15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(strings.ToUpper(layout), strings.ToUpper(s), now.Location()); err == nil {
			return span{t, t.Add(time.Minute)}, true
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, now.Location()); err == nil {
		return day(t, 0), true
	}
	if t, err := time.ParseInLocation("2006-01", s, now.Location()); err == nil {
		return span{t, t.AddDate(0, 1, 0)}, true
	}
	return span{}, false
}

func day(t time.Time, plus int) span {
	y, m, d := t.Date()
	return span{time.Date(y, m, d+plus, 0, 0, 0, 0, t.Location()), time.Date(y, m, d+plus+1, 0, 0, 0, 0, t.Location())}
}

func weekday(now time.Time, d time.Weekday, past bool) span {
	ahead := (int(d) - int(now.Weekday()) + 7) % 7
	if past {
		return day(now, -((7-ahead-1)%7 + 1))
	}
	return day(now, ahead)
}

// distanceFrom adds "2h", "+3d" or "-1w" to now; days and weeks are those of the calendar.
func distanceFrom(s string, now time.Time) (time.Time, bool) {
	if len(s) < 2 {
		return now, false
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	if err != nil || n > 100_000 || n < -100_000 {
		return now, false
	}
	switch s[len(s)-1] {
	case 'm':
		return now.Add(time.Duration(n) * time.Minute), true
	case 'h':
		return now.Add(time.Duration(n) * time.Hour), true
	case 'd':
		return now.AddDate(0, 0, n), true
	case 'w':
		return now.AddDate(0, 0, 7*n), true
	}
	return now, false
}

// time compares an instant or a date. "Later than a day" means after its end, and no value is never earlier than anything. A field
// that is (":") a distance lies between now and then.
func (c compiler) time(n *Node, d field.Def, v Value) (string, error) {
	now := c.Now.In(c.Zone)
	from, to, ok := When(v.Text, now)
	if !ok || n.Op == Contains {
		return "", bad(n, "'%s' is not a time; write 2026-11-22, today, monday, 2h, -7d or now.", v.Text)
	}
	if from.Equal(to) && n.Op != Less && n.Op != LessEq && n.Op != Greater && n.Op != GreaterEq {
		if from.Before(now) {
			to = now
		} else {
			from = now
		}
	}
	if d.Type == field.TypeDate {
		return c.date(n.Op, d, from, to), nil
	}
	arg := func(t time.Time) string {
		if d.Custom {
			return c.args.Add(t.UTC().Format("2006-01-02T15:04:05Z"))
		}
		return c.args.Add(int64(clock.Of(t)))
	}
	e, point := d.Filter, from.Equal(to)
	switch n.Op {
	case Less:
		return "(" + some(d) + " AND " + e + " < " + arg(from) + ")", nil
	case LessEq:
		if point {
			return "(" + some(d) + " AND " + e + " <= " + arg(to) + ")", nil
		}
		return "(" + some(d) + " AND " + e + " < " + arg(to) + ")", nil
	case Greater:
		if point {
			return e + " > " + arg(to), nil
		}
		return e + " >= " + arg(to), nil
	case GreaterEq:
		return e + " >= " + arg(from), nil
	case NotEqual:
		return "(" + none(d) + " OR " + e + " < " + arg(from) + " OR " + e + " >= " + arg(to) + ")", nil
	}
	return "(" + e + " >= " + arg(from) + " AND " + e + " < " + arg(to) + ")", nil
}

// date compares a day without a time, kept as text that sorts.
func (c compiler) date(op Op, d field.Def, from, to time.Time) string {
	first := from.Format(time.DateOnly)
	last := to.Add(-time.Nanosecond).Format(time.DateOnly)
	if to.Equal(from) {
		last = first
	}
	e := d.Filter
	switch op {
	case Less:
		return "(" + some(d) + " AND " + e + " < " + c.args.Add(first) + ")"
	case LessEq:
		return "(" + some(d) + " AND " + e + " <= " + c.args.Add(last) + ")"
	case Greater:
		return e + " > " + c.args.Add(last)
	case GreaterEq:
		return e + " >= " + c.args.Add(first)
	case NotEqual:
		return "(" + none(d) + " OR " + e + " < " + c.args.Add(first) + " OR " + e + " > " + c.args.Add(last) + ")"
	}
	return "(" + e + " >= " + c.args.Add(first) + " AND " + e + " <= " + c.args.Add(last) + ")"
}
