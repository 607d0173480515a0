package app

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/batch"
	"github.com/fettle-itsm/fettle/internal/engine/draft"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/presence"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// sealAfter is how old an event is before it is sealed: no write that is still under way can fall behind the seal.
const sealAfter = time.Hour

// Periodic does the housekeeping until ctx ends: the daily seal of the log, sweeping what has expired, and having what is done once a day
// wait for its day. Every step may run on several nodes at once.
func (a *App) Periodic(ctx context.Context) error {
	tick := time.NewTicker(db.NodeLease / 4)
	defer tick.Stop()
	for {
		if err := a.Housekeep(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "housekeeping failed; it is tried again soon", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Housekeep does one round of the housekeeping.
func (a *App) Housekeep(ctx context.Context) error {
	if err := a.DB.RenewNode(ctx); err != nil {
		return err
	}
	for _, step := range []func(tx *db.Tx) error{a.seal, once.Sweep, link.Sweep, rate.Sweep, session.Sweep, token.Sweep, presence.Sweep, draft.Sweep, batch.Sweep, a.Software.Daily, a.Ahead.Daily, a.Files.Daily, statisticsDaily} {
		if err := a.DB.Write(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// seal takes the seal of each past day, once.
func (a *App) seal(tx *db.Tx) error {
	until := a.Clock.Now().Add(-sealAfter).UTC().Truncate(24 * time.Hour)
	return a.Events.Seal(tx, id.At(until))
}

// Statistics has the database gather the statistics by which it chooses plans.
type Statistics struct{}

// Kind implements job.Args.
func (Statistics) Kind() string { return "db.statistics" }

func statisticsDaily(tx *db.Tx) error { return job.Daily(tx, Statistics{}) }
