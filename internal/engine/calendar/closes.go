package calendar

import (
	"iter"
	"time"
)

// CloseOfBusiness returns the end of the last counted minute of a local date.
// It reports false when the date has no counted time: closed, or skipped by
// the zone.
func (h *Hours) CloseOfBusiness(d Date) (time.Time, bool) {
	end, ok := h.closeOf(d)
	return utc(end), ok
}

// Closes yields the closes of business strictly after an instant, in order,
// for forty years at most. Round the clock, every local midnight is a close.
func (h *Hours) Closes(after time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		if h.Empty() {
			return
		}
		last := after.UnixMicro()
		// Two dates back is earlier than any date still open at this instant.
		first := DateOf(after, h.zone) - 2
		end := first + horizon
		if h.lastOpen != always {
			end = min(end, Date(h.lastOpen)+1)
		}
		for d := first; d < end; d++ {
			at, ok := h.closeOf(d)
			if !ok || at <= last {
				continue
			}
			if !yield(utc(at)) {
				return
			}
			last = at
		}
	}
}

func (h *Hours) closeOf(d Date) (int64, bool) {
	end, ok := int64(0), false
	if len(h.on(d).intervals) > 0 {
		h.eachOn(d, func(_, to int64) { end, ok = to, true })
	}
	return end, ok
}
