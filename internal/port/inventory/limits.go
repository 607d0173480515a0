package inventory

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Limits bound what reading one message may cost. A zero field takes the value of DefaultLimits.
type Limits struct {
	Compressed int64 // bytes as received
	Expanded   int64 // bytes after decompression
	Depth      int   // nesting of elements
	Elements   int   // elements in all
	Text       int   // bytes of one text; a longer one is left out and reported, the rest is read
}

// DefaultLimits suit an inventory of a real machine many times over: the largest of the published samples has 1.4 MB and about
// 30,000 elements.
func DefaultLimits() Limits {
	return Limits{Compressed: 16 << 20, Expanded: 32 << 20, Depth: 24, Elements: 400_000, Text: 16 << 10}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Compressed <= 0 {
		l.Compressed = d.Compressed
	}
	if l.Expanded <= 0 {
		l.Expanded = d.Expanded
	}
	if l.Depth <= 0 {
		l.Depth = d.Depth
	}
	if l.Elements <= 0 {
		l.Elements = d.Elements
	}
	if l.Text <= 0 {
		l.Text = d.Text
	}
	return l
}

func tooMuch(format string, args ...any) error {
	return errs.New(errs.Invalid, "The inventory is refused: "+format+".", args...)
}
