package pact

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// Party says between whom an agreement is.
type Party string

// The kinds of agreement. At most one of each applies to a piece of work, or to the time in which a team has it. The clocks of a team's
// agreement, and of a supplier's that names teams, begin anew with each hand-over to such a team and stop when the work is handed on.
const (
	Customer Party = "sla" // the desk promises its customers
	Internal Party = "ola" // a team promises the desk
	Supplier Party = "uc"  // a supplier promises the desk
)

// Rank is the place of a kind where agreements of several kinds are shown.
func (k Party) Rank() int { return slices.Index([]Party{Customer, Internal, Supplier}, k) }

// Metrics returns the metrics in the order in which they are shown.
func Metrics() []trail.Metric {
	return []trail.Metric{trail.FirstResponse, trail.NextResponse, trail.Resolution}
}

// Agreement is a set of promises about time, for work that meets its conditions.
type Agreement struct {
	ID         id.ID        `json:"id"`
	Kind       Party        `json:"kind"`
	Name       string       `json:"name"`
	Position   int64        `json:"position"` // of the agreements of a kind that fit, the one with the lowest applies
	Conditions Conditions   `json:"conditions"`
	Pauses     trail.Pauses `json:"pauses"`
	Calendar   id.ID        `json:"calendar"` // 0 is the entity's
	From       clock.Time   `json:"valid_from"`
	Until      clock.Time   `json:"valid_until"` // it binds work opened from From up to, but not at, Until; 0 is no bound
	Promises   []Promise    `json:"targets"`
	Shipped    bool         `json:"shipped"`
	Archived   bool         `json:"archived"`
	Version    int64        `json:"version"`
	Updated    clock.Time   `json:"updated_at"`
}

// Conditions say for which work an agreement is. What is empty does not matter; entities and categories include what lies below them.
type Conditions struct {
	Kinds      []string `json:"kinds,omitempty"`
	Priorities []int    `json:"priorities,omitempty"`
	Teams      []id.ID  `json:"teams,omitempty"`
	Categories []id.ID  `json:"categories,omitempty"`
	Entities   []id.ID  `json:"entities,omitempty"`
	Services   []id.ID  `json:"services,omitempty"`
}

// Promise is one target of an agreement.
type Promise struct {
	ID       id.ID         `json:"id"`
	Metric   trail.Metric  `json:"metric"`
	Priority int           `json:"priority"` // 0 is any; an exact one goes before it
	Target   timing.Target `json:"target"`
	Calendar id.ID         `json:"calendar"` // 0 is the agreement's
	Levels   []Level       `json:"warnings"`
	Archived bool          `json:"-"` // another took its place; clocks that ended keep it
}

// Level is something that happens when a share of a promise is used up.
type Level struct {
	At   int    `json:"at"` // percent, 1 to 100; 100 is the breach
	Do   string `json:"do"`
	Team id.ID  `json:"team,omitempty"` // with reassign
}

// What a level does. Every level notifies.
const (
	Notify   = "notify"
	Reassign = "reassign"
	Raise    = "raise" // the priority, by one
)

// Usual returns the reasons of holds that pause the clocks of a kind of agreement where nothing else is said.
func (k Party) Usual() trail.Pauses {
	if k == Supplier {
		return trail.Pauses{While: []string{}, Only: []string{"awaiting_vendor"}}
	}
	return trail.Pauses{While: []string{"awaiting_caller", "awaiting_vendor", "scheduled"}, Only: []string{}}
}

// usual is Usual, but that the time in which a supplier's own team has the work needs no hold to count.
func (a *Agreement) usual() trail.Pauses {
	if a.Kind == Supplier && a.HandedOver() {
		return trail.Pauses{While: []string{"awaiting_caller", "scheduled"}, Only: []string{}}
	}
	return a.Kind.Usual()
}

// HandedOver reports whether the clocks of an agreement begin with each hand-over to a team.
func (a *Agreement) HandedOver() bool {
	return a.Kind == Internal || a.Kind == Supplier && len(a.Conditions.Teams) > 0
}

// Hands returns those of some teams in whose hands the clocks of an agreement run; nil when it does not matter who has the work.
func (a *Agreement) Hands(teams []id.ID) []id.ID {
	if !a.HandedOver() {
		return nil
	}
	out := []id.ID{}
	for _, t := range teams {
		if len(a.Conditions.Teams) == 0 || slices.Contains(a.Conditions.Teams, t) {
			out = append(out, t)
		}
	}
	return out
}

// Promise returns the target for a metric and a priority, nil when there is none.
func (a *Agreement) Promise(m trail.Metric, priority int) *Promise {
	var found *Promise
	for i := range a.Promises {
		p := &a.Promises[i]
		if p.Metric == m && (p.Priority == priority || p.Priority == 0 && found == nil) {
			found = p
		}
	}
	return found
}
