package db_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

func TestStatisticsAreGatheredOnceADeskIsLargeAndHoldNoValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		count := func(table string) (n int) {
			if err := d.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		fill := func(rows int) {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				for range rows {
					if _, err := tx.Exec(`INSERT INTO event_chain (subject_id, seq, hash) VALUES ($1, 1, $2)`, tx.NewID(), []byte{1}); err != nil {
						return err
					}
				}
				return db.Analyse(tx)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		fill(1000)
		if d.Engine() != db.SQLite { // gathers them by itself
			return
		}
		if n := count("sqlite_schema WHERE name = 'sqlite_stat1'"); n != 0 {
			t.Error("a small desk has statistics")
		}
		fill(1)
		if count("sqlite_stat1 WHERE tbl = 'event_chain'") != 1 || count("sqlite_stat4") != 0 {
			t.Errorf("%d statistics, %d samples", count("sqlite_stat1 WHERE tbl = 'event_chain'"), count("sqlite_stat4"))
		}
	})
}
