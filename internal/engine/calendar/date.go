package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, without zone: days since 1970-01-01.
type Date int32

// dateLayout is the only written form of a date.
const dateLayout = "2006-01-02"

// DateOf returns the local date of an instant in the zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return NewDate(y, m, d)
}

// NewDate returns the date of year, month and day; values out of range are
// normalised as in time.Date.
func NewDate(y int, m time.Month, d int) Date {
	return Date(floorDiv(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix(), 86400))
}

// ParseDate reads "2026-12-24". Years before 1970 or after 2199 are refused.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date; write it as 2026-12-24", shorten(s))
	}
	if t.Year() < 1970 || t.Year() > 2199 {
		return 0, fmt.Errorf("%s is out of range; use a year from 1970 to 2199", s)
	}
	return NewDate(t.Year(), t.Month(), t.Day()), nil
}

// String writes the date as 2026-12-24.
func (d Date) String() string { return d.utc().Format(dateLayout) }

// Words returns the date as people read it: 24 Nov 2026.
func (d Date) Words() string { return d.utc().Format("2 Jan 2006") }

// Words says a date such as 2026-11-24 as people read it; what is none stays as it is.
func Words(text string) string {
	if d, err := ParseDate(text); err == nil {
		return d.Words()
	}
	return text
}

// MarshalText writes the date as 2026-12-24.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2026-12-24.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	// 1970-01-01 was a Thursday.
	w := (int(d) + int(time.Thursday)) % 7
	if w < 0 {
		w += 7
	}
	return time.Weekday(w)
}

// Year returns the civil year of the date.
func (d Date) Year() int { return d.utc().Year() }

func (d Date) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// shorten keeps foreign text short inside messages.
func shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
