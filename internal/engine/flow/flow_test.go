package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
)

func door() flow.Machine {
	return flow.Machine{
		States: []flow.State{{Key: "open", Label: "Open", Phase: flow.Active}, {Key: "shut", Label: "Shut", Phase: flow.Waiting}, {Key: "gone", Label: "Gone", Phase: flow.Closed}},
		Moves: []flow.Move{
			{Verb: "shut", Label: "Shut", From: []string{"open"}, To: "shut"},
			{Verb: "open", Label: "Open", From: []string{"shut"}, To: "open", Needs: []string{"key"}},
			{Verb: "remove", Label: "Remove", From: []string{"open", "shut"}, To: "gone"},
		},
	}
}

func TestStep(t *testing.T) {
	tests := []struct {
		name, from, verb string
		inputs           map[string]string
		to               string
		want             errs.Kind
		field            string
	}{
		{"a legal step leads on", "open", "shut", nil, "shut", errs.None, ""},
		{"a step without its input names it", "shut", "open", nil, "open", errs.Invalid, "key"},
		{"blank is not an input", "shut", "open", map[string]string{"key": " "}, "open", errs.Invalid, "key"},
		{"a step with its input leads on", "shut", "open", map[string]string{"key": "brass"}, "open", errs.None, ""},
		{"an illegal step is a conflict", "open", "open", nil, "", errs.Conflict, ""},
		{"the final state has no step", "gone", "open", nil, "", errs.Conflict, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := door().Step(tt.from, tt.verb, tt.inputs)
			if errs.KindOf(err) != tt.want || got.Key != tt.to {
				t.Fatalf("got %q, %v", got.Key, err)
			}
			if tt.field != "" {
				want := []errs.Field{{Key: "key", Text: "This is needed to open."}}
				if diff := cmp.Diff(want, errs.Fields(err)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func ExampleMachine_Diagram() {
	fmt.Print(door().Diagram())
	// Output:
	// stateDiagram-v2
	//   [*] --> open
	//   open --> shut: shut
	//   shut --> open: open
	//   open --> gone: remove
	//   shut --> gone: remove
	//   gone --> [*]
}
