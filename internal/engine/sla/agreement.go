package sla

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// The permissions on agreements. They bind every entity, so editing one needs the widest scope.
const (
	PermView actor.Permission = "sla.view"
	PermEdit actor.Permission = "sla.edit"
)

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit} }

// Party says between whom an agreement is.
type Party string

// The kinds of agreement. At most one of each applies to a piece of work, or to the time in which a team has it. The clocks of a team's
// agreement, and of a supplier's that names teams, begin anew with each hand-over to such a team and stop when the work is handed on.
const (
	Customer Party = "sla" // the desk promises its customers
	Internal Party = "ola" // a team promises the desk
	Supplier Party = "uc"  // a supplier promises the desk
)

// Metric is what a promise is about, see package trail.
type Metric = trail.Metric

// The metrics.
const (
	FirstResponse = trail.FirstResponse
	NextResponse  = trail.NextResponse
	Resolution    = trail.Resolution
)

// Metrics returns the metrics in the order in which they are shown.
func Metrics() []Metric { return []Metric{FirstResponse, NextResponse, Resolution} }

// Agreement is a set of promises about time, for work that meets its conditions.
type Agreement struct {
	ID         id.ID      `json:"id"`
	Kind       Party      `json:"kind"`
	Name       string     `json:"name"`
	Position   int64      `json:"position"` // of the agreements of a kind that fit, the one with the lowest applies
	Conditions Conditions `json:"conditions"`
	Pauses     Pauses     `json:"pauses"`
	Calendar   id.ID      `json:"calendar"` // 0 is the entity's
	From       clock.Time `json:"valid_from"`
	Until      clock.Time `json:"valid_until"` // it binds work opened from From up to, but not at, Until; 0 is no bound
	Promises   []Promise  `json:"targets"`
	Shipped    bool       `json:"shipped"`
	Archived   bool       `json:"archived"`
	Version    int64      `json:"version"`
	Updated    clock.Time `json:"updated_at"`
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

// Pauses say when the clocks of an agreement stand still, see package trail.
type Pauses = trail.Pauses

// Promise is one target of an agreement.
type Promise struct {
	ID       id.ID         `json:"id"`
	Metric   Metric        `json:"metric"`
	Priority int           `json:"priority"` // 0 is any; an exact one goes before it
	Target   timing.Target `json:"target"`
	Calendar id.ID         `json:"calendar"` // 0 is the agreement's
	Levels   []Level       `json:"warnings"`
	archived bool
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
func (k Party) Usual() Pauses {
	if k == Supplier {
		return Pauses{While: []string{}, Only: []string{"awaiting_vendor"}}
	}
	return Pauses{While: []string{"awaiting_caller", "awaiting_vendor", "scheduled"}, Only: []string{}}
}

// usual is Usual, but that the time in which a supplier's own team has the work needs no hold to count.
func (a *Agreement) usual() Pauses {
	if a.Kind == Supplier && a.handedOver() {
		return Pauses{While: []string{"awaiting_caller", "scheduled"}, Only: []string{}}
	}
	return a.Kind.Usual()
}

// handedOver reports whether the clocks of an agreement begin with each hand-over to a team.
func (a *Agreement) handedOver() bool {
	return a.Kind == Internal || a.Kind == Supplier && len(a.Conditions.Teams) > 0
}

// hands returns those of some teams in whose hands the clocks of an agreement run; nil when it does not matter who has the work.
func (a *Agreement) hands(teams []id.ID) []id.ID {
	if !a.handedOver() {
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

const maxPromises = 100

// normalise puts an agreement into its one form and checks it; what it refers to is checked elsewhere.
func (a *Agreement) normalise() error {
	a.Name = row.Clean(a.Name)
	if a.Pauses.While == nil && a.Pauses.Only == nil {
		a.Pauses = a.usual()
	}
	a.Pauses.While, a.Pauses.Only = append([]string{}, a.Pauses.While...), append([]string{}, a.Pauses.Only...)
	var c errs.Check
	row.CheckName(&c, "name", a.Name)
	c.Must(slices.Contains([]Party{Customer, Internal, Supplier}, a.Kind), "kind", "Use sla, ola or uc.")
	c.Must(a.Until == 0 || a.Until > a.From, "valid_until", "This is not after the beginning.")
	c.Must(len(a.Promises) <= maxPromises, "targets", "There are %d targets; at most %d fit.", len(a.Promises), maxPromises)
	checkReasons(&c, "pauses.while", a.Pauses.While)
	checkReasons(&c, "pauses.only", a.Pauses.Only)
	for i, p := range a.Conditions.Priorities {
		c.Must(p >= 1 && p <= 4, fmt.Sprintf("conditions.priorities.%d", i), "Use 1 to 4.")
	}
	a.checkPromises(&c)
	return c.Err()
}

var reasonForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func checkReasons(c *errs.Check, key string, list []string) {
	for i, r := range list {
		c.Must(reasonForm.MatchString(r), fmt.Sprintf("%s.%d", key, i), "%q is not a hold reason; they look like awaiting_caller.", row.Shorten(r))
	}
}

func (a *Agreement) checkPromises(c *errs.Check) {
	type slot struct {
		metric   Metric
		priority int
	}
	seen := map[slot]bool{}
	for i := range a.Promises {
		p, key := &a.Promises[i], fmt.Sprintf("targets.%d", i)
		c.Must(slices.Contains(Metrics(), p.Metric), key+".metric", "Use first_response, next_response or resolution.")
		c.Must(p.Priority >= 0 && p.Priority <= 4, key+".priority", "Use 1 to 4, or 0 for all.")
		c.Join(key, p.Target.Check())
		at := slot{p.Metric, p.Priority}
		c.Must(!seen[at], key+".priority", "There is a target for this already.")
		seen[at] = true
		for j, l := range p.Levels {
			l.check(c, fmt.Sprintf("%s.warnings.%d", key, j))
		}
		slices.SortStableFunc(p.Levels, func(x, y Level) int { return x.At - y.At })
	}
}

func (l Level) check(c *errs.Check, key string) {
	c.Must(l.At >= 1 && l.At <= 100, key+".at", "Give a percentage from 1 to 100.")
	c.Must(slices.Contains([]string{Notify, Reassign, Raise}, l.Do), key+".do", "Use notify, reassign or raise.")
	c.Must((l.Do == Reassign) == (l.Team != 0), key+".team", "A team is needed to reassign, and only then.")
}
