package incident

import (
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// Columns ties the body to table incident, for generators that write many rows at once.
func Columns() db.Columns[Incident] { return columns() }

// CloseAt sets the timer that closes a resolved incident: for generators, which know the instant already.
func CloseAt(tx *db.Tx, incident id.ID, at clock.Time) error {
	return job.Enqueue(tx, CloseDue{incident}, job.Opts{At: at, Key: closeKey(incident)})
}
