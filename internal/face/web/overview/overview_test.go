package overview_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/overview/overviewtest"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/insight"
)

func get(t *testing.T, d *fettletest.Desk, persona, path string, want int) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", d.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(d.Cookie(persona))
	a := d.Send(req)
	if a.Status != want {
		t.Fatalf("GET %s: %d, want %d\n%s", path, a.Status, want, a.Body)
	}
	return string(a.Body)
}

// TestEveryNumberOpensItsRows follows all links of the page over a story in which each kind of figure occurs.
func TestEveryNumberOpensItsRows(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		story(t, d)
		for _, query := range []string{"", "?weeks=52", "?weeks=days&from=2026-11-01&to=2026-12-31"} {
			page := get(t, d, "lead", "/overview"+query, http.StatusOK)
			p := d.Room.Practices()[0]
			a, err := actor.From(d.As("lead"))
			if err != nil {
				t.Fatal(err)
			}
			a.Zone = "Europe/Berlin" // the organisation's, in which the pages of those who chose none read days
			figures, questions := overviewtest.Follow(t, page, 0, func(q string) (int, error) { return d.Room.Count(actor.With(t.Context(), a), p, q) })
			if query == "?weeks=52" && (!strings.Contains(page, ">4 others</text>") || !strings.Contains(page, "Of these, the 4 smallest")) {
				t.Error("sixteen teams are not twelve bars and one for the others")
			}
			if figures < 60 {
				t.Errorf("only %d figures have a link", figures)
			}
			all := strings.Join(questions, "\n")
			for _, want := range []string{"response_sla:breached", "resolution_sla:met resolution_paused>50", "reopened_within<=14", "resolution_sla:met,breached", " -team:"} {
				if kit.Def(p.Fields, insight.ResponseSLA).Filter != "" && !strings.Contains(all, want) {
					t.Errorf("no figure asks for %q", want)
				}
			}
		}
	})
}

// story opens work for sixteen teams and takes it different ways: kept, kept with a long pause, broken, reopened soon and late.
func story(t *testing.T, d *fettletest.Desk) {
	t.Helper()
	for n := range 32 {
		var team id.ID
		if err := d.DB.Write(d.System(), func(tx *db.Tx) (err error) {
			team, err = d.People.EnsureTeam(tx, d.Root, people.Team{Name: fmt.Sprintf("Team %d", n%16)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		number := fmt.Sprintf("INC-%d", n+1)
		step := func(verb, input string) { t.Helper(); do(t, d, "agent", verb, number, input) }
		resolve := func() { t.Helper(); step("resolve", `{"code":"fixed","resolution":"Put right."}`) }
		do(t, d, "agent", "open", "", fmt.Sprintf(`{"title":"Trouble %d","requester":"%s","impact":%d,"urgency":%d,"team":"%s"}`, n, d.ID("requester"), 1+n%3, 1+n/3%3, team))
		d.Time.Advance(7 * time.Minute)
		switch n % 6 {
		case 0:
			step("reply", `{"body":"We are on it."}`)
			resolve()
		case 1:
			step("hold", `{"reason":"awaiting_caller"}`)
			d.Time.Advance(50 * time.Hour)
			step("resume", `{}`)
			resolve()
		case 2:
			d.Time.Advance(15 * 24 * time.Hour)
			step("reply", `{"body":"Sorry for the wait."}`)
			resolve()
		case 3:
			resolve()
			d.Time.Advance(26 * time.Hour)
			step("reopen", `{"reason":"It is back."}`)
		case 4:
			step("assign", fmt.Sprintf(`{"assignee":"%s"}`, d.ID("technician")))
		}
		if _, err := d.Queue.Drain(d.System()); err != nil {
			t.Fatal(err)
		}
	}
}

// do runs a verb as a persona.
func do(t *testing.T, d *fettletest.Desk, persona, verb, number, input string) {
	t.Helper()
	spec, err := d.Actions.Get("incident." + verb)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := spec.Do(d.As(persona), action.JSON([]byte(input)), number, 0); err != nil {
		t.Fatal(err)
	}
}

func TestTheOverviewSaysWhatHappened(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		if page := get(t, d, "lead", "/overview", http.StatusOK); !strings.Contains(page, "Nothing to measure in this period") {
			t.Error("an empty desk has no empty state")
		}
		var team id.ID
		if err := d.DB.Write(d.System(), func(tx *db.Tx) (err error) {
			team, err = d.People.EnsureTeam(tx, d.Root, people.Team{Name: "=1+1 team"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		do(t, d, "agent", "open", "", `{"title":"Printer","impact":3,"urgency":3,"team":"`+team.String()+`"}`)
		do(t, d, "agent", "open", "", `{"title":"Mail","impact":1,"urgency":1}`)
		d.Time.Advance(40 * time.Minute)
		do(t, d, "agent", "resolve", "INC-1", `{"code":"fixed","resolution":"New toner."}`)
		page := get(t, d, "lead", "/overview", http.StatusOK)
		for _, want := range []string{"Incidents, last 12 weeks", "2 opened", "1 closed", "How it is counted", "All figures as of", "/overview/flow.csv?", "/incidents?q=status%3Aopen"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not on the page", want)
			}
		}
		for _, tile := range []string{"flow", "age", "response", "resolution", "answered", "kept", "handed", "matrix", "states", "teams", "categories"} {
			lines, err := csv.NewReader(strings.NewReader(get(t, d, "lead", "/overview/"+tile+".csv?weeks=4", http.StatusOK))).ReadAll()
			if err != nil || len(lines) < 2 {
				t.Errorf("%s: %d lines, %v", tile, len(lines), err)
			}
		}
		if file := get(t, d, "lead", "/overview/teams.csv", http.StatusOK); !strings.Contains(file, "\n'=1+1 team,1,") {
			t.Errorf("a name could be taken for a formula:\n%s", file)
		}
		get(t, d, "lead", "/overview/none.csv", http.StatusNotFound)
		get(t, d, "lead", "/overview?weeks=days&from=2026-11-01&to=2026-11-16&team="+team.String(), http.StatusOK)
		for query, want := range map[string]string{
			"weeks=4&from=2026-08-31&to=2026-11-22&shown=2026-08-31..2026-11-22":  "Incidents, last 4 weeks", // other weeks were chosen
			"weeks=12&from=2026-11-01&to=2026-11-22&shown=2026-08-31..2026-11-22": "Incidents, 1 Nov 2026 to 22 Nov 2026",
		} {
			if page := get(t, d, "lead", "/overview?"+query, http.StatusOK); !strings.Contains(page, want) {
				t.Errorf("%s does not show %q", query, want)
			}
		}
		get(t, d, "agent", "/overview", http.StatusForbidden)
	})
}

func TestAWrongQuestionIsToldAtItsFieldAndKeepsWhatWasTyped(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		do(t, d, "agent", "open", "", `{"title":"Printer","impact":3,"urgency":3}`)
		for _, c := range []struct{ query, field, says, keeps string }{
			{"from=2018-01-01&to=2017-01-01", "to", "The last day lies before the first.", `value="2017-01-01"`},
			{"from=2016-13-01&to=x", "from", "Give the first day", `value="2016-13-01"`},
			{"from=2016-13-01&to=x", "to", "Give the last day", `value="x"`},
			{"weeks=days&from=soon&to=2026-11-16", "from", "Give the first day", `value="soon"`},
			{"to=2026-11-16", "from", "Give the first day", `value="2026-11-16"`},
			{"from=1999-01-01&to=2026-11-16", "from", "from 2000 on", `value="1999-01-01"`},
			{"from=2001-01-01&to=2026-11-16", "from", "at most 270 weeks", `value="2001-01-01"`},
			{"weeks=99999", "weeks", "Choose 1 to 270 weeks", `<option value="99999" selected>`},
			{"weeks=0", "weeks", "Choose 1 to 270 weeks", `<option value="0" selected>`},
			{`weeks="><b>`, "weeks", "Choose 1 to 270 weeks", `<option value="&#34;&gt;&lt;b&gt;" selected>`},
			{"team=1", "team", "There is no such team", `<option value="1" selected>`},
			{"team=x&weeks=4", "team", "There is no such team", `<option value="x" selected>`},
		} {
			page := get(t, d, "lead", "/overview?"+strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E").Replace(c.query), http.StatusUnprocessableEntity)
			at := regexp.MustCompile(`name="` + c.field + `"[^>]*aria-invalid="true"`).MatchString(page)
			if !at || !strings.Contains(page, c.says) || !strings.Contains(page, c.keeps) {
				t.Errorf("%s: marked %v, says %v, keeps %v", c.query, at, strings.Contains(page, c.says), strings.Contains(page, c.keeps))
			}
			if strings.Contains(page, "All figures as of") {
				t.Errorf("%s shows other figures", c.query)
			}
		}
		get(t, d, "lead", "/overview/flow.csv?weeks=99999", http.StatusUnprocessableEntity)
		get(t, d, "lead", "/overview/flow.csv?from=2018-01-01&to=2017-01-01", http.StatusUnprocessableEntity)
	})
}
