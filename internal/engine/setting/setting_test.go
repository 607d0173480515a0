package setting_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
)

func TestASettingHasItsDefaultUntilSomebodyWithTheRightChangesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		log := event.New()
		setting.Register(log)
		d.SetSink(log)
		v := setting.New("test.limit", 5, func(n int) error {
			if n < 0 {
				return errs.Bad("limit", "Give 0 or more.")
			}
			return nil
		})
		get := func() int {
			n, err := v.Get(t.Context(), d, clock.Of(c.Now()))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if get() != 5 {
			t.Error("the default does not show")
		}
		set := func(a actor.Actor, n int) errs.Kind {
			return errs.KindOf(d.Write(actor.With(t.Context(), a), func(tx *db.Tx) error { return v.Set(tx, n) }))
		}
		admin := actor.Actor{Kind: actor.Person, ID: 1, Grants: actor.Grants{setting.PermEdit: actor.All}}
		if k := set(actor.Actor{Kind: actor.Person, ID: 2}, 7); k != errs.Forbidden {
			t.Errorf("without the right: %v", k)
		}
		if k := set(admin, -1); k != errs.Invalid {
			t.Errorf("a bad value: %v", k)
		}
		if get() != 5 {
			t.Error("a refused value shows")
		}
		for _, n := range []int{7, 8} {
			if k := set(admin, n); k != errs.None {
				t.Fatal(k)
			}
			if get() != n {
				t.Errorf("%d does not show", n)
			}
		}
	})
}
