package impact

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// World is all that is known, of every date. Build picks what is true at one.
type World struct {
	Nodes     []Node
	Edges     []Edge
	Audiences []Audience
}

// Span is a time of validity: From is inside it, To no longer. A zero bound is
// open.
type Span struct{ From, To time.Time }

// Holds tells whether the instant is inside the span.
func (s Span) Holds(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}

// Criticality orders items by what their failure costs. The zero value is
// unknown.
type Criticality uint8

// The criticalities, lowest first.
const (
	Low Criticality = iota + 1
	Medium
	High
)

// Node is one version of a configuration item. An item whose description
// changed over time has several versions with one ID and spans that do not
// overlap.
type Node struct {
	ID          id.ID
	Name        string
	Class       string // the key of its class, "server"
	Service     bool   // people use it by name, so its failure is reported
	Criticality Criticality
	Valid       Span
	// Audiences are those who lose something when the item fails.
	Audiences []id.ID
}

// Edge is a relation, read From Kind To.
type Edge struct {
	ID       id.ID
	From, To id.ID
	Kind     Kind
	// Impact lets failure pass. Without it the relation is only drawn.
	Impact bool
	// Group names a redundancy group of the dependent, empty for none: all
	// relations of one dependent with the same name make one group. Need is how
	// many of its supporters must live. When the relations disagree the largest
	// Need counts, and at least 1.
	Group string
	Need  int
	Valid Span
}

// Supporter is the side that carries the other.
func (e Edge) Supporter() id.ID {
	if e.Kind.FromSupports() {
		return e.From
	}
	return e.To
}

// Dependent is the side that is carried.
func (e Edge) Dependent() id.ID {
	if e.Kind.FromSupports() {
		return e.To
	}
	return e.From
}

// Audience is a group of people: a team, a site, or one person. With People
// listed it is counted exactly; otherwise Count people are meant and nobody
// knows who they are.
type Audience struct {
	ID     id.ID
	People []id.ID
	Count  int
}
