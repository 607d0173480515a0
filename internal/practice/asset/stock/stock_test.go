package stock_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stock"
)

type world struct {
	*stock.Desk
	t            *testing.T
	room         *desk.Room
	root, ana    id.ID
	store, attic id.ID
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		log := event.New()
		ticket.Register(log)
		people.RegisterEvents(log)
		d.SetSink(log)
		p, custom, index := people.New(d), field.NewCustom(d), search.New(d.Engine())
		w := &world{t: t, room: &desk.Room{DB: d, Log: log, People: p, Custom: custom, Index: index}}
		w.Desk = stock.New(register.Deps{DB: d, Index: index, Custom: custom, Room: w.room})
		w.room.Add(w.Practice())
		err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
			root, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
			if err != nil {
				return err
			}
			w.root = root.ID
			for name, to := range map[string]*id.ID{"Store": &w.store, "Attic": &w.attic} {
				l, err := p.InsertLocation(tx, place.Location{Entity: root.ID, Name: name})
				if err != nil {
					return err
				}
				*to = l.ID
			}
			w.ana, _, err = p.Resolve(tx, people.Contact{Name: "Ana", Email: "ana@calder.example"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		f(t, w)
	})
}

func (w *world) all() context.Context {
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: w.ana, Entity: w.root, Grants: actor.Grants{stock.PermView: actor.All, stock.PermEdit: actor.All}})
}

func (w *world) toner() record.Result {
	w.t.Helper()
	title, least := "Toner black", int64(5)
	r, err := w.Add(w.all(), stock.Add{Fields: stock.Fields{Title: &title, Minimum: &least}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) low(number string) string {
	w.t.Helper()
	v, err := w.room.Find(w.all(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, x := range v.Values {
		if x.Def.Key == "quantity" || x.Def.Key == "low" {
			out = append(out, x.Text)
		}
	}
	return strings.Join(out, " ")
}

func TestWhatCameAndWentIsWhatLiesThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := w.all(), w.toner()
		on := action.On{Number: r.Number}
		if got := w.low(r.Number); got != "0 true" {
			t.Errorf("a new one: %s", got)
		}
		ok := func(_ record.Result, err error) {
			t.Helper()
			if err != nil {
				t.Error(err)
			}
		}
		ok(w.Restock(ctx, stock.Restock{On: on, Location: w.store, Quantity: 10, Note: "Delivery 7"}))
		ok(w.Restock(ctx, stock.Restock{On: on, Location: w.attic, Quantity: 2}))
		ok(w.Issue(ctx, stock.Issue{On: on, Location: w.store, Quantity: 3, Person: w.ana}))
		if got := w.low(r.Number); got != "9 false" {
			t.Errorf("%s", got)
		}
		ok(w.Count(ctx, stock.Count{On: on, Location: w.store, Quantity: 1, Note: "Stocktake"}))
		if got := w.low(r.Number); got != "3 true" {
			t.Errorf("%s", got)
		}
		shelves, err := w.Shelves(ctx, r.Number)
		want := map[id.ID]int64{w.store: 1, w.attic: 2}
		got := map[id.ID]int64{}
		for _, s := range shelves {
			got[s.Location] = s.Quantity
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		moves, err := w.Moves(ctx, r.Number, 10)
		var sum int64
		for _, m := range moves {
			sum += m.Quantity
		}
		if err != nil || len(moves) != 4 || sum != 3 || moves[0].Reason != "count" || moves[0].Quantity != -6 {
			t.Errorf("%+v, %v", moves, err)
		}
		if n, err := w.room.Count(ctx, w.room.Practices()[0], "low:true"); err != nil || n != 1 {
			t.Errorf("%d run out, %v", n, err)
		}
	})
}

func TestNothingIsIssuedThatIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := w.all(), w.toner()
		on := action.On{Number: r.Number}
		if _, err := w.Restock(ctx, stock.Restock{On: on, Location: w.store, Quantity: 2}); err != nil {
			t.Fatal(err)
		}
		for key, in := range map[string]stock.Issue{
			"quantity": {On: on, Location: w.store, Quantity: 3, Person: w.ana},
			"person":   {On: on, Location: w.store, Quantity: 1},
			"location": {On: on, Location: w.ana, Quantity: 1, Person: w.ana},
			"for":      {On: on, Location: w.store, Quantity: 1, For: "INC-9"},
		} {
			_, err := w.Issue(ctx, in)
			if f := errs.Fields(err); len(f) != 1 || f[0].Key != key {
				t.Errorf("%s: %v", key, err)
			}
		}
		if _, err := w.Issue(ctx, stock.Issue{On: on, Location: w.store, Quantity: -1, Person: w.ana}); !errs.Is(err, errs.Invalid) {
			t.Errorf("less than none: %v", err)
		}
		if got := w.low(r.Number); got != "2 true" {
			t.Errorf("refusals left %s", got)
		}
	})
}

func TestManyTakeFromOneShelfAndNoPieceGoesTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, r := w.all(), w.toner()
		on := action.On{Number: r.Number}
		if _, err := w.Restock(ctx, stock.Restock{On: on, Location: w.store, Quantity: 10}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		taken := make(chan error, 16)
		for range 16 {
			wg.Go(func() {
				_, err := w.Issue(ctx, stock.Issue{On: on, Location: w.store, Quantity: 1, Person: w.ana})
				taken <- err
			})
		}
		wg.Wait()
		close(taken)
		n := 0
		for err := range taken {
			if err == nil {
				n++
			} else if !errs.Is(err, errs.Invalid) {
				t.Error(err)
			}
		}
		if got := w.low(r.Number); n != 10 || got != "0 true" {
			t.Errorf("%d were taken of 10, %s is left", n, got)
		}
	})
}
