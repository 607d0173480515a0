package label

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/practice/asset/paper"
)

// leastModule is the smallest module of a QR that phones read at arm's length from a print of 300 dots an inch.
const leastModule = 0.2

// smallCaps is the smallest height of capitals that people read, in millimetres.
const smallCaps = 1.15

// plan is where the parts of one label lie, in millimetres from its corner.
type plan struct {
	pad       float64
	qr        paper.Code
	qrX, qrY  float64 // of the dark part
	module    float64
	text      box
	bars      *paper.Code
	barsAt    box // of the dark part
	barModule float64
}

type box struct{ x, y, w, h float64 }

// put prints one label with its corner at x, y.
func put(d *paper.Doc, s Sheet, x, y float64, l Label) error {
	p, err := arrange(s, l)
	if err != nil {
		return err
	}
	d.Code(p.qr, x+p.qrX, y+p.qrY, p.module, float64(p.qr.Modules())*p.module)
	if p.bars != nil {
		d.Code(*p.bars, x+p.barsAt.x, y+p.barsAt.y, p.barModule, p.barsAt.h)
	}
	write(d, box{x + p.text.x, y + p.text.y, p.text.w, p.text.h}, lines(l))
	return nil
}

// arrange finds the place of everything: the QR at the left, the words beside it, and the bars below both where the label is high enough,
// else below the words.
func arrange(s Sheet, l Label) (plan, error) {
	p := plan{pad: min(2, s.Height*0.1)}
	if s.Tape {
		p.pad = 1.5 // the printer leaves the edges of a tape blank
	}
	height := s.Height
	strip := l.Barcode && s.Height >= 20
	if strip {
		height -= max(6, s.Height*0.25)
	}
	if err := p.square(s, l, height); err != nil {
		return plan{}, err
	}
	column := 2*p.qrX + float64(p.qr.Modules())*p.module
	p.text = box{column, p.pad, s.Width - column - p.pad, height - 2*p.pad}
	if !l.Barcode {
		return p, nil
	}
	bars, err := paper.Bars(l.Tag)
	if err != nil {
		return plan{}, err
	}
	at := box{p.pad, height - p.pad/2, s.Width - 2*p.pad, s.Height - height - p.pad/2}
	if !strip {
		tall := min(6, p.text.h*0.42)
		at = box{p.text.x, p.text.y + p.text.h - tall, p.text.w, tall}
	}
	if p.stripes(bars, at) && !strip {
		p.text.h -= at.h + 0.8
	}
	return p, nil
}

// square places the QR into the left end of a label of that height. Its quiet zone may reach to the edge, its dark part keeps the padding.
func (p *plan) square(s Sheet, l Label, height float64) error {
	side := min(height, s.Width*0.5)
	code, err := paper.QR(l.URL, side)
	if err != nil {
		return err
	}
	n := float64(code.Modules())
	p.qr = code
	p.module = min(side/(n+2*paper.QRQuiet), (side-2*p.pad)/n)
	if p.module < leastModule {
		return errs.Bad("sheet", "The address %s makes a code too fine for labels of %.1f × %.1f mm.", l.URL, s.Width, s.Height)
	}
	p.module = paper.Crisp(p.module, leastModule)
	p.qrX = (side - n*p.module) / 2
	p.qrY = (height - n*p.module) / 2
	return nil
}

// stripes places the bars into a box, centred, and reports whether they are wide enough to be read; if not, there are none.
func (p *plan) stripes(bars paper.Code, at box) bool {
	n := float64(bars.Modules())
	module := min(0.4, at.w/(n+2*paper.BarsQuiet))
	if module < paper.LeastBar {
		return false
	}
	module = paper.Crisp(module, paper.LeastBar)
	p.bars, p.barModule = &bars, module
	p.barsAt = box{at.x + (at.w-n*module)/2, at.y, n * module, at.h}
	return true
}

// line is one line of words: how high its capitals are against the smallest, and how soon it is left out.
type line struct {
	words  string
	share  float64
	weight paper.Weight
	spare  int // the higher, the sooner left out; 0 never
}

func lines(l Label) []line {
	all := []line{
		{l.Organisation, 1, paper.Regular, 2}, {l.Tag, 1.8, paper.Bold, 0}, {l.Name, 1.15, paper.Regular, 1}, {l.Model, 1.15, paper.Regular, 3},
	}
	var out []line
	for _, one := range all {
		if paper.Plain(one.words) != "" {
			out = append(out, one)
		}
	}
	return out
}

// Shares of the smallest capitals: the space between lines, and what marks above the first and tails below the last line need.
const (
	between = 0.85
	around  = 0.35
)

// write puts the lines into a box, as large as they fit, and leaves lines out rather than print what nobody can read.
func write(d *paper.Doc, at box, all []line) {
	unit := 0.0
	for {
		total, spare := 0.0, 0
		for i, l := range all {
			total += l.share + between
			if l.spare > all[spare].spare {
				spare = i
			}
		}
		unit = min(2.2, at.h/(total-between+2*around))
		if unit >= smallCaps || all[spare].spare == 0 {
			break
		}
		all = append(append([]line{}, all[:spare]...), all[spare+1:]...)
	}
	used := -between * unit
	for _, l := range all {
		used += (l.share + between) * unit
	}
	y := at.y + (at.h-used)/2
	for _, l := range all {
		most := unit * l.share / paper.Caps(1)
		least := min(most, max(most*0.75, smallCaps/paper.Caps(1)))
		if l.spare == 0 {
			least = 3 // a tag is never cut
		}
		points := d.Fit(l.words, at.w, most, least, l.weight)
		d.Text(at.x, y+unit*l.share-paper.Caps(points), at.w, points, l.weight, paper.Left, l.words)
		y += (l.share + between) * unit
	}
}
