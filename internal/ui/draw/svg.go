package draw

import (
	"context"
	"html"
	"io"
	"math"
	"strconv"
)

// SVG is finished, escaped SVG markup. It can be placed in a templ page as a
// component.
type SVG string

// Render writes the markup; it makes SVG a templ component.
func (s SVG) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(s))
	return err
}

// pen collects markup. Numbers are written with one decimal at most, text is
// always escaped.
type pen struct{ b []byte }

// raw writes markup that is a constant of this package.
func (p *pen) raw(parts ...string) *pen {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
	return p
}

// num writes a coordinate.
func (p *pen) num(v float64) *pen {
	p.b = appendNum(p.b, v)
	return p
}

// text writes words from outside.
func (p *pen) text(s string) *pen {
	p.b = append(p.b, html.EscapeString(s)...)
	return p
}

// usualSize is what a dayline of a list takes, in bytes; the larger drawings grow.
const usualSize = 1024

// open starts an SVG with its own pixel grid. A label makes it an image with a
// name; without one it is hidden from assistive technology.
func (p *pen) open(class string, w, h float64, label string, sized bool) {
	if p.b == nil {
		p.b = make([]byte, 0, usualSize)
	}
	p.raw(`<svg class="`, class, `"`)
	if sized {
		p.raw(` width="`).num(w).raw(`" height="`).num(h).raw(`"`)
	}
	p.raw(` viewBox="0 0 `).num(w).raw(` `).num(h).raw(`"`)
	if label == "" {
		p.raw(` aria-hidden="true">`)
		return
	}
	p.raw(` role="img" aria-label="`).text(label).raw(`">`)
}

func (p *pen) done() SVG { return SVG(p.raw(`</svg>`).b) }

func (p *pen) rect(class string, x, y, w, h float64) *pen {
	return p.raw(`<rect class="`, class, `" x="`).num(x).raw(`" y="`).num(y).
		raw(`" width="`).num(math.Max(w, 0)).raw(`" height="`).num(math.Max(h, 0)).raw(`"/>`)
}

// bar is a rectangle with slightly rounded corners.
func (p *pen) bar(class string, x, y, w, h float64) *pen {
	return p.raw(`<rect class="`, class, `" x="`).num(x).raw(`" y="`).num(y).
		raw(`" width="`).num(w).raw(`" height="`).num(h).raw(`" rx=".8"/>`)
}

func (p *pen) circle(class string, x, y, r float64) {
	p.raw(`<circle class="`, class, `" cx="`).num(x).raw(`" cy="`).num(y).raw(`" r="`).num(r).raw(`"/>`)
}

// hline and vline draw one straight stroke.
func (p *pen) hline(class string, x1, x2, y float64) *pen {
	return p.raw(`<path class="`, class, `" d="M`).num(x1).raw(` `).num(y).raw(`H`).num(x2).raw(`"/>`)
}

func (p *pen) vline(class string, x, y1, y2 float64) *pen {
	return p.raw(`<path class="`, class, `" d="M`).num(x).raw(` `).num(y1).raw(`V`).num(y2).raw(`"/>`)
}

// word writes text at a point; anchor is start, middle or end.
func (p *pen) word(class, anchor string, x, y float64, s string) *pen {
	if s == "" {
		return p
	}
	p.raw(`<text`)
	if class != "" {
		p.raw(` class="`, class, `"`)
	}
	p.raw(` x="`).num(x).raw(`" y="`).num(y).raw(`"`)
	if anchor != "" && anchor != "start" {
		p.raw(` text-anchor="`, anchor, `"`)
	}
	return p.raw(`>`).text(s).raw(`</text>`)
}

// num rounds to a tenth of a pixel; a value that is not a number becomes zero
// so that odd input can never break a page.
func num(v float64) string { return string(appendNum(nil, v)) }

// appendNum writes what num returns. Numbers are most of a drawing, and a page
// has fifty of them, so the usual ones are written without strconv's care for
// digits that are not there.
func appendNum(b []byte, v float64) []byte {
	const most = 1e6
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return append(b, '0')
	case v > most || v < -most:
		return strconv.AppendFloat(b, math.Round(v*10)/10, 'f', -1, 64)
	}
	tenths := int64(math.Round(v * 10))
	if tenths < 0 {
		b, tenths = append(b, '-'), -tenths
	}
	b = strconv.AppendInt(b, tenths/10, 10)
	if d := tenths % 10; d != 0 {
		b = append(b, '.', byte('0'+d))
	}
	return b
}

// clamp keeps v inside [lo, hi]; a value that is not a number becomes lo.
func clamp(v, lo, hi float64) float64 {
	if !(v > lo) {
		return lo
	}
	return math.Min(v, hi)
}
