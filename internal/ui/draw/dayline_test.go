package draw

import (
	"encoding/xml"
	"flag"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares a drawing with its committed form.
func golden(t *testing.T, name string, got SVG) {
	t.Helper()
	wellFormed(t, got)
	path := filepath.Join("testdata", name+".svg")
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(want)) != string(got) {
		t.Errorf("%s differs from its golden file; look at it, then run with -update\n%s", name, got)
	}
}

// wellFormed checks that the markup can be parsed and breaks no house rule.
func wellFormed(t *testing.T, s SVG) {
	t.Helper()
	if err := xml.Unmarshal([]byte(s), new(struct{ XMLName xml.Name })); err != nil {
		t.Errorf("not well formed: %v\n%s", err, s)
	}
	for _, bad := range []string{"style=", "NaN", "Inf", "<script"} {
		if strings.Contains(string(s), bad) {
			t.Errorf("contains %q: %s", bad, s)
		}
	}
}

func TestDaylinesLookAsAgreed(t *testing.T) {
	base := Dayline{Used: .4, Rests: []Rest{{At: .2, Label: "38 m"}}, Nights: []float64{.7}, Label: "A sentence",
		Start: "10:15", Due: "14:53", Promise: "4 h promised", Ticks: []Tick{{.25, "1 h"}, {.5, "2 h"}, {.75, "3 h"}}}
	for _, s := range []ClockState{Running, AtRisk, Paused, Breached, Met, Void} {
		d := base
		d.State = s
		if s == Breached {
			d.Used, d.Nights = 1.3, nil
		}
		golden(t, "list-"+string(s), DaylineList(d))
		golden(t, "portal-"+string(s), DaylinePortal(d, 300))
		golden(t, "record-"+string(s), DaylineRecord(d, 560))
	}
}

var beadX = regexp.MustCompile(`class="bead" cx="([0-9.]+)"`)

func TestTheBeadMovesWithTheShareUsed(t *testing.T) {
	last := 0.0
	for used := .1; used < .95; used += .1 {
		m := beadX.FindStringSubmatch(string(DaylineList(Dayline{State: Running, Used: used})))
		if m == nil {
			t.Fatal("no bead")
		}
		x, err := strconv.ParseFloat(m[1], 64)
		if err != nil || x <= last || x >= 55 {
			t.Errorf("at %.1f the bead is at %v, after %v", used, m[1], last)
		}
		last = x
	}
}

func TestThePostStandsInTheSamePlaceInEveryState(t *testing.T) {
	for _, s := range []ClockState{Running, AtRisk, Paused, Breached, Met} {
		if got := string(DaylineList(Dayline{State: s, Used: .5})); !strings.Contains(got, `class="post" d="M55 1V13"`) {
			t.Errorf("%s: %s", s, got)
		}
	}
}

var coordinates = regexp.MustCompile(`(?:x|cx)="(-?[0-9.]+)"`)

func TestOddInputStaysInsideThePicture(t *testing.T) {
	for _, used := range []float64{-3, 0, 1, 1.01, 50, math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, s := range []ClockState{Running, AtRisk, Paused, Breached, Met, "unknown", ""} {
			d := Dayline{State: s, Used: used, Nights: []float64{-1, .5, 2, math.NaN()}, Rests: []Rest{{At: -1}, {At: 7}, {At: math.NaN()}}, Label: `"><script>`}
			for _, svg := range []SVG{DaylineList(d), DaylinePortal(d, 0), DaylineRecord(d, -5)} {
				wellFormed(t, svg)
			}
			for _, m := range coordinates.FindAllStringSubmatch(string(DaylineList(d)), -1) {
				if x, err := strconv.ParseFloat(m[1], 64); err != nil || x < 0 || x > 72 {
					t.Errorf("used %v, %s: x %s is outside", used, s, m[1])
				}
			}
		}
	}
}

func TestAMetClockHasNoInkAndAPausedOneIsHollow(t *testing.T) {
	if got := string(DaylineList(Dayline{State: Met, Used: .4})); strings.Contains(got, `class="ink"`) {
		t.Errorf("met has ink: %s", got)
	}
	got := string(DaylineList(Dayline{State: Paused, Used: .4}))
	if strings.Contains(got, `class="ink"`) || !strings.Contains(got, `class="hollow"`) {
		t.Errorf("paused is not hollow: %s", got)
	}
}

func BenchmarkDaylineList(b *testing.B) {
	d := Dayline{State: Running, Used: .4, Rests: []Rest{{At: .2}}, Nights: []float64{.7}, Label: "running: 3 h left"}
	for b.Loop() {
		_ = DaylineList(d)
	}
}
