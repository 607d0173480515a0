package token

import (
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// RegisterEvents makes the events of this room known to the log, and ends the tokens of whoever leaves.
func RegisterEvents(l *event.Log) {
	event.Register[Created](l)
	event.Register[Revoked](l)
	l.React(follow)
}

// follow ends the tokens of a person who leaves, so that none comes to life again with the person.
func follow(tx *db.Tx, e event.Envelope) error {
	c, ok := e.Event.(row.Changed)
	if !ok || c.Object != "person" {
		return nil
	}
	for _, f := range c.Fields {
		if f.Key != "status" || f.To != string(people.Leaver) {
			continue
		}
		rows, err := tx.Query(tx.Context(), `DELETE FROM api_token WHERE person_id = $1 RETURNING id, name`, c.ID)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, r *Revoked) error {
			r.Person = c.ID
			return rows.Scan(&r.Token, &r.Name)
		})
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := tx.Emit(r); err != nil {
				return err
			}
		}
	}
	return nil
}
