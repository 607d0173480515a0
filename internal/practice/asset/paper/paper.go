package paper

import (
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Weight is how heavy text is drawn.
type Weight string

// The weights.
const (
	Regular Weight = ""
	Bold    Weight = "B"
)

// Align is where text stands between its left and right edge.
type Align string

// The alignments.
const (
	Left   Align = "L"
	Centre Align = "C"
	Right  Align = "R"
)

// Doc is a PDF in the making. Lengths and places are millimetres from the top left corner of the page, sizes of text are points. A Doc
// belongs to one goroutine; what fails is kept and told by Write.
type Doc struct {
	pdf           *fpdf.Fpdf
	width, height float64
}

const family = "go"

// New starts a document of pages of one size. The instant it carries as its date is given, so that the same input makes the same file.
func New(width, height float64, title string, made time.Time) *Doc {
	// The library turns a page whose width exceeds its height by itself, so it is told the orientation that keeps the size as given.
	orientation := fpdf.OrientationPortrait
	size := fpdf.SizeType{Wd: width, Ht: height}
	if width > height {
		orientation, size = fpdf.OrientationLandscape, fpdf.SizeType{Wd: height, Ht: width}
	}
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: orientation, UnitStr: "mm", Size: size})
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(made.UTC())
	pdf.SetModificationDate(made.UTC())
	pdf.SetTitle(title, true)
	pdf.SetProducer("Fettle", true)
	pdf.AddUTF8FontFromBytes(family, string(Regular), goregular.TTF)
	pdf.AddUTF8FontFromBytes(family, string(Bold), gobold.TTF)
	pdf.SetDrawColor(120, 120, 120)
	return &Doc{pdf: pdf, width: width, height: height}
}

// Page begins a new page.
func (d *Doc) Page() { d.pdf.AddPage() }

// Size returns the width and height of a page.
func (d *Doc) Size() (width, height float64) { return d.width, d.height }

// Pages returns how many pages there are so far.
func (d *Doc) Pages() int { return d.pdf.PageCount() }

// Width returns how wide a text stands.
func (d *Doc) Width(s string, points float64, w Weight) float64 {
	d.pdf.SetFont(family, string(w), points)
	return d.pdf.GetStringWidth(Plain(s))
}

// Text writes one line whose capitals fill the space from y to y plus about 0.25 mm per point. A line that is wider than width is cut
// with an ellipsis.
func (d *Doc) Text(x, y, width, points float64, w Weight, a Align, s string) {
	s = d.Cut(s, width, points, w)
	d.pdf.SetFont(family, string(w), points)
	switch free := width - d.pdf.GetStringWidth(s); a {
	case Centre:
		x += free / 2
	case Right:
		x += free
	}
	d.pdf.Text(x, y+Caps(points), s)
}

// Caps is the height of a capital letter of a text of that size, in millimetres.
func Caps(points float64) float64 { return points * 0.72 * 25.4 / 72 }

// Cut shortens a text with an ellipsis until it is no wider than width.
func (d *Doc) Cut(s string, width, points float64, w Weight) string {
	s = Plain(s)
	d.pdf.SetFont(family, string(w), points)
	if d.pdf.GetStringWidth(s) <= width {
		return s
	}
	runes := []rune(s)
	low, high := 0, len(runes) // the longest prefix that fits
	for low < high {
		mid := (low + high + 1) / 2
		if d.pdf.GetStringWidth(string(runes[:mid])+"…") <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	if low == 0 {
		return ""
	}
	return string(runes[:low]) + "…"
}

// Fit returns the largest size between least and most at which the text is no wider than width; least when none is.
func (d *Doc) Fit(s string, width, most, least float64, w Weight) float64 {
	wide := d.Width(s, most, w)
	if wide <= width {
		return most
	}
	return max(least, most*width/wide*0.995) // the library rounds, and a hair too wide would be cut
}

// Line draws a thin grey line.
func (d *Doc) Line(x1, y1, x2, y2 float64) {
	d.pdf.SetLineWidth(0.1)
	d.pdf.Line(x1, y1, x2, y2)
}

// Write ends the document. Kinds: Internal, when the PDF could not be made.
func (d *Doc) Write(w io.Writer) (err error) {
	defer errs.Wrap(&err, "paper.Write")
	return d.pdf.Output(w)
}
