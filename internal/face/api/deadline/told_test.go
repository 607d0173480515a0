package deadline_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/face/api/deadline"
)

func TestAnAnswerIsToldInTheWordsOfWhoAsks(t *testing.T) {
	states := flow.Machine{States: []flow.State{{Key: "in_progress", Label: "In progress"}}}
	answer := func() sla.Answer {
		return sla.Answer{Waiting: &sla.Waiting{You: true, Text: "Waiting for you since noon"}, Clocks: []sla.ClockStory{
			{Clock: sla.Clock{Party: sla.Customer, Promise: 60, Elapsed: 20, Remaining: 39, Target: timing.InDays(1)}, Promised: "1 working days",
				Drawing: sla.Drawing{Remaining: 39}, Story: []sla.Stretch{{Kind: timing.Off, Cause: "in_progress", Text: "Stopped: in_progress"}, {Kind: timing.Counted}}},
			{Clock: sla.Clock{Party: sla.Internal, Promise: 60, Elapsed: 70, Remaining: -10, Target: timing.InDays(2)}, Promised: "2 working days"},
		}}
	}
	for _, tt := range []struct {
		name     string
		internal bool
		waiting  string
		clocks   int
	}{
		{"an agent hears whom it waits for, and of promises between teams", true, "Waiting for the requester since noon", 2},
		{"a requester is waited for, and hears of their own promises", false, "Waiting for you since noon", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := deadline.Told(answer(), tt.internal, states)
			if got.Waiting.Text != tt.waiting || len(got.Clocks) != tt.clocks {
				t.Fatalf("%q, %d clocks", got.Waiting.Text, len(got.Clocks))
			}
			for _, c := range got.Clocks {
				if c.Elapsed+c.Remaining != c.Promise {
					t.Errorf("%d and %d are not %d", c.Elapsed, c.Remaining, c.Promise)
				}
			}
			first := got.Clocks[0]
			if first.Drawing.Remaining != 40 || first.Promised != "1 working day" || first.Story[0].Text != "Stopped: in progress" || first.Story[1].Text != "" {
				t.Errorf("told as %+v", first)
			}
			if tt.internal && got.Clocks[1].Promised != "2 working days" {
				t.Errorf("promised are %q", got.Clocks[1].Promised)
			}
		})
	}
}
