package export

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

// cell is what stands in a cell: a text, or a number in the form that both formats share.
type cell struct {
	text   string
	number bool
}

// Decimal is an exact number in digits, such as "-1234.50": a workbook can sum it.
type Decimal string

func number(v any) cell {
	switch v := v.(type) {
	case Decimal:
		return cell{string(v), v != ""}
	case int64:
		return cell{strconv.FormatInt(v, 10), true}
	case float64:
		return cell{strconv.FormatFloat(v, 'f', -1, 64), true}
	}
	return cell{}
}

// lines takes a table line by line. What it is given may be used again after a call.
type lines interface {
	line(cells []cell) error
	end() error
}

// buffered is how much is written at once.
const buffered = 64 << 10

func newLines(w io.Writer, f Format) (lines, error) {
	switch f {
	case CSV:
		b := bufio.NewWriterSize(w, buffered)
		return &commaLines{b: b, w: csv.NewWriter(b)}, nil
	case XLSX:
		return newBook(w)
	}
	return nil, errs.Bad("format", "%q is not a format; use csv or xlsx.", f)
}

type commaLines struct {
	b   *bufio.Writer
	w   *csv.Writer
	row []string
}

func (l *commaLines) line(cells []cell) error {
	l.row = l.row[:0]
	for _, c := range cells {
		if !c.number {
			c.text = text.Cell(c.text)
		}
		l.row = append(l.row, c.text)
	}
	return l.w.Write(l.row)
}

func (l *commaLines) end() error {
	l.w.Flush()
	if err := l.w.Error(); err != nil {
		return err
	}
	return l.b.Flush()
}
