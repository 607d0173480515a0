package trail

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// walk turns the history of a piece of work into the marks of one promise: by cycle, because the next response is promised anew with
// each question, and what teams promise with each hand-over, while the others are promised once.
type walk struct {
	holding
	metric Metric
	rule   Pauses
	cycles [][]timing.Mark

	opened   bool
	answered bool // the requester has had a public answer
	asks     bool // the requester waits for an answer to a later question
	phase    flow.Phase
	reason   string // of the hold
	void     bool   // it ended without an outcome

	event  int        // which one is told
	stands timing.Act // the last mark that counted, "" for none; Stop also for a Cancel
	cause  string
}

// voids reports whether a step ends work that has no outcome: it was cancelled, or goes on in another piece of work. What its clocks
// promised is neither kept nor broken then. Practices name these steps alike.
func voids(ev ticket.Stepped) bool {
	return ev.Phase == flow.Closed && (ev.Verb == "cancel" || ev.Verb == "merge" || ev.To == "cancelled")
}

// Marks replays a history, oldest event first, and returns by cycle what happened to the clock of a promise. One that never began has no
// cycles. hands are the teams in whose hands the clock runs, nil when it does not matter who has the work. A mark names the event that
// made it by its place in the history.
func Marks(history []event.Envelope, metric Metric, rule Pauses, hands []id.ID) [][]timing.Mark {
	w := walk{holding: holding{hands: hands}, metric: metric, rule: rule}
	for i, e := range history {
		w.event = i
		if hands != nil {
			w.hand(e)
		}
		cause := ""
		switch ev := e.Event.(type) {
		case ticket.Opened:
			w.opened = true
			if ev.Since != 0 { // the log of an imported piece of work begins when it was not new any more
				w.settle(e, "")
				e.At, w.phase, w.reason, cause = ev.Since, ev.Phase, ev.Reason, ev.State
				w.void = voids(ticket.Stepped{Phase: ev.Phase, To: ev.State})
			}
		case ticket.Stepped:
			w.phase, w.reason, w.void, cause = ev.Phase, ev.Reason, voids(ev), ev.To
			if ev.Verb == "merge" {
				cause = "merged"
			}
			w.asks = w.asks && ev.Phase.Open()
		case ticket.Messaged:
			cause = "answered"
			if !ev.Internal {
				w.message(ev.ByAgent, e.ActorKind == actor.Person)
			} else if hands == nil {
				continue
			}
		case ticket.Changed:
			if cause = "taken"; hands == nil {
				continue
			}
		default:
			continue
		}
		w.settle(e, cause)
	}
	return w.cycles
}

// hand follows who has the work. Handing it on ends the clock of the team that had it.
func (w *walk) hand(e event.Envelope) {
	if team, ok := handOver(e); ok && (team != w.team || !w.opened) {
		if w.team = 0; w.opened {
			w.settle(e, "handed_on")
		}
		w.pass(e, team)
	}
	w.follow(e)
}

// message notes a public message. What the product itself writes, such as a confirmation of receipt, is no answer.
func (w *walk) message(byAgent, byPerson bool) {
	switch {
	case byAgent && byPerson:
		w.answered, w.asks = true, false
	case !byAgent && w.answered:
		w.asks = true
	}
}

// want says how the clock should stand: Start for running, Pause, or Stop.
func (w *walk) want() timing.Act {
	switch {
	case !w.opened || !w.phase.Open() || w.elsewhere():
		return timing.Stop
	case w.metric == FirstResponse && (w.hands == nil && w.answered || w.hands != nil && w.taken), w.metric == NextResponse && !w.asks:
		return timing.Stop
	}
	held := w.phase == flow.Waiting
	if len(w.rule.Only) > 0 {
		if held && slices.Contains(w.rule.Only, w.reason) {
			return timing.Start
		}
		return timing.Pause
	}
	if held && slices.Contains(w.rule.While, w.reason) {
		return timing.Pause
	}
	return timing.Start
}

// settle adds the marks that bring the clock to where it should stand.
func (w *walk) settle(e event.Envelope, cause string) {
	want := w.want()
	if want == timing.Pause {
		if cause = w.reason; cause == "" {
			cause = "not waiting for the supplier"
		}
	}
	if want == w.stands && (want != timing.Pause || cause == w.cause) {
		return
	}
	add := func(do timing.Act) {
		n := len(w.cycles) - 1
		w.cycles[n] = append(w.cycles[n], timing.Mark{At: e.At.Time(), Do: do, Cause: cause, Event: w.event})
		w.stands, w.cause = do, cause
	}
	if w.stands == "" || w.stands == timing.Stop && (w.metric == NextResponse || w.fresh) {
		if want == timing.Stop || want == timing.Pause && len(w.rule.Only) > 0 {
			return // it has not begun
		}
		w.cycles, w.stands, w.fresh = append(w.cycles, nil), "", false
	}
	switch want {
	case timing.Start:
		if w.stands == timing.Pause {
			add(timing.Resume)
		} else {
			add(timing.Start)
		}
		w.stands = timing.Start
	case timing.Pause:
		if w.stands != timing.Start { // it begins, goes on, or waits for something else from now on
			add(map[bool]timing.Act{true: timing.Resume, false: timing.Start}[w.stands == timing.Pause])
		}
		add(timing.Pause)
	case timing.Stop:
		if w.void {
			add(timing.Cancel)
		} else {
			add(timing.Stop)
		}
		w.stands = timing.Stop
	}
}
