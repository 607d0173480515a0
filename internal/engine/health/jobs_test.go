package health_test

import (
	"context"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

func TestAJobThatWasGivenUpIsListedTriedAgainOrDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		broken, ran := true, 0
		q := job.New(d, nil, job.Options{Workers: 1})
		job.Handle(q, func(context.Context, chore, job.Info) error {
			if broken {
				return job.Abandon(errs.New(errs.Unavailable, "The printer is on fire."))
			}
			ran++
			return nil
		})
		add := func() {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Enqueue(tx, chore{}, job.Opts{}) }); err != nil {
				t.Fatal(err)
			}
			if _, err := q.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		add()
		add()
		h := health.New(d, 0)
		as := func(grants actor.Grants) context.Context {
			return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 1, Grants: grants})
		}
		sees, may := as(actor.Grants{health.PermView: actor.All}), as(actor.Grants{health.PermView: actor.All, health.PermRetry: actor.All})
		list, err := h.GivenUp(sees)
		if err != nil || len(list) != 2 || list[0].Error != "The printer is on fire." {
			t.Fatalf("%+v, %v", list, err)
		}
		for name, err := range map[string]error{"list": second(h.GivenUp(as(nil))), "retry": h.Retry(sees, list[0].ID), "drop": h.Drop(sees, list[0].ID)} {
			if !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s without the permission: %v", name, err)
			}
		}
		broken = false
		if err := h.Retry(may, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := h.Drop(may, list[1].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list, err := h.GivenUp(sees); err != nil || len(list) != 0 || ran != 1 {
			t.Errorf("%+v, %v, %d ran", list, err, ran)
		}
		if err := h.Retry(may, list[0].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("one that is gone: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }
