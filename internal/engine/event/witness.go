package event

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Witness compares the histories of subjects with what stands in other tables, and accuses where they differ. A history is whole, oldest
// event first, but holds events of the kinds only that the witness was called for. The desk may be at work: what differs must be looked
// at once more before anybody is accused.
type Witness func(ctx context.Context, q db.Querier, histories [][]Envelope, accuse Accuse) error

// Accuse notes a fault of a subject; event is 0 when no single event is meant. The text is for people.
type Accuse func(subject, event id.ID, text string)

type witness struct {
	ask   Witness
	kinds map[string]bool
}

// Call has w asked by Verify about all events of the kinds.
func (l *Log) Call(w Witness, kinds ...string) {
	wants := map[string]bool{}
	for _, k := range kinds {
		wants[k] = true
	}
	l.witnesses = append(l.witnesses, witness{w, wants})
}

// call is a witness with the histories that were read for it and not asked about yet.
type call struct {
	witness
	histories [][]Envelope
}

func (l *Log) calls() []call {
	out := make([]call, len(l.witnesses))
	for i, w := range l.witnesses {
		out[i].witness = w
	}
	return out
}

func (c *call) note(e Envelope) {
	if !c.kinds[e.Kind] {
		return
	}
	n := len(c.histories)
	if n == 0 || c.histories[n-1][0].Subject != e.Subject {
		c.histories = append(c.histories, []Envelope{e})
		return
	}
	c.histories[n-1] = append(c.histories[n-1], e)
}

// testify asks the witnesses about the histories that are whole: all but that of the subject at hand when more of it may come.
func (v *chainCheck) testify(ctx context.Context, q db.Querier, l *Log, r *Report, more bool) error {
	for i := range v.calls {
		c := &v.calls[i]
		var rest [][]Envelope
		whole := c.histories
		if n := len(whole); more && n > 0 && whole[n-1][0].Subject == v.subject {
			whole, rest = whole[:n-1], [][]Envelope{whole[n-1]}
		}
		for _, history := range whole {
			for k := range history {
				if err := l.Decode(&history[k]); err != nil {
					r.fault(history[k].Subject, history[k].ID, "event %d cannot be read", history[k].Seq)
				}
			}
		}
		if len(whole) > 0 {
			if err := c.ask(ctx, q, whole, func(subject, event id.ID, text string) { r.fault(subject, event, "%s", text) }); err != nil {
				return err
			}
		}
		c.histories = rest
	}
	return nil
}
