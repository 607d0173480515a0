package calendar

import "time"

// Span is a stretch of real time [From, To), in UTC.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Duration is the real length of the span.
func (s Span) Duration() time.Duration { return s.To.Sub(s.From) }

// Working returns the counted time between two instants as the fewest spans in
// order: spans that touch, such as two sides of midnight, are one.
func (h *Hours) Working(from, to time.Time) []Span {
	var out []Span
	h.each(from.UnixMicro(), to.UnixMicro(), func(a, b int64) bool {
		if n := len(out); n > 0 && out[n-1].To.UnixMicro() == a {
			out[n-1].To = utc(b)
		} else {
			out = append(out, Span{utc(a), utc(b)})
		}
		return true
	})
	return out
}

// Between returns the counted time between two instants; zero when to is not
// after from.
func (h *Hours) Between(from, to time.Time) time.Duration {
	lo, hi := from.UnixMicro(), to.UnixMicro()
	if hi <= lo || h.Empty() {
		return 0
	}
	first, last := floorDiv(lo, utcDay), floorDiv(hi-1, utcDay)
	sum := int64(0)
	for k := first; k <= last; k++ {
		c := h.chunk(k)
		if k != first && k != last {
			sum += c.total
			continue
		}
		for _, s := range c.spans {
			if a, b := max(s.from, lo), min(s.to, hi); a < b {
				sum += b - a
			}
		}
	}
	return time.Duration(sum) * time.Microsecond
}

// Add returns the first instant at which d of counted time has passed since
// from; that is from itself when d is zero or less, even in closed time. It
// reports false when that is never, or not within forty years.
func (h *Hours) Add(from time.Time, d time.Duration) (time.Time, bool) {
	lo, left := from.UnixMicro(), d.Microseconds()
	if left <= 0 {
		return utc(lo), true
	}
	for k, end := floorDiv(lo, utcDay), h.limit(lo); k < end; k++ {
		c := h.chunk(k)
		if c.total < left && k*utcDay >= lo {
			left -= c.total
			continue
		}
		for _, s := range c.spans {
			a := max(s.from, lo)
			if a >= s.to {
				continue
			}
			if s.to-a >= left {
				return utc(a + left), true
			}
			left -= s.to - a
		}
	}
	return time.Time{}, false
}

// IsOpen reports whether the instant lies in counted time.
func (h *Hours) IsOpen(t time.Time) bool {
	at := t.UnixMicro()
	for _, s := range h.chunk(floorDiv(at, utcDay)).spans {
		if s.from <= at && at < s.to {
			return true
		}
	}
	return false
}

// NextOpen returns the first instant of counted time at or after t; false when
// there is none.
func (h *Hours) NextOpen(t time.Time) (time.Time, bool) {
	lo := t.UnixMicro()
	for k, end := floorDiv(lo, utcDay), h.limit(lo); k < end; k++ {
		for _, s := range h.chunk(k).spans {
			if s.to > lo {
				return utc(max(s.from, lo)), true
			}
		}
	}
	return time.Time{}, false
}

// NextClose returns the first instant after t at which counted time ends, be
// it lunch or evening. It reports false when the calendar does not open again,
// or stays open for more than a year (round the clock).
func (h *Hours) NextClose(t time.Time) (time.Time, bool) {
	open, ok := h.NextOpen(t)
	if !ok {
		return time.Time{}, false
	}
	lo := open.UnixMicro()
	end, closed := lo, false
	h.each(lo, lo+366*utcDay, func(a, b int64) bool {
		closed = a != end
		if !closed {
			end = b
		}
		return !closed
	})
	if !closed && end == lo+366*utcDay {
		return time.Time{}, false
	}
	return utc(end), true
}

// each yields the counted time in [lo, hi) in order, cut at UTC midnights.
func (h *Hours) each(lo, hi int64, yield func(from, to int64) bool) {
	if hi <= lo || h.Empty() {
		return
	}
	for k, last := floorDiv(lo, utcDay), floorDiv(hi-1, utcDay); k <= last; k++ {
		for _, s := range h.chunk(k).spans {
			if a, b := max(s.from, lo), min(s.to, hi); a < b && !yield(a, b) {
				return
			}
		}
	}
}

func utc(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
