package export

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// maxSheet is how many rows fit into a sheet of a workbook, below its header.
const maxSheet = 1<<20 - 1

// maxText is how many characters fit into a cell of a workbook.
const maxText = 32_767

// The parts of a workbook beside its one sheet, as ECMA-376 (Office Open XML) asks for them. The second style is that of the header.
const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace  = "http://schemas.openxmlformats.org/package/2006/relationships"
	docSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	typeSpace = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	partTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + typeSpace + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + typeSpace + `styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + typeSpace + `worksheet+xml"/></Types>`
	partRoot = xmlHead + `<Relationships xmlns="` + relSpace + `"><Relationship Id="rId1" Type="` + docSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	partBook = xmlHead + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + docSpace + `"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>`
	partRels = xmlHead + `<Relationships xmlns="` + relSpace + `"><Relationship Id="rId1" Type="` + docSpace + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + docSpace + `/styles" Target="styles.xml"/></Relationships>`
	partStyles = xmlHead + `<styleSheet xmlns="` + mainSpace + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	sheetHead = xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
	sheetEnd  = `</sheetData></worksheet>`
)

// bookLines writes a workbook of one sheet straight into its zip file. Texts stand in their cells, not in a table that had to be held.
type bookLines struct {
	zip *zip.Writer
	b   *bufio.Writer
	row int
}

func newBook(w io.Writer) (lines, error) {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range []struct{ name, text string }{{"[Content_Types].xml", partTypes}, {"_rels/.rels", partRoot}, {"xl/workbook.xml", partBook}, {"xl/_rels/workbook.xml.rels", partRels}, {"xl/styles.xml", partStyles}} {
		part, err := z.Create(p.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(part, p.text); err != nil {
			return nil, err
		}
	}
	sheet, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	l := &bookLines{zip: z, b: bufio.NewWriterSize(sheet, buffered)}
	_, err = l.b.WriteString(sheetHead)
	return l, err
}

func (l *bookLines) line(cells []cell) error {
	style := ""
	switch l.row++; {
	case l.row == 1:
		style = ` s="1"`
	case l.row > 1+maxSheet:
		return errs.Bad("q", "A workbook holds %d rows at most: ask for less, or take CSV.", maxSheet)
	}
	row := strconv.Itoa(l.row)
	l.put(`<row r="`, row, `">`)
	for i, c := range cells {
		switch {
		case c.text == "":
		case c.number:
			l.put(`<c r="`, letters(i), row, `"><v>`, c.text, `</v></c>`)
		default:
			l.put(`<c r="`, letters(i), row, `"`, style, ` t="inlineStr"><is><t xml:space="preserve">`)
			if err := l.escape(c.text); err != nil {
				return err
			}
			l.put(`</t></is></c>`)
		}
	}
	_, err := l.b.WriteString("</row>") // a fault of the writes before stays
	return err
}

func (l *bookLines) put(parts ...string) {
	for _, p := range parts {
		_, _ = l.b.WriteString(p)
	}
}

// coded finds what a reader would take for the code of a character.
var coded = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func (l *bookLines) escape(s string) error {
	if len(s) > maxText && utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText])
	}
	if strings.Contains(s, "_x") {
		s = coded.ReplaceAllStringFunc(s, func(code string) string { return "_x005F" + code })
	}
	if !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == '&' || r == '<' || r == '>' || r == utf8.RuneError || r > '\ud7ff'
	}) {
		_, err := l.b.WriteString(s)
		return err
	}
	return xml.EscapeText(l.b, []byte(s))
}

func (l *bookLines) end() error {
	l.put(sheetEnd)
	if err := l.b.Flush(); err != nil {
		return err
	}
	return l.zip.Close()
}

// letters names a column, counted from 0: A to Z, AA and so on.
func letters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letters(i/26-1) + string(rune('A'+i%26))
}
