package bench

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// brief is a plan for tests: bounded by count, so that nothing depends on how fast the machine is.
func brief() Plan { return Plan{Length: time.Minute, Runs: 1, Most: 12} }

func TestEveryFloorCanBeMeasured(t *testing.T) {
	t.Setenv(standInEnv, "yes")
	floors, err := Floors(t.Context(), brief(), t.TempDir(), os.Args[0], os.Getenv("FETTLE_TEST_POSTGRES"), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, f := range floors {
		seen[f.Name]++
		if f.Errors > 0 || f.Ops == 0 || f.PerSecond <= 0 || f.P99 < f.P50 {
			t.Errorf("%s at %d: %+v", f.Name, f.Clients, f)
		}
	}
	want := map[string]int{
		FloorAppend: 3, FloorSpace: 3, FloorRow: 1, FloorRows: 1, FloorRowFTS: 1, FloorRowsFTS: 1, FloorWriter: 3, FloorHello: 3,
	}
	for name, n := range want {
		if seen[name] != n {
			t.Errorf("%s was measured %d times, not %d", name, seen[name], n)
		}
	}
}

func TestTheWholeBenchRunsAgainstAStandIn(t *testing.T) {
	t.Setenv(standInEnv, "yes")
	var said []string
	r, err := Run(t.Context(), Config{
		Plan: brief(), Dir: t.TempDir(), Self: os.Args[0], Binary: os.Args[0], Scales: []int{60}, Person: "p", EventLog: "absent.csv", Rare: "rarest", Common: "common",
		Tell: func(s string) { said = append(said, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, wrong := r.Failed(); wrong != 0 || len(r.Sections) != 1 {
		t.Fatalf("%d wrong in %d sections\n%s", wrong, len(r.Sections), strings.Join(said, "\n"))
	}
	s := r.Sections[0]
	if len(s.Results) != 8*2+3+1+1 || len(s.Facts) != 9 {
		t.Errorf("%d results, %d facts", len(s.Results), len(s.Facts))
	}
	for _, x := range s.Results {
		if x.Share <= 0 || x.Ops == 0 {
			t.Errorf("%s at %d: share %v of %s over %d", x.Name, x.Clients, x.Share, x.Floor, x.Ops)
		}
	}
}

func TestAServerThatDoesNotComeUpIsReportedWithItsLastWords(t *testing.T) {
	t.Setenv(standInEnv, "yes")
	_, err := Product{Binary: os.Args[0], Data: t.TempDir()}.Run(t.Context(), "fly")
	if err == nil || !strings.Contains(err.Error(), `unknown command "fly"`) {
		t.Errorf("got %v", err)
	}
	s, err := Product{Binary: t.TempDir() + "/absent"}.Serve(t.Context())
	if err == nil {
		t.Error("an absent binary was started")
	}
	s.Stop()
}

func TestQuickAndWrongAnswersAreErrors(t *testing.T) {
	lazy := newDesk()
	lazy.lazy = true
	web := httptest.NewServer(lazy)
	defer web.Close()
	d := &Desk{Base: web.URL, Token: "t0ken", Cookie: "session=s", Tickets: 1, Open: []string{"INC-1"}, Rare: "rarest", Common: "common"}
	for _, s := range append(Reads(d), Creates(d, "x", nil)) {
		s.Clients = []int{1}
		results, err := Perform(t.Context(), brief(), s, d)
		if err != nil {
			t.Fatal(err)
		}
		// The record page of the stand-in is right, and the first number is given for the first time.
		if right := results[0].Ops; s.Name != "record page, HTML" && right > 1 || results[0].Example == "" && right == 0 {
			t.Errorf("%s: %d right answers, example %q", s.Name, right, results[0].Example)
		}
	}
	d.Token = "stale"
	if err := d.Explore(t.Context()); err == nil || !strings.Contains(err.Error(), "status 401") {
		t.Errorf("got %v", err)
	}
}

func TestWordsAreTheSameForTheSameSeedAndFollowAPowerLaw(t *testing.T) {
	a, b := lexicon.New(7), lexicon.New(7)
	count := map[string]int{}
	for range 2000 {
		if x, y := a.Word(), b.Word(); x != y {
			t.Fatalf("%q and %q", x, y)
		} else {
			count[x]++
		}
	}
	if count[lexicon.Spell(0)] < 100 || len(count) < 200 {
		t.Errorf("the commonest of %d words came %d times", len(count), count[lexicon.Spell(0)])
	}
	all := map[string]bool{}
	for n := range uint64(5000) {
		all[lexicon.Spell(n)] = true
	}
	if len(all) != 5000 {
		t.Errorf("%d different words of 5000", len(all))
	}
	for range 500 {
		if n := len(a.Body()); n < 20 || n > 3000 {
			t.Errorf("a body of %d characters", n)
		}
	}
}
