package ticket_test

import (
	"context"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

type noClocks struct{}

func (noClocks) Start(*db.Tx, *ticket.Head) error { return nil }

type noTeams struct{}

func (noTeams) Pick(*db.Tx, id.ID, people.Load) (id.ID, error) { return 0, nil }

// world is a desk for a kind of work that has no rules.
type world struct {
	t    *testing.T
	db   *db.DB
	desk *ticket.Desk
	log  *event.Log
	kind record.Kind
	time *clock.Settable
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		log := event.New()
		ticket.Register(log)
		d.SetSink(log)
		f(t, &world{t: t, db: d, log: log, time: c, desk: &ticket.Desk{DB: d, Teams: noTeams{}, Index: search.New(d.Engine()), Clocks: noClocks{}},
			kind: record.Kind{Key: "thing", Prefix: "THG", Singular: "thing", Plural: "things", Flow: flow.Machine{States: []flow.State{{Key: "new", Label: "New"}}}}})
	})
}

func (w *world) ctx() context.Context {
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: 7, Channel: "web", Grants: actor.Grants{"thing.view": actor.All, "thing.edit": actor.All}})
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.ctx(), f); err != nil {
		w.t.Fatal(err)
	}
}

// create makes work with a title in a write under way.
func (w *world) create(tx *db.Tx, title string) (ticket.Head, error) {
	h := ticket.Head{Head: record.Head{Title: title, State: "new"}, Requester: 7, Priority: 3, Channel: "phone"}
	err := w.desk.Create(tx, w.kind, &h, "It does not work.", "thing.edit", func() error { return nil })
	return h, err
}

func (w *world) one(title string) (h ticket.Head) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		h, err = w.create(tx, title)
		return err
	})
	return h
}

func (w *world) list(p record.Query) (record.Page[ticket.Head], error) {
	p.Kind, p.Perm = "thing", "thing.view"
	return ticket.Table().List(w.ctx(), w.db, p)
}
