package grid

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// MaxRows bounds a file.
const MaxRows = 1_000_000

// Table is what stands in a file.
type Table struct {
	Name   string // of the file, without its folder
	Header []string
	Rows   []Row
}

// Row is a line of a table with something in it.
type Row struct {
	Line  int // in the file, from 1
	Cells []string
	Bad   string `json:",omitempty"` // what is wrong with the row as it stands in the file
}

// Digest is the same for tables whose cells are the same.
func (t Table) Digest() string {
	h := sha256.New()
	put := func(cells []string) {
		for _, c := range cells {
			_, _ = h.Write([]byte(strconv.Itoa(len(c)) + ":" + c)) // a hash takes everything
		}
		_, _ = h.Write([]byte{'\n'})
	}
	put(t.Header)
	for _, r := range t.Rows {
		put(r.Cells)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Read reads a file as Parse does. Kinds: Invalid for what cannot be read.
func Read(path string) (Table, error) {
	content, err := os.ReadFile(path) //nolint:gosec // the file that was named
	if err != nil {
		return Table{}, err
	}
	return Parse(filepath.Base(path), content)
}

// Parse reads CSV or, by the ending of the name, the first sheet of an Excel workbook. Commas, semicolons and tabs part cells, whichever the
// header has most of; what is not UTF-8 is read as Windows-1252. Kinds: Invalid for what cannot be read.
func Parse(name string, content []byte) (t Table, err error) {
	if len(content) == 0 {
		return t, errs.New(errs.Invalid, "The file is empty. Its first line has to name the columns, and each line below is a row.")
	}
	var lines []Row
	table := strings.EqualFold(filepath.Ext(name), ".xlsx")
	if table {
		lines, err = workbook(content)
	} else {
		lines, err = commas(content)
	}
	if err != nil {
		return t, err
	}
	t.Name = name
	for _, row := range lines {
		if strings.TrimSpace(strings.Join(row.Cells, "")) == "" && row.Bad == "" {
			continue
		}
		if t.Header == nil {
			for _, c := range row.Cells {
				t.Header = append(t.Header, strings.TrimSpace(c))
			}
			continue
		}
		if n := len(t.Header); !table && len(row.Cells) > n && strings.TrimSpace(strings.Join(row.Cells[n:], "")) != "" {
			row.Bad = fmt.Sprintf("It has %d cells, and the first line names %d columns. Put a cell that holds what parts the cells in quotes.", len(row.Cells), n)
		}
		t.Rows = append(t.Rows, row)
	}
	if t.Header == nil {
		return t, errs.New(errs.Invalid, "The file holds blank lines only. Its first line has to name the columns, and each line below is a row.")
	}
	if len(t.Rows) == 0 {
		return t, errs.New(errs.Invalid, "The file has no rows below the line that names its columns, which are: %s.", strings.Join(t.Header, ", "))
	}
	if len(t.Rows) > MaxRows {
		return t, errs.New(errs.Invalid, "The file has more than %d rows; import it in parts.", MaxRows)
	}
	return t, nil
}

func commas(text []byte) (lines []Row, err error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) { // what Excel calls Unicode text
		if text, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(text); err != nil {
			return nil, err
		}
	}
	if at := bytes.IndexByte(text, 0); at >= 0 {
		return nil, errs.New(errs.Invalid, "This is not a CSV file: line %d holds a zero byte. An Excel workbook must have a name that ends in .xlsx; save a text as CSV in UTF-8.", 1+bytes.Count(text[:at], []byte("\n")))
	}
	if !utf8.Valid(text) {
		if text, err = charmap.Windows1252.NewDecoder().Bytes(text); err != nil {
			return nil, err
		}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	for from := int64(0); ; from = r.InputOffset() {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, errs.Because(errs.Invalid, err, "This is not a CSV file: %v.", err)
		}
		line, _ := r.FieldPos(0)
		if raw := bytes.TrimSpace(text[from:r.InputOffset()]); open(raw, byte(r.Comma)) {
			return nil, errs.New(errs.Invalid, "In line %d a quote is opened that nothing closes, so that the lines below would be one cell. Close it, or write it twice where it is meant.", line)
		}
		lines = append(lines, Row{Line: line, Cells: cells})
	}
}

// open reports whether a row, as it stands in the file, opens a quote that is not closed, or that one is taken to close which begins a cell of
// a line below. In 5" disk the quote is a letter.
func open(raw []byte, comma byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '"' { // a cell without quotes
			at := bytes.IndexByte(raw[i:], comma)
			if at < 0 {
				return false
			}
			i += at
			continue
		}
		below := false
		for i++; ; i++ {
			if i >= len(raw) {
				return true
			}
			if below = below || raw[i] == '\n'; raw[i] != '"' {
				continue
			}
			if i+1 == len(raw) || raw[i+1] == comma {
				break
			}
			if raw[i+1] == '"' {
				i++
			} else if below {
				return true
			}
		}
		i++
	}
	return false
}

// separator returns what the first line is parted by.
func separator(text []byte) rune {
	first, _, _ := bufio.NewReader(bytes.NewReader(text)).ReadLine()
	best, most := ',', 0
	for _, s := range ",;\t" {
		if n := strings.Count(string(first), string(s)); n > most {
			best, most = s, n
		}
	}
	return best
}
