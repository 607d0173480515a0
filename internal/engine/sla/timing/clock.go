package timing

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Act is what a mark does to a clock.
type Act string

// The acts. A mark that makes no sense where it stands changes nothing: any
// act before the first Start, Pause or Stop while stopped, Pause while paused,
// Resume or Start while running, Start while paused (only Resume ends a pause).
// Start or Resume while stopped or cancelled reopens the clock: it goes on where
// it was, and the time between does not count.
const (
	Start  Act = "start"
	Pause  Act = "pause"
	Resume Act = "resume"
	Stop   Act = "stop"
	// Cancel ends a clock whose promise is void: nothing was kept. One that is
	// stopped already keeps its verdict, and a deadline missed before stays missed.
	Cancel Act = "cancel"
	// Swap changes the calendar, the target or both. The newest ones apply to
	// the whole history; pauses stay what they were.
	Swap Act = "swap"
)

// Valid reports whether the act is one of the known ones.
func (a Act) Valid() bool {
	switch a {
	case Start, Pause, Resume, Stop, Cancel, Swap:
		return true
	}
	return false
}

// Mark is one thing that happened to a clock.
type Mark struct {
	At    time.Time
	Do    Act
	Cause string // shown to people: "awaiting_caller", "priority P3 to P1"
	Event int    // what made it, by the caller's own count; it changes nothing

	// With Swap only; nil leaves what was there.
	Hours  *calendar.Hours
	Target *Target
}

// State is what a clock says at one instant.
type State string

// The states. A clock that has not started is paused: nothing burns. A clock
// that breached stays breached, also while paused, stopped or reopened.
const (
	Running  State = "running"
	Paused   State = "paused"
	Met      State = "met"
	Breached State = "breached"
	// Cancelled is neither kept nor broken.
	Cancelled State = "cancelled"
	// Stopped is said by Standing only: there the clock is over, whatever became of it.
	Stopped State = "stopped"
)

// Break is a stretch of time in which a started clock did not run: a pause, or
// the time between a stop and a reopening. To is zero while it lasts.
type Break struct {
	From, To  time.Time
	Cause     string
	Cancelled bool // it began with a Cancel
}

// Result is what Compute found. Times are UTC with microseconds; Intervals and
// Pauses are in order, clipped at AsOf, and the caller's to keep.
type Result struct {
	AsOf   time.Time
	Target Target // the one that applied
	State  State

	// StartedAt is zero when the clock has not started by AsOf; StoppedAt is
	// zero unless it is stopped or cancelled now.
	StartedAt, StoppedAt time.Time

	// DueAt is nil while State is Paused, when stopped before it was reached or
	// cancelled, and when it is never. Once it was missed it is a fact and
	// stays, whatever the clock does afterwards: State is Breached then, also
	// during a pause.
	DueAt *time.Time

	// BreachedAt is DueAt, or the reopening when the clock had been stopped
	// exactly at DueAt; nil unless State is Breached.
	BreachedAt *time.Time

	// Elapsed is the counted time so far. Promise is the counted time from
	// start to deadline: the target itself for minutes; for days, what the
	// closes of business make of it as things stand (as if resumed at AsOf when
	// paused). Promise is zero when Never.
	Elapsed, Promise time.Duration

	// Never reports that the deadline is not reached within forty years.
	Never bool

	Intervals []calendar.Span // counted while the clock ran
	Pauses    []Break
	Stops     []Break // between a stop and a reopening, and the last stop

	hours     *calendar.Hours
	runs      []run
	projected time.Time // deadline as things stand; zero when Never
}

// ElapsedMinutes is the counted time in whole minutes, rounded down.
func (r *Result) ElapsedMinutes() int { return int(r.Elapsed / time.Minute) }

// Remaining is the counted time left, negative after the deadline.
func (r *Result) Remaining() time.Duration { return r.Promise - r.Elapsed }

// IfRunning returns the deadline as it would be if the clock ran on from AsOf
// (from the stop, when stopped); while running it equals DueAt. It reports
// false when that is never, or the clock has not started.
func (r *Result) IfRunning() (time.Time, bool) { return r.projected, !r.projected.IsZero() }

// Standing is how a clock stands, whatever became of its deadline.
type Standing struct {
	State   State         // Running, Paused or Stopped
	Since   time.Time     // when it began to stand like this
	Elapsed time.Duration // counted until Since
}

// Standing returns how the clock stands at AsOf. One that has not started is
// paused since the zero time.
func (r *Result) Standing() Standing {
	switch {
	case !r.StoppedAt.IsZero():
		return Standing{Stopped, r.StoppedAt, r.Elapsed}
	case r.onBreak():
		return Standing{Paused, r.Pauses[len(r.Pauses)-1].From, r.Elapsed}
	case len(r.runs) == 0:
		return Standing{State: Paused}
	}
	last := r.runs[len(r.runs)-1]
	return Standing{Running, last.from, r.Elapsed - r.hours.Between(last.from, last.to)}
}
