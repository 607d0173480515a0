package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

// Report is everything one run of the bench found.
type Report struct {
	At       time.Time     `json:"at"`
	Machine  gauge.Machine `json:"machine"`
	Plan     string        `json:"plan"`
	Floors   []Result      `json:"floors"`
	Sections []Section     `json:"sections"`
	Notes    []string      `json:"notes,omitempty"` // what was not measured, and why
}

// Section is one engine at one scale.
type Section struct {
	Title   string   `json:"title"`
	Results []Result `json:"results"`
	Facts   []Fact   `json:"facts,omitempty"`
}

// Fact is a single measured value, such as the time to start or the size of the database.
type Fact struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Most  float64 `json:"most,omitempty"`  // the target; 0 for none
	Later float64 `json:"later,omitempty"` // the further goal
}

// Met reports whether a fact is within its target.
func (f Fact) Met() bool { return f.Most == 0 || f.Value <= f.Most }

// Floor returns a floor by name and number of clients.
func (r *Report) Floor(name string, clients int) (Result, bool) {
	for _, f := range r.Floors {
		if f.Name == name && f.Clients == clients {
			return f, true
		}
	}
	return Result{}, false
}

// Add puts a section into the report and takes each result's share of its floor.
func (r *Report) Add(s Section) {
	for i := range s.Results {
		res := &s.Results[i]
		res.Share = -1
		if f, ok := r.Floor(res.Floor, res.Clients); ok && f.PerSecond > 0 {
			res.Share = res.PerSecond / f.PerSecond
		}
	}
	r.Sections = append(r.Sections, s)
}

// Note says what was left out.
func (r *Report) Note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Failed counts what missed its target or gave a wrong answer.
func (r *Report) Failed() (missed, wrong int) {
	for _, s := range r.Sections {
		for _, res := range s.Results {
			if res.Errors > 0 {
				wrong++
			}
			if res.Target != nil && !res.Target.Met(res) {
				missed++
			}
		}
		for _, f := range s.Facts {
			if !f.Met() {
				missed++
			}
		}
	}
	return missed, wrong
}

// Comparable says whether this run may be compared with an older one: void means that one writer's fdatasync differs by more than
// 30 %, so that the disk was not the same.
func (r *Report) Comparable(old *Report) error {
	a, ok1 := r.Floor(FloorAppend, 1)
	b, ok2 := old.Floor(FloorAppend, 1)
	if !ok1 || !ok2 || a.P50 <= 0 || b.P50 <= 0 {
		return fmt.Errorf("one of the runs has no floor %q at one client", FloorAppend)
	}
	if d := math.Abs(a.P50/b.P50 - 1); d > 0.3 {
		return fmt.Errorf("the disk differs by %.0f %% (fdatasync p50 %.3f ms now, %.3f ms then): the comparison is void", d*100, a.P50, b.P50)
	}
	return nil
}

// JSON writes the report for machines.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// ReadReport reads what JSON wrote.
func ReadReport(in io.Reader) (*Report, error) {
	var r Report
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		return nil, err
	}
	return &r, nil
}
