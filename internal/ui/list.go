package ui

func (r Row) class() string {
	c := "row"
	if r.Unread {
		c += " un"
	}
	if r.Selected {
		c += " sel"
	}
	if r.Current {
		c += " cur"
	}
	return c
}

func (l List) empty() bool {
	for _, g := range l.Groups {
		if len(g.Rows) > 0 {
			return false
		}
	}
	return true
}

// columns counts the cells of a row.
func (l List) columns() int {
	n := 5 + len(l.Extra)
	if l.Boxes {
		n++
	}
	return n
}

// current is the label of the current link.
func current(links []Link) string {
	for _, l := range links {
		if l.Current {
			return l.Label
		}
	}
	return "–"
}

func (l PeekLine) by() string {
	if l.Internal {
		return l.Who + ", internal"
	}
	return l.Who
}
