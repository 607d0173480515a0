package relation_test

import (
	"context"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/service"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
)

type world struct {
	*relation.Desk
	services    *service.Desk
	t           testing.TB
	db          *db.DB
	clock       *clock.Settable
	room        *desk.Room
	root, other id.ID
	ana         id.ID
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) { f(t, newWorld(t, d, c)) })
}

func newWorld(t testing.TB, d *db.DB, c *clock.Settable) *world {
	t.Helper()
	log := event.New()
	ticket.Register(log)
	people.RegisterEvents(log)
	field.RegisterEvents(log)
	d.SetSink(log)
	p := people.New(d)
	custom, index := field.NewCustom(d), search.New(d.Engine())
	w := &world{t: t, db: d, clock: c, room: &desk.Room{DB: d, Log: log, People: p, Custom: custom, Index: index}}
	w.Desk = relation.New(d, w.room)
	w.services = service.New(register.Deps{DB: d, Index: index, Custom: custom, Room: w.room}, nil)
	for _, practice := range w.services.Practices() {
		w.room.Add(w.On(practice))
	}
	err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
		root, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
		if err != nil {
			return err
		}
		other, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Parent: root.ID, Name: "Brook & Sons", Zone: "UTC"})
		if err != nil {
			return err
		}
		ana, _, err := p.Resolve(tx, people.Contact{Name: "Ana Okafor", Email: "ana@calder.example"})
		w.root, w.other, w.ana = root.ID, other.ID, ana
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// as is somebody who sees and changes as far as two scopes reach.
func (w *world) as(view, edit actor.Scope) context.Context {
	g := actor.Grants{service.PermView: view, service.PermItemView: view, service.PermEdit: edit, service.PermItemEdit: edit}
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: w.ana, Name: "Ana", Entity: w.root, Tree: []id.ID{w.root}, Grants: g})
}

func (w *world) all() context.Context { return w.as(actor.All, actor.All) }

func ptr[T any](v T) *T { return &v }

func (w *world) service(name string, users int64, entity id.ID) record.Result {
	w.t.Helper()
	r, err := w.services.AddService(w.all(), service.AddService{ServiceFields: service.ServiceFields{Title: ptr(name), Criticality: ptr("high"), Users: &users, Entity: &entity}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) item(name string, entity id.ID) record.Result {
	w.t.Helper()
	r, err := w.services.AddItem(w.all(), service.AddItem{ItemFields: service.ItemFields{Title: ptr(name), Class: ptr("virtual_machine"), Entity: &entity}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// do carries out a verb on a record as the faces do.
func (w *world) do(ctx context.Context, number, verb, body string) error {
	w.t.Helper()
	ref, err := record.RefByNumber(ctx, w.db, number)
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := w.room.Practice(ref.Kind)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range p.Actions {
		if s.Verb() == verb {
			_, err := s.Do(ctx, action.JSON([]byte(body)), number, 0)
			return err
		}
	}
	w.t.Fatalf("no verb %s", verb)
	return nil
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// on sets the clock to noon of a day of November 2026.
func (w *world) on(day int) { w.clock.Set(time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC)) }
