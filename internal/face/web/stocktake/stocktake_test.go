package stocktake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTagsAreReadAsScannersTypeThem(t *testing.T) {
	t.Parallel()
	got := tags("lt-0001\r\nhttps://desk.example/a/LT-0002\nLT-0001, LT-0003\n\n")
	if diff := cmp.Diff([]string{"LT-0001", "LT-0002", "LT-0003"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestARowSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]Row{
		"Found":                           {Result: "found"},
		"Not seen":                        {Result: "missing"},
		"Not expected here":               {Result: "misplaced", Beyond: true},
		"Misplaced":                       {Result: "misplaced"},
		"No asset has this code":          {Result: "unknown", Beyond: true},
		"Seen in several places":          {Result: "duplicate"},
		"Reported missing · Ana · In May": {Result: "missing", Decided: &Decided{"mark_missing", "Ana", "In May"}},
		"Left as it is · Ana":             {Result: "unknown", Decided: &Decided{"", "Ana", ""}},
	} {
		if got := verdict(r); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
	if got := places([]Place{{Name: "Room 1"}, {}}); !strings.Contains(got, "Room 1, anywhere") {
		t.Error(got)
	}
}
