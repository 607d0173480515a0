package export

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Format is how a list is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Question is a list to be written.
type Question struct {
	Kind     string
	Q        string // in the query language, "" for everything that the actor may see
	Sort     string
	Progress func(done int)
}

// maxSheet is how many rows fit into a sheet of a workbook, below its header.
const maxSheet = 1<<20 - 1

// Write writes the records that answer a question, as far as the actor may see them, one a row, and returns how many. The first row names
// the fields. A cell is never a formula: in CSV an apostrophe stands before what would be one, in a workbook it is a text. Kinds: NotFound
// for an unknown kind, Invalid for a question that cannot be read and for too many rows for a workbook.
func Write(ctx context.Context, room *desk.Room, w io.Writer, f Format, q Question) (n int, err error) {
	defer errs.Wrap(&err, "export.Write(%s)", q.Kind)
	p, err := room.Practice(q.Kind)
	if err != nil {
		return 0, err
	}
	defs, err := room.Defs(ctx, p)
	if err != nil {
		return 0, err
	}
	out, err := newLines(w, f)
	if err != nil {
		return 0, err
	}
	var head []any
	for _, d := range defs {
		head = append(head, d.Label)
	}
	if err := out.line(head); err != nil {
		return 0, err
	}
	ask := desk.Ask{Q: q.Q, Sort: q.Sort, Limit: record.MaxPage}
	for {
		page, err := room.Queue(ctx, p, ask, true)
		if err != nil {
			return n, err
		}
		if err := pageOf(ctx, room, out, defs, page); err != nil {
			return n, err
		}
		n += len(page.Heads)
		if f == XLSX && n > maxSheet {
			return n, errs.Bad("q", "A workbook holds %d rows at most: ask for less, or take CSV.", maxSheet)
		}
		if q.Progress != nil {
			q.Progress(n)
		}
		if page.Next == "" {
			return n, out.end()
		}
		ask.After = page.Next
	}
}

func pageOf(ctx context.Context, room *desk.Room, out lines, defs []field.Def, page desk.Queue) error {
	labels, err := room.Name(ctx, append(page.Values, page.Custom...)...)
	if err != nil {
		return err
	}
	for i := range page.Heads {
		byKey := map[string]field.Value{}
		for _, v := range append(page.Values[i], page.Custom[i]...) {
			byKey[v.Def.Key] = v
		}
		cells := make([]any, len(defs))
		for k, d := range defs {
			if cells[k], err = cell(byKey[d.Key], labels); err != nil {
				return err
			}
		}
		if err := out.line(cells); err != nil {
			return err
		}
	}
	return nil
}

// cell is a value as a table holds it: a number stays one, a name stands for an id, everything else is text.
func cell(v field.Value, labels desk.Labels) (any, error) {
	switch j := v.JSON.(type) {
	case nil:
		return "", nil
	case int64, float64:
		if v.Def.Type == field.TypeNumber {
			return j, nil
		}
	case string:
		switch {
		case v.Def.Type.IsRef():
			ref, err := id.Parse(j)
			if err != nil || ref == 0 {
				return "", err
			}
			return labels.Of(v.Def.Type, ref), nil
		case v.Def.Type == field.TypeChoice:
			return v.Def.Option(j), nil
		}
		return j, nil
	}
	return v.Text, nil
}

// lines takes a table line by line.
type lines interface {
	line(cells []any) error
	end() error
}

func newLines(w io.Writer, f Format) (lines, error) {
	switch f {
	case CSV:
		return commaLines{csv.NewWriter(w)}, nil
	case XLSX:
		book := excelize.NewFile()
		stream, err := book.NewStreamWriter(book.GetSheetName(0))
		return &bookLines{w, book, stream, 0}, err
	}
	return nil, errs.Bad("format", "%q is not a format; use csv or xlsx.", f)
}

type commaLines struct{ w *csv.Writer }

func (l commaLines) line(cells []any) error {
	out := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case string:
			out[i] = text.Cell(c)
		case float64:
			out[i] = strconv.FormatFloat(c, 'f', -1, 64)
		default:
			out[i] = fmt.Sprint(c)
		}
	}
	return l.w.Write(out)
}

func (l commaLines) end() error {
	l.w.Flush()
	return l.w.Error()
}

type bookLines struct {
	w    io.Writer
	book *excelize.File
	out  *excelize.StreamWriter
	row  int
}

func (l *bookLines) line(cells []any) error {
	l.row++
	return l.out.SetRow("A"+strconv.Itoa(l.row), cells)
}

func (l *bookLines) end() error {
	if err := l.out.Flush(); err != nil {
		return err
	}
	if err := l.book.Write(l.w); err != nil {
		return err
	}
	return l.book.Close()
}
