package health

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// PermRetry is the permission to start jobs again that were given up, or to drop them.
const PermRetry actor.Permission = "job.retry"

// maxGivenUp is how many jobs are listed.
const maxGivenUp = 100

// GivenUp returns the jobs that are not tried any more, the newest first, at most a hundred. Kinds: Forbidden.
func (h *Desk) GivenUp(ctx context.Context) (list []job.DeadJob, err error) {
	defer errs.Wrap(&err, "health.GivenUp")
	if err := Allowed(ctx); err != nil {
		return nil, err
	}
	return job.Dead(ctx, h.db, maxGivenUp)
}

// Retry starts a job again that was given up, with all its tries. Kinds: Forbidden, NotFound.
func (h *Desk) Retry(ctx context.Context, which id.ID) (err error) {
	defer errs.Wrap(&err, "health.Retry(%d)", which)
	return h.change(ctx, func(tx *db.Tx) error { return job.Retry(tx, which) })
}

// Drop forgets a job that was given up: what it should have done is not done. Kinds: Forbidden, NotFound.
func (h *Desk) Drop(ctx context.Context, which id.ID) (err error) {
	defer errs.Wrap(&err, "health.Drop(%d)", which)
	return h.change(ctx, func(tx *db.Tx) error { return job.Discard(tx, which) })
}

func (h *Desk) change(ctx context.Context, fn func(tx *db.Tx) error) error {
	if _, err := actor.Require(ctx, PermRetry); err != nil {
		return err
	}
	return h.db.Write(ctx, fn)
}
