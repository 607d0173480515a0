package count_test

import (
	"context"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake/count"
)

// world is a house with two rooms and a cellar, in which LT-0001 to LT-0003 stand in room 1, LT-0004 in room 2, LT-0005 with Ana in room 1
// and LT-0006 in the cellar of another house.
type world struct {
	*count.Desk
	t                                 *testing.T
	db                                *db.DB
	clock                             *clock.Settable
	room                              *desk.Room
	assets                            *asset.Desk
	files                             *attach.Files
	root, other, ana                  id.ID
	house, one, two, elsewhere, shelf id.ID
	laptop                            id.ID // model
	made                              map[string]record.Result
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		log := event.New()
		ticket.Register(log)
		people.RegisterEvents(log)
		d.SetSink(log)
		p, custom, index := people.New(d), field.NewCustom(d), search.New(d.Engine())
		store, err := attach.OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, db: d, clock: c, made: map[string]record.Result{}, files: attach.NewFiles(store, attach.Usual()),
			room: &desk.Room{DB: d, Log: log, People: p, Custom: custom, Index: index}}
		deps := register.Deps{DB: d, Index: index, Custom: custom, Room: w.room}
		w.assets = asset.New(deps)
		w.Desk = count.New(deps, w.assets, w.files)
		for _, x := range append(w.assets.Practices(), w.Practice()) {
			w.room.Add(x)
		}
		if err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error { return w.enrol(tx, p) }); err != nil {
			t.Fatal(err)
		}
		w.furnish()
		f(t, w)
	})
}

func (w *world) enrol(tx *db.Tx, p *people.Service) error {
	root, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
	if err != nil {
		return err
	}
	other, err := p.InsertEntity(tx, place.Entity{Parent: root.ID, Kind: place.Site, Name: "Leeds"})
	if err != nil {
		return err
	}
	w.root, w.other = root.ID, other.ID
	for _, l := range []struct {
		to, in *id.ID
		name   string
	}{{&w.house, nil, "House"}, {&w.one, &w.house, "Room 1"}, {&w.shelf, &w.one, "Shelf"}, {&w.two, &w.house, "Room 2"}, {&w.elsewhere, nil, "Cellar"}} {
		in := place.Location{Entity: root.ID, Name: l.name}
		if l.in != nil {
			in.Parent = *l.in
		}
		made, err := p.InsertLocation(tx, in)
		if err != nil {
			return err
		}
		*l.to = made.ID
	}
	w.ana, _, err = p.Resolve(tx, people.Contact{Name: "Ana", Email: "ana@calder.example"})
	return err
}

func (w *world) furnish() {
	class := w.must(w.assets.AddClass(w.all(), asset.AddClass{ClassFields: asset.ClassFields{Title: ptr("Laptop"), TagPrefix: ptr("LT")}}))
	w.laptop = w.must(w.assets.AddModel(w.all(), asset.AddModel{ModelFields: asset.ModelFields{Title: ptr("ThinkPad X1"), Class: &class.ID}})).ID
	for _, at := range []id.ID{w.one, w.one, w.one, w.two, w.one, w.elsewhere} {
		r := w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop, Location: &at}}))
		w.made[r.Number] = r
	}
	w.must(w.assets.Issue(w.all(), asset.Handover{On: action.On{Number: "LT-0005"}, Person: w.ana}))
}

// all is Ana, who may do everything.
func (w *world) all() context.Context {
	g := actor.Grants{}
	for _, p := range append(asset.Permissions(), count.Permissions()...) {
		g[p] = actor.All
	}
	return w.as(g)
}

func (w *world) as(g actor.Grants) context.Context {
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: w.ana, Name: "Ana", Entity: w.root, Tree: []id.ID{w.root, w.other}, Grants: g})
}

func ptr[T any](v T) *T { return &v }

func (w *world) must(r record.Result, err error) record.Result {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v %v", err, errs.Fields(err))
	}
	return r
}

// begun is a stocktake of the house that has begun.
func (w *world) begun() string {
	w.t.Helper()
	r := w.must(w.Add(w.all(), count.Add{Fields: count.Fields{Title: ptr("House, autumn"), Location: &w.house}}))
	w.must(w.Begin(w.all(), register.Plain{On: action.On{Number: r.Number}}))
	return r.Number
}

// verb does a verb of the stocktake's practice by its name.
func (w *world) verb(ctx context.Context, name, number, input string) error {
	w.t.Helper()
	for _, s := range w.Practice().Actions {
		if s.Verb() == name {
			_, err := s.Do(ctx, action.JSON([]byte(input)), number, 0)
			return err
		}
	}
	w.t.Fatalf("there is no verb %s", name)
	return nil
}

// scan sends one scan.
func (w *world) scan(number, scan, code string, at id.ID) {
	w.t.Helper()
	w.must(w.Scan(w.all(), count.Send{On: action.On{Number: number}, Device: "phone", Scans: []count.Sent{{ID: scan, Code: code, Place: at}}}))
}

// results are the rows by tag.
func (w *world) results(number string) (map[string]string, count.Result) {
	w.t.Helper()
	v, err := w.room.Find(w.all(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.Result(w.all(), v.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]string{}
	for _, row := range r.Rows {
		out[row.Tag] = string(row.Result)
		if row.Beyond {
			out[row.Tag] += " beyond"
		}
	}
	return out, r
}

// value is the text of a field of a record.
func (w *world) value(number, key string) string {
	w.t.Helper()
	v, err := w.room.Find(w.all(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, x := range v.Values {
		if x.Def.Key == key {
			return x.Text
		}
	}
	return v.State
}
