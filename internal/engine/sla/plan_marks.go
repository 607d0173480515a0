package sla

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// walk turns the history of a piece of work into the marks of one promise: by cycle, because the next response is promised anew with
// each question, while the others are promised once.
type walk struct {
	metric Metric
	rule   Pauses
	cycles [][]timing.Mark

	opened   bool
	answered bool // the requester has had a public answer
	asks     bool // the requester waits for an answer to a later question
	phase    flow.Phase
	reason   string // of the hold

	stands timing.Act // the last mark that counted, "" for none
	cause  string
}

// marks replays a history. The clocks of a metric that never began have no marks.
func marks(history []event.Envelope, metric Metric, rule Pauses) [][]timing.Mark {
	w := walk{metric: metric, rule: rule}
	for _, e := range history {
		cause := ""
		switch ev := e.Event.(type) {
		case ticket.Opened:
			w.opened = true
			if ev.Since != 0 { // the log of an imported piece of work begins when it was not new any more
				w.settle(e, "")
				e.At, w.phase, w.reason, cause = ev.Since, ev.Phase, ev.Reason, ev.State
			}
		case ticket.Stepped:
			w.phase, w.reason, cause = ev.Phase, ev.Reason, ev.To
			w.asks = w.asks && ev.Phase.Open()
		case ticket.Messaged:
			if !ev.Public {
				continue
			}
			cause = "answered"
			w.message(ev.ByAgent, e.ActorKind == actor.Person)
		default:
			continue
		}
		w.settle(e, cause)
	}
	return w.cycles
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
	case !w.opened || !w.phase.Open():
		return timing.Stop
	case w.metric == FirstResponse && w.answered, w.metric == NextResponse && !w.asks:
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
		w.cycles[n] = append(w.cycles[n], timing.Mark{At: e.At.Time(), Do: do, Cause: cause})
		w.stands, w.cause = do, cause
	}
	if w.stands == "" || w.stands == timing.Stop && w.metric == NextResponse {
		if want == timing.Stop || want == timing.Pause && len(w.rule.Only) > 0 {
			return // it has not begun
		}
		w.cycles, w.stands = append(w.cycles, nil), ""
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
	default:
		add(timing.Stop)
	}
}
