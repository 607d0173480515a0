package overview

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/insight"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// page is a report being shown.
type page struct {
	v *kit.Visit
	a *asked
	r insight.Report
}

func (p page) rows(q string) string { return rows(p.a.Practice, q) }

// csv is the address of a tile's figures as a file.
func (p page) csv(tile string) string {
	q := p.a.query()
	return Path + "/" + tile + ".csv?" + q.Encode()
}

func (p page) at() string { return p.r.At.Time().In(p.v.Zone()).Format("15:04") }

// tile fills in what every tile says of itself.
func (p page) tile(id, title string, about insight.About, span int) ui.Tile {
	return ui.Tile{ID: id, Title: title, Href: p.rows(about.Query), Span: span, N: count(about.N), At: p.at(), RowsHref: p.rows(about.Query), CSVHref: p.csv(id), Define: about.Define}
}

func (p page) empty() ui.Empty {
	e := ui.Empty{Title: "Nothing to measure in this period", Text: "No " + p.a.Practice.Kind.Plural + " were opened or closed, and none is open."}
	if p.a.Team != 0 {
		q := p.a.query()
		q.Del("team")
		e.Acts = append(e.Acts, ui.Button{Label: "Show all teams", Href: Path + "?" + q.Encode()})
	}
	e.Acts = append(e.Acts, ui.Button{Label: "Show the last 52 weeks", Href: Path + "?" + url.Values{"kind": {p.a.Practice.Kind.Key}, "weeks": {"52"}}.Encode()})
	return e
}

// lead is the row of leading figures.
func (p page) lead() []ui.Stat {
	r := p.r
	open := ui.Stat{Label: "Open now", Value: count(r.Open.Value), Note: count(r.Old.Value) + " older than 30 days", Href: p.rows(r.Open.Query), Define: r.Open.Define}
	answer := ui.Stat{Label: "First human response, half within", Value: "–", Note: "nothing answered yet", Define: r.Response.Define, Href: p.rows(r.Response.Query)}
	if all := last(r.Response.Rows); all.Work.N > 0 && 2*all.Work.N >= all.Wall.N {
		answer.Href = p.rows(all.WorkQuery)
		answer.Value, answer.Note = kit.Work(all.Work.P50), "9 in 10 within "+kit.Work(all.Work.P90)+", working time · n "+count(all.Work.N)
	} else if all.Wall.N > 0 {
		answer.Value, answer.Note = kit.Work(all.Wall.P50), "9 in 10 within "+kit.Work(all.Wall.P90)+", wall time · n "+count(all.Wall.N)
	}
	answer.Value, answer.Unit = unit(answer.Value)
	kept := ui.Stat{Label: "Solved as promised, without long pauses", Value: "–", Note: undecided(r.Solved, "resolved"), Define: r.Solved.Define}
	if all := r.Solved.Rows[len(r.Solved.Rows)-1]; r.Solved.Measured() {
		kept.Href = p.rows(all.Query)
		kept.Value, kept.Unit = percent(all.Clean, all.N()), "%"
		kept.Note = percent(all.Clean+all.Paused, all.N()) + " % if paused ones count · n " + count(all.N())
	}
	back := ui.Stat{Label: "Reopened in 14 days", Value: "–", Note: "nothing resolved yet", Define: r.ReopenedWithin.Define}
	if r.ReopenedWithin.N > 0 {
		back.Href = p.rows(r.ReopenedWithin.PartQuery)
		back.Value, back.Unit = fmt.Sprintf("%.1f", r.ReopenedWithin.Percent()), "%"
		back.Note = fmt.Sprintf("%s of %s · ever: %s", count(r.ReopenedWithin.Part), count(r.ReopenedWithin.N), count(r.Reopened.Part))
	}
	return []ui.Stat{open, answer, kept, back}
}

func last(list []insight.SpreadRow) insight.SpreadRow {
	if len(list) == 0 {
		return insight.SpreadRow{}
	}
	return list[len(list)-1]
}

// unit parts "58 m" so that the unit can be drawn small; "3 h 05 m" stays whole.
func unit(s string) (value, of string) {
	if n, u, ok := strings.Cut(s, " "); ok && !strings.Contains(u, " ") {
		return n, u
	}
	return s, ""
}

func (p page) tiles() []ui.Tile {
	out := []ui.Tile{p.flow(), p.backlog(), p.spread("response", "First human response", p.r.Response), p.kept("answered", "Answered in time", p.r.Answered),
		p.spread("resolution", "Time to resolve", p.r.Resolution), p.kept("kept", "Resolved in time", p.r.Solved), p.handed()}
	if p.r.Matrix.Queries[0][0] != "" {
		out = append(out, p.matrix())
	}
	return append(out, p.split("teams", "By team", "Team", p.r.Teams), p.split("categories", "By category", "Category", p.r.Categories), p.split("states", "By state", "State", p.r.States))
}

func (p page) flow() ui.Tile {
	t := p.tile("flow", "Flow", p.r.Flow.About, 7)
	f := draw.Flow{Period: "Week of"}
	opened, done := 0, 0
	for _, w := range p.r.Flow.Weeks {
		opened, done = opened+w.Opened, done+w.Done
		f.Points = append(f.Points, draw.FlowPoint{Label: w.From.In(p.v.Zone()).Format("2 Jan"), Opened: w.Opened, Closed: w.Done, Open: w.Open,
			OpenedHref: p.rows(w.OpenedQuery), ClosedHref: p.rows(w.DoneQuery), OpenHref: p.rows(w.OpenedUntil)})
	}
	f.Label = fmt.Sprintf("%d weeks: opened and closed per week, and open work at the end of each", len(f.Points))
	t.Chart = f
	t.Legend = []draw.Key{{Mark: draw.MarkSolid, Label: "opened"}, {Mark: draw.MarkOpen, Label: "closed"}, {Mark: draw.MarkLine, Label: "open at week end"}}
	t.Say = flowSays(opened, done, p.a.Period.To.Before(p.r.At.Time()))
	t.Counts, t.N = count(done)+" closed", count(opened)+" opened"
	return t
}

// flowSays compares the end of the period with its beginning; over says that the end has passed.
func flowSays(opened, done int, over bool) string {
	are, end := "are open", ""
	if over {
		are, end = "were open at the end", " of the period"
	}
	switch {
	case opened == 0 && done == 0:
		return "Nothing came and nothing went."
	case done > opened:
		return "More left than came: " + count(done-opened) + " fewer " + are + " than at the beginning" + end + "."
	case done < opened:
		return "More came than left: " + count(opened-done) + " more " + are + " than at the beginning" + end + "."
	}
	return "As many left as came."
}

func (p page) backlog() ui.Tile {
	t := p.tile("age", "Open work by age", p.r.Backlog.About, 5)
	b := draw.Bars{Label: "Open work by age in working days", Group: "Age", Unit: "Open"}
	for _, s := range p.r.Backlog.Slices {
		b.Rows = append(b.Rows, draw.BarRow{Label: s.Label, Value: s.N, Warn: s.Warn, Href: p.rows(s.Query)})
	}
	t.Chart, t.Aside, t.Counts = b, "working days since opened", "Open now, pauses included in age"
	if p.r.Backlog.N == 0 {
		t.Empty = "Nothing is open."
		return t
	}
	old := ui.Cell{Text: count(p.r.Old.Value), Href: p.rows(p.r.Old.Query)}
	t.Body = ui.DataTable(ui.Table{Caption: "Old work", Head: []ui.Column{{Label: "Of these"}, {Label: "Count", Num: true}, {Label: "Share", Num: true}}, Rows: []ui.TableRow{
		{Cells: []ui.Cell{{Text: fmt.Sprintf("Opened more than %d calendar days ago", insight.OldDays)}, old, {Text: fmt.Sprintf("%.1f %%", 100*float64(p.r.Old.Value)/float64(p.r.Open.Value))}}}}})
	t.Define += " " + p.r.Old.Define
	return t
}

// spread shows shares of the promise as strips, and below it both kinds of time in figures.
func (p page) spread(id, title string, s insight.Spread) ui.Tile {
	t := p.tile(id, title, s.About, 7)
	all := last(s.Rows)
	if all.Wall.N == 0 && all.Work.N == 0 {
		t.Empty = "Nothing of the period has come this far yet."
		return t
	}
	if all.Share.N > 0 {
		t.Chart = strips(p, title, s)
		t.Legend = []draw.Key{{Mark: draw.MarkBead, Label: "half"}, {Mark: draw.MarkTick, Label: "9 in 10, 19 in 20"}, {Mark: draw.MarkPromise, Label: "promised"}}
		t.Counts = "Share of the promised working time used"
		if all.Share.N < all.Wall.N {
			t.Counts += "; " + count(all.Share.N) + " have a measured promise"
		}
		t.Say = lateSays(s)
	}
	t.Body = ui.DataTable(p.timesTable(title, s))
	return t
}

// top is how many times the promise the axis of the strips holds at most.
const top = 2.0

func strips(p page, title string, s insight.Spread) draw.Strips {
	d := draw.Strips{Label: title + " as a share of the promise, by priority", Group: "Priority", Top: 1.2}
	for _, r := range s.Rows {
		if r.Level == 0 || r.Work.N == 0 {
			continue
		}
		d.Top = max(d.Top, min(top, r.Share.P95))
		d.Rows = append(d.Rows, draw.StripRow{Label: short(r.Label), Target: kit.Promised(r.Days, r.Promise), Href: p.rows(r.WorkQuery), P50: r.Share.P50, P90: r.Share.P90, P95: r.Share.P95,
			P50Text: kit.Work(r.Work.P50), P90Text: kit.Work(r.Work.P90), P95Text: kit.Work(r.Work.P95), Promise: 1, N: r.Work.N})
	}
	d.Ticks = []draw.Tick{{At: 0, Label: "0"}, {At: .5, Label: "half"}, {At: 1, Label: "promised"}}
	if d.Top >= 1.5 {
		d.Ticks = append(d.Ticks, draw.Tick{At: 1.5, Label: "1.5×"})
	}
	return d
}

// short is the first word of "P1 critical".
func short(label string) string {
	word, _, _ := strings.Cut(label, " ")
	return word
}

// lateSays names the priorities whose slowest tenth misses the promise.
func lateSays(s insight.Spread) string {
	var late []string
	for _, r := range s.Rows {
		if r.Level > 0 && r.Share.N > 0 && r.Share.P90 > 1 {
			late = append(late, short(r.Label))
		}
	}
	if len(late) == 0 {
		return "Nine in ten of them kept the promise, in every priority."
	}
	return strings.Join(late, ", ") + ": more than one in ten took longer than promised."
}

func (p page) timesTable(title string, s insight.Spread) ui.Table {
	t := ui.Table{Caption: title + " in working and in wall time"}
	for i, h := range []string{"Priority", "Half, working", "9 in 10", "n", "Half, wall", "9 in 10", "n"} {
		t.Head = append(t.Head, ui.Column{Label: h, Num: i > 0})
	}
	for _, r := range s.Rows {
		if r.Work.N == 0 && r.Wall.N == 0 {
			continue
		}
		cell := func(n int, d time.Duration) ui.Cell {
			if n == 0 {
				return ui.Cell{Text: "–"}
			}
			return ui.Cell{Text: kit.Work(d)}
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: short(r.Label), Strong: r.Level == 0}, cell(r.Work.N, r.Work.P50), cell(r.Work.N, r.Work.P90), {Text: count(r.Work.N), Href: p.rows(r.WorkQuery)},
			cell(r.Wall.N, r.Wall.P50), cell(r.Wall.N, r.Wall.P90), {Text: count(r.Wall.N), Href: p.rows(r.Query)}}})
	}
	return t
}

func (p page) kept(id, title string, k insight.Kept) ui.Tile {
	t := p.tile(id, title, k.About, 5)
	d := draw.Kept{Label: title + ": kept, kept with long pauses, broken, by priority", Group: "Priority"}
	for _, r := range k.Rows {
		if r.N() > 0 && r.Level > 0 {
			d.Rows = append(d.Rows, draw.KeptRow{Label: short(r.Label), Kept: r.Clean, Paused: r.Paused, Breached: r.Broken,
				KeptHref: p.rows(r.CleanQuery), PausedHref: p.rows(r.PausedQuery), BreachedHref: p.rows(r.BrokenQuery)})
		}
	}
	t.Chart = d
	t.Legend = []draw.Key{{Mark: draw.MarkSolid, Label: "kept"}, {Mark: draw.MarkHatch, Label: "paused over half"}, {Mark: draw.MarkOver, Label: "broken"}}
	t.Say, t.Counts = "Figures on the right count only the solid part.", "By the clock of the customer's agreement"
	verb := "resolved"
	if id == "answered" {
		verb = "answered"
	}
	switch {
	case !k.Measured():
		t.Empty, t.Say, t.Legend = kit.Upper(undecided(k, verb))+".", "", nil
	case k.Ended == 0 && id == "answered":
		t.Say += " Nothing was answered: these promises ended when the work was resolved, or were missed."
	case k.Unmeasured > 0:
		t.Counts += "; " + count(k.Unmeasured) + " " + verb + " without one"
	}
	return t
}

// undecided says why no share can be told.
func undecided(k insight.Kept, verb string) string {
	switch {
	case k.Unmeasured == 0:
		return "no promise of this kind is decided yet"
	case k.N == 0:
		return "no promise measured: " + count(k.Unmeasured) + " were " + verb + " without a service clock"
	}
	return "no promise measured: " + count(k.Unmeasured) + " were " + verb + " without a service clock; " + count(k.N) + " still open are broken"
}

// handed shows how often work changed hands and came back, and how much the log holds about it.
func (p page) handed() ui.Tile {
	r := p.r
	t := p.tile("handed", "Handed on and reopened", r.Reassigned.About, 6)
	line := func(label string, s insight.Share, href string) ui.TableRow {
		share := "–"
		if s.N > 0 {
			share = fmt.Sprintf("%.1f %%", s.Percent())
		}
		return ui.TableRow{Cells: []ui.Cell{{Text: label}, {Text: count(s.Part), Href: href}, {Text: share}, {Text: count(s.N), Href: p.rows(s.Query)}}}
	}
	table := ui.Table{Caption: t.Title, Head: []ui.Column{{Label: "What"}, {Label: "Count", Num: true}, {Label: "Share", Num: true}, {Label: "n", Num: true}}, Rows: []ui.TableRow{
		line("Reassigned at least once", r.Reassigned, p.rows(r.Reassigned.PartQuery)),
		{Cells: []ui.Cell{{Text: "Reassignments"}, {Text: count(r.Handed.Value)}, {Text: "–"}, {Text: count(r.Handed.N), Href: p.rows(r.Handed.Query)}}},
		line("Reopened in 14 days", r.ReopenedWithin, p.rows(r.ReopenedWithin.PartQuery)), line("Reopened ever", r.Reopened, p.rows(r.Reopened.PartQuery)),
		{Cells: []ui.Cell{{Text: "Events in the log"}, {Text: count(r.Events.Value)}, {Text: "–"}, {Text: count(r.Events.N), Href: p.rows(r.Events.Query)}}},
	}}
	t.Body = ui.DataTable(table)
	t.Define = strings.Join([]string{r.Reassigned.Define, r.Handed.Define, r.ReopenedWithin.Define, r.Reopened.Define, r.Events.Define}, " ")
	return t
}

func (p page) matrix() ui.Tile {
	t := p.tile("matrix", "Impact and urgency", p.r.Matrix.About, 6)
	m := ui.Matrix{Caption: "Opened by impact and urgency", RowHead: "Impact", ColHead: "Urgency"}
	for i := range 3 {
		key := strconv.Itoa(i + 1)
		m.Rows = append(m.Rows, ui.MatrixAxis{Key: key, Label: level(p, "impact", key)})
		m.Cols = append(m.Cols, ui.MatrixAxis{Key: key, Label: level(p, "urgency", key)})
		var cells []ui.Cell
		for j := range 3 {
			c := ui.Cell{Text: count(p.r.Matrix.Counts[i][j])}
			if p.r.Matrix.Counts[i][j] > 0 {
				c.Href = p.rows(p.r.Matrix.Queries[i][j])
			}
			cells = append(cells, c)
		}
		m.Cells = append(m.Cells, cells)
	}
	t.Body, t.Counts = ui.MatrixTable(m), "Opened in the period"
	return t
}

// level is the first word of a level's name, "High" of "High: work has stopped".
func level(p page, field, key string) string {
	word, _, _ := strings.Cut(kit.Def(p.a.Practice.Fields, field).Option(key), ":")
	return word
}

// mostBars is how many groups a tile draws; the rest is one bar. Fewer than that many are never put together.
const mostBars = 12

// shortened is a chart of the largest groups whose table has them all.
type shortened struct {
	draw.Bars
	whole draw.Bars
}

// Draw implements draw.Chart. Labels have two fifths of the width, and what does not fit is left out where it says least.
func (s shortened) Draw(width int) draw.SVG {
	b := s.Bars
	b.Rows = nil
	for _, r := range s.Rows {
		r.Label = fit(r.Label, width*2/5/6-2)
		b.Rows = append(b.Rows, r)
	}
	return b.Draw(width)
}

// Twin implements draw.Chart.
func (s shortened) Twin() draw.Twin { return s.whole.Twin() }

func (p page) split(id, title, group string, s insight.Split) ui.Tile {
	t := p.tile(id, title, s.About, 6)
	b := shortened{Bars: draw.Bars{Label: title + ", opened in the period", Group: group, Unit: "Opened"}}
	b.whole = b.Bars
	for i, x := range s.Slices {
		row := draw.BarRow{Label: x.Label, Value: x.N, Href: p.rows(x.Query)}
		b.whole.Rows = append(b.whole.Rows, row)
		if i < mostBars {
			b.Rows = append(b.Rows, row)
		}
	}
	t.Counts = "Opened in the period"
	if n := len(s.Slices); n > mostBars {
		rest := s.Rest(mostBars)
		other := draw.BarRow{Label: count(n-mostBars) + " others", Value: rest.N, Href: p.rows(rest.Query)}
		b.Rows = append(b.Rows, other)
		other.Label = "Of these, the " + count(n-mostBars) + " smallest"
		b.whole.Rows = append(b.whole.Rows, other)
		t.Counts += "; the table has all " + count(n)
	}
	t.Chart = b
	if s.N == 0 {
		t.Empty = "Nothing was opened in the period."
	}
	return t
}

// fit shortens a label to most letters: of a path such as "Hardware / Printer" it keeps the end.
func fit(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	if i := strings.LastIndex(s, " / "); i >= 0 {
		if r = []rune(s[i+3:]); len(r) < most {
			return "…" + string(r)
		}
	}
	return string(r[:most-1]) + "…"
}

func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func percent(part, whole int) string { return strconv.Itoa((part*100 + whole/2) / whole) }
