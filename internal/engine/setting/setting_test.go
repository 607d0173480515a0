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

// Two who start from the same version must not both be let through, whoever of them is faster.
func TestOfTwoWhoChangeASettingAtOnceOneIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		log := event.New()
		setting.Register(log)
		d.SetSink(log)
		v := setting.New("test.limit", 5, nil)
		ctx := actor.With(t.Context(), actor.OfSystem("test"))
		for version := range int64(2) {
			answers := make(chan error, 8)
			for n := range cap(answers) {
				go func() { answers <- d.Write(ctx, func(tx *db.Tx) error { return v.Replace(tx, n, version) }) }()
			}
			through := 0
			for range cap(answers) {
				switch err := <-answers; {
				case err == nil:
					through++
				case !errs.Is(err, errs.Conflict):
					t.Error(err)
				}
			}
			if through != 1 {
				t.Errorf("%d of %d changes of version %d came through", through, cap(answers), version)
			}
		}
	})
}

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
		version := func() int64 {
			n, version, err := v.Read(t.Context(), d)
			if err != nil || n != get() {
				t.Fatalf("read %d, got %d, %v", n, get(), err)
			}
			return version
		}
		set := func(a actor.Actor, n int) errs.Kind {
			at := version()
			return errs.KindOf(d.Write(actor.With(t.Context(), a), func(tx *db.Tx) error { return v.Replace(tx, n, at) }))
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
		for _, old := range []int64{0, 1, 3, -1} {
			err := d.Write(actor.With(t.Context(), admin), func(tx *db.Tx) error { return v.Replace(tx, 9, old) })
			if !errs.Is(err, errs.Conflict) {
				t.Errorf("a change of version %d where 2 is the newest: %v", old, err)
			}
		}
		if get() != 8 || version() != 2 {
			t.Errorf("%d of version %d", get(), version())
		}
		if err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error { return v.Set(tx, 10) }); err != nil || get() != 10 || version() != 3 {
			t.Errorf("%d of version %d, %v", get(), version(), err)
		}
	})
}
