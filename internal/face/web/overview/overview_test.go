package overview_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
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
		for _, want := range []string{"Incidents, last 12 weeks", "2 opened", "1 closed", "How it is counted", "/overview/flow.csv?", "/incidents?q=status%3Aopen"} {
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
		if page := get(t, d, "lead", "/overview?weeks=days&from=soon&to=2026-11-16", http.StatusOK); !strings.Contains(page, "This period cannot be shown") {
			t.Error("a wrong period is not told")
		}
		get(t, d, "agent", "/overview", http.StatusForbidden)
	})
}
