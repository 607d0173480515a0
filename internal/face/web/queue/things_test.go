package queue

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

func TestNoTwoViewsOfThingsAreTheSame(t *testing.T) {
	t.Parallel()
	open, closed := flow.State{Key: "open", Label: "Open"}, flow.State{Key: "closed", Label: "Closed", Phase: flow.Closed}
	for name, c := range map[string]struct {
		states []flow.State
		want   []string
	}{
		"one state is in use":       {[]flow.State{open, closed}, []string{"open Open", "closed Closed", "all All"}},
		"several states are in use": {[]flow.State{{Key: "draft", Label: "Draft"}, {Key: "active", Label: "Active"}, closed}, []string{"open Current", "draft Draft", "active Active", "closed Closed", "all All"}},
	} {
		var got []string
		for _, v := range thingViews(desk.Practice{Kind: record.Kind{Flow: flow.Machine{States: c.states}}}) {
			got = append(got, v.Key+" "+v.Label)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
