package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Phase is the category of a state that queues and clocks understand whatever the practice calls the state.
type Phase int

// The phases of work.
const (
	Active   Phase = iota // somebody should act
	Waiting               // somebody else should act
	Resolved              // done, may still be reopened
	Closed                // final
)

// Open reports whether there is work left.
func (p Phase) Open() bool { return p < Resolved }

// State is one state of a machine.
type State struct {
	Key   string
	Label string
	Phase Phase
	Aside bool // an end that nobody aims at, such as cancelled
}

// Move is a legal step. Needs names the inputs that the step requires.
type Move struct {
	Verb  string // the action that does it, such as "resolve"
	Label string // the button's text: a verb that names the effect
	From  []string
	To    string
	Needs []string
}

// Machine is the states of a kind and the moves between them. The first state is where a record begins.
type Machine struct {
	States []State
	Moves  []Move
}

// First returns the state in which a record begins.
func (m Machine) First() State { return m.States[0] }

// State returns the state with a key; the zero State when there is none.
func (m Machine) State(key string) State {
	for _, s := range m.States {
		if s.Key == key {
			return s
		}
	}
	return State{}
}

// Next returns the moves that are legal from a state.
func (m Machine) Next(from string) []Move {
	var out []Move
	for _, mv := range m.Moves {
		if slices.Contains(mv.From, from) {
			out = append(out, mv)
		}
	}
	return out
}

// Step checks that verb is legal from a state and that its inputs are there, and returns the state it leads to. Kinds: Conflict for a
// step that is not legal, Invalid naming each input that is missing.
func (m Machine) Step(from, verb string, inputs map[string]string) (State, error) {
	for _, mv := range m.Next(from) {
		if mv.Verb != verb {
			continue
		}
		var c errs.Check
		for _, need := range mv.Needs {
			c.Must(strings.TrimSpace(inputs[need]) != "", need, "This is needed to %s.", strings.ToLower(mv.Label))
		}
		return m.State(mv.To), c.Err()
	}
	return State{}, errs.New(errs.Conflict, "This is %s now, so it cannot be changed that way. %s", strings.ToLower(m.State(from).Label), m.offer(from))
}

// offer says what is possible instead.
func (m Machine) offer(from string) string {
	var labels []string
	for _, mv := range m.Next(from) {
		labels = append(labels, strings.ToLower(mv.Label))
	}
	if len(labels) == 0 {
		return "It is final."
	}
	return "Possible: " + strings.Join(labels, ", ") + "."
}

// Diagram draws the machine as Mermaid text, for documentation.
func (m Machine) Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "  [*] --> %s\n", m.First().Key)
	for _, mv := range m.Moves {
		for _, from := range mv.From {
			fmt.Fprintf(&b, "  %s --> %s: %s\n", from, mv.To, mv.Verb)
		}
	}
	for _, s := range m.States {
		if len(m.Next(s.Key)) == 0 {
			fmt.Fprintf(&b, "  %s --> [*]\n", s.Key)
		}
	}
	return b.String()
}
