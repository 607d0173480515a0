package grid

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// A workbook is a zip file of XML parts (ECMA-376, Office Open XML). Of these the reader takes the first sheet as text: what its cells show
// but for the form of numbers, with dates as 2026-11-22. It builds no tree, resolves no entity but those of XML itself, and stops where a
// part becomes larger than any list that people keep.

// The bounds of a workbook.
const (
	maxPart    = 1 << 30 // of one part, unpacked
	maxShared  = 256 << 20
	maxColumns = 1000
)

// book is an open workbook.
type book struct {
	parts  map[string]*zip.File
	shared []string // texts that cells refer to
	dates  []int    // by style: what the number of a cell is
	epoch  time.Time
}

// What a number of a style is.
const (
	isNumber = iota
	isDate
	isMoment
	isClock
)

// workbook reads the rows of the first sheet and their lines.
func workbook(content []byte) (lines []Row, err error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, errs.Because(errs.Invalid, err, "This is not an Excel workbook. Save the table as .xlsx or as CSV and send that.")
	}
	b := &book{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	sheet, err := b.open()
	if err == nil {
		lines, err = b.rows(sheet)
	}
	if err != nil && errs.KindOf(err) != errs.Invalid {
		err = errs.Because(errs.Invalid, err, "This is not an Excel workbook: %v.", err)
	}
	return lines, err
}

// open reads what cells refer to and returns the part of the first sheet.
func (b *book) open() (string, error) {
	main := "xl/workbook.xml"
	root, err := b.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range root {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			main = r.at("")
		}
	}
	var doc struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode(main, &doc); err != nil {
		return "", err
	}
	b.epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if doc.Pr.Date1904 == "1" || doc.Pr.Date1904 == "true" {
		b.epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	list, err := b.relations(main)
	if err != nil {
		return "", err
	}
	sheet := ""
	for _, r := range list {
		switch {
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			err = b.texts(r.at(main))
		case strings.HasSuffix(r.Type, "/styles"):
			err = b.styles(r.at(main))
		case len(doc.Sheets) > 0 && r.ID == doc.Sheets[0].ID:
			sheet = r.at(main)
		}
		if err != nil {
			return "", err
		}
	}
	if sheet == "" {
		return "", errors.New("it has no sheet")
	}
	return sheet, nil
}

// relation leads from one part to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

func (r relation) at(from string) string {
	if strings.HasPrefix(r.Target, "/") {
		return r.Target[1:]
	}
	return path.Join(path.Dir(from), r.Target)
}

func (b *book) relations(from string) ([]relation, error) {
	var doc struct {
		List []relation `xml:"Relationship"`
	}
	err := b.decode(path.Join(path.Dir(from), "_rels", path.Base("/"+from)+".rels"), &doc)
	return doc.List, err
}

// part opens a part, at most so many bytes of it.
func (b *book) part(name string, most int64) (io.ReadCloser, error) {
	f := b.parts[name]
	if f == nil {
		return nil, errors.New("it has no " + name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{&bounded{r, most}, r}, nil
}

// bounded refuses what is longer than it says.
type bounded struct {
	io.Reader
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, errs.New(errs.Invalid, "The workbook is too large.")
	}
	return n, err
}

func (b *book) decode(name string, into any) error {
	r, err := b.part(name, 16<<20)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return xml.NewDecoder(r).Decode(into)
}

// rich is a text that may consist of runs in several letterings; what tells how it sounds is left out.
type rich struct {
	T    *string `xml:"t"`
	Runs []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (r rich) text() string {
	if r.T != nil {
		return decoded(*r.T)
	}
	var out strings.Builder
	for _, run := range r.Runs {
		out.WriteString(run.T)
	}
	return decoded(out.String())
}

var coded = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// decoded turns the codes of characters that XML cannot hold into those.
func decoded(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return coded.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil {
			return code
		}
		return string(rune(n))
	})
}

// each calls f with every element of a name.
func (b *book) each(part, name string, most int64, f func(d *xml.Decoder, at xml.StartElement) error) error {
	r, err := b.part(part, most)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if at, ok := token.(xml.StartElement); ok && at.Name.Local == name {
			if err := f(d, at); err != nil {
				return err
			}
		}
	}
}

func (b *book) texts(part string) error {
	return b.each(part, "si", maxShared, func(d *xml.Decoder, at xml.StartElement) error {
		var r rich
		err := d.DecodeElement(&r, &at)
		b.shared = append(b.shared, r.text())
		return err
	})
}

// styles learns which numbers are dates.
func (b *book) styles(part string) error {
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode(part, &doc); err != nil {
		return err
	}
	own := map[int]int{}
	for _, f := range doc.Formats {
		own[f.ID] = written(f.Code)
	}
	for _, c := range doc.Cells {
		is, ok := own[c.Format]
		switch n := c.Format; {
		case ok:
		case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 58:
			is = isDate
		case n == 22:
			is = isMoment
		case n >= 18 && n <= 21, n >= 32 && n <= 35, n >= 45 && n <= 47:
			is = isClock
		}
		b.dates = append(b.dates, is)
	}
	return nil
}

// literal is what a format writes as it stands, and its colours and languages.
var literal = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.`)

// written tells what a format makes of a number.
func written(code string) int {
	code, _, _ = strings.Cut(strings.ToLower(literal.ReplaceAllString(code, "")), ";")
	day, hour := strings.ContainsAny(code, "yd"), strings.ContainsAny(code, "hs")
	switch {
	case strings.Contains(code, "general"), strings.ContainsAny(code, "0#?") && !day && !strings.Contains(code, "h"):
		return isNumber
	case day && hour:
		return isMoment
	case day, strings.Contains(code, "m") && !hour:
		return isDate
	case hour:
		return isClock
	}
	return isNumber
}

// entry is a cell as it stands in a sheet.
type entry struct {
	At     string `xml:"r,attr"`
	Type   string `xml:"t,attr"`
	Style  int    `xml:"s,attr"`
	Value  *value `xml:"v"` // nil for a cell of which nobody has said it
	Inline rich   `xml:"is"`

	Formula *struct{} `xml:"f"`
}

type value struct {
	Text string `xml:",chardata"`
}

func (b *book) rows(part string) (lines []Row, err error) {
	last := 0
	err = b.each(part, "row", maxPart, func(d *xml.Decoder, start xml.StartElement) error {
		var row struct {
			N     int     `xml:"r,attr"`
			Cells []entry `xml:"c"`
		}
		if err := d.DecodeElement(&row, &start); err != nil {
			return err
		}
		if last = max(last+1, row.N); len(lines) > MaxRows {
			return errs.New(errs.Invalid, "The file has more than %d rows; import it in parts.", MaxRows)
		}
		line, bad := []string(nil), ""
		for _, c := range row.Cells {
			i := column(c.At, len(line))
			if i >= maxColumns {
				continue
			}
			text, err := b.text(c)
			if err != nil {
				return err
			}
			if i >= len(line) {
				line = append(line, slices.Repeat([]string{""}, i+1-len(line))...)
			}
			line[i] = text
			switch {
			case c.Type == "e":
				bad = "The cell " + c.At + " holds the error " + text + ". Put its formula right, or write the value there."
			case c.Formula != nil && c.Value == nil:
				bad = "The formula in cell " + c.At + " was never reckoned. Open the workbook, save it and send it again, or write the value there."
			}
		}
		lines = append(lines, Row{last, line, bad})
		return nil
	})
	return lines, err
}

// column returns the place of a cell such as AB12, counted from 0; next when the cell does not say it.
func column(at string, next int) int {
	n := 0
	for _, r := range strings.ToUpper(at) {
		if r < 'A' || r > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// text is what a cell shows.
func (b *book) text(c entry) (string, error) {
	said := ""
	if c.Value != nil {
		said = c.Value.Text
	}
	switch c.Type {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(said))
		if err != nil || i < 0 || i >= len(b.shared) {
			return "", errors.New("the cell " + c.At + " refers to a text that is not there")
		}
		return b.shared[i], nil
	case "inlineStr":
		return c.Inline.text(), nil
	case "str", "e", "d":
		return decoded(said), nil
	case "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[said == "1"], nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(said), 64)
	if err != nil {
		return said, nil //nolint:nilerr // what is no number stands as it is
	}
	is := isNumber
	if c.Style >= 0 && c.Style < len(b.dates) {
		is = b.dates[c.Style]
	}
	return b.number(n, is), nil
}

func (b *book) number(n float64, is int) string {
	if is == isNumber || n < 0 || n > 3e6 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	day, part := int(n), n-float64(int(n))
	at := b.epoch.AddDate(0, 0, day).Add((time.Duration(part * 24 * float64(time.Hour))).Round(time.Second))
	switch {
	case is == isClock:
		return at.Format("15:04:05")
	case is == isDate, part == 0:
		return at.Format(time.DateOnly)
	}
	return at.Format(time.DateTime)
}
