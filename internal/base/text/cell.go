package text

import "strings"

// Cell makes a text safe as a cell of a table that a spreadsheet opens: one that begins with = + - @ a tab or a line end could be taken
// for a formula, so it gets an apostrophe before it. For what people wrote; numbers of ours need none.
func Cell(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r\n", s[0]) >= 0 {
		return "'" + s
	}
	return s
}
