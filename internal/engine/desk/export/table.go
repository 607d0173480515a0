package export

import "io"

// Table writes a table that is at hand whole, its first line being the header. A value is a string, an int64 or a float64. Kinds: Invalid for
// an unknown format.
func Table(w io.Writer, f Format, head []string, rows [][]any) error {
	out, err := newLines(w, f)
	if err != nil {
		return err
	}
	line := make([]cell, len(head))
	for i, h := range head {
		line[i] = cell{text: h}
	}
	if err := out.line(line); err != nil {
		return err
	}
	for _, r := range rows {
		line = line[:0]
		for _, v := range r {
			c := number(v)
			if s, ok := v.(string); ok {
				c.text = s
			}
			line = append(line, c)
		}
		if err := out.line(line); err != nil {
			return err
		}
	}
	return out.end()
}
