package timing

import "time"

// Warning is the instant at which a share of the promise is used up.
type Warning struct {
	Percent int
	At      time.Time
	Reached bool // At is not after the instant the result is for
}

// Warnings returns when the shares of the promise (50, 75, 90) are or will be
// used if the clock keeps running, in the order asked. A share not reached yet
// is left out while the clock does not run, and when the deadline is never. For
// a target in days the shares are of the counted time up to its deadline.
func (r *Result) Warnings(percents ...int) []Warning {
	if r.StartedAt.IsZero() || r.Never {
		return nil
	}
	var out []Warning
	for _, p := range percents {
		used := r.Promise * time.Duration(p) / 100
		if at, ok := r.usedAt(used); ok {
			out = append(out, Warning{p, at, !at.After(r.AsOf)})
		}
	}
	return out
}

// usedAt returns the first instant at which so much counted time has passed.
func (r *Result) usedAt(used time.Duration) (time.Time, bool) {
	var passed time.Duration
	for _, x := range r.runs {
		worked := r.hours.Between(x.from, x.to)
		if passed+worked >= used {
			return r.hours.Add(x.from, used-passed)
		}
		passed += worked
	}
	if len(r.runs) == 0 || !r.ticking() {
		return time.Time{}, false
	}
	return r.hours.Add(r.AsOf, used-passed)
}

// ticking reports that the clock runs at the instant the result is for.
func (r *Result) ticking() bool {
	return len(r.runs) > 0 && r.StoppedAt.IsZero() && !r.onBreak()
}

func (r *Result) onBreak() bool {
	n := len(r.Pauses)
	return n > 0 && r.Pauses[n-1].To.IsZero()
}
