package bench

import "fmt"

// Target is what a measure must reach; zero values ask for nothing. Peer is the best figure measured elsewhere, for the reader.
type Target struct {
	PerSecond float64 `json:"per_second,omitempty"`
	P50       float64 `json:"p50_ms,omitempty"`
	P99       float64 `json:"p99_ms,omitempty"`
	CPU       float64 `json:"cpu_ms_per_op,omitempty"`
	Peer      string  `json:"peer,omitempty"`
	Later     *Target `json:"later,omitempty"` // the further goal; it never decides whether a run is good
}

// Met reports whether a result reaches the target. A result with errors, or over nothing, never does.
func (t Target) Met(r Result) bool {
	return r.Errors == 0 && r.Ops > 0 &&
		(t.PerSecond == 0 || r.PerSecond >= t.PerSecond) &&
		(t.P50 == 0 || r.P50 <= t.P50) &&
		(t.P99 == 0 || r.P99 <= t.P99) &&
		(t.CPU == 0 || r.CPU >= 0 && r.CPU <= t.CPU)
}

// asks reports whether the target asks for anything.
func (t Target) asks() bool { return t.PerSecond > 0 || t.P50 > 0 || t.P99 > 0 || t.CPU > 0 }

// String prints the target for a table, "–" for none.
func (t Target) String() string {
	s := ""
	add := func(format string, v float64) {
		if v == 0 {
			return
		}
		if s != "" {
			s += ", "
		}
		s += fmt.Sprintf(format, v)
	}
	add("≥ %.0f/s", t.PerSecond)
	add("p50 ≤ %g ms", t.P50)
	add("p99 ≤ %g ms", t.P99)
	add("CPU ≤ %g ms", t.CPU)
	if s == "" {
		return "–"
	}
	return s
}
