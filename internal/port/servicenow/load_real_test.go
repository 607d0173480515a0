package servicenow

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"math"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// ourStates is what a log calls the states, in our words: written down anew for the test.
func ourStates(log map[string]int) map[string]int {
	return map[string]int{"new": log["New"], "in_progress": log["Active"], "resolved": log["Resolved"], "closed": log["Closed"],
		"on_hold": log["Awaiting User Info"] + log["Awaiting Evidence"] + log["Awaiting Problem"] + log["Awaiting Vendor"]}
}

// compare holds the database against the independent count.
func (w *world) compare(t *testing.T, want recount) {
	t.Helper()
	same := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %d, want %d", what, got, want)
		}
	}
	same("incidents", w.number(t, `SELECT count(*) FROM ticket WHERE kind = 'incident'`), len(want.rowsOf))
	same("documents", w.number(t, `SELECT count(*) FROM record JOIN incident i ON i.id = record.id`), len(want.rowsOf))
	same("events", w.number(t, `SELECT count(*) FROM event WHERE kind LIKE 'ticket.%'`), want.used)
	times, incidents := sum(want.reassigned)
	same("reassignments", w.number(t, `SELECT sum(reassigned) FROM ticket`), times)
	same("reassigned incidents", w.number(t, `SELECT count(*) FROM ticket WHERE reassigned > 0`), incidents)
	times, incidents = sum(want.reopened)
	same("reopens", w.number(t, `SELECT sum(reopened) FROM ticket`), times)
	same("reopened incidents", w.number(t, `SELECT count(*) FROM ticket WHERE reopened > 0`), incidents)
	same("people", w.number(t, `SELECT count(*) FROM person`), len(want.people))
	same("work with a clock", w.number(t, `SELECT count(DISTINCT ticket_id) FROM sla_clock`), len(want.rowsOf))
	same("clocks that go on", w.number(t, `SELECT count(*) FROM sla_clock WHERE state <> 3`), 0)
	same("timers", w.number(t, `SELECT count(*) FROM job WHERE kind <> 'sla.recompute'`), 0)
	same("teams", w.number(t, `SELECT count(*) FROM team`), len(want.groups))
	same("locations", w.number(t, `SELECT count(*) FROM location`), len(want.locations))

	matrix, levels := map[string]int{}, map[string]string{}
	type levelled struct{ number, impact, urgency, priority string }
	for _, l := range table(t, w, `SELECT r.number, i.impact, i.urgency, t.priority FROM incident i JOIN record r ON r.id = i.id JOIN ticket t ON t.id = i.id`,
		func(rows *sql.Rows, l *levelled) error {
			return rows.Scan(&l.number, &l.impact, &l.urgency, &l.priority)
		}) {
		matrix[l.impact+"|"+l.urgency]++
		levels[l.number] = l.priority
	}
	if diff := cmp.Diff(want.matrix, matrix); diff != "" {
		t.Errorf("matrix: %s", diff)
	}
	if !maps.Equal(want.priority, levels) {
		t.Error("the priorities of incidents differ")
	}
	w.compareHistories(t, want)
	w.compareResolutions(t, want)
}

// compareHistories replays the events of every incident.
func (w *world) compareHistories(t *testing.T, want recount) {
	t.Helper()
	type row struct {
		number, kind, data string
		at, opened         int64
	}
	states, events, state, at := map[string]int{}, map[string]int{}, map[string]string{}, map[string]int64{}
	for _, r := range table(t, w, `SELECT r.number, e.kind, e.data, e.at, r.created_at FROM event e JOIN record r ON r.id = e.subject_id ORDER BY e.subject_id, e.seq`,
		func(rows *sql.Rows, r *row) error { return rows.Scan(&r.number, &r.kind, &r.data, &r.at, &r.opened) }) {
		e := event.Envelope{Kind: r.kind, Data: []byte(r.data)}
		if err := w.log.Decode(&e); err != nil {
			t.Fatal(err)
		}
		switch ev := e.Event.(type) {
		case ticket.Opened:
			state[r.number] = ev.State
			if r.at != r.opened || at[r.number] != 0 {
				t.Errorf("%s: the opening is out of place", r.number)
			}
		case ticket.Stepped:
			if ev.From != state[r.number] {
				t.Errorf("%s: stepped from %s, but it was %s", r.number, ev.From, state[r.number])
			}
			state[r.number] = ev.To
		}
		if r.at < at[r.number] {
			t.Errorf("%s: the history is out of order", r.number)
		}
		at[r.number] = r.at
		states[state[r.number]]++
		events[r.number]++
	}
	if diff := cmp.Diff(ourStates(want.states), states); diff != "" {
		t.Errorf("states: %s", diff)
	}
	if !maps.Equal(want.rowsOf, events) {
		t.Error("events of incidents differ from their rows")
	}
}

func (w *world) compareResolutions(t *testing.T, want recount) {
	t.Helper()
	hours := table(t, w, `SELECT t.resolved_at - r.created_at FROM ticket t JOIN record r ON r.id = t.id WHERE t.resolved_at <> 0`,
		func(rows *sql.Rows, h *float64) error {
			var micros int64
			err := rows.Scan(&micros)
			*h = float64(micros) / 3600e6
			return err
		})
	sort.Float64s(hours)
	if len(hours) != len(want.derived) {
		t.Fatalf("resolved: got %d, want %d", len(hours), len(want.derived))
	}
	for _, p := range []float64{0.1, 0.5, 0.9, 0.99} {
		place := hours[int(math.Ceil(p*float64(len(hours))))-1]
		if w := percentile(want.derived, p); place != w {
			t.Errorf("resolution of %v: got %v h, want %v h", p, place, w)
		}
	}
}

func (w *world) verify(t *testing.T, want int) {
	t.Helper()
	r, err := w.log.Verify(t.Context(), w.DB, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Faults) > 0 || r.Events < int64(want) {
		t.Errorf("the log has %d faults in %d events, such as %v", len(r.Faults), r.Events, r.Faults[:min(3, len(r.Faults))])
	}
}

func TestTheWholeRealLogIsLoaded(t *testing.T) {
	want := countAgain(t, realLog)
	w := newWorld(t, "sqlite:"+t.TempDir()+"/fettle.db")
	got, err := w.load(w.as(t), t, realLog, LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d incidents, %d events, new %+v, %.1f s", got.Imported, got.Events, got.New, got.Seconds)
	if got.Imported != len(want.rowsOf) || got.Events != want.used || got.Skipped != 0 || len(got.Failed) != 0 || got.OddRows != want.rows-want.used {
		t.Errorf("the report says %d incidents, %d events, %d skipped, %d odd, failed %v", got.Imported, got.Events, got.Skipped, got.OddRows, got.Failed)
	}
	made := NewNames{w.number(t, `SELECT count(*) FROM person`), w.number(t, `SELECT count(*) FROM team`), w.number(t, `SELECT count(*) FROM category`),
		w.number(t, `SELECT count(*) FROM location`)}
	if diff := cmp.Diff(made, got.New); diff != "" {
		t.Error(diff)
	}
	w.compare(t, want)
	w.verify(t, want.used)
	again, err := w.load(w.as(t), t, realLog, LoadOptions{})
	if err != nil || again.Imported != 0 || again.Events != 0 || again.Skipped != len(want.rowsOf) || again.New != (NewNames{}) {
		t.Errorf("the second time: %v, imported %d, skipped %d, new %+v", err, again.Imported, again.Skipped, again.New)
	}
	t.Logf("again: %.1f s", again.Seconds)
}

func TestAStoppedLoadGoesOnWhereItStopped(t *testing.T) {
	path := part(t, 2000)
	want := countAgain(t, path)
	eachDesk(t, func(t *testing.T, w *world) {
		ctx, stop := context.WithCancel(w.as(t))
		defer stop()
		first, err := w.load(ctx, t, path, LoadOptions{Progress: func(rows int64) {
			if rows > 5000 {
				stop()
			}
		}})
		if !errors.Is(err, context.Canceled) || !first.Stopped || first.Imported == 0 || first.Imported >= 2000 {
			t.Fatalf("stopped: %v, %v after %d incidents", err, first.Stopped, first.Imported)
		}
		w.verify(t, 1)
		second, err := w.load(w.as(t), t, path, LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if second.Skipped < first.Imported || second.Skipped+second.Imported != len(want.rowsOf) {
			t.Errorf("first %d, then %d and %d skipped", first.Imported, second.Imported, second.Skipped)
		}
		if n := w.number(t, `SELECT count(*) FROM category`); first.New.Categories+second.New.Categories != n {
			t.Errorf("%d and %d categories are new, %d there", first.New.Categories, second.New.Categories, n)
		}
		w.compare(t, want)
		w.verify(t, want.used)
	})
}
