package record

import (
	"fmt"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Reminded says that a date of a record that is not work is near. It is told to the persons named, as far as they may see the record.
type Reminded struct {
	about
	What string  `json:"what"` // the date as it is named in a sentence, such as "notice date"
	Date string  `json:"date"` // 2026-11-22
	Days int     `json:"days"` // how many days are left
	Late bool    `json:"late,omitempty"`
	To   []id.ID `json:"to,omitempty"` // persons
}

// EventKind implements db.Event.
func (Reminded) EventKind() string { return "record.reminded" }

// Words say what is near: "The notice date is in 30 days, on 2026-12-22".
func (r Reminded) Words() string {
	when := fmt.Sprintf("in %d days, on %s", r.Days, r.Date)
	switch r.Days {
	case 0:
		when = "today"
	case 1:
		when = "tomorrow"
	}
	if r.Late {
		when += ", told late"
	}
	return "the " + r.What + " is " + when
}

// Remind logs that a date of a record is near.
func Remind(tx *db.Tx, record id.ID, r Reminded) error {
	r.Record = record
	return tx.Emit(r)
}
