package kit

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Today is the visitor's date.
func (v *Visit) Today() calendar.Date { return calendar.DateOf(v.Now(), v.Zone()) }

// Day says an instant as a day: "12 Nov" this year, "12 Nov 2024" otherwise.
func (v *Visit) Day(t time.Time) string {
	if t = t.In(v.Zone()); t.Year() == v.Now().In(v.Zone()).Year() {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// EndsIn says how far the last day of something is away: "ends in 97 days", "ended 3 days ago".
func (v *Visit) EndsIn(last calendar.Date) string {
	switch n := int(last - v.Today()); {
	case n == 0:
		return "ends today"
	case n > 0:
		return "ends in " + Days(n)
	default:
		return "ended " + Days(-n) + " ago"
	}
}

// Days is a number of days in words.
func Days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return thousands(n) + " days"
}
