package account

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

// RegisterEvents makes the events of this room and of the sessions known to the log, and has what lets a person in follow the person: see
// follow.
func RegisterEvents(l *event.Log) {
	event.Register[SignedIn](l)
	event.Register[Refused](l)
	event.Register[PasswordSet](l)
	event.Register[Invited](l)
	session.RegisterEvents(l)
	l.React(follow)
}

// follow ends the sessions and links of whoever leaves, so that none comes to life again with the person, and the links that were sent to
// an address that is not the person's any more.
func follow(tx *db.Tx, e event.Envelope) error {
	c, ok := e.Event.(row.Changed)
	if !ok || c.Object != "person" {
		return nil
	}
	for _, f := range c.Fields {
		left := f.Key == "status" && f.To == string(people.Leaver)
		if !left && f.Key != "email" {
			continue
		}
		for _, p := range []link.Purpose{link.Invite, link.Reset} {
			if err := link.Revoke(tx, p, 0, c.ID); err != nil {
				return err
			}
		}
		if !left {
			continue
		}
		if err := session.EndAll(tx, c.ID, "", session.Left); err != nil {
			return err
		}
	}
	return nil
}

// prove notes that the main address of a person is theirs.
func prove(tx *db.Tx, person id.ID) error {
	p, err := people.PersonByID(tx.Context(), tx, person)
	if err != nil || p.Email == "" {
		return err
	}
	return people.VerifyAddress(tx, person, people.Email, p.Email)
}
