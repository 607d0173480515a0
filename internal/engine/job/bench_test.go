package job_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// BenchmarkJobs measures how many jobs that do nothing a running queue gets through while others write: each of four writers
// commits small rows without a pause. The jobs are enqueued within the measured time.
func BenchmarkJobs(b *testing.B) {
	for _, sort := range []string{"Handle", "HandleTx"} {
		for _, writers := range []int{0, 4} {
			b.Run(fmt.Sprintf("%s/writers=%d", sort, writers), func(b *testing.B) { benchmark(b, sort, writers) })
		}
	}
}

func benchDB(b *testing.B) *db.DB {
	b.Helper()
	url := "sqlite:" + filepath.Join(b.TempDir(), "fettle.db")
	if at := os.Getenv("FETTLE_BENCH_POSTGRES"); at != "" { // an empty database of its own
		url = at
	}
	d, err := db.Open(b.Context(), db.Options{URL: url, Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return d
}

func benchmark(b *testing.B, sort string, writers int) {
	d := benchDB(b)
	q := job.New(d, nil, job.Options{})
	var left sync.WaitGroup
	left.Add(b.N)
	if sort == "Handle" {
		job.Handle(q, func(context.Context, say, job.Info) error { left.Done(); return nil })
	} else {
		job.HandleTx(q, func(tx *db.Tx, _ say, _ job.Info) error { tx.After(left.Done); return nil })
	}
	ctx, cancel := context.WithCancel(b.Context())
	var others, run sync.WaitGroup
	var written atomic.Int64
	b.ResetTimer()
	run.Go(func() { _ = q.Run(ctx) })
	for i := range writers {
		others.Go(func() {
			for ctx.Err() == nil {
				if d.Write(ctx, func(tx *db.Tx) error {
					_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, 0) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`, fmt.Sprint(i))
					return err
				}) == nil {
					written.Add(1)
				}
			}
		})
	}
	for todo := b.N; todo > 0; {
		n := min(todo, 512)
		list := make([]job.Args, n)
		for i := range list {
			list[i] = say{"x"}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { tx.After(q.Wake); return enqueueAll(tx, list) }); err != nil {
			b.Fatal(err)
		}
		todo -= n
	}
	left.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
	b.ReportMetric(float64(written.Load())/b.Elapsed().Seconds(), "otherwrites/s")
	cancel()
	run.Wait()
	others.Wait()
}
