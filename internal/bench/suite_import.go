package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// imported is what the product says about an import.
type imported struct {
	Imported int     `json:"imported"`
	Events   int     `json:"events"`
	Skipped  int     `json:"skipped"`
	OddRows  int     `json:"odd_rows"`
	Seconds  float64 `json:"seconds"`
}

// imports measures the import of the real log on SQLite, twice: the second run must find everything there.
func (c Config) imports(ctx context.Context, r *Report) error {
	if c.EventLog == "" {
		return nil
	}
	if _, err := os.Stat(c.EventLog); err != nil {
		r.Note("Import of the real log: the file is not there, so it was left out.")
		return nil
	}
	dir, err := os.MkdirTemp(c.Dir, "import-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s := &site{Config: c, report: r, product: Product{Binary: c.Binary, Data: filepath.Join(dir, "desk"), Clock: c.Plan.Clock}}
	s.Title = "Import of the real log, SQLite"
	defer func() { r.Add(s.Section) }()
	first, took, err := s.load(ctx)
	if err != nil {
		return err
	}
	s.fact(fmt.Sprintf("import of %s events of %s incidents (%s odd rows left out)", grouped(int64(first.Events)), grouped(int64(first.Imported)), grouped(int64(first.OddRows))), took, "s", 60, 20)
	s.fact("events a second", float64(first.Events)/max(took, 0.001), "events/s", 0, 0)
	if size, err := s.product.size(ctx); err == nil {
		s.fact("data per imported incident, all included", size/float64(max(first.Imported, 1)), "bytes", 0, 0)
	}
	second, took, err := s.load(ctx)
	if err != nil {
		return err
	}
	s.fact("second run", took, "s", 0, 0)
	s.fact("imported by the second run", float64(second.Imported), "incidents", 0, 0)
	if first.Imported == 0 || second.Imported != 0 || second.Skipped != first.Imported {
		return fmt.Errorf("the import brought %d incidents, the second run %d and skipped %d", first.Imported, second.Imported, second.Skipped)
	}
	return nil
}

// load runs the import and returns what it says and the seconds that the whole command took.
func (s *site) load(ctx context.Context) (out imported, took float64, err error) {
	start := s.Plan.Clock.Now()
	text, err := s.product.Run(ctx, append([]string{"import", "servicenow-log", s.EventLog, "--json"}, s.product.place()...)...)
	took = s.Plan.Clock.Now().Sub(start).Seconds()
	if err == nil {
		err = json.Unmarshal([]byte(text), &out)
	}
	return out, took, err
}
