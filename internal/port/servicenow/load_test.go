package servicenow

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// must loads a log as the product.
func (w *world) must(t *testing.T, path string) Loaded {
	t.Helper()
	r, err := w.load(w.as(t), t, path, LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// history returns the events of an incident with the names of what their references lead to.
func (w *world) history(t *testing.T, number string) []event.Envelope {
	t.Helper()
	var subject id.ID
	if err := w.DB.QueryRow(t.Context(), `SELECT id FROM record WHERE number = $1`, number).Scan(&subject); err != nil {
		t.Fatal(err)
	}
	list, err := w.log.History(t.Context(), w.DB, subject)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// who returns the id of a person of the log.
func (w *world) who(t *testing.T, name string) id.ID {
	t.Helper()
	p, err := people.Owner(t.Context(), w.DB, people.External, "servicenow:"+name)
	if err != nil {
		t.Fatal(name, err)
	}
	return p
}

func TestEveryRowIsOneEventAtItsTimeByItsPerson(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		got := w.must(t, small)
		if got.Imported != 3 || got.Events != 11 || got.OddRows != 9 || len(got.Odd) != 9 || got.New.People != 7 || got.New.Teams != 1 || len(got.Failed) != 0 {
			t.Errorf("the report says %+v", got)
		}
		var team id.ID
		if err := w.DB.QueryRow(t.Context(), `SELECT id FROM team WHERE name = 'Field'`).Scan(&team); err != nil {
			t.Fatal(err)
		}
		list := w.history(t, "INC9000001")
		want := []struct {
			at, by string
			event  db.Event
		}{
			{"2021-03-01T08:00:00Z", "Desk One", nil}, // the opening, see below
			{"2021-03-01T09:00:00Z", "Lead", ticket.Stepped{Verb: "start", From: "new", To: "in_progress", Changes: []field.Change{
				{Key: "priority", From: 3.0, To: 2.0}, {Key: "team", From: "", To: team.String()}, {Key: "assignee", From: "", To: w.who(t, "Resi Dent").String()},
				{Key: "impact", From: 2.0, To: 1.0}}}},
			{"2021-03-01T09:00:00Z", "Lead", ticket.Touched{}},
			{"2021-03-01T11:00:00Z", "Resi Dent", ticket.Stepped{Verb: "hold", From: "in_progress", To: "on_hold", Phase: flow.Waiting, Reason: "awaiting_vendor",
				Changes: []field.Change{{Key: "vendor", From: "", To: "Acme"}}}},
			{"2021-03-01T16:00:00Z", "Resi Dent", ticket.Stepped{Verb: "resolve", From: "on_hold", To: "resolved", Phase: flow.Resolved}},
			{"2021-03-02T09:00:00Z", "Ana Lima", ticket.Stepped{Verb: "reopen", From: "resolved", To: "in_progress"}},
			{"2021-03-02T10:00:00Z", "Resi Dent", ticket.Stepped{Verb: "resolve", From: "in_progress", To: "resolved", Phase: flow.Resolved, Code: "fixed", Text: "swap"}},
			{"2021-03-09T10:00:00Z", "System", ticket.Stepped{Verb: "close", From: "resolved", To: "closed", Phase: flow.Closed}},
		}
		if len(list) != len(want) {
			t.Fatalf("%d events, want %d", len(list), len(want))
		}
		for i, e := range list {
			if e.At.String() != want[i].at || e.Actor != w.who(t, want[i].by) || e.ActorKind != actor.Person || e.Channel != "import" {
				t.Errorf("event %d: at %s by %v %d through %s", i, e.At, e.ActorKind, e.Actor, e.Channel)
			}
			if i == 0 {
				continue
			}
			if diff := cmp.Diff(want[i].event, e.Event, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".about" }, cmp.Ignore())); diff != "" {
				t.Errorf("event %d: %s", i, diff)
			}
		}
		w.verify(t, 11)
	})
}

func TestAnIncidentIsAsTheLogEndsIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		w.must(t, small)
		first, err := w.Incidents.Get(w.as(t), "inc9000001")
		if err != nil {
			t.Fatal(err)
		}
		if first.State != "closed" || first.Title != "Printing / Toner" || first.Requester != w.who(t, "Ana Lima") || first.CreatedBy != w.who(t, "Desk One") ||
			first.CreatedAt.String() != "2021-03-01T08:00:00Z" || first.Resolved.String() != "2021-03-02T10:00:00Z" || first.Closed.String() != "2021-03-09T10:00:00Z" ||
			first.UpdatedAt.String() != "2021-03-09T10:00:00Z" || first.Reopened != 1 || first.Reassigned != 1 || first.Channel != "email" ||
			first.ResolutionCode != "fixed" || first.Resolution != "swap" || first.Priority != 2 || first.PriorityReason != "" || first.Due != ticket.NeverDue {
			t.Errorf("%+v", first)
		}
		// Its log begins when it was resolved already.
		opened, _ := w.history(t, "INC9000002")[0].Event.(ticket.Opened)
		if opened.State != "resolved" || opened.Phase != flow.Resolved || opened.Since.String() != "2021-03-03T07:02:00Z" {
			t.Errorf("%+v", opened)
		}
		// It goes on: its clock runs from then on, and was missed long ago.
		open, err := w.Incidents.Get(w.as(t), "INC9000004")
		if err != nil || open.State != "in_progress" || open.Due == ticket.NeverDue || open.Due > open.CreatedAt.Add(8*24*3600e9) {
			t.Errorf("%v %+v", err, open)
		}
		hits, err := w.index.Find(t.Context(), w.DB, search.Request{Text: "toner", Scope: func(*db.Args) string { return "TRUE" }})
		if err != nil || len(hits) != 1 || hits[0].Number != "INC9000001" {
			t.Errorf("search: %v %v", err, hits)
		}
	})
}

func TestADryRunChangesNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		events := w.number(t, `SELECT count(*) FROM event`)
		got, err := w.load(w.as(t), t, small, LoadOptions{DryRun: true})
		if err != nil || got.Imported != 3 || got.Events != 11 || !got.DryRun || got.New != (NewNames{}) {
			t.Errorf("%v %+v", err, got)
		}
		if n := w.number(t, `SELECT count(*) FROM event`); n != events || w.number(t, `SELECT count(*) FROM record`) != 0 {
			t.Errorf("%d events instead of %d", n, events)
		}
	})
}

// picky refuses the clocks of some work.
type picky struct {
	Clocks
	world *world
	not   string
}

func (p picky) Rebuild(tx *db.Tx, work id.ID) error {
	var number string
	if err := tx.QueryRow(tx.Context(), `SELECT number FROM record WHERE id = $1`, work).Scan(&number); err != nil {
		return err
	}
	if number == p.not {
		return errs.New(errs.Conflict, "This one is not wanted.")
	}
	return p.Clocks.Rebuild(tx, work)
}

func TestWhatIsRefusedStaysOutAlone(t *testing.T) {
	eachDesk(t, func(t *testing.T, w *world) {
		clocks := w.Clocks
		w.Clocks = picky{clocks, w, "INC9000002"}
		got := w.must(t, small)
		if diff := cmp.Diff([]Failure{{"INC9000002", 11, "This one is not wanted."}}, got.Failed); diff != "" || got.Imported != 2 {
			t.Errorf("%d imported; %s", got.Imported, diff)
		}
		if n := w.number(t, `SELECT count(*) FROM person WHERE name = 'Brun, Carl'`); n != 0 {
			t.Error("its caller was added without it")
		}
		w.Clocks = clocks
		if again := w.must(t, small); again.Imported != 1 || again.Skipped != 2 || again.New.People != 2 {
			t.Errorf("again: %+v", again)
		}
		w.verify(t, 11)
	})
}

func TestLoadingNeedsThePermission(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/fettle.db")
	nobody := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 7})
	got, err := w.load(nobody, t, small, LoadOptions{})
	if !errs.Is(err, errs.Forbidden) || got.Imported != 0 || w.number(t, `SELECT count(*) FROM person`) != 0 {
		t.Errorf("%v, %d imported", err, got.Imported)
	}
}

func TestNumbersOfOurOwnFormAreNotGivenAgain(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/fettle.db")
	content := strings.ReplaceAll(strings.Join(fixture(t), "\n"), "INC9000001", "inc-41") + "\n"
	w.must(t, write(t, content))
	numbers := table(t, w, `SELECT number FROM record ORDER BY number`, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
	if diff := cmp.Diff([]string{"INC-41", "INC9000002", "INC9000004"}, numbers); diff != "" {
		t.Error(diff)
	}
	if n := w.number(t, `SELECT value FROM counter WHERE name = 'INC'`); n != 41 {
		t.Errorf("the counter stands at %d", n)
	}
}
