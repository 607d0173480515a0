package grid

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
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
	var lines [][]string
	var at []int
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		lines, at, err = workbook(content)
	} else {
		lines, at, err = commas(content)
	}
	if err != nil {
		return t, err
	}
	t.Name = name
	for i, cells := range lines {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if t.Header == nil {
			for _, c := range cells {
				t.Header = append(t.Header, strings.TrimSpace(c))
			}
			continue
		}
		t.Rows = append(t.Rows, Row{at[i], cells})
	}
	if len(t.Rows) == 0 {
		return t, errs.New(errs.Invalid, "The file has no rows below a line that names its columns.")
	}
	if len(t.Rows) > MaxRows {
		return t, errs.New(errs.Invalid, "The file has more than %d rows; import it in parts.", MaxRows)
	}
	return t, nil
}

func commas(text []byte) (lines [][]string, at []int, err error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) { // what Excel calls Unicode text
		if text, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(text); err != nil {
			return nil, nil, err
		}
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, nil, errs.New(errs.Invalid, "This is not a CSV file. An Excel workbook must have a name that ends in .xlsx.")
	}
	if !utf8.Valid(text) {
		if text, err = charmap.Windows1252.NewDecoder().Bytes(text); err != nil {
			return nil, nil, err
		}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, at, nil
		}
		if err != nil {
			return nil, nil, errs.Because(errs.Invalid, err, "This is not a CSV file: %v.", err)
		}
		line, _ := r.FieldPos(0)
		lines, at = append(lines, cells), append(at, line)
	}
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
