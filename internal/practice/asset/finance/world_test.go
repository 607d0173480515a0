package finance_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/notify"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

// world is an organisation with two asset managers, a model of laptops and a supplier.
type world struct {
	*finance.Desk
	assets   *asset.Desk
	upkeep   *upkeep.Desk
	notify   *notify.Service
	people   *people.Service
	t        *testing.T
	db       *db.DB
	clock    *clock.Settable
	room     *desk.Room
	queue    *job.Queue
	root     id.ID
	ana, bo  id.ID // asset managers
	laptop   id.ID // model
	supplier id.ID
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		c.Set(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
		log := event.New()
		ticket.Register(log)
		people.RegisterEvents(log)
		setting.Register(log)
		sla.Register(log)
		d.SetSink(log)
		p := people.New(d)
		p.Know(finance.Permissions()...)
		p.Know(asset.Permissions()...)
		custom, index := field.NewCustom(d), search.New(d.Engine())
		w := &world{t: t, db: d, clock: c, people: p, room: &desk.Room{DB: d, Log: log, People: p, Custom: custom, Index: index}}
		deps := register.Deps{DB: d, Index: index, Custom: custom, Room: w.room}
		w.assets = asset.New(deps)
		w.Desk = finance.New(deps, w.assets)
		w.upkeep = upkeep.New(w.room, w.assets)
		for _, practice := range append(w.assets.Practices(), w.Practices()...) {
			w.room.Add(practice)
		}
		w.queue = job.New(d, nil, job.Options{Workers: 1})
		w.Handle(w.queue)
		w.notify = notify.New(d, p)
		w.notify.Sees = w.room.Sees
		dispatch := event.NewDispatcher(log, d)
		w.notify.Subscribe(dispatch)
		dispatch.Handle(w.queue)
		if err := d.Write(w.system(), w.enrol); err != nil {
			t.Fatal(err)
		}
		w.furnish()
		f(t, w)
	})
}

func (w *world) system() context.Context { return actor.With(w.t.Context(), actor.OfSystem("test")) }

func (w *world) enrol(tx *db.Tx) error {
	root, err := w.people.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
	if err != nil {
		return err
	}
	w.root = root.ID
	if _, err := w.people.InsertRole(tx, people.Role{Key: "asset_manager", Name: "Asset manager", Grants: []people.Grant{people.Allow("*", actor.All)}}); err != nil {
		return err
	}
	for name, to := range map[string]*id.ID{"ana": &w.ana, "bo": &w.bo} {
		if *to, _, err = w.people.Resolve(tx, people.Contact{Name: name, Email: name + "@calder.example"}); err != nil {
			return err
		}
		if err := w.people.GiveRole(tx, *to, "asset_manager"); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) furnish() {
	life, months, method := int64(36), int64(24), "straight_line"
	class := w.must(w.assets.AddClass(w.all(), asset.AddClass{ClassFields: asset.ClassFields{Title: ptr("Laptop"), TagPrefix: ptr("LT"), Life: &life, Method: &method}}))
	w.laptop = w.must(w.assets.AddModel(w.all(), asset.AddModel{ModelFields: asset.ModelFields{Title: ptr("ThinkPad X1"), Class: &class.ID, Warranty: &months}})).ID
	w.supplier = w.must(w.assets.AddSupplier(w.all(), asset.AddSupplier{SupplierFields: asset.SupplierFields{Title: ptr("Brook & Sons")}})).ID
}

// all is Ana, who may do everything.
func (w *world) all() context.Context {
	g := actor.Grants{setting.PermEdit: actor.All, "incident.view": actor.All}
	for _, p := range append(asset.Permissions(), finance.Permissions()...) {
		g[p] = actor.All
	}
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: w.ana, Entity: w.root, Grants: g})
}

func ptr[T any](v T) *T { return &v }

func (w *world) must(r record.Result, err error) record.Result {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v %v", err, errs.Fields(err))
	}
	return r
}

// act does a verb as the faces do.
func (w *world) act(name, number string, in any) {
	w.t.Helper()
	for _, p := range w.Practices() {
		for _, spec := range p.Actions {
			if spec.Name == name {
				if _, err := spec.Do(w.all(), decode(in), number, 0); err != nil {
					w.t.Fatalf("%s: %v", name, err)
				}
				return
			}
		}
	}
	w.t.Fatalf("there is no verb %s", name)
}

func on(r record.Result) action.On { return action.On{Number: r.Number} }

// wrong is the field that an error names.
func wrong(err error) string {
	if f := errs.Fields(err); errs.Is(err, errs.Invalid) && len(f) == 1 {
		return f[0].Key
	}
	return "?" + errs.Safe(err)
}

// values are the texts of the fields of a record.
func (w *world) values(number string) map[string]string {
	w.t.Helper()
	v, err := w.room.Find(w.all(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]string{"state": v.State}
	for _, x := range v.Values {
		out[x.Def.Key] = x.Text
	}
	return out
}

// told is the timeline of a record.
func (w *world) told(number string) []string {
	w.t.Helper()
	v, err := w.room.Find(w.all(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	items, err := w.room.Timeline(w.all(), v)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, it := range items {
		out = append(out, it.Sentence)
	}
	return out
}

// day lets time pass to a date, and the jobs of that time run.
func (w *world) day(y int, m time.Month, d int) {
	w.t.Helper()
	w.clock.Set(time.Date(y, m, d, 10, 0, 0, 0, time.UTC))
	if _, err := w.queue.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// decode gives a verb its input.
func decode(in any) func(any) error {
	raw, err := json.Marshal(in)
	return func(to any) error {
		if err != nil {
			return err
		}
		return action.JSON(raw)(to)
	}
}
