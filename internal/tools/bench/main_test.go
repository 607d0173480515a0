package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFlagsBecomeAPlan(t *testing.T) {
	f, err := parse([]string{"-scale", "10, 2000", "-length", "5s", "-runs", "2", "-dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	c, done, err := f.settle()
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if diff := cmp.Diff([]int{10, 2000}, c.Scales); diff != "" || c.Plan.Length != 5*time.Second || c.Plan.Runs != 2 || c.Self == "" {
		t.Errorf("%+v\n%s", c, diff)
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	tests := []struct {
		name string
		args []string
		say  string
	}{
		{"a scale that is no number", []string{"-scale", "many"}, "not a number of tickets"},
		{"a scale of nothing", []string{"-scale", "0"}, "not a number of tickets"},
		{"a stray word", []string{"now"}, `unexpected "now"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := run(t.Context(), tt.args); err == nil || !strings.Contains(err.Error(), tt.say) {
				t.Errorf("got %v", err)
			}
		})
	}
}
