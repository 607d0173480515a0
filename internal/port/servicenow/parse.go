package servicenow

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Options say how to read a log.
type Options struct {
	// Zone is the zone of the log's wall-clock times; nil means UTC, because the log does not name one.
	Zone *time.Location
	// Codes maps closed codes of the log to resolution codes of the product; what is not named becomes DefaultResolution.
	Codes map[string]string
}

// Incident is the rows of one incident that can be used, in order of time. Rows is never empty.
type Incident struct {
	Number string
	Opened time.Time
	Rows   []Row
}

// Log is a log file that was looked over and found readable from end to end. It holds no open file.
type Log struct {
	path     string
	opts     Options
	rows     int
	together bool
}

// Open looks a file over: its header, that it can be read to the end, how many rows it has, and whether the rows of each
// incident stand together. Kinds: NotFound, Invalid.
func Open(ctx context.Context, path string, opts Options) (l *Log, err error) {
	defer errs.Wrap(&err, "servicenow.Open(%s)", path)
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	l = &Log{path: path, opts: opts, together: true}
	seen, last := map[string]bool{}, ""
	err = l.each(ctx, func(p *parser, _ int, text string, _ bool) error {
		l.rows++
		n := p.number(text)
		if n != last && n != "" {
			l.together = l.together && !seen[n]
			seen[n], last = true, n
		}
		return nil
	})
	return l, err
}

// Rows returns how many rows the file has below its header, odd ones included.
func (l *Log) Rows() int { return l.rows }

// Read calls each with every incident, in the order in which the numbers first appear, and returns the report of the whole file.
// It keeps one incident in memory at a time, unless the rows of some incident stand apart: then it gathers all rows first. An
// error of each stops the reading and is returned as it is.
func (l *Log) Read(ctx context.Context, each func(Incident) error) (Report, error) {
	g := gathering{each: each, tally: newTally(), together: l.together, open: map[string][]Row{}}
	err := l.each(ctx, func(p *parser, line int, text string, long bool) error {
		g.tally.Rows++
		row, o := p.row(text)
		if long {
			o = odd(OddLength, "the line is longer than %d bytes", maxLine)
		}
		if o != nil {
			o.Line = line
			if o.Number == "" && o.Code != OddText && validNumber(p.number(text)) {
				o.Number = p.number(text)
			}
			g.tally.leaveOut(*o)
			return nil
		}
		row.Line = line
		return g.add(row)
	})
	if err == nil {
		err = g.flush()
	}
	return g.tally.report(), err
}

// each calls do with every line below the header that is not blank.
func (l *Log) each(ctx context.Context, do func(p *parser, line int, text string, long bool) error) error {
	in, err := openLines(l.path)
	if err != nil {
		return err
	}
	defer in.close()
	header, _, err := in.next()
	if errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "The file is empty. A ServiceNow incident log with its header in line 1 is expected.")
	}
	if err != nil {
		return err
	}
	p, err := newParser(header, l.opts.Zone)
	if err != nil {
		return err
	}
	for {
		text, long, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if text == "" {
			continue
		}
		if err := do(p, in.no, text, long); err != nil {
			return err
		}
	}
}

// gathering collects rows until an incident is complete.
type gathering struct {
	each     func(Incident) error
	tally    *tally
	together bool
	order    []string
	open     map[string][]Row
}

func (g *gathering) add(r Row) error {
	if rows, ok := g.open[r.Number]; ok {
		g.open[r.Number] = append(rows, r)
		return nil
	}
	if g.together {
		if err := g.flush(); err != nil {
			return err
		}
	}
	g.order = append(g.order, r.Number)
	g.open[r.Number] = []Row{r}
	return nil
}

// flush hands over what is gathered, in order of first appearance.
func (g *gathering) flush() error {
	for _, n := range g.order {
		inc := g.complete(n, g.open[n])
		if err := g.each(inc); err != nil {
			return err
		}
		delete(g.open, n)
	}
	g.order = g.order[:0]
	return nil
}

func (g *gathering) complete(number string, rows []Row) Incident {
	first := map[Row]int{}
	kept := rows[:0]
	for _, r := range rows {
		key := r
		key.Line = 0
		if line, twice := first[key]; twice {
			o := odd(OddDuplicate, "the same as line %d", line)
			o.Line, o.Number = r.Line, number
			g.tally.leaveOut(*o)
			continue
		}
		first[key] = r.Line
		kept = append(kept, r)
	}
	slices.SortStableFunc(kept, func(a, b Row) int {
		return cmp.Or(a.Updated.Compare(b.Updated), cmp.Compare(a.Mods, b.Mods))
	})
	g.tally.add(kept)
	return Incident{Number: number, Opened: kept[0].Opened, Rows: kept}
}
