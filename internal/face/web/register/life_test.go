package register

import (
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/flow"
)

func TestAPathShowsWhatLiesAheadAndWhatWasTaken(t *testing.T) {
	t.Parallel()
	m := flow.Machine{
		States: []flow.State{{Key: "draft", Label: "Draft"}, {Key: "ordered", Label: "Ordered", Phase: flow.Waiting}, {Key: "partly", Label: "Partly received", Phase: flow.Waiting},
			{Key: "received", Label: "Received", Phase: flow.Closed}, {Key: "cancelled", Label: "Cancelled", Phase: flow.Closed, Aside: true}},
		Moves: []flow.Move{{Verb: "order", From: []string{"draft"}, To: "ordered"}, {Verb: "receive", From: []string{"ordered", "partly"}, To: "partly"},
			{Verb: "complete", From: []string{"ordered", "partly"}, To: "received"}, {Verb: "cancel", From: []string{"draft", "ordered", "partly"}, To: "cancelled"}},
	}
	tests := []struct {
		name, now, want string
		been            []string
	}{
		{"a draft leads through the order to the goods", "draft", "Draft Ordered Received", []string{"draft"}},
		{"a detour that was taken is shown", "partly", "Draft Ordered Partly received Received", []string{"draft", "ordered", "partly"}},
		{"an end that nobody aims at is shown when it came", "cancelled", "Draft Cancelled", []string{"draft", "cancelled"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			been := map[string]visit{}
			for _, key := range tt.been {
				been[key] = visit{1, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
			}
			var got []string
			for _, s := range steps(m, tt.now, been, func(time.Time) string { return "today" }) {
				got = append(got, s.Label)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s, not %s", s, tt.want)
			}
		})
	}
}
