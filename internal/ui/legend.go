package ui

import "github.com/fettle-itsm/fettle/internal/ui/draw"

type legendRow struct {
	line       draw.Dayline
	word, text string
}

func legendLine() draw.Dayline {
	return draw.Dayline{
		State: draw.AtRisk, Used: .82, Rests: []draw.Rest{{At: .2, Label: "38 m"}},
		Start: "10:15", Due: "14:53", Promise: "4 h promised",
		Ticks: []draw.Tick{{At: .25, Label: "1 h"}, {At: .5, Label: "2 h"}, {At: .75, Label: "3 h"}},
		Label: "An example: promised in 4 hours, 3 h 17 m used, one pause of 38 m, 43 m left, due 14:53",
	}
}

func legendRows() []legendRow {
	return []legendRow{
		{draw.Dayline{State: draw.Running, Used: .3, Nights: []float64{.6, .8}}, "Running", "Ink is the working time left; each cut is a night."},
		{draw.Dayline{State: draw.AtRisk, Used: .82, Rests: []draw.Rest{{At: .37}}}, "At risk", "A quarter or less is left."},
		{draw.Dayline{State: draw.Paused, Used: .5, Rests: []draw.Rest{{At: .17}}}, "Paused", "The ink is hollow: nothing burns."},
		{draw.Dayline{State: draw.Breached, Used: 1.17}, "Breached", "The bead has passed the post."},
		{draw.Dayline{State: draw.Met, Used: .6, Rests: []draw.Rest{{At: .27}}}, "Met", "It stopped before the post."},
		{draw.Dayline{State: draw.Void, Used: .4}, "Cancelled", "The promise was taken back: neither kept nor broken."},
	}
}
