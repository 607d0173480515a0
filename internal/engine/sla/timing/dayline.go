package timing

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Dayline holds the numbers of the drawing of a clock: positions in working
// time, where 0 is the start and 1 is the promise. Beyond 1 is overrun.
type Dayline struct {
	Used      float64   // where the bead is
	Rests     []float64 // pauses that ended, and one that lasts, as positions
	Nights    []float64 // between Used and 1: the calendar is closed overnight
	Remaining int       // whole minutes left, rounded down; negative after the promise
	Never     bool      // no promise to draw: only the wire
}

// maxNights keeps a drawing of a long promise from becoming hatching.
const maxNights = 40

// Dayline returns the numbers of the drawing. Nights are those of the clock
// running on from AsOf; a lunch break is no night, a weekend is one.
func (r *Result) Dayline() Dayline {
	if r.StartedAt.IsZero() || r.Never || r.Promise <= 0 {
		return Dayline{Never: true}
	}
	share := func(d time.Duration) float64 { return float64(d) / float64(r.Promise) }
	out := Dayline{Used: share(r.Elapsed), Remaining: FloorMinutes(r.Remaining())}
	for _, p := range r.Pauses {
		out.Rests = append(out.Rests, share(r.counted(p.From)))
	}
	if !r.StoppedAt.IsZero() || !r.projected.After(r.AsOf) {
		return out
	}
	spans := r.hours.Working(r.AsOf, r.projected)
	zone, passed := r.hours.Zone(), r.Elapsed
	for i, s := range spans {
		if i > 0 && len(out.Nights) < maxNights && overnight(spans[i-1], s, zone) {
			out.Nights = append(out.Nights, share(passed))
		}
		passed += s.Duration()
	}
	return out
}

// overnight reports that two spans lie on different local dates.
func overnight(a, b calendar.Span, zone *time.Location) bool {
	return calendar.DateOf(a.To.Add(-time.Microsecond), zone) != calendar.DateOf(b.From, zone)
}

// FloorMinutes returns whole minutes, rounded down also below zero.
func FloorMinutes(d time.Duration) int {
	n := int(d / time.Minute)
	if d < 0 && d%time.Minute != 0 {
		n--
	}
	return n
}
