package servicenow

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func histories(t *testing.T, path string, opts Options) ([]History, Report) {
	t.Helper()
	log, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	var all []History
	report, err := log.Histories(t.Context(), func(h History) error {
		all = append(all, h)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, report
}

func TestEachUsedRowIsOneChange(t *testing.T) {
	all, _ := histories(t, small, Options{})
	want := [][]FieldChange{
		nil, // the opening
		{
			{FieldState, "new", "in_progress"},
			{FieldTeam, "", "Field"},
			{FieldAssignee, "", "Resi Dent"},
			{FieldImpact, "2", "1"},
			{FieldPriority, "3", "2"},
		},
		nil, // a touch
		{
			{FieldState, "in_progress", "on_hold"},
			{FieldHoldReason, "", "awaiting_vendor"},
			{FieldVendor, "", "Acme"},
		},
		{{FieldState, "on_hold", "resolved"}, {FieldHoldReason, "awaiting_vendor", ""}},
		{{FieldState, "resolved", "in_progress"}},
		{{FieldState, "in_progress", "resolved"}},
		{{FieldState, "resolved", "closed"}},
	}
	var got [][]FieldChange
	for i, c := range all[0].Changes {
		got = append(got, c.Fields)
		if c.Opening != (i == 0) || c.Reopened != (i == 5) || (c.Reassigned == 1) != (i == 1) {
			t.Errorf("change %d: opening %v, reopened %v, reassigned %d", i, c.Opening, c.Reopened, c.Reassigned)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHistoryKeepsTheFactsOfOpeningAndEnd(t *testing.T) {
	all, _ := histories(t, small, Options{Codes: map[string]string{"swap": "resolved_by_vendor"}})
	at := func(day, hour, minute int) time.Time { return time.Date(2021, 3, day, hour, minute, 0, 0, time.UTC) }
	h := all[0]
	if h.Opened != at(1, 8, 0) || h.Changes[0].At != at(1, 8, 5) || h.Channel != "email" || h.Opening.Team != "" || h.Final.Team != "Field" {
		t.Errorf("opening: %+v", h)
	}
	if h.ResolvedAt != at(2, 10, 0) || !h.ResolvedStated || h.ClosedAt != at(9, 10, 0) || h.Code != "resolved_by_vendor" || h.CodeText != "swap" {
		t.Errorf("end: %+v", h)
	}
	if h.Reopens != 1 || h.Reassignments != 1 || h.MetSLA {
		t.Errorf("reopens %d, reassignments %d, met %v", h.Reopens, h.Reassignments, h.MetSLA)
	}
	h = all[1]
	if h.ResolvedAt != at(3, 7, 2) || h.ResolvedStated || h.Code != DefaultResolution || h.CodeText != "" {
		t.Errorf("a resolution time the log does not know is taken from the states: %+v", h)
	}
	h = all[2]
	if !h.ResolvedAt.IsZero() || !h.ClosedAt.IsZero() || h.Code != "" || h.Channel != "portal" || h.Final.State != InProgress {
		t.Errorf("an unfinished incident has no end: %+v", h)
	}
}

func TestStatesOfTheLog(t *testing.T) {
	tests := []struct {
		log  string
		want Phase
		ok   bool
	}{
		{"New", Phase{New, ""}, true},
		{"Active", Phase{InProgress, ""}, true},
		{"Awaiting User Info", Phase{OnHold, AwaitingCaller}, true},
		{"Awaiting Evidence", Phase{OnHold, AwaitingCaller}, true},
		{"Awaiting Problem", Phase{OnHold, AwaitingProblem}, true},
		{"Awaiting Vendor", Phase{OnHold, AwaitingVendor}, true},
		{"Resolved", Phase{Resolved, ""}, true},
		{"Closed", Phase{Closed, ""}, true},
		{"-100", Phase{}, false},
		{"", Phase{}, false},
	}
	for _, tt := range tests {
		t.Run("the state "+tt.log, func(t *testing.T) {
			if got, ok := stateOf(tt.log); got != tt.want || ok != tt.ok {
				t.Errorf("got %+v %v", got, ok)
			}
		})
	}
}

func TestPercentilesAreNearestRank(t *testing.T) {
	if got := (Durations{}).At(0.5); got != 0 {
		t.Errorf("nothing has the percentile %v", got)
	}
	d := sorted([]time.Duration{4, 1, 3, 2})
	for p, want := range map[float64]time.Duration{0.01: 1, 0.25: 1, 0.5: 2, 0.51: 3, 0.9: 4, 1: 4} {
		if got := d.At(p); got != want {
			t.Errorf("share %v: got %d, want %d", p, got, want)
		}
	}
}
