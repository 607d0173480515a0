// Package civil counts months on the dates of engine/calendar: adding them, their ends, and the number of a month as an index that can
// be reckoned with.
//
// It exists because depreciation and contracts both step by months, and must step alike when a month has no 31st: the last day of the
// month stands in, always counted from the date one started from, so that a row of steps does not drift.
//
// It leaves dates themselves, and working days, to engine/calendar.
package civil

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Month is a civil month, counted so that the next month is one more: year × 12 + month - 1.
type Month int

// MonthOf returns the month that a date lies in.
func MonthOf(d calendar.Date) Month {
	y, m, _ := split(d)
	return Month(y*12 + int(m) - 1)
}

// First returns the first day of the month.
func (m Month) First() calendar.Date { return calendar.NewDate(0, time.Month(m)+1, 1) }

// Last returns the last day of the month.
func (m Month) Last() calendar.Date { return (m + 1).First() - 1 }

// Of returns which month of the year it is.
func (m Month) Of() time.Month { return time.Month((m%12+12)%12) + 1 }

// IsLast reports whether a date is the last of its month.
func IsLast(d calendar.Date) bool { return MonthOf(d) != MonthOf(d+1) }

// AddMonths returns the same day n months later, or earlier; the last of that month when it has no such day.
func AddMonths(d calendar.Date, n int) calendar.Date {
	_, _, day := split(d)
	m := MonthOf(d) + Month(n)
	return min(m.First()+calendar.Date(day)-1, m.Last())
}

func split(d calendar.Date) (int, time.Month, int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}
