package export

import (
	"context"
	"io"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// Sheet writes a list of what is no record, page by page as it is read, and nothing before the first of them was. The first row names the
// columns. Kinds: those of s.Read; Invalid for an unknown format and for too many rows for a workbook.
func Sheet(ctx context.Context, w io.Writer, f Format, s desk.Sheet, query url.Values) (err error) {
	defer errs.Wrap(&err, "export.Sheet(%s)", s.Name)
	var out lines
	for after := ""; ; {
		rows, next, err := s.Read(ctx, query, after)
		if err != nil {
			return err
		}
		if out == nil {
			if out, err = headed(w, f, s.Heads); err != nil {
				return err
			}
		}
		if err := put(out, rows); err != nil {
			return err
		}
		if after = next; after == "" {
			return out.end()
		}
	}
}

// Table writes a table that is at hand whole, below its heads. A value is a string, an int64, a float64 or a Decimal. Kinds: Invalid for an unknown
// format.
func Table(w io.Writer, f Format, heads []string, rows [][]any) error {
	out, err := headed(w, f, heads)
	if err != nil {
		return err
	}
	if err := put(out, rows); err != nil {
		return err
	}
	return out.end()
}

// headed begins a table with its header.
func headed(w io.Writer, f Format, heads []string) (lines, error) {
	out, err := newLines(w, f)
	if err != nil {
		return nil, err
	}
	line := make([]cell, len(heads))
	for i, h := range heads {
		line[i].text = h
	}
	return out, out.line(line)
}

func put(out lines, rows [][]any) error {
	var line []cell
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
	return nil
}
