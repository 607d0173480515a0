package seed

import (
	"sort"
	"time"
)

// pace spreads instants over a span as people report things: mostly in office hours, little at night and at weekends.
type pace struct {
	from  time.Time
	until time.Time
	sums  []float64 // of the weights of the hours so far
}

func newPace(from, until time.Time) pace {
	p := pace{from: from, until: until}
	sum := 0.0
	for at := from; at.Before(until); at = at.Add(time.Hour) {
		part := min(1, until.Sub(at).Hours())
		sum += busy(at) * part
		p.sums = append(p.sums, sum)
	}
	return p
}

// busy is how much is reported in an hour.
func busy(at time.Time) float64 {
	day, hour := at.Weekday(), at.Hour()
	weekend := day == time.Saturday || day == time.Sunday
	switch {
	case weekend:
		return 0.06
	case hour >= 8 && hour < 11:
		return 1.3
	case hour >= 11 && hour < 17:
		return 0.9
	case hour == 7 || hour == 17 || hour == 18:
		return 0.4
	default:
		return 0.05
	}
}

// at returns the instant at a share of the whole, 0 to 1. A larger share is never earlier.
func (p *pace) at(share float64) time.Time {
	if len(p.sums) == 0 {
		return p.from
	}
	total := p.sums[len(p.sums)-1]
	want := share * total
	i := min(sort.SearchFloat64s(p.sums, want), len(p.sums)-1)
	before := 0.0
	if i > 0 {
		before = p.sums[i-1]
	}
	into := (want - before) / (p.sums[i] - before)
	start := p.from.Add(time.Duration(i) * time.Hour)
	length := min(time.Hour, p.until.Sub(start))
	return start.Add(time.Duration(into * float64(length))).Truncate(time.Millisecond)
}
