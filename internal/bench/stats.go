package bench

import (
	"cmp"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

// run is one timed stretch of a loop.
type run struct {
	took    time.Duration
	times   []time.Duration // of the good operations
	errors  int
	example string // text of one of the errors
	usage   gauge.Usage
	store   gauge.Usage // of the database server
	foreign float64     // share of the machine that others used, 0 to 1; negative when unknown
}

func (r *run) perSecond() float64 {
	if r.took <= 0 {
		return 0
	}
	return float64(len(r.times)) / r.took.Seconds()
}

// Result is what a measure came to. Times are in milliseconds. Values that could not be measured are negative.
type Result struct {
	Name       string  `json:"name"`
	Clients    int     `json:"clients"`
	Runs       int     `json:"runs"`
	Ops        int     `json:"ops"` // good operations in all runs together
	Errors     int     `json:"errors"`
	Example    string  `json:"example_error,omitempty"`
	PerSecond  float64 `json:"per_second"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	CPU        float64 `json:"cpu_ms_per_op"`       // of the server process
	Written    float64 `json:"bytes_per_op"`        // by the server process to the disk
	StoreCPU   float64 `json:"store_cpu_ms_per_op"` // of the database server, on this machine
	StoreWrote float64 `json:"store_bytes_per_op"`
	Foreign    float64 `json:"foreign_cpu"`      // share of the machine used by others, the worst of the runs
	RowsPerOp  int     `json:"rows_per_op"`      // for commits of several rows; otherwise 1
	PerSecRows float64 `json:"rows_per_second"`  // PerSecond × RowsPerOp
	Spread     float64 `json:"spread"`           // fastest run over slowest run
	Target     *Target `json:"target,omitempty"` // nil for floors
	Floor      string  `json:"floor,omitempty"`  // name of the floor Share is of
	Share      float64 `json:"share_of_floor"`   // PerSecond over the floor's, at as many clients; negative when there is none
}

// summarise takes the medians over the runs.
func summarise(name string, clients, rows int, runs []run) Result {
	res := Result{Name: name, Clients: clients, Runs: len(runs), CPU: -1, Written: -1, StoreCPU: -1, StoreWrote: -1, Foreign: -1, RowsPerOp: max(rows, 1), Share: -1}
	var rate, p50, p99, cpu, written, storeCPU, storeWrote []float64
	for i := range runs {
		r := &runs[i]
		slices.Sort(r.times)
		res.Ops += len(r.times)
		res.Errors += r.errors
		res.Example = cmp.Or(res.Example, r.example)
		res.Foreign = max(res.Foreign, r.foreign)
		rate = append(rate, r.perSecond())
		p50, p99 = append(p50, millis(gauge.Rank(r.times, 0.50))), append(p99, millis(gauge.Rank(r.times, 0.99)))
		if n := float64(len(r.times) + r.errors); n > 0 && r.usage.Known {
			cpu, written = append(cpu, millis(r.usage.CPU)/n), append(written, float64(r.usage.Written)/n)
		}
		if n := float64(len(r.times) + r.errors); n > 0 && r.store.Known {
			storeCPU, storeWrote = append(storeCPU, millis(r.store.CPU)/n), append(storeWrote, float64(r.store.Written)/n)
		}
	}
	res.PerSecond, res.P50, res.P99 = gauge.Median(rate), gauge.Median(p50), gauge.Median(p99)
	res.PerSecRows = res.PerSecond * float64(res.RowsPerOp)
	if len(cpu) > 0 {
		res.CPU, res.Written = gauge.Median(cpu), gauge.Median(written)
	}
	if len(storeCPU) > 0 {
		res.StoreCPU, res.StoreWrote = gauge.Median(storeCPU), gauge.Median(storeWrote)
	}
	if len(rate) > 0 && slices.Min(rate) > 0 {
		res.Spread = slices.Max(rate) / slices.Min(rate)
	}
	return res
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
