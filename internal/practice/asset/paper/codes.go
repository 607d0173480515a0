package paper

import (
	"image/color"
	"math"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// The blank space around a code that readers need, in modules.
const (
	QRQuiet   = 4
	BarsQuiet = 10
)

// LeastBar is the narrowest module of a Code 128 that desktop printers and cheap scanners agree on, in millimetres.
const LeastBar = 0.19

// leastSquare is the module below which a QR is made with less error correction, so that its modules grow.
const leastSquare = 0.33

// bleed makes neighbouring rectangles overlap, because viewers draw hairlines where they only touch.
const bleed = 0.01

// Code is an encoded QR or Code 128 whose size is known before it is drawn.
type Code struct {
	image barcode.Barcode
	cols  int
	rows  int
}

// Modules is how many modules wide the code is, without its quiet zone.
func (c Code) Modules() int { return c.cols }

// QR encodes content for a square of that side, quiet zone included: with medium error correction where the modules stay large enough
// and low where not. Kinds: Invalid, when the content does not fit.
func QR(content string, side float64) (Code, error) {
	var c Code
	for _, level := range []qr.ErrorCorrectionLevel{qr.M, qr.L} {
		image, err := qr.Encode(content, level, qr.Auto)
		if err != nil {
			return Code{}, errs.Because(errs.Invalid, err, "“%s” does not fit into a QR code.", content)
		}
		c = Code{image: image, cols: image.Bounds().Dx(), rows: image.Bounds().Dy()}
		if side/float64(c.cols+2*QRQuiet) >= leastSquare {
			break
		}
	}
	return c, nil
}

// Bars encodes content as Code 128. Kinds: Invalid, when it is empty, longer than 80 characters or not ASCII.
func Bars(content string) (Code, error) {
	image, err := code128.Encode(content)
	if err != nil {
		return Code{}, errs.Because(errs.Invalid, err, "“%s” cannot be a barcode.", content)
	}
	return Code{image: image, cols: image.Bounds().Dx(), rows: 1}, nil
}

// dot is the dot of an office printer, in millimetres: edges that fall between dots are drawn ragged or grey.
const dot = 25.4 / 300

// Crisp makes a module smaller until it is a whole number of printer dots, or of half dots, but not below least.
func Crisp(module, least float64) float64 {
	for _, d := range []float64{dot, dot / 2} {
		if m := math.Floor(module/d+1e-9) * d; m >= least {
			return m
		}
	}
	return module
}

// Code draws the dark modules of a code: the top left one at x, y, each as wide as module; the rows are as tall as module for a QR, and
// one row of that height for bars. The corner moves to the nearest dot of the printer. The quiet zone is the caller's.
func (d *Doc) Code(c Code, x, y, module, height float64) {
	x, y = math.Round(x/dot)*dot, math.Round(y/dot)*dot
	d.pdf.SetFillColor(0, 0, 0)
	tall := height / float64(c.rows)
	for row := range c.rows {
		for col := 0; col < c.cols; {
			if !c.dark(col, row) {
				col++
				continue
			}
			from := col
			for col < c.cols && c.dark(col, row) {
				col++
			}
			d.pdf.Rect(x+float64(from)*module, y+float64(row)*tall, float64(col-from)*module, tall+bleed, "F")
		}
	}
}

func (c Code) dark(col, row int) bool {
	b := c.image.Bounds()
	grey, _ := color.GrayModel.Convert(c.image.At(b.Min.X+col, b.Min.Y+row)).(color.Gray)
	return grey.Y < 128
}
