package session

import (
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// Why is what ended sessions.
type Why string

// The ends of sessions that are told of. A session that nobody used for long enough just ends.
const (
	SignedOut   Why = "signed out"   // in the browser of the session
	Elsewhere   Why = "elsewhere"    // in another browser
	NewPassword Why = "new password" // was set
	Left        Why = "left"         // the person is not active any more
)

// Ended tells that sessions of a person were ended. Addresses are where they had been begun; a session is not named.
type Ended struct {
	Person    id.ID    `json:"person"`
	Why       Why      `json:"why"`
	Sessions  int      `json:"sessions"`
	Addresses []string `json:"addresses"` // each once, at most ten
}

// Subject is the person.
func (e Ended) Subject() id.ID { return e.Person }

// EventKind names the event.
func (Ended) EventKind() string { return "session.ended" }

// RegisterEvents makes the events of this room known to the log.
func RegisterEvents(l *event.Log) { event.Register[Ended](l) }

// end runs a statement that deletes sessions of one person and returns whose and from where they were. It returns how many.
func end(tx *db.Tx, why Why, deletion string, args ...any) (int, error) {
	const most = 10
	e := Ended{Why: why, Addresses: []string{}}
	rows, err := tx.Query(tx.Context(), deletion, args...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, address *string) error { return rows.Scan(&e.Person, address) })
	if err != nil || len(list) == 0 {
		return 0, err
	}
	e.Sessions = len(list)
	slices.Sort(list)
	list = slices.Compact(list)
	e.Addresses = list[:min(most, len(list))]
	return e.Sessions, tx.Emit(e)
}
