package calendar

import (
	"encoding/json"
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

// All arithmetic is on microseconds since 1970 UTC, the precision of the
// database; finer parts of a time.Time are cut off.
const (
	second = int64(1e6)
	minute = 60 * second
	utcDay = 1440 * minute

	// horizon bounds every search forward, in days: what is not reached in
	// forty years is answered with "never".
	horizon = 14610

	never  = int64(math.MinInt64)
	always = int64(math.MaxInt64)
)

// Hours is a checked calendar, ready for arithmetic. It is immutable, safe for
// concurrent use and keeps a cache of days inside, so share one value instead
// of building it per question. Make it with New or Parse.
type Hours struct {
	def      Definition
	zone     *time.Location
	week     [7][]minutes
	special  map[Date]day
	lastOpen int64 // last date that can be open: a Date, always, or never

	recent atomic.Pointer[segment]
	cache  [1024]atomic.Pointer[chunk]
}

// Source says which part of the definition decides a date.
type Source string

// Sources of a date's intervals.
const (
	Weekly  Source = "weekly"
	Holiday Source = "holiday"
	Changed Source = "exception"
)

type day struct {
	intervals []minutes
	source    Source
}

// minutes is an interval of minutes of a local day.
type minutes struct{ from, to int }

func (m minutes) String() string { return hhmm(m.from) + "–" + hhmm(m.to) }

func hhmm(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// segment is a stretch of real time with one offset from UTC.
type segment struct{ from, to, offset int64 }

// chunk is the counted time inside one UTC day, in order. The day is a UTC day
// and not a local date because around a clock change two local dates can
// interleave (St John's moved back over midnight until 2011).
type chunk struct {
	day, total int64
	spans      []span
	room       [3]span
}

type span struct{ from, to int64 }

// Zone returns the time zone of the calendar.
func (h *Hours) Zone() *time.Location { return h.zone }

// Definition returns what the calendar was made from. Do not change its parts.
func (h *Hours) Definition() Definition { return h.def }

// MarshalJSON writes the definition.
func (h *Hours) MarshalJSON() ([]byte, error) { return json.Marshal(h.def) }

// Empty reports that the calendar has no intervals at all and never opens.
func (h *Hours) Empty() bool { return h.lastOpen == never }

// on returns the intervals of a local date and where they come from.
func (h *Hours) on(d Date) day {
	if len(h.special) > 0 {
		if x, ok := h.special[d]; ok {
			return x
		}
	}
	return day{h.week[d.Weekday()], Weekly}
}

// segment returns the stretch of constant offset around an instant.
func (h *Hours) segment(t int64) segment {
	if s := h.recent.Load(); s != nil && s.from <= t && t < s.to {
		return *s
	}
	at := time.UnixMicro(t).In(h.zone)
	_, offset := at.Zone()
	s := &segment{math.MinInt64, math.MaxInt64, int64(offset) * second}
	start, end := at.ZoneBounds()
	if !start.IsZero() {
		s.from = start.UnixMicro()
	}
	if !end.IsZero() {
		s.to = end.UnixMicro()
	}
	s.from = min(s.from, t)
	if s.to <= t {
		s.to = h.stepOver(t, offset)
	}
	h.recent.Store(s)
	return *s
}

// stepOver returns an end for the segment around t when ZoneBounds has none.
// Beyond the last transition listed for a zone it takes every year for 365 days
// long, so on 31 December of a leap year its end is not after the instant asked
// about, and a walk along segments would stand still for ever.
func (h *Hours) stepOver(t int64, offset int) int64 {
	next := (floorDiv(t, 60*minute) + 1) * 60 * minute
	if _, after := time.UnixMicro(next - second).In(h.zone).Zone(); after == offset {
		return next
	}
	return (floorDiv(t, minute) + 1) * minute
}

// chunk returns the counted time of a UTC day, from the cache when it is there.
func (h *Hours) chunk(k int64) *chunk {
	slot := &h.cache[uint64(k)%uint64(len(h.cache))]
	if c := slot.Load(); c != nil && c.day == k {
		return c
	}
	c := &chunk{day: k}
	c.spans = c.room[:0]
	end := (k + 1) * utcDay
	for t := k * utcDay; t < end; {
		seg := h.segment(t)
		upTo := min(seg.to, end)
		for d := floorDiv(t+seg.offset, utcDay); d*utcDay < upTo+seg.offset; d++ {
			h.clip(Date(d), seg.offset, t, upTo, c.add)
		}
		t = upTo
	}
	slot.Store(c)
	return c
}

func (c *chunk) add(from, to int64) {
	c.total += to - from
	if n := len(c.spans); n > 0 && c.spans[n-1].to == from {
		c.spans[n-1].to = to
		return
	}
	c.spans = append(c.spans, span{from, to})
}

// clip yields the real time in [from, to) at which a clock with this offset
// shows a time inside the intervals of the date.
func (h *Hours) clip(d Date, offset, from, to int64, yield func(from, to int64)) {
	base := int64(d)*utcDay - offset
	for _, iv := range h.on(d).intervals {
		a, b := max(base+int64(iv.from)*minute, from), min(base+int64(iv.to)*minute, to)
		if a < b {
			yield(a, b)
		}
	}
}

// eachOn yields the real time that counts for one local date, in order.
func (h *Hours) eachOn(d Date, yield func(from, to int64)) {
	const widest = 16 * 60 * minute // no zone is further than this from UTC
	end := int64(d)*utcDay + utcDay + widest
	for t := int64(d)*utcDay - widest; t < end; {
		seg := h.segment(t)
		upTo := min(seg.to, end)
		h.clip(d, seg.offset, t, upTo, yield)
		t = upTo
	}
}

// limit returns the first UTC day that a search from t need not look at.
func (h *Hours) limit(t int64) int64 {
	end := floorDiv(t, utcDay) + horizon
	if h.lastOpen == never {
		return math.MinInt64
	}
	if h.lastOpen != always {
		end = min(end, h.lastOpen+3)
	}
	return end
}
