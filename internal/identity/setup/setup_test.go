package setup_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/identitytest"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
)

func TestSetUpMakesOneAdministratorWhoseAddressIsProved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		log, folk := event.New(), people.New(d)
		people.RegisterEvents(log)
		account.RegisterEvents(log)
		d.SetSink(log)
		s := setup.New(d, folk, &identitytest.Hasher{}, func(tx *db.Tx, _ id.ID) error {
			_, err := folk.InsertRole(tx, people.Role{Key: people.RoleAdministrator, Name: "Administrator", Grants: []people.Grant{people.Allow("*", actor.All)}})
			return err
		})
		secret, err := s.NewLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		in := setup.Input{Organisation: "Example Widgets", Name: "Ada Admin", Email: "Ada@Widgets.example", Password: "tangle quartz ivory bus", Zone: "Europe/Berlin"}
		admin, err := s.Run(t.Context(), secret, in)
		if err != nil {
			t.Fatal(err)
		}
		list, err := folk.Addresses(actor.With(t.Context(), actor.OfSystem("test")), d, admin)
		if err != nil || len(list) != 1 || list[0].Value != "ada@widgets.example" || list[0].Verified.IsZero() {
			t.Errorf("%+v, %v", list, err)
		}
		if _, err := s.Run(t.Context(), secret, in); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second time: %v", err)
		}
	})
}
