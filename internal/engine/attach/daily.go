package attach

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// unusedFor is how long an upload may wait for its use: a form that stayed open over night still finds its files.
const unusedFor = 48 * time.Hour

// Tidy has the uploads that were never used removed, see Sweep.
type Tidy struct{}

// Kind implements job.Args.
func (Tidy) Kind() string { return "files.tidy" }

// Handle registers the sweep with the queue.
func (f *Files) Handle(q *job.Queue, d *db.DB) {
	job.Handle(q, func(ctx context.Context, _ Tidy, _ job.Info) error {
		_, err := f.Sweep(ctx, d, unusedFor)
		return err
	})
}

// Daily has the sweep wait for the next day.
func (f *Files) Daily(tx *db.Tx) error { return job.Daily(tx, Tidy{}) }
