package servicenow

import (
	"math"
	"slices"
	"time"
)

// Figures are the numbers a desk overview shows, counted over histories. They are what an import is compared with.
type Figures struct {
	Incidents int
	Events    int           // changes, openings included
	Final     map[State]int // incidents by the state they end in
	Entered   map[State]int // events after which the incident is in the state
	ByChannel map[string]int

	Reassignments int
	Reassigned    int // incidents passed on at least once
	Reopens       int
	Reopened      int // incidents reopened at least once

	Matrix [3][3]int   // incidents by final impact and urgency, from 0 for the highest
	Levels map[int]int // incidents by final priority

	resolutions, stated []time.Duration
}

// NewFigures returns figures over nothing.
func NewFigures() *Figures {
	return &Figures{Final: map[State]int{}, Entered: map[State]int{}, ByChannel: map[string]int{}, Levels: map[int]int{}}
}

// Add counts one history.
func (f *Figures) Add(h *History) {
	f.Incidents++
	f.Events += len(h.Changes)
	f.Final[h.Final.State]++
	f.ByChannel[h.Channel]++
	for i := range h.Changes {
		f.Entered[h.Changes[i].After.State]++
	}
	f.Reassignments += h.Reassignments
	f.Reopens += h.Reopens
	if h.Reassignments > 0 {
		f.Reassigned++
	}
	if h.Reopens > 0 {
		f.Reopened++
	}
	f.Matrix[h.Final.Impact-1][h.Final.Urgency-1]++
	f.Levels[h.Final.Priority]++
	if d, ok := h.Resolution(); ok {
		f.resolutions = append(f.resolutions, d)
		if h.ResolvedStated {
			f.stated = append(f.stated, d)
		}
	}
}

// Resolutions returns the times from opening to resolution of all resolved incidents, shortest first.
func (f *Figures) Resolutions() Durations { return sorted(f.resolutions) }

// StatedResolutions is Resolutions without the incidents whose resolution time the log leaves unknown, and which therefore was
// taken from their states. In practice these are the ones resolved on the phone, so leaving them out makes the desk look slower.
func (f *Figures) StatedResolutions() Durations { return sorted(f.stated) }

// Durations are times in ascending order.
type Durations []time.Duration

func sorted(d []time.Duration) Durations {
	d = slices.Clone(d)
	slices.Sort(d)
	return d
}

// At returns the time that a share p of all did not exceed (nearest rank: the value at place ⌈p·n⌉), for p in (0, 1]; zero when
// there are none.
func (d Durations) At(p float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	place := int(math.Ceil(p * float64(len(d))))
	return d[min(max(place, 1), len(d))-1]
}
