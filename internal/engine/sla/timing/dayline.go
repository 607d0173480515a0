package timing

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Dayline holds the numbers of the drawing of a clock: positions in working
// time, where 0 is the start and 1 is the promise. Beyond 1 is overrun.
type Dayline struct {
	Used      float64   // where the bead is
	Rests     []Notch   // pauses that ended
	Nights    []float64 // between Used and 1: the calendar is closed overnight
	Remaining int       // whole minutes left, rounded down; negative after the promise
	Never     bool      // no promise to draw: only the wire
}

// Notch is a pause that ended: it has a place but no width in working time.
type Notch struct {
	At     float64 // the share of the promise that was used when it began
	Length time.Duration
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
		if !p.To.IsZero() {
			out.Rests = append(out.Rests, Notch{share(r.counted(p.From)), p.To.Sub(p.From)})
		}
	}
	if r.StoppedAt.IsZero() {
		out.Nights = Nights(r.hours, r.AsOf, r.projected, r.Elapsed, r.Promise)
	}
	return out
}

// nightWindow bounds how far ahead nights are looked for: a calendar that opens
// on one day of a month shows its first cuts, and ten years cost no more.
const nightWindow = 60 * 24 * time.Hour

// Nights returns where the calendar closes overnight between an instant and a
// deadline, as shares of the promise, of which so much was used at that instant.
func Nights(hours *calendar.Hours, from, due time.Time, used, promise time.Duration) []float64 {
	if promise <= 0 || !due.After(from) {
		return nil
	}
	if far := from.Add(nightWindow); due.After(far) {
		due = far
	}
	var out []float64
	spans, zone := hours.Working(from, due), hours.Zone()
	for i, s := range spans {
		if i > 0 && len(out) < maxNights && overnight(spans[i-1], s, zone) {
			out = append(out, float64(used)/float64(promise))
		}
		used += s.Duration()
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
