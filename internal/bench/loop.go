package bench

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

// Plan bounds a measure in time and count.
type Plan struct {
	Clock  clock.Clock // the system's when nil
	Warm   time.Duration
	Length time.Duration // of one run
	Runs   int
	Most   int // operations per run in all; 0 means a million
	// Patience is how many further runs may be made in place of runs during which others used much of the machine.
	Patience int
}

// Default is the plan of a full run; Quick shows in a few seconds whether everything works.
func Default() Plan {
	return Plan{Warm: 500 * time.Millisecond, Length: 1500 * time.Millisecond, Runs: 3, Patience: 2}
}

// Quick is too short for figures worth keeping.
func Quick() Plan { return Plan{Warm: 100 * time.Millisecond, Length: 300 * time.Millisecond, Runs: 1} }

func (p Plan) filled() Plan {
	if p.Clock == nil {
		p.Clock = clock.System{}
	}
	p.Runs = max(p.Runs, 1)
	if p.Most <= 0 {
		p.Most = 1_000_000
	}
	return p
}

// Op is one operation of a client. seq is unique in a measure, warm-up included. An error counts as a wrong answer.
type Op func(ctx context.Context, client int, seq int64) error

// Work is what is measured.
type Work struct {
	Name    string
	Clients int
	Rows    int // rows per operation, when it is a commit of several
	Do      Op
	PID     int // process whose processor time and writes are counted; 0 for none
	Store   int // first process of the database server; 0 for none
}

// Measure warms up and runs the loop. The error is that of ctx only; wrong answers are counted in the result.
func Measure(ctx context.Context, p Plan, w Work) (Result, error) {
	p = p.filled()
	l := loop{plan: p, work: w}
	l.stretch(ctx, p.Warm)
	var runs []run
	for quiet := 0; quiet < p.Runs && len(runs) < p.Runs+p.Patience; {
		if ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		r := l.observed(ctx)
		if r.foreign <= quietEnough {
			quiet++
		}
		runs = append(runs, r)
	}
	return summarise(w.Name, w.Clients, w.Rows, quietest(runs, p.Runs)), ctx.Err()
}

// quietEnough is the share of the machine that others may use in a run that counts.
const quietEnough = 0.1

// quietest keeps the n runs during which others used least of the machine; one with wrong answers is always kept.
func quietest(runs []run, n int) []run {
	slices.SortStableFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(min(b.errors, 1), min(a.errors, 1)), cmp.Compare(max(a.foreign, quietEnough), max(b.foreign, quietEnough)))
	})
	return runs[:min(n, len(runs))]
}

type loop struct {
	plan Plan
	work Work
	seq  atomic.Int64
}

// observed is one run with the machine watched around it.
func (l *loop) observed(ctx context.Context) run {
	before := gauge.Watch(l.work.PID, l.work.Store)
	r := l.stretch(ctx, l.plan.Length)
	after := gauge.Watch(l.work.PID, l.work.Store)
	r.usage, r.store, r.foreign = after.Since(before)
	return r
}

// stretch lets all clients work for a time.
func (l *loop) stretch(ctx context.Context, length time.Duration) run {
	clk := l.plan.Clock
	share := l.plan.Most/max(l.work.Clients, 1) + 1
	parts := make([]run, l.work.Clients)
	start := clk.Now()
	end := start.Add(length)
	var wg sync.WaitGroup
	for c := range l.work.Clients {
		wg.Go(func() { parts[c] = l.client(ctx, c, end, share) })
	}
	wg.Wait()
	all := run{took: clk.Now().Sub(start)}
	for i := range parts {
		all.times = append(all.times, parts[i].times...)
		all.errors += parts[i].errors
		if all.example == "" {
			all.example = parts[i].example
		}
	}
	return all
}

func (l *loop) client(ctx context.Context, c int, end time.Time, most int) (r run) {
	clk := l.plan.Clock
	for now := clk.Now(); now.Before(end) && len(r.times)+r.errors < most && ctx.Err() == nil; {
		err := l.work.Do(ctx, c, l.seq.Add(1))
		done := clk.Now()
		switch {
		case err == nil:
			r.times = append(r.times, done.Sub(now))
		case ctx.Err() == nil:
			r.errors++
			r.example = err.Error()
		}
		now = done
	}
	return r
}
