package main

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func overview() templ.Component {
	frame := ui.Plain{Title: "Service desk, last 12 weeks", Wide: true, Acts: []ui.Button{{Label: "Two-page review", Icon: "print", Href: "/overview"}}}
	return ui.PlainPage(frame, ui.StatRow([]ui.Stat{
		{Label: "Open now", Value: "41", Note: "3 older than 30 days", Href: "/list"},
		{Label: "First human response, half within", Value: "58", Unit: "m", Note: "9 in 10 within 3 h 05 m", Define: "Working time from the report to the first public message by a person."},
		{Label: "Kept without long pauses", Value: "85", Unit: "%", Note: "94 % if paused ones count · n 1,014", Href: "/list"},
		{Label: "Reopened in 14 days", Value: "6.1", Unit: "%", Note: "62 of 1,014 · was 7.4 %"},
	}), ui.Tiles([]ui.Tile{flowTile(), ageTile(), stripTile(), keptTile(), matrixTile(), emptyTile()}))
}

func flowTile() ui.Tile {
	f := draw.Flow{Label: "12 weeks: opened and closed per week, and open work", Period: "Week of"}
	opened := []int{62, 58, 70, 66, 72, 64, 59, 75, 82, 69, 66, 71}
	shut := []int{57, 60, 62, 69, 70, 66, 63, 68, 74, 76, 70, 73}
	open := []int{41, 39, 47, 44, 46, 44, 40, 47, 54, 47, 43, 41}
	for i, w := range []string{"7 Sep", "14 Sep", "21 Sep", "28 Sep", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov", "23 Nov"} {
		f.Points = append(f.Points, draw.FlowPoint{Label: w, Opened: opened[i], Closed: shut[i], Open: open[i], OpenedHref: "/list", ClosedHref: "/list"})
	}
	return ui.Tile{ID: "flow", Title: "Flow", Href: "/list", Span: 7, Say: "Closing has kept up since the VPN week of 2 November.",
		Legend: []draw.Key{{Mark: draw.MarkSolid, Label: "opened"}, {Mark: draw.MarkOpen, Label: "closed"}, {Mark: draw.MarkLine, Label: "open at week end"}},
		Chart:  f, Counts: "Incidents and requests; merged ones counted once", N: "812 opened", At: "14:00", RowsHref: "/list", CSVHref: "/flow.csv"}
}

func ageTile() ui.Tile {
	b := draw.Bars{Label: "Open work by age", Group: "Age", Unit: "Open", Rows: []draw.BarRow{
		{Label: "today", Value: 9, Href: "/list"}, {Label: "1 to 2 d", Value: 11, Href: "/list"}, {Label: "3 to 5 d", Value: 8, Href: "/list"},
		{Label: "6 to 10 d", Value: 6, Href: "/list"}, {Label: "11 to 30 d", Value: 4, Href: "/list"}, {Label: "over 30 d", Value: 3, Href: "/list", Warn: true, Note: "all waiting for suppliers"}}}
	return ui.Tile{ID: "age", Title: "Open work by age", Href: "/list", Span: 5, Aside: "working days since opened", Say: "The three oldest are not ours to fix, but they are ours to chase.",
		Chart: b, Counts: "Open now, pauses included in age", N: "41", At: "14:00", RowsHref: "/list", CSVHref: "/age.csv"}
}

func stripTile() ui.Tile {
	s := draw.Strips{Label: "First human response as share of its target, by priority", Group: "Priority", Top: 1.6,
		Ticks: []draw.Tick{{At: 0, Label: "0"}, {At: .5, Label: "half"}, {At: 1, Label: "promised"}, {At: 1.5, Label: "1.5×"}},
		Rows: []draw.StripRow{
			{Label: "P1", Target: "15 m", P50: .32, P90: .68, P95: 1.2, Promise: 1, N: 9, P50Text: "5 m", P90Text: "10 m", P95Text: "18 m", Href: "/list"},
			{Label: "P2", Target: "1 h", P50: .35, P90: .8, P95: 1.3, Promise: 1, N: 44, P50Text: "21 m", P90Text: "48 m", P95Text: "1 h 18 m", Href: "/list"},
			{Label: "P3", Target: "4 h", P50: .275, P90: .775, P95: 1.15, Promise: 1, N: 388, P50Text: "1 h 06 m", P90Text: "3 h 06 m", P95Text: "4 h 36 m", Href: "/list"},
			{Label: "P4", Target: "1 d", P50: .2, P90: .65, P95: .885, Promise: 1, N: 171, P50Text: "1.6 h", P90Text: "5.2 h", P95Text: "7.1 h", Href: "/list"}}}
	return ui.Tile{ID: "response", Title: "First human response", Href: "/list", Say: "P1, P2 and P3 miss the promise for the slowest twentieth.",
		Legend: []draw.Key{{Mark: draw.MarkBead, Label: "half"}, {Mark: draw.MarkTick, Label: "9 in 10, 19 in 20"}, {Mark: draw.MarkPromise, Label: "promised"}},
		Chart:  s, Counts: "Share of the promised time used. Automatic replies do not count", N: "612", At: "14:00", RowsHref: "/list", CSVHref: "/x.csv",
		Define: "Working time from the report to the first public message by a person, in the record’s own calendar. Filter: team Service Desk, opened 7 Sep to 24 Nov."}
}

func keptTile() ui.Tile {
	k := draw.Kept{Label: "Share met, met after long pause, breached, by priority", Group: "Priority", Rows: []draw.KeptRow{
		{Label: "P1", Kept: 7, Breached: 2, KeptHref: "/list", BreachedHref: "/list"}, {Label: "P2", Kept: 34, Paused: 6, Breached: 4}, {Label: "P3", Kept: 322, Paused: 37, Breached: 29},
		{Label: "P4", Kept: 149, Paused: 16, Breached: 6}, {Label: "Requests", Kept: 354, Paused: 32, Breached: 16}}}
	return ui.Tile{ID: "kept", Title: "Promise kept", Href: "/list", Say: "Figures on the right count only the solid part.",
		Legend: []draw.Key{{Mark: draw.MarkSolid, Label: "kept"}, {Mark: draw.MarkHatch, Label: "kept, paused over half"}, {Mark: draw.MarkOver, Label: "breached"}},
		Chart:  k, Counts: "Restore or fulfil, by business calendar", N: "1,014", At: "14:00", RowsHref: "/list", CSVHref: "/x.csv"}
}

func axes(labels ...string) []ui.MatrixAxis {
	var out []ui.MatrixAxis
	for _, l := range labels {
		out = append(out, ui.MatrixAxis{Key: l, Label: l})
	}
	return out
}

func matrixTile() ui.Tile {
	m := ui.Matrix{Caption: "Incidents by impact and urgency", RowHead: "Impact", ColHead: "Urgency", Rows: axes("High", "Medium", "Low"), Cols: axes("High", "Medium", "Low"),
		Cells: [][]ui.Cell{{{Text: "9", Href: "/list"}, {Text: "21", Href: "/list"}, {Text: "4", Href: "/list"}}, {{Text: "23", Href: "/list"}, {Text: "301", Href: "/list"}, {Text: "80", Href: "/list"}}, {{Text: "7", Href: "/list"}, {Text: "96", Href: "/list"}, {Text: "171", Href: "/list"}}}}
	return ui.Tile{ID: "matrix", Title: "Impact and urgency", Body: ui.MatrixTable(m), Counts: "Opened in the period", N: "712", At: "14:00", CSVHref: "/m.csv"}
}

func emptyTile() ui.Tile {
	return ui.Tile{ID: "none", Title: "Reassigned", Empty: "Nothing was reassigned in these weeks.", N: "0", At: "14:00"}
}
