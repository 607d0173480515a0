package cost_test

import (
	"context"
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
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

// world is an organisation with two asset managers, a model of laptops and a supplier.
type world struct {
	*cost.Desk
	finance  *finance.Desk
	upkeep   *upkeep.Desk
	assets   *asset.Desk
	people   *people.Service
	t        *testing.T
	db       *db.DB
	clock    *clock.Settable
	room     *desk.Room
	root     id.ID
	far      id.ID // an organisation below it
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
		w.finance = finance.New(deps, w.assets)
		w.upkeep = upkeep.New(w.room, w.assets)
		w.Desk = cost.New(w.room, w.assets, w.finance)
		for _, practice := range append(w.assets.Practices(), w.finance.Practices()...) {
			w.room.Add(practice)
		}
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
	far, err := w.people.InsertEntity(tx, place.Entity{Kind: place.Site, Name: "Porto", Parent: root.ID, Zone: "UTC"})
	if err != nil {
		return err
	}
	w.far = far.ID
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

func on(r record.Result) action.On { return action.On{Number: r.Number} }

func plain(r record.Result) register.Plain { return register.Plain{On: on(r)} }

// work books time on an incident that is linked with an asset.
func (w *world) work(tx *db.Tx, asset id.ID, minutes int64) error {
	work := tx.NewID()
	if _, err := tx.Exec(`INSERT INTO record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at) VALUES ($1, 'incident', 'INC-7', 'x', 'new', 0, $2, 1, $3, 0, $3, 0)`,
		work, w.root, tx.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO ticket (id, kind, entity_id, phase, requester_id, team_id, assignee_id, priority, channel, category_id, location_id, service_id, parent_id, merged_into_id, hold_reason,
		hold_until, due_at, responded_at, resolved_at, closed_at, updated_at, reopened, reassigned, spent) VALUES ($1, 'incident', $2, 0, 0, 0, 0, 3, 'phone', 0, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, $3, 0, 0, 0)`,
		work, w.root, tx.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO spent_time (id, record_id, person_id, minutes, at, note) VALUES ($1, $2, $3, $4, $5, '')`, tx.NewID(), work, w.ana, minutes, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO record_link (from_id, to_id, relation, created_at, created_by) VALUES ($1, $2, 'affected_by', $3, 0)`, work, asset, tx.Now())
	return err
}
