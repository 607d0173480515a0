package presence_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/presence"
)

func TestPeopleAtARecordKnowOfEachOtherUntilTheyLeaveOrFallSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, now *clock.Settable) {
		log, folk := event.New(), people.New(d)
		people.RegisterEvents(log)
		d.SetSink(log)
		who := map[string]id.ID{}
		err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
			root, err := folk.InsertEntity(tx, place.Entity{Name: "Calder", Zone: "UTC"})
			for _, name := range []string{"ana", "bo", "cy"} {
				if err == nil {
					var p people.Person
					p, err = folk.InsertPerson(tx, people.Person{Entity: root.ID, Name: name, Email: name + "@calder.example"})
					who[name] = p.ID
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s := presence.New(d)
		as := func(name string) context.Context {
			return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: who[name]})
		}
		stay := func(name string, record id.ID, writing bool, want ...presence.Other) {
			t.Helper()
			got, err := s.Stay(as(name), record, writing)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
		}
		stay("ana", 1, false)
		stay("bo", 1, true, presence.Other{Name: "ana"})
		stay("cy", 2, false)
		stay("ana", 1, false, presence.Other{Name: "bo", Writing: true})
		stay("bo", 1, false, presence.Other{Name: "ana"})
		stay("ana", 1, false, presence.Other{Name: "bo"})
		if err := s.Leave(as("bo"), 1); err != nil {
			t.Fatal(err)
		}
		stay("ana", 1, false)
		now.Advance(presence.Lasts)
		stay("bo", 1, false)
		now.Advance(-time.Second)
		stay("ana", 1, false, presence.Other{Name: "bo"})
		now.Advance(presence.Lasts + time.Second)
		if err := d.Write(t.Context(), presence.Sweep); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM presence`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows are left (%v)", n, err)
		}
		if _, err := s.Stay(actor.With(t.Context(), actor.Actor{Kind: actor.Visitor}), 1, true); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor: %v", err)
		}
	})
}
