package job_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// Remind is the typed input of a kind of job.
type Remind struct{ Text string }

// Kind names it in the database.
func (Remind) Kind() string { return "example.remind" }

// A job is enqueued in the write that makes it necessary, and runs once the clock has come to its time.
func Example() {
	dir, _ := os.MkdirTemp("", "fettle")
	defer func() { _ = os.RemoveAll(dir) }()
	ctx, c := context.Background(), clock.At(time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC))
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + filepath.Join(dir, "fettle.db"), Clock: c})
	if err != nil {
		panic(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Migrate(ctx); err != nil {
		panic(err)
	}

	q := job.New(d, nil, job.Options{})
	job.Handle(q, func(_ context.Context, a Remind, i job.Info) error {
		fmt.Println(a.Text, "attempt", i.Attempt)
		return nil
	})
	err = d.Write(ctx, func(tx *db.Tx) error {
		tx.After(q.Wake)
		return job.Enqueue(tx, Remind{"Lunch!"}, job.Opts{Key: "lunch", At: tx.Now().Add(3 * time.Hour)})
	})
	if err != nil {
		panic(err)
	}

	n, _ := q.Drain(ctx) // a server calls q.Run instead
	fmt.Println(n, "jobs at nine")
	c.Advance(3 * time.Hour)
	n, _ = q.Drain(ctx)
	fmt.Println(n, "job at noon")
	// Output:
	// 0 jobs at nine
	// Lunch! attempt 1
	// 1 job at noon
}
