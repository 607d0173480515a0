package bench

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Markdown writes the report for people.
func (r *Report) Markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(b, format, args...) }
	p("Measured %s on: %s.  \n%s\n\n", r.At.UTC().Format("2006-01-02"), r.Machine, r.Plan)
	p("### Floors of this machine\n\n| Floor | clients | per second | rows/s | p50 ms | p99 ms | CPU ms | foreign CPU | spread | errors |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, f := range r.Floors {
		p("| %s | %d | %s | %s | %s | %s | %s | %s | ×%.2f | %s |\n", f.Name, f.Clients, rate(f.PerSecond), rate(f.PerSecRows), ms(f.P50), ms(f.P99), ms(f.CPU), percent(f.Foreign), f.Spread, faults(f))
	}
	for _, s := range r.Sections {
		p("\n### %s\n", s.Title)
		if len(s.Results) > 0 {
			p("\n| Measure | clients | per second | p50 ms | p99 ms | CPU ms/op | written/op | share of floor | target | reached | later goal | reached | errors | foreign CPU |\n|---|---:|---:|---:|---:|---:|---:|---|---|---|---|---|---:|---:|\n")
		}
		for _, x := range s.Results {
			p("| %s | %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", x.Name, x.Clients, rate(x.PerSecond), ms(x.P50), ms(x.P99), both(x.CPU, x.StoreCPU, ms),
				both(x.Written, x.StoreWrote, bytesPer), share(x), goal(x.Target), reached(x.Target, x), goal(later(x)), reached(later(x), x), faults(x), percent(x.Foreign))
		}
		if len(s.Facts) > 0 {
			p("\n| Fact | value | target | reached | later goal | reached |\n|---|---:|---:|---|---:|---|\n")
		}
		for _, f := range s.Facts {
			p("| %s | %s %s | %s | %s | %s | %s |\n", f.Name, number(f.Value), f.Unit, atMost(f.Most, f.Unit), yes(f.Most > 0, f.Met()), atMost(f.Later, f.Unit),
				yes(f.Later > 0, f.Value <= f.Later))
		}
	}
	if len(r.Notes) > 0 {
		p("\n### Not measured, or to be read with care\n\n")
	}
	for _, n := range r.Notes {
		p("- %s\n", n)
	}
	return b.Flush()
}

// The lines between which a document holds a report.
const (
	Begin = "<!-- bench: begin -->"
	End   = "<!-- bench: end -->"
)

// Within returns a document with the report in place of what stood between its marks.
func (r *Report) Within(document string) (string, error) {
	before, rest, ok1 := strings.Cut(document, Begin)
	_, after, ok2 := strings.Cut(rest, End)
	if !ok1 || !ok2 {
		return "", fmt.Errorf("the document has no lines %q and %q", Begin, End)
	}
	var b strings.Builder
	err := r.Markdown(&b)
	return before + Begin + "\n\n" + b.String() + "\n" + End + after, err
}

// number prints about three significant digits, with commas in thousands.
func number(v float64) string {
	switch {
	case v < 0:
		return "–"
	case v >= 1000:
		return grouped(int64(v + 0.5))
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func rate(v float64) string { return number(v) }

func ms(v float64) string {
	if v > 0 && v < 0.1 {
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	return number(v)
}

func bytesPer(v float64) string {
	if v >= 1000 {
		return number(v/1000) + " kB"
	}
	return number(v)
}

// both prints what the server used and, where it is known, what the database server used on top.
func both(server, store float64, print func(float64) string) string {
	if store < 0 {
		return print(server)
	}
	return print(server) + " + " + print(store)
}

func percent(v float64) string {
	if v < 0 {
		return "–"
	}
	return strconv.FormatFloat(v*100, 'f', 0, 64) + " %"
}

func share(r Result) string {
	if r.Share < 0 {
		return "–"
	}
	return percent(r.Share) + " of " + r.Floor
}

func goal(t *Target) string {
	if t == nil {
		return "–"
	}
	if t.Peer != "" {
		return t.String() + " (peer " + t.Peer + ")"
	}
	return t.String()
}

func later(r Result) *Target {
	if r.Target == nil {
		return nil
	}
	return r.Target.Later
}

func reached(t *Target, r Result) string { return yes(t != nil && t.asks(), t != nil && t.Met(r)) }

func yes(asked, met bool) string {
	switch {
	case !asked:
		return "–"
	case met:
		return "yes"
	}
	return "**no**"
}

func faults(r Result) string {
	if r.Errors == 0 {
		return "0"
	}
	return fmt.Sprintf("**%d**", r.Errors)
}

func atMost(most float64, unit string) string {
	if most == 0 {
		return "–"
	}
	return "≤ " + number(most) + " " + unit
}
