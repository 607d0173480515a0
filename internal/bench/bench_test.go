package bench

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
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
	if len(s.Results) != 10*2+3+1+1 || len(s.Facts) != 11 {
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

func TestAnAssetMayHoldTheRareWordToo(t *testing.T) {
	items := func(numbers ...string) Answer {
		var p page
		for _, n := range numbers {
			p.Items = append(p.Items, item{Number: n, Title: "The rarest of all"})
		}
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		return Answer{Status: http.StatusOK, Body: body}
	}
	for _, tt := range []struct {
		name  string
		a     Answer
		right bool
	}{
		{"as many incidents as were made", items("INC-1", "INC-2"), true},
		{"and an asset", items("INC-1", "AST-9", "INC-2"), true},
		{"an incident too many", items("INC-1", "INC-2", "INC-3"), false},
		{"nothing", items(), false},
	} {
		if err := found(tt.a, 1, 2, "rarest"); (err == nil) != tt.right {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestMixedWorkIsThatOfADesk(t *testing.T) {
	d := &Desk{Base: "http://desk.example", Tickets: 9, Open: []string{"INC-1"}, Rare: "rarest", Common: "common", Requesters: []string{"1"}}
	s, paths := Mixed(d, "x"), map[string]int{}
	w := lexicon.New(1)
	for i := range int64(500) {
		req, err := s.Ask(t.Context(), w, i)
		if err != nil {
			t.Fatal(err)
		}
		paths[req.URL.Path]++
	}
	if paths[pathQueue] < 150 || paths[pathSearch] < 20 || paths[pathOwned] > 0 {
		t.Errorf("it asks for %v", paths)
	}
}

func TestAnEmptyDeskTakesNoRoomOnPostgreSQL(t *testing.T) {
	url := dbtest.Postgres(t)
	d := dbtest.Open(t, url, clock.System{})
	defer func() { _ = d.Close() }()
	before, err := Product{Database: url}.size(t.Context())
	if err != nil || before > 500_000 {
		t.Fatalf("%.0f bytes, %v", before, err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range 1000 {
			if _, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, 1)`, strconv.Itoa(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if after, e := (Product{Database: url}).size(t.Context()); err != nil || e != nil || after < before+50_000 {
		t.Errorf("%.0f bytes after %.0f, %v, %v", after, before, err, e)
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
