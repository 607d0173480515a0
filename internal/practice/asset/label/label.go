package label

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/practice/asset/paper"
)

// Label is what one label says. Only Tag and URL must be given; lines that are empty leave their space to the others.
type Label struct {
	Tag          string // as people read it
	URL          string // what the QR code holds, see URL
	Name         string // of the asset
	Model        string
	Organisation string // whose it is
	Barcode      bool   // the tag as Code 128 too, where it can be made wide enough to be read
}

// Most is how many labels one document may have.
const Most = 5000

// URL is the address that a label carries: what a phone's own camera opens, and what scanning in Fettle reads the tag from.
func URL(base, tag string) string {
	return strings.TrimRight(base, "/") + "/a/" + url.PathEscape(tag)
}

// Write prints labels on a stock as a PDF. Start is the label of the first sheet to begin with, counted from 1 in reading order, so that a
// used sheet is used up; on tape it is 1. Kinds: Invalid, when there are no labels or more than Most, when start is not on the sheet, and
// when a code would be too small to be read or cannot hold its text.
func Write(w io.Writer, s Sheet, start int, labels []Label) (err error) {
	defer errs.Wrap(&err, "label.Write(%s)", s.Code)
	switch {
	case s.PerPage() < 1:
		return errs.Bad("sheet", "Choose what to print on.")
	case len(labels) == 0 || len(labels) > Most:
		return errs.Bad("labels", "Between 1 and %d labels can be printed at once.", Most)
	case start < 1 || start > s.PerPage():
		return errs.Bad("start", "A sheet has the labels 1 to %d.", s.PerPage())
	}
	d := paper.New(s.PageWidth, s.PageHeight, "Labels", time.Unix(0, 0))
	for i, l := range labels {
		at := (start - 1 + i) % s.PerPage()
		if i == 0 || at == 0 {
			d.Page()
		}
		x, y := s.Place(at)
		if err := put(d, s, x, y, l); err != nil {
			return err
		}
	}
	return d.Write(w)
}
