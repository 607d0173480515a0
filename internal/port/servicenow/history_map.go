package servicenow

import "strings"

// State is a state of an incident in this product.
type State string

// The states a log can lead to. Cancelled does not occur in it.
const (
	New        State = "new"
	InProgress State = "in_progress"
	OnHold     State = "on_hold"
	Resolved   State = "resolved"
	Closed     State = "closed"
)

// HoldReason says what an incident on hold waits for; it is empty in every other state.
type HoldReason string

// The reasons a log can lead to.
const (
	AwaitingCaller  HoldReason = "awaiting_caller"
	AwaitingProblem HoldReason = "awaiting_problem"
	AwaitingVendor  HoldReason = "awaiting_vendor"
)

// DefaultResolution is the resolution code of a closed code that Options.Codes does not name.
const DefaultResolution = "fixed"

// Phase is a state together with its reason.
type Phase struct {
	State State
	Hold  HoldReason
}

// stateOf maps a state of the log. Evidence is asked of the caller, so waiting for it is waiting for the caller.
func stateOf(s string) (Phase, bool) {
	switch s {
	case "New":
		return Phase{State: New}, true
	case "Active":
		return Phase{State: InProgress}, true
	case "Awaiting User Info", "Awaiting Evidence":
		return Phase{OnHold, AwaitingCaller}, true
	case "Awaiting Problem":
		return Phase{OnHold, AwaitingProblem}, true
	case "Awaiting Vendor":
		return Phase{OnHold, AwaitingVendor}, true
	case "Resolved":
		return Phase{State: Resolved}, true
	case "Closed":
		return Phase{State: Closed}, true
	}
	return Phase{}, false
}

// channelOf maps a contact type; an unknown one is something the desk noted itself.
func channelOf(contact string) string {
	switch strings.ToLower(contact) {
	case "phone", "ivr":
		return "phone"
	case "email":
		return "email"
	case "self service":
		return "portal"
	case "chat":
		return "chat"
	case "walk-in":
		return "walk_in"
	}
	return "internal"
}

// resolution maps a closed code. The text keeps what the log said, so that nothing is lost by mapping it.
func (o Options) resolution(closedCode string) (code, text string) {
	if code, ok := o.Codes[closedCode]; ok && closedCode != "" {
		return code, closedCode
	}
	return DefaultResolution, closedCode
}
