package seed

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// Finish lets the database learn about its new contents and seals the log, so that the first server on it has neither to do.
func Finish(ctx context.Context, a *app.App, progress func(what string, done, total int64)) (err error) {
	defer errs.Wrap(&err, "seed.Finish")
	steps := []func(tx *db.Tx) error{
		func(tx *db.Tx) error { return tidy(tx) },
		func(tx *db.Tx) error {
			newest, err := event.Newest(ctx, tx)
			if err != nil {
				return err
			}
			return a.Events.Seal(tx, newest)
		},
	}
	for i, step := range steps {
		if progress != nil {
			progress("finishing", int64(i), int64(len(steps)))
		}
		if err := a.DB.Write(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// tidy gathers the statistics by which plans are chosen.
func tidy(tx *db.Tx) error {
	if tx.Engine() == db.SQLite {
		return db.Analyse(tx)
	}
	_, err := tx.Exec(`ANALYZE`)
	return err
}
