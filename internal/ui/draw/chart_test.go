package draw

import (
	"math"
	"strings"
	"testing"
)

func sampleCharts() map[string]Chart {
	return map[string]Chart{
		"flow":   Flow{Label: "Flow", Period: "Week", Points: []FlowPoint{{Label: "7 Sep", Opened: 62, Closed: 57, Open: 41}, {Label: "14 Sep", Opened: 58, Closed: 60, Open: 39}}},
		"bars":   Bars{Label: "Age", Group: "Age", Unit: "Open", Rows: []BarRow{{Label: "today", Value: 9}, {Label: "over 30 d", Value: 3, Warn: true, Note: "waiting"}}},
		"strips": Strips{Label: "Response", Group: "Priority", Top: 1.6, Ticks: []Tick{{0, "0"}, {1, "promised"}}, Rows: []StripRow{{Label: "P1", Target: "15 m", P50: .3, P90: .7, P95: 1.2, Promise: 1, N: 9}, {Label: "P2"}}},
		"kept":   Kept{Label: "Kept", Group: "Priority", Rows: []KeptRow{{Label: "P1", Kept: 7, Breached: 2}, {Label: "P2", Kept: 34, Paused: 6, Breached: 4}, {Label: "P3"}}},
	}
}

func TestChartsLookAsAgreed(t *testing.T) {
	for name, c := range sampleCharts() {
		golden(t, name+"-wide", c.Draw(560))
		golden(t, name+"-narrow", c.Draw(300))
	}
	golden(t, "week", DrawWeek("Week", []DayHours{{"Mon", []Span{{.375, .5}, {.54, .73}}}, {"Tue", nil}}, 460))
	golden(t, "horizon", DrawHorizon(Horizon{Now: .5, NowLabel: "14:10", End: "Wed", Label: "Today", Hours: []Tick{{.1, "09"}},
		Nights: []Span{{.8, .82}}, Pins: []Pin{{.4, Breached}, {.6, AtRisk}, {.7, Running}, {2, Paused}, {-1, Met}}}))
}

func TestEveryChartHasATableWithAsManyCellsAsHeads(t *testing.T) {
	for name, c := range sampleCharts() {
		twin := c.Twin()
		if len(twin.Rows) < 2 {
			t.Errorf("%s: %d rows", name, len(twin.Rows))
		}
		for _, r := range twin.Rows {
			if len(r) != len(twin.Head) {
				t.Errorf("%s: %d cells under %d heads", name, len(r), len(twin.Head))
			}
		}
	}
}

func TestEmptyAndOddChartsAreStillDrawings(t *testing.T) {
	for _, c := range []Chart{Flow{}, Bars{}, Strips{}, Kept{},
		Bars{Rows: []BarRow{{Label: strings.Repeat("<long> ", 40), Value: -4}}},
		Strips{Top: math.NaN(), Rows: []StripRow{{P50: math.NaN(), P90: math.Inf(1), N: 3}}},
		Flow{Points: make([]FlowPoint, 400)}} {
		for _, width := range []int{0, 280, 1180} {
			wellFormed(t, c.Draw(width))
		}
	}
}

func TestTheAxisReachesTheHighestValueInFewRoundSteps(t *testing.T) {
	for _, v := range []float64{0, 1, 4, 5, 7, 41, 82, 100, 101, 999, 12345, 2e6} {
		top, step := niceTop(v)
		if n := top / step; top < v || n > 6 || step != math.Trunc(step) {
			t.Errorf("%v: top %v, step %v", v, top, step)
		}
	}
}

func TestTheFigureBesideAStackCountsOnlyTheSolidPart(t *testing.T) {
	got := string(Kept{Rows: []KeptRow{{Label: "P2", Kept: 34, Paused: 6, Breached: 4}}}.Draw(560))
	if !strings.Contains(got, "77 %") || !strings.Contains(got, "n 44") {
		t.Error(got)
	}
}

func TestCountsHaveThousandsSeparated(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := itoa(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestTheSpriteDefinesItsIconsAndTheHatch(t *testing.T) {
	wellFormed(t, Sprite())
	for _, name := range []string{"inc", "mark", "lock", "search"} {
		if !HasIcon(name) {
			t.Errorf("no icon %s", name)
		}
	}
	if HasIcon("nothing") || HasIcon("") {
		t.Error("an unknown icon is known")
	}
}

func TestTheTimeOfNowTouchesNoBeadAndNoHour(t *testing.T) {
	hours := []Tick{{0, "08"}, {.4, "12"}, {.5, "13"}, {.6, "14"}, {.95, "18"}}
	for _, tt := range []struct {
		now        float64
		gone, kept string
	}{{.48, ">13<", ">12<"}, {.41, ">12<", ">13<"}, {.97, ">18<", ">14<"}} {
		got := string(DrawHorizon(Horizon{Now: tt.now, NowLabel: "NOW", Hours: hours, Pins: []Pin{{At: tt.now + .02}, {At: .01}}}))
		if !strings.Contains(got, `y="36">NOW<`) && !strings.Contains(got, `y="36" text-anchor="end">NOW<`) {
			t.Errorf("at %v the time stands among the beads: %s", tt.now, got)
		}
		if strings.Contains(got, tt.gone) || !strings.Contains(got, tt.kept) {
			t.Errorf("at %v the hours are wrong, not %s but %s: %s", tt.now, tt.gone, tt.kept, got)
		}
		if strings.Contains(got, ">Due<") {
			t.Errorf("a word under a bead: %s", got)
		}
	}
}
