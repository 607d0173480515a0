package ui

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// MapFigure is a map with everything around it: the sentence that it shows, the
// ways to look at it, its signs explained and the table that says the same.
type MapFigure struct {
	ID    string // anchor, unique on the page
	Name  string // of the scrolling part, "Map of Mail"
	Modes []Link // "Health now", "If this fails", …; each is a page
	// Say is the answer in words, above the map.
	Say string
	Map draw.Map
	// Note stands under the map: the date, what was left out.
	Note string
}

func (m MapFigure) twin() Table {
	twin := m.Map.Twin()
	t := Table{Caption: m.Name + ", as a table"}
	for _, h := range twin.Head {
		t.Head = append(t.Head, Column{Label: h})
	}
	for i, r := range twin.Rows {
		var row TableRow
		for _, c := range r {
			row.Cells = append(row.Cells, Cell{Text: c.Text, Href: c.Href})
		}
		if i < len(m.Map.Nodes) {
			row.Cells[0].Strong = m.Map.Nodes[i].Start
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (m MapFigure) tableID() string { return strings.TrimSpace(m.ID + "-table") }
