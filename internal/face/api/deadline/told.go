package deadline

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
)

// Told returns an answer as it is told: internal to those who may see what is internal, with the labels of the states of a flow.
func Told(out sla.Answer, internal bool, states flow.Machine) sla.Answer {
	if !internal { // what teams and suppliers promised each other is no matter of the requester
		out.Clocks = slices.DeleteFunc(out.Clocks, func(c sla.ClockStory) bool { return c.Party != sla.Customer })
	}
	if w := out.Waiting; w != nil && w.You && internal {
		told := *w
		told.Text = strings.Replace(w.Text, "Waiting for you ", "Waiting for the requester ", 1)
		out.Waiting = &told
	}
	for i := range out.Clocks {
		c := &out.Clocks[i]
		left := c.Promise - c.Elapsed // each was rounded down, and a reader adds them up
		if c.Drawing.Remaining == c.Remaining {
			c.Drawing.Remaining = left
		}
		c.Remaining = left
		if c.Target.Amount == 1 {
			c.Promised = strings.TrimSuffix(c.Promised, "s")
		}
		c.Story = slices.Clone(c.Story)
		for j := range c.Story {
			x := &c.Story[j]
			if label := states.State(x.Cause).Label; x.Cause != "" && label != "" {
				x.Text = strings.Replace(x.Text, x.Cause, strings.ToLower(label), 1)
			}
		}
	}
	return out
}
