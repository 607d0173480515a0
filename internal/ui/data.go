package ui

import "github.com/a-h/templ"

func (t Table) hasActs() bool {
	for _, r := range t.Rows {
		if len(r.Acts) > 0 {
			return true
		}
	}
	return false
}

func (t Table) num(i int) bool { return i < len(t.Head) && t.Head[i].Num }

// sortAttr tells assistive technology how a sortable column is sorted.
func (c Column) sortAttr() templ.Attributes {
	switch c.Sorted {
	case "asc":
		return templ.Attributes{"aria-sort": "ascending"}
	case "desc":
		return templ.Attributes{"aria-sort": "descending"}
	default:
		return nil
	}
}

func (c Column) arrow() string {
	if c.Sorted == "desc" {
		return " ↓"
	}
	return " ↑"
}

func (t Tile) spanClass() string {
	switch t.Span {
	case 5:
		return "w5"
	case 7:
		return "w7"
	case 12:
		return "w12"
	default:
		return ""
	}
}

func (m Matrix) value(row, col int) string {
	if row < len(m.Values) && col < len(m.Values[row]) {
		return m.Values[row][col]
	}
	return ""
}

func (m Matrix) cell(row, col int) Cell {
	if row < len(m.Cells) && col < len(m.Cells[row]) {
		return m.Cells[row][col]
	}
	return Cell{Text: "–"}
}
