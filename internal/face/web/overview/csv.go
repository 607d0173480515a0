package overview

import (
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/insight"
)

// file answers with the figures of one tile as CSV: raw numbers, times in minutes, and the question that opens each line's rows.
func file(v *kit.Visit, m Measures) error {
	name, ok := strings.CutSuffix(v.R.PathValue("tile"), ".csv")
	if !ok {
		return errs.Absent("page")
	}
	a, err := read(v)
	if err != nil {
		return err
	}
	if err := a.wrong(); err != nil {
		return err
	}
	r, err := m.Measure(v.Ctx(), a.Ask)
	if err != nil {
		return err
	}
	table := tabled(name, r)
	if table == nil {
		return errs.Absent("page")
	}
	rows := make([][]any, len(table)-1)
	for i, line := range table[1:] {
		for _, text := range line {
			rows[i] = append(rows[i], text)
		}
	}
	return v.Table(export.CSV, a.Practice.Kind.Plural+"-"+name+"-"+a.Period.From.Format(time.DateOnly), table[0], rows)
}

// tabled returns the lines of a tile, nil for one that there is not.
func tabled(tile string, r insight.Report) [][]string {
	switch tile {
	case "flow":
		out := [][]string{{"From", "To", "Opened", "Closed", "Open at the end", "Opened rows", "Closed rows", "Open rows"}}
		for _, w := range r.Flow.Weeks {
			out = append(out, []string{day10(w.From, r), day10(w.To.Add(-time.Second), r), strconv.Itoa(w.Opened), strconv.Itoa(w.Done), strconv.Itoa(w.Open), w.OpenedQuery, w.DoneQuery, w.OpenedUntil})
		}
		return out
	case "age":
		return slices("Age in working days", r.Backlog)
	case "states":
		return slices("State", r.States)
	case "teams":
		return slices("Team", r.Teams)
	case "categories":
		return slices("Category", r.Categories)
	case "response":
		return times(r.Response)
	case "resolution":
		return times(r.Resolution)
	case "answered":
		return promises(r.Answered)
	case "kept":
		return promises(r.Solved)
	case "handed":
		return shares(r)
	case "matrix":
		out := [][]string{{"Impact", "Urgency", "Opened", "Rows"}}
		for i := range 3 {
			for j := range 3 {
				out = append(out, []string{strconv.Itoa(i + 1), strconv.Itoa(j + 1), strconv.Itoa(r.Matrix.Counts[i][j]), r.Matrix.Queries[i][j]})
			}
		}
		return out
	}
	return nil
}

func day10(t time.Time, r insight.Report) string { return t.In(r.Zone).Format(time.DateOnly) }

func slices(head string, s insight.Split) [][]string {
	out := [][]string{{head, "Count", "Rows"}}
	for _, x := range s.Slices {
		out = append(out, []string{x.Label, strconv.Itoa(x.N), x.Query})
	}
	return out
}

func minutes(n int, d time.Duration) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatFloat(d.Minutes(), 'f', 1, 64)
}

func times(s insight.Spread) [][]string {
	out := [][]string{{"Priority", "Promised minutes", "Promised days", "Working p50 minutes", "Working p90 minutes", "Working p95 minutes", "Working n",
		"Wall p50 minutes", "Wall p90 minutes", "Wall p95 minutes", "Wall n", "Rows", "Working rows"}}
	for _, r := range s.Rows {
		w, c, days := r.Work, r.Wall, ""
		if r.Days > 0 {
			days = strconv.Itoa(r.Days)
		}
		out = append(out, []string{r.Label, minutes(int(r.Promise), r.Promise), days, minutes(w.N, w.P50), minutes(w.N, w.P90), minutes(w.N, w.P95), strconv.Itoa(w.N),
			minutes(c.N, c.P50), minutes(c.N, c.P90), minutes(c.N, c.P95), strconv.Itoa(c.N), r.Query, r.WorkQuery})
	}
	return out
}

func promises(k insight.Kept) [][]string {
	out := [][]string{{"Priority", "Kept", "Kept, paused over half", "Broken", "n", "Rows", "Kept rows", "Paused rows", "Broken rows"}}
	for _, r := range k.Rows {
		out = append(out, []string{r.Label, strconv.Itoa(r.Clean), strconv.Itoa(r.Paused), strconv.Itoa(r.Broken), strconv.Itoa(r.N()), r.Query, r.CleanQuery, r.PausedQuery, r.BrokenQuery})
	}
	return out
}

func shares(r insight.Report) [][]string {
	out := [][]string{{"What", "Count", "n", "Rows"}}
	for _, s := range []struct {
		name string
		insight.Share
	}{{"Reassigned at least once", r.Reassigned}, {"Reopened in 14 days", r.ReopenedWithin}, {"Reopened ever", r.Reopened}} {
		out = append(out, []string{s.name, strconv.Itoa(s.Part), strconv.Itoa(s.N), s.PartQuery})
	}
	return append(out, []string{"Reassignments", strconv.Itoa(r.Handed.Value), strconv.Itoa(r.Handed.N), r.Handed.Query},
		[]string{"Events in the log", strconv.Itoa(r.Events.Value), strconv.Itoa(r.Events.N), r.Events.Query})
}
