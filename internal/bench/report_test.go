package bench

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

func sample() *Report {
	r := &Report{
		At: time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC), Plan: "Closed loop.",
		Machine: gauge.Machine{Cores: 2, CPU: "a processor", Memory: 24 << 30, OS: "linux/amd64", Kernel: "6.1", Go: "go1.26"},
		Floors: []Result{
			{Name: FloorAppend, Clients: 1, PerSecond: 3830, PerSecRows: 3830, P50: 0.24, P99: 1.5, CPU: -1, Foreign: 0.04, Spread: 1.1, Ops: 9},
			{Name: FloorWriter, Clients: 8, PerSecond: 2400, PerSecRows: 2400, P50: 3.1, P99: 9.75, CPU: -1, Foreign: -1, Spread: 1, Ops: 9},
		},
	}
	target := CreateTargets(false)[8]
	r.Add(Section{
		Title: "SQLite, 10,000 tickets",
		Results: []Result{
			{Name: "create through the API", Clients: 8, PerSecond: 1500, P50: 5, P99: 14, CPU: 0.71, Written: 41234, StoreCPU: -1, StoreWrote: -1, Floor: FloorWriter, Target: &target, Ops: 4500, Foreign: 0.02},
			{Name: "queue", Clients: 1, PerSecond: 100, P50: 9, P99: 14, CPU: -1, Written: -1, StoreCPU: 0.2, StoreWrote: 12, Floor: FloorHello, Target: &Target{P50: 8}, Ops: 300, Errors: 2, Foreign: -1},
		},
		Facts: []Fact{{"start to ready", 612.4, "ms", 500, 100}, {"binary", 31.2, "MB", 45, 40}, {"something", 3, "s", 0, 0}},
	})
	r.Note("PostgreSQL: no server was named.")
	return r
}

func TestTheTableIsAsWeWantToReadIt(t *testing.T) {
	var got bytes.Buffer
	if err := sample().Markdown(&got); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/report.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestAReportTakesThePlaceOfTheOneBefore(t *testing.T) {
	if _, err := sample().Within("no marks"); err == nil {
		t.Error("a document without marks was taken")
	}
	once, err := sample().Within("# Title\n" + Begin + "\nold\n" + End + "\ntail\n")
	if err != nil || strings.Contains(once, "old") || !strings.HasPrefix(once, "# Title\n") || !strings.HasSuffix(once, End+"\ntail\n") {
		t.Fatalf("%v\n%s", err, once)
	}
	if twice, err := sample().Within(once); err != nil || twice != once {
		t.Errorf("%v\n%s", err, cmp.Diff(once, twice))
	}
}

func TestAReportSurvivesJSON(t *testing.T) {
	var b bytes.Buffer
	if err := sample().JSON(&b); err != nil {
		t.Fatal(err)
	}
	back, err := ReadReport(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), back); diff != "" {
		t.Error(diff)
	}
}

func TestMissedTargetsAndWrongAnswersAreCounted(t *testing.T) {
	if missed, wrong := sample().Failed(); missed != 2 || wrong != 1 {
		t.Errorf("%d missed, %d wrong; want 2 and 1", missed, wrong)
	}
	tests := []struct {
		name   string
		target Target
		result Result
		want   bool
	}{
		{"exactly the target is enough", Target{PerSecond: 10, P50: 2, CPU: 1}, Result{Ops: 1, PerSecond: 10, P50: 2, CPU: 1}, true},
		{"too slow", Target{P99: 10}, Result{Ops: 1, P99: 10.1}, false},
		{"an unknown processor time is no proof", Target{CPU: 1}, Result{Ops: 1, CPU: -1}, false},
		{"one wrong answer spoils it", Target{PerSecond: 1}, Result{Ops: 9, Errors: 1, PerSecond: 9}, false},
		{"no answers are not fast answers", Target{P50: 5}, Result{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.target.Met(tt.result); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestGrowthIsTakenFromTheSmallestToTheLargestDesk(t *testing.T) {
	r := &Report{}
	for i, title := range []string{"SQLite, 10 tickets", "SQLite, 100 tickets", "SQLite, 1,000 tickets", "PostgreSQL, 10 tickets"} {
		r.Add(Section{Title: title, Results: []Result{{Name: "queue", Clients: 1, P50: float64(i + 1)}, {Name: "wrong", Clients: 1, P50: 1, Errors: i}}})
	}
	r.Growth("PostgreSQL")
	r.Growth("SQLite")
	got := r.Sections[len(r.Sections)-1]
	want := Section{Title: "Growth of p50, SQLite, 10 tickets → SQLite, 1,000 tickets", Facts: []Fact{{"queue, 1 clients", 3, "×", 1.5, 0}}}
	if diff := cmp.Diff(want, got); diff != "" || len(r.Sections) != 5 {
		t.Errorf("%d sections\n%s", len(r.Sections), diff)
	}
}

func TestRunsOnDifferentDisksAreNotCompared(t *testing.T) {
	old, now := sample(), sample()
	if err := now.Comparable(old); err != nil {
		t.Error(err)
	}
	now.Floors[0].P50 = 0.32
	if err := now.Comparable(old); err == nil || !strings.Contains(err.Error(), "33 %") {
		t.Errorf("got %v", err)
	}
	if err := now.Comparable(&Report{}); err == nil {
		t.Error("a report without floors was compared")
	}
}
