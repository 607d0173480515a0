package calendar

import "time"

// Day is one local date as the calendar sees it, for previews and for saying
// why nothing counted.
type Day struct {
	Date      Date          `json:"date"`
	Source    Source        `json:"source"`
	Intervals []Interval    `json:"intervals"` // as planned, in wall-clock time
	Counted   time.Duration `json:"-"`         // real time that counts
	Planned   time.Duration `json:"-"`         // sum of the intervals
}

// Closed reports that no time counts on the date.
func (d Day) Closed() bool { return d.Counted == 0 }

// Shifted reports that a clock change in the zone lengthens or shortens the
// working time of the date.
func (d Day) Shifted() bool { return d.Counted != d.Planned }

// Day describes one local date.
func (h *Hours) Day(date Date) Day {
	on := h.on(date)
	out := Day{Date: date, Source: on.source}
	for _, iv := range on.intervals {
		out.Intervals = append(out.Intervals, Interval{From: hhmm(iv.from), To: hhmm(iv.to)})
		out.Planned += time.Duration(iv.to-iv.from) * time.Minute
	}
	if len(on.intervals) > 0 {
		h.eachOn(date, func(from, to int64) { out.Counted += time.Duration(to-from) * time.Microsecond })
	}
	return out
}

// Year describes every date of a civil year, in order, for the preview of a
// calendar.
func (h *Hours) Year(year int) []Day {
	first, next := NewDate(year, time.January, 1), NewDate(year+1, time.January, 1)
	out := make([]Day, 0, next-first)
	for d := first; d < next; d++ {
		out = append(out, h.Day(d))
	}
	return out
}
