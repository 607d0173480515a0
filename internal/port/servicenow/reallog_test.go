package servicenow

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const realLog = "../../../../shared/data/incident-log/servicenow-incident-events.csv.gz"

// recount is a second count over the file that shares no code with the package: it knows only the columns and the rule which rows
// are odd in this file.
type recount struct {
	rows, used                             int
	badState, early, late                  int
	states                                 map[string]int // rows by state
	reassigned, reopened                   map[string]int // last counter per incident
	people, groups, cats, pairs, locations map[string]bool
	matrix                                 map[string]int // last row's impact|urgency
	priority                               map[string]string
	hours                                  map[string]float64 // resolution, stated by the log
	derived                                map[string]float64 // the same with the states where the log is silent
	rowsOf                                 map[string]int     // used rows by incident
}

func countAgain(t *testing.T, path string) recount {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the incident log is not there: put it beside the checkout as ../shared/data/incident-log")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	c := recount{
		states: map[string]int{}, reassigned: map[string]int{}, reopened: map[string]int{}, people: map[string]bool{}, groups: map[string]bool{},
		cats: map[string]bool{}, pairs: map[string]bool{}, locations: map[string]bool{}, matrix: map[string]int{}, priority: map[string]string{},
		hours: map[string]float64{}, derived: map[string]float64{}, rowsOf: map[string]int{},
	}
	levels := map[string]string{}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, h := range header {
			row[h] = rec[i]
		}
		c.row(t, row, levels)
	}
	for _, v := range levels {
		c.matrix[v]++
	}
	return c
}

func (c *recount) row(t *testing.T, row map[string]string, levels map[string]string) {
	c.rows++
	at := func(col string) time.Time {
		if row[col] == "?" {
			return time.Time{}
		}
		v, err := time.Parse("2/1/2006 15:04", row[col])
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	opened, closed := at("opened_at"), at("closed_at")
	switch {
	case row["incident_state"] == "-100":
		c.badState++
		return
	case closed.Before(opened):
		c.late++
		return
	case at("sys_updated_at").Before(opened):
		c.early++
		return
	}
	c.used++
	n := row["number"]
	c.rowsOf[n]++
	c.states[row["incident_state"]]++
	note := func(m map[string]bool, cols ...string) {
		for _, col := range cols {
			if row[col] != "?" {
				m[row[col]] = true
			}
		}
	}
	note(c.people, "caller_id", "opened_by", "assigned_to", "resolved_by", "sys_updated_by")
	note(c.groups, "assignment_group")
	note(c.cats, "category")
	note(c.locations, "location")
	if row["category"] != "?" && row["subcategory"] != "?" {
		c.pairs[row["category"]+"/"+row["subcategory"]] = true
	}
	c.reassigned[n], c.reopened[n] = number(row["reassignment_count"]), number(row["reopen_count"])
	levels[n] = row["impact"][:1] + "|" + row["urgency"][:1]
	c.priority[n] = row["priority"][:1]
	if res := at("resolved_at"); !res.IsZero() {
		c.hours[n] = res.Sub(opened).Hours()
		c.derived[n] = c.hours[n]
	} else if row["incident_state"] == "Resolved" {
		c.derived[n] = at("sys_updated_at").Sub(opened).Hours()
	}
}

func number(s string) (n int) {
	for _, d := range s {
		n = n*10 + int(d-'0')
	}
	return n
}

func sum(m map[string]int) (total, positive int) {
	for _, v := range m {
		total += v
		if v > 0 {
			positive++
		}
	}
	return total, positive
}

func percentile(m map[string]float64, p float64) float64 {
	var all []float64
	for _, v := range m {
		all = append(all, v)
	}
	sort.Float64s(all)
	return all[int(math.Ceil(p*float64(len(all))))-1]
}

func TestTheRealLogCountsAsAnIndependentCountSays(t *testing.T) {
	want := countAgain(t, realLog)
	all, report := histories(t, realLog, Options{})
	f := NewFigures()
	levels := map[string]int{}
	for i := range all {
		f.Add(&all[i])
		levels[string(rune('0'+all[i].Final.Impact))+"|"+string(rune('0'+all[i].Final.Urgency))]++
	}
	same := func(what string, got, want int) {
		if got != want {
			t.Errorf("%s: got %d, want %d", what, got, want)
		}
	}
	same("rows", report.Rows, want.rows)
	same("used", report.Used, want.used)
	same("odd rows", report.OddRows, want.badState+want.early+want.late)
	same("incidents", f.Incidents, len(want.reassigned))
	same("events", f.Events, want.used)
	same("people", report.People, len(want.people))
	same("groups", report.Groups, len(want.groups))
	same("categories", report.Categories, len(want.cats))
	same("subcategories", report.Subcategories, len(want.pairs))
	same("locations", report.Locations, len(want.locations))

	w := want.states
	states := map[State]int{
		New: w["New"], InProgress: w["Active"], Resolved: w["Resolved"], Closed: w["Closed"],
		OnHold: w["Awaiting User Info"] + w["Awaiting Evidence"] + w["Awaiting Problem"] + w["Awaiting Vendor"],
	}
	if diff := cmp.Diff(states, f.Entered); diff != "" {
		t.Error(diff)
	}
	times, incidents := sum(want.reassigned)
	same("reassignments", f.Reassignments, times)
	same("reassigned incidents", f.Reassigned, incidents)
	times, incidents = sum(want.reopened)
	same("reopens", f.Reopens, times)
	same("reopened incidents", f.Reopened, incidents)
	if diff := cmp.Diff(want.matrix, levels); diff != "" {
		t.Error(diff)
	}
	resolved, stated := f.Resolutions(), f.StatedResolutions()
	same("resolved", len(resolved), len(want.derived))
	same("resolved as the log states", len(stated), len(want.hours))
	for _, p := range []float64{0.1, 0.5, 0.9, 0.99} {
		if got, want := resolved.At(p).Hours(), percentile(want.derived, p); got != want {
			t.Errorf("resolution of %v: got %v h, want %v h", p, got, want)
		}
		if got, want := stated.At(p).Hours(), percentile(want.hours, p); got != want {
			t.Errorf("stated resolution of %v: got %v h, want %v h", p, got, want)
		}
	}
	t.Logf("%d rows, %d used, %d incidents; odd: %v", report.Rows, report.Used, report.Incidents, report.Odd)
	t.Logf("people %d (callers %d, openers %d, assignees %d, resolvers %d, updaters %d), groups %d, categories %d, pairs %d, locations %d",
		report.People, report.Callers, report.Openers, report.Assignees, report.Resolvers, report.Updaters, report.Groups, report.Categories,
		report.Subcategories, report.Locations)
	t.Logf("reassignments %d in %d incidents; reopens %d in %d; states %v; final %v; matrix %v; levels %v; channels %v",
		f.Reassignments, f.Reassigned, f.Reopens, f.Reopened, f.Entered, f.Final, f.Matrix, f.Levels, f.ByChannel)
	t.Logf("resolved %d (stated %d): p50 %v (stated %v), p90 %v (stated %v)", len(resolved), len(stated),
		resolved.At(0.5), stated.At(0.5), resolved.At(0.9), stated.At(0.9))
}

func TestTheRealLogTellsOneStory(t *testing.T) {
	if _, err := os.Stat(realLog); err != nil {
		t.Skip("the incident log is not there: put it beside the checkout as ../shared/data/incident-log")
	}
	all, _ := histories(t, realLog, Options{})
	matrix := [3][3]int{{1, 2, 3}, {2, 3, 4}, {3, 4, 4}}
	teams := 0
	for _, h := range all {
		at := h.Opened
		for i, c := range h.Changes {
			if c.At.Before(at) {
				t.Errorf("%s line %d: out of order", h.Number, c.Line)
			}
			at = c.At
			if c.After.Priority != matrix[c.After.Impact-1][c.After.Urgency-1] {
				t.Errorf("%s line %d: the priority is not the matrix'", h.Number, c.Line)
			}
			if (i == 0) != c.Opening || i == 0 && len(c.Fields) > 0 {
				t.Errorf("%s line %d: opening out of place", h.Number, c.Line)
			}
			for _, f := range c.Fields {
				if f.Field == FieldTeam {
					teams++
				}
			}
		}
		last := h.Changes[len(h.Changes)-1].After
		if last != h.Final || h.Final.State != Closed || h.ClosedAt.IsZero() || h.ClosedAt.Before(h.Opened) {
			t.Errorf("%s: unclear end", h.Number)
		}
		if strings.TrimSpace(h.Number) == "" || strings.Contains(h.OpenedBy, "  ") {
			t.Errorf("%q: names are not clean", h.Number)
		}
	}
	t.Logf("%d visible changes of team", teams)
}
