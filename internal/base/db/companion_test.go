package db_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

func TestACompanionSharesTheFateOfItsWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		put := func(name string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, 1)`, name)
				return err
			}
		}
		have := func() (n int) {
			if err := d.QueryRow(t.Context(), `SELECT count(*) FROM counter`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		broken := errors.New("broken")
		var runs atomic.Int32
		ctx := db.WithCompanion(t.Context(), func(tx *db.Tx) error { runs.Add(1); return put("companion")(tx) })

		if err := d.Write(ctx, func(*db.Tx) error { return broken }); !errors.Is(err, broken) || runs.Load() != 0 || have() != 0 {
			t.Errorf("after a write that failed: %v, %d runs, %d rows", err, runs.Load(), have())
		}
		if err := d.Write(ctx, put("verb")); err != nil || runs.Load() != 1 || have() != 2 {
			t.Errorf("after a write: %v, %d runs, %d rows", err, runs.Load(), have())
		}
		if err := d.Write(ctx, put("second")); err != nil || runs.Load() != 1 || have() != 3 {
			t.Errorf("after a second write: %v, %d runs, %d rows", err, runs.Load(), have())
		}
		ctx = db.WithCompanion(context.WithoutCancel(t.Context()), func(*db.Tx) error { return broken })
		if err := d.Write(ctx, put("third")); !errors.Is(err, broken) || have() != 3 {
			t.Errorf("a companion that fails: %v, %d rows", err, have())
		}
	})
}
