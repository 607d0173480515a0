package event_test

import (
	"context"
	"errors"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

func TestADispatcherHandsEachEventToItsSubscribers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		l := setup(t, d)
		q := job.New(d, nil, job.Options{Workers: 1})
		to := event.NewDispatcher(l, d)
		var seen []string
		to.Subscribe("gossip", func(_ context.Context, e event.Envelope) error {
			seen = append(seen, e.Event.(painted).Colour)
			return nil
		}, "wall.painted")
		to.Subscribe("grump", func(context.Context, event.Envelope) error { return errors.New("no") }, "wall.painted")
		to.Handle(q)
		emit(t, d, painted{1, "red"}, painted{1, "blue"})
		if _, err := q.Drain(actor.With(t.Context(), actor.OfSystem("test"))); err != nil {
			t.Fatal(err)
		}
		if len(seen) != 2 || seen[0] != "red" {
			t.Errorf("seen %v", seen)
		}
		var left int
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM job`).Scan(&left); err != nil || left != 2 {
			t.Errorf("%d jobs are left for the subscriber that failed, %v", left, err)
		}
	})
}

func TestASubscriberMayAskForSomeEventsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		l := setup(t, d)
		l.SubscribeWhen("picky", func(_ *db.Tx, e event.Envelope) (bool, error) { return e.Event.(painted).Colour == "blue", nil }, "wall.painted")
		emit(t, d, painted{1, "red"}, painted{1, "blue"}, painted{2, "green"})
		var jobs int
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM job`).Scan(&jobs); err != nil || jobs != 1 {
			t.Errorf("%d jobs, %v", jobs, err)
		}
	})
}

func TestBulkHistoriesReadAndVerifyLikeEmittedOnes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		l := setup(t, d)
		b := event.NewBulk(d.NewID)
		at := clock.Of(c.Now())
		for wall := range id.ID(40) {
			history := []event.Envelope{
				{At: at, ActorKind: actor.Person, Actor: 7, Channel: "web", Event: painted{wall + 1, "red"}},
				{At: at.Add(5), ActorKind: actor.System, Channel: "job", Event: painted{wall + 1, "blue"}},
			}
			if err := b.Add(history); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Write(t.Context(), b.Insert); err != nil {
			t.Fatal(err)
		}
		emit(t, d, painted{3, "green"})
		r, err := l.Verify(t.Context(), d, nil)
		if err != nil || len(r.Faults) > 0 || r.Events != 81 || r.Subjects != 40 {
			t.Errorf("%+v, %v", r, err)
		}
		got, err := l.History(t.Context(), d, 3)
		if err != nil || len(got) != 3 || got[1].Event.(painted).Colour != "blue" || got[2].Seq != 3 {
			t.Errorf("%+v, %v", got, err)
		}
		if err := b.Add([]event.Envelope{{Event: painted{90, "red"}}, {Event: painted{91, "red"}}}); err == nil {
			t.Error("a history of two subjects is taken")
		}
	})
}

func TestNobodyIsToldOfHistoryThatIsBroughtIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		l := setup(t, d)
		l.Subscribe("gossip", "wall.painted")
		err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
			tx.SetNow(clock.Of(c.Now().AddDate(-9, 0, 0)))
			return tx.Emit(painted{1, "red"})
		})
		var jobs, events int
		if err == nil {
			err = d.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM job), (SELECT count(*) FROM event)`).Scan(&jobs, &events)
		}
		if err != nil || jobs != 0 || events != 1 {
			t.Errorf("%d jobs for %d events, %v", jobs, events, err)
		}
	})
}
