package job

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
)

// Daily has a job wait for the beginning of the next day (in UTC), under its kind as its key, unless it waits or runs already: called at
// every round of the housekeeping, on however many nodes, it runs once a day. One that fell due while no server ran is made up for at the
// next start, and one that died is tried again the next day.
func Daily(tx *db.Tx, a Args) error {
	var waits bool
	if err := tx.QueryRow(tx.Context(), `SELECT EXISTS (SELECT 1 FROM job WHERE unique_key = $1 AND state <> 2)`, a.Kind()).Scan(&waits); err != nil || waits {
		return err
	}
	tomorrow := tx.Now().Time().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	return Enqueue(tx, a, Opts{Key: a.Kind(), At: clock.Of(tomorrow)})
}
