package seed_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/overview/overviewtest"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/insight"
	"github.com/fettle-itsm/fettle/internal/port/servicenow"
)

// page opens the overview.
func page(t *testing.T, d *fettletest.Desk, query string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+"/overview"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(d.Cookie("lead"))
	a := d.Send(req)
	if a.Status != http.StatusOK {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	return string(a.Body)
}

// rowsOf returns how many rows a question has, however many they are: where counting stops the pages of the list are turned to the end.
func rowsOf(t *testing.T, d *fettletest.Desk) func(q string) (int, error) {
	t.Helper()
	a, err := actor.From(d.As("lead"))
	if err != nil {
		t.Fatal(err)
	}
	a.Zone = "Europe/Berlin" // the organisation's, in which the pages of those who chose none read days
	ctx, p := actor.With(t.Context(), a), d.Room.Practices()[0]
	return func(q string) (int, error) {
		n, err := d.Room.Count(ctx, p, q)
		if err != nil || n <= 1000 {
			return n, err
		}
		ask := desk.Ask{Q: q, Sort: "-created", Limit: 200}
		for n = 0; ; {
			page, err := d.Room.Queue(ctx, p, ask, false)
			if err != nil {
				return n, err
			}
			n += len(page.Heads)
			if ask.After = page.Next; page.Next == "" {
				return n, nil
			}
		}
	}
}

func TestEveryFigureOfASeededDeskOpensItsRows(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		fill(t, d.App, seed.Options{Scale: 1500, Seed: 3})
		html := page(t, d, "?weeks=30")
		if figures, _ := overviewtest.Follow(t, html, 0, rowsOf(t, d)); figures < 150 {
			t.Errorf("only %d figures have a link", figures)
		}
		// Ended seeded work has no service clocks: its promises were not broken, they were not measured.
		if !strings.Contains(html, "no promise measured") {
			t.Error("a share of promises is told although none was measured")
		}
	})
}

const realLog = "../../../../shared/data/incident-log/servicenow-incident-events.csv.gz"

// part writes the header and the rows of every nth incident of the real log to a file.
func part(t *testing.T, nth int) (path string, rows []map[string]string) {
	t.Helper()
	f, err := os.Open(realLog)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the incident log is not there: put it beside the checkout as ../shared/data/incident-log")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	in := csv.NewReader(z)
	head, err := in.Read()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	if err := out.Write(head); err != nil {
		t.Fatal(err)
	}
	known := map[string]int{}
	for {
		line, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, h := range head {
			row[h] = line[i]
		}
		if _, ok := known[row["number"]]; !ok {
			known[row["number"]] = len(known)
		}
		if known[row["number"]]%nth != 0 {
			continue
		}
		rows = append(rows, row)
		if err := out.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	out.Flush()
	path = t.TempDir() + "/log.csv"
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, rows
}

// told is what the test itself reads from the rows of one incident of the log, in the order of time.
type told struct {
	reassigned, reopened string // the counters of its last row
	resolved             time.Time
	soon                 bool          // it was open again within 14 days of a resolution
	took                 time.Duration // to the resolution that the log states, or else to the last row that says so; -1 for none
	level                string
}

// recount reads the log a second time, with no code of the product: only its columns, and the rule which rows are odd.
func recount(t *testing.T, rows []map[string]string) map[string]*told {
	t.Helper()
	at := func(row map[string]string, col string) time.Time {
		if row[col] == "?" {
			return time.Time{}
		}
		v, err := time.Parse("2/1/2006 15:04", row[col])
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b map[string]string) int { return at(a, "sys_updated_at").Compare(at(b, "sys_updated_at")) })
	all := map[string]*told{}
	for _, row := range rows {
		opened, now := at(row, "opened_at"), at(row, "sys_updated_at")
		if row["incident_state"] == "-100" || at(row, "closed_at").Before(opened) || now.Before(opened) {
			continue
		}
		w := all[row["number"]]
		if w == nil {
			w = &told{took: -1}
			all[row["number"]] = w
		}
		w.reassigned, w.reopened, w.level = row["reassignment_count"], row["reopen_count"], row["impact"][:1]+row["urgency"][:1]
		switch state := row["incident_state"]; {
		case state == "Resolved":
			w.resolved = now
		case state != "Closed" && !w.resolved.IsZero():
			w.soon, w.resolved = w.soon || now.Sub(w.resolved) <= 14*24*time.Hour, time.Time{}
		}
		if stated := at(row, "resolved_at"); !stated.IsZero() {
			w.took = stated.Sub(opened)
		} else if row["incident_state"] == "Resolved" {
			w.took = now.Sub(opened)
		}
	}
	return all
}

// agree compares the measures with the recount.
func agree(t *testing.T, r insight.Report, want map[string]*told) {
	t.Helper()
	handed, back, soon := 0, 0, 0
	var took []time.Duration
	levels := [3][3]int{}
	for _, w := range want {
		n, err := strconv.Atoi(w.reassigned)
		if err != nil {
			t.Fatal(err)
		}
		handed += n
		levels[w.level[0]-'1'][w.level[1]-'1']++
		if w.reopened != "0" {
			back++
			if w.soon {
				soon++
			}
		}
		if w.took >= 0 {
			took = append(took, w.took)
		}
	}
	same := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, the file says %d", what, got, want)
		}
	}
	same("opened", r.Opened.Value, len(want))
	same("reassignments", r.Handed.Value, handed)
	same("reopened", r.Reopened.Part, back)
	same("reopened within 14 days", r.ReopenedWithin.Part, soon)
	wall := r.Resolution.Rows[len(r.Resolution.Rows)-1].Wall
	same("resolved", wall.N, len(took))
	slices.Sort(took)
	for p, got := range map[int]time.Duration{50: wall.P50, 90: wall.P90, 95: wall.P95} {
		for i, v := range took { // the first value that p percent of all do not exceed
			if 100*(i+1) >= p*len(took) {
				same(fmt.Sprintf("minutes to resolve in %d of 100", p), int(got.Minutes()), int(v.Minutes()))
				break
			}
		}
	}
	if r.Matrix.Counts != levels {
		t.Errorf("impact and urgency: %v, the file says %v", r.Matrix.Counts, levels)
	}
	if soon == 0 || handed == 0 {
		t.Error("the part of the log is too small to prove anything")
	}
}

func TestEveryFigureOfTheRealLogOpensItsRows(t *testing.T) {
	nth, period := 16, "?weeks=days&from=2016-02-29&to=2016-06-26"
	if os.Getenv("FETTLE_TEST_WHOLE_LOG") != "" {
		nth, period = 1, "?weeks=days&from=2016-02-22&to=2017-03-05"
	}
	path, rows := part(t, nth)
	want := recount(t, rows)
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		l, err := servicenow.Open(d.System(), path, servicenow.Options{Zone: time.UTC})
		if err != nil {
			t.Fatal(err)
		}
		ctx := actor.With(t.Context(), actor.OfSystem("import"))
		got, err := l.Load(ctx, servicenow.Desk{DB: d.DB, People: d.People, Incidents: d.Incidents, Clocks: d.SLA}, servicenow.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Imported != len(want) {
			t.Errorf("%d incidents, want %d", got.Imported, len(want))
		}
		html := page(t, d, period)
		figures, questions := overviewtest.Follow(t, html, 0, rowsOf(t, d))
		t.Logf("%d incidents: %d figures, %d questions", got.Imported, figures, len(questions))
		if figures < 150 {
			t.Errorf("only %d figures have a link", figures)
		}
		var bad []string
		for _, q := range questions {
			if len(q) > 1500 {
				bad = append(bad, fmt.Sprintf("%d characters: %s", len(q), q))
			}
		}
		if len(bad) > 0 {
			t.Errorf("questions near the limit:\n%s", strings.Join(bad, "\n"))
		}
		day := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
		r, err := d.Insight.Measure(d.As("lead"), insight.Ask{Practice: d.Room.Practices()[0], Period: insight.Days(day(2016), day(2018), time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		agree(t, r, want)
	})
}
