package asset_test

import (
	"context"
	"strings"
	"testing"
	"time"

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
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

type world struct {
	*asset.Desk
	t              *testing.T
	db             *db.DB
	clock          *clock.Settable
	room           *desk.Room
	root, team     id.ID
	ana, bo        id.ID
	room1, room2   id.ID
	laptop, screen id.ID // models
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		c.Set(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
		log := event.New()
		ticket.Register(log)
		people.RegisterEvents(log)
		d.SetSink(log)
		p := people.New(d)
		custom, index := field.NewCustom(d), search.New(d.Engine())
		w := &world{t: t, db: d, clock: c, room: &desk.Room{DB: d, Log: log, People: p, Custom: custom, Index: index}}
		w.Desk = asset.New(register.Deps{DB: d, Index: index, Custom: custom, Room: w.room})
		for _, practice := range w.Practices() {
			w.room.Add(practice)
		}
		w.room.Add(desk.Practice{Kind: record.Kind{Key: "incident", Prefix: "INC", Singular: "incident", Plural: "incidents"}, View: "incident.view"})
		err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error { return w.enrol(tx, p) })
		if err != nil {
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
	team, err := p.InsertTeam(tx, people.Team{Entity: root.ID, Name: "Infrastructure", Assignment: people.Manual})
	if err != nil {
		return err
	}
	w.root, w.team = root.ID, team.ID
	for name, to := range map[string]*id.ID{"ana": &w.ana, "bo": &w.bo} {
		if *to, _, err = p.Resolve(tx, people.Contact{Name: name, Email: name + "@calder.example"}); err != nil {
			return err
		}
	}
	for name, to := range map[string]*id.ID{"Store": &w.room1, "Office 2.14": &w.room2} {
		l, err := p.InsertLocation(tx, place.Location{Entity: root.ID, Name: name})
		if err != nil {
			return err
		}
		*to = l.ID
	}
	return nil
}

// furnish adds two classes with a model each.
func (w *world) furnish() {
	for _, c := range []struct {
		name, prefix string
		keeps        bool
		model        string
		to           *id.ID
	}{{"Laptop", "LT", true, "ThinkPad X1", &w.laptop}, {"Monitor", "MO", false, "UltraSharp 27", &w.screen}} {
		life := int64(36)
		class := w.must(w.AddClass(w.all(), asset.AddClass{ClassFields: asset.ClassFields{Title: &c.name, TagPrefix: &c.prefix, DataBearing: &c.keeps, Life: &life}}))
		*c.to = w.must(w.AddModel(w.all(), asset.AddModel{ModelFields: asset.ModelFields{Title: &c.model, Class: &class.ID, Warranty: &life}})).ID
	}
}

func (w *world) must(r record.Result, err error) record.Result {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// all is somebody who may do everything; holder is a person with a right to what they hold.
func (w *world) all() context.Context { return w.as(w.ana, actor.All) }

func (w *world) as(person id.ID, s actor.Scope) context.Context {
	g := actor.Grants{}
	for _, p := range asset.Permissions() {
		g[p] = s
	}
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: person, Entity: w.root, Grants: g})
}

func ptr[T any](v T) *T { return &v }

func (w *world) add(model id.ID) record.Result {
	w.t.Helper()
	return w.must(w.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &model, Location: &w.room1}}))
}

func on(r record.Result) action.On { return action.On{Number: r.Number} }

func field1(err error) string {
	if f := errs.Fields(err); errs.Is(err, errs.Invalid) && len(f) == 1 {
		return f[0].Key
	}
	return "?" + errs.Safe(err)
}

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

func TestAnAssetTakesTagNameClassAndWarrantyFromItsModel(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.must(w.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop, Purchased: ptr("2026-01-31"), Cost: ptr("1,234.50 EUR"), Serial: ptr("PF-3X")}}))
		if r.Number != "LT-0001" || r.Title != "ThinkPad X1" || r.State != asset.InStock {
			t.Errorf("%+v", r)
		}
		if got := w.values("lt-0001"); got["warranty_end"] != "2029-01-30" || got["cost"] != "1234.50 EUR" || got["class"] == "" {
			t.Errorf("%v", got)
		}
		w.must(w.Add(w.all(), asset.Add{Tag: "lt-0002", Fields: asset.Fields{Model: &w.laptop}}))
		if r := w.add(w.laptop); r.Number != "LT-0003" {
			t.Errorf("the next after a chosen tag is %s", r.Number)
		}
		if r := w.add(w.screen); r.Number != "MO-0001" {
			t.Errorf("another class goes on with %s", r.Number)
		}
		if hits, err := w.room.Search(w.all(), "PF-3X", 5, false); err != nil || len(hits) != 1 {
			t.Errorf("by serial: %v, %v", hits, err)
		}
		for name, in := range map[string]asset.Add{
			"model":      {},
			"tag":        {Tag: "a b", Fields: asset.Fields{Model: &w.laptop}},
			"cost":       {Fields: asset.Fields{Model: &w.laptop, Cost: ptr("12")}},
			"in_service": {Fields: asset.Fields{Model: &w.laptop, Purchased: ptr("2026-05-01"), InService: ptr("2026-04-30")}},
			"substate":   {Fields: asset.Fields{Model: &w.laptop, Substate: ptr("loan")}},
			"supplier":   {Fields: asset.Fields{Model: &w.laptop, Supplier: &w.laptop}},
			"location":   {Fields: asset.Fields{Model: &w.laptop, Location: &w.team}},
		} {
			if _, err := w.Add(w.all(), in); field1(err) != name && !(name == "model" && strings.Contains(err.Error(), "model")) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Add(w.all(), asset.Add{Tag: "INC-7", Fields: asset.Fields{Model: &w.laptop}}); field1(err) != "tag" {
			t.Errorf("a tag like an incident's number: %v", err)
		}
		if _, err := w.Add(w.all(), asset.Add{Tag: "LT-0001", Fields: asset.Fields{Model: &w.laptop}}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a tag that is taken: %v", err)
		}
	})
}

func TestCustodyIsAChainThatSaysWhoHadItWhen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := w.all()
		r := w.add(w.laptop)
		w.must(w.Issue(ctx, asset.Handover{On: on(r), Person: w.bo, Location: w.room2, Accessories: "dock, charger"}))
		if got := w.values(r.Number); got["state"] != asset.InUse || got["substate"] != "normal" || got["holder"] != w.bo.String() || got["in_service"] != "2026-11-22" {
			t.Errorf("%v", got)
		}
		if _, err := w.Issue(ctx, asset.Handover{On: on(r), Person: w.ana}); !errs.Is(err, errs.Conflict) {
			t.Errorf("issued twice: %v", err)
		}
		mine := w.as(w.bo, actor.Own)
		if _, err := w.Attest(mine, asset.Attest{On: on(r)}); err != nil {
			t.Errorf("its holder attests: %v", err)
		}
		if _, err := w.Attest(w.as(w.ana, actor.Own), asset.Attest{On: on(r)}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger attests: %v", err)
		}
		w.must(w.Transfer(ctx, asset.Handover{On: on(r), Team: w.team}))
		w.must(w.Return(ctx, asset.Back{On: on(r), Location: w.room1, Condition: "scratched"}))
		w.must(w.Loan(ctx, asset.Lend{Handover: asset.Handover{On: on(r), Person: w.ana}, DueBack: "2026-12-01"}))
		chain, err := w.Chain(ctx, r.Number)
		if err != nil {
			t.Fatal(err)
		}
		type link struct {
			Action                             string
			FromPerson, ToPerson, ToTeam, Room id.ID
			Due                                string
		}
		var got []link
		for _, c := range chain {
			got = append(got, link{c.Action, c.FromPerson, c.ToPerson, c.ToTeam, c.ToLocation, c.DueBack})
		}
		want := []link{{"issue", 0, w.bo, 0, w.room2, ""}, {"attest", w.bo, w.bo, 0, w.room2, ""}, {"transfer", w.bo, 0, w.team, w.room2, ""}, {"return", 0, 0, 0, w.room1, ""},
			{"loan", 0, w.ana, 0, w.room1, "2026-12-01"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		for key, in := range map[string]asset.Handover{"person": {On: on(r)}, "team": {On: on(r), Team: w.ana}, "part_of": {On: on(r), PartOf: "LT-9999"}} {
			if _, err := w.Transfer(ctx, in); field1(err) != key {
				t.Errorf("%s: %v", key, err)
			}
		}
		if _, err := w.Transfer(ctx, asset.Handover{On: on(r), Person: w.ana, Team: w.team}); field1(err) != "person" {
			t.Errorf("two receivers: %v", err)
		}
		if _, err := w.Loan(ctx, asset.Lend{Handover: asset.Handover{On: on(r), Person: w.ana}, DueBack: "2026-11-21"}); field1(err) != "due_back" {
			t.Errorf("due yesterday: %v", err)
		}
		if after, err := w.Chain(ctx, r.Number); err != nil || len(after) != len(chain) {
			t.Errorf("refused handovers left %d links, %v", len(after)-len(chain), err)
		}
	})
}

func TestOnlyTheLegalMovesAreMade(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := w.all()
		verbs := map[string]func(record.Result) (record.Result, error){
			"order":   func(r record.Result) (record.Result, error) { return w.Order(ctx, register.Plain{On: on(r)}) },
			"receive": func(r record.Result) (record.Result, error) { return w.Receive(ctx, asset.Back{On: on(r)}) },
			"ship":    func(r record.Result) (record.Result, error) { return w.Ship(ctx, register.Plain{On: on(r)}) },
			"issue": func(r record.Result) (record.Result, error) {
				return w.Issue(ctx, asset.Handover{On: on(r), Person: w.bo})
			},
			"loan": func(r record.Result) (record.Result, error) {
				return w.Loan(ctx, asset.Lend{Handover: asset.Handover{On: on(r), Person: w.bo}, DueBack: "2027-01-01"})
			},
			"transfer": func(r record.Result) (record.Result, error) {
				return w.Transfer(ctx, asset.Handover{On: on(r), Team: w.team})
			},
			"return": func(r record.Result) (record.Result, error) { return w.Return(ctx, asset.Back{On: on(r)}) },
			"repair": func(r record.Result) (record.Result, error) {
				return w.Repair(ctx, asset.Repair{On: on(r), Reason: "screen"})
			},
			"repaired": func(r record.Result) (record.Result, error) { return w.Repaired(ctx, asset.Back{On: on(r)}) },
			"lose": func(r record.Result) (record.Result, error) {
				return w.Lose(ctx, asset.Lose{On: on(r), How: "stolen", Reason: "train"})
			},
			"find": func(r record.Result) (record.Result, error) { return w.Find(ctx, asset.Back{On: on(r)}) },
			"retire": func(r record.Result) (record.Result, error) {
				return w.Retire(ctx, asset.Retire{On: on(r), How: "recycled"})
			},
			"dispose": func(r record.Result) (record.Result, error) {
				return w.Dispose(ctx, asset.Dispose{On: on(r), Method: "recycled", Certificate: "C-1"})
			},
		}
		ways := map[string][]string{asset.InStock: {}, asset.InTransit: {"ship"}, asset.InUse: {"issue"}, asset.InMaintenance: {"repair"}, asset.Missing: {"lose"}, asset.Retired: {"retire"},
			asset.Disposed: {"retire", "dispose"}}
		legal := map[string]string{asset.InStock: "issue loan lose repair retire ship", asset.InTransit: "lose receive", asset.InUse: "lose repair retire return transfer",
			asset.InMaintenance: "lose repaired", asset.Missing: "find retire", asset.Retired: "dispose", asset.Disposed: ""}
		for state, way := range ways {
			for verb, do := range verbs {
				r := w.add(w.screen)
				for _, step := range way {
					w.must(verbs[step](r))
				}
				_, err := do(r)
				if may := strings.Contains(" "+legal[state]+" ", " "+verb+" "); may && err != nil || !may && !errs.Is(err, errs.Conflict) {
					t.Errorf("%s from %s: %v", verb, state, err)
				}
			}
		}
		r := w.must(w.Add(ctx, asset.Add{State: asset.Requested, Fields: asset.Fields{Model: &w.screen}}))
		for _, verb := range []string{"order", "receive", "issue"} {
			w.must(verbs[verb](r))
		}
	})
}

func TestWhatKeepsDataIsNotDisposedOfWithoutAProof(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := w.all()
		r := w.add(w.laptop)
		w.must(w.Retire(ctx, asset.Retire{On: on(r), How: "pending_disposal"}))
		for key, in := range map[string]asset.Dispose{
			"wipe_proof":  {On: on(r), Method: "destroyed", Certificate: "C-7"},
			"certificate": {On: on(r), Method: "destroyed", WipeProof: "Blancco 12"},
			"date":        {On: on(r), Method: "destroyed", Certificate: "C-7", WipeProof: "Blancco 12", Date: "2026-11-23"},
		} {
			if _, err := w.Dispose(ctx, in); field1(err) != key {
				t.Errorf("%s: %v", key, err)
			}
		}
		w.must(w.Dispose(ctx, asset.Dispose{On: on(r), Method: "destroyed", Certificate: "C-7", WipeProof: "Blancco 12"}))
		if got := w.values(r.Number); got["state"] != asset.Disposed || got["disposed"] != "2026-11-22" || got["wipe_proof"] != "Blancco 12" {
			t.Errorf("%v", got)
		}
	})
}

func TestHoldersSeeWhatTheyHoldAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine, other := w.add(w.laptop), w.add(w.laptop)
		w.must(w.Issue(w.all(), asset.Handover{On: on(mine), Person: w.bo}))
		w.must(w.Issue(w.all(), asset.Handover{On: on(other), Person: w.ana}))
		page, err := w.room.Queue(w.as(w.bo, actor.Own), w.room.Practices()[0], desk.Ask{}, true)
		if err != nil || len(page.Heads) != 1 || page.Heads[0].Number != mine.Number {
			t.Errorf("%d rows, %v", len(page.Heads), err)
		}
		if _, err := w.Chain(w.as(w.bo, actor.Own), other.Number); !errs.Is(err, errs.NotFound) {
			t.Errorf("the chain of another's: %v", err)
		}
		if n, err := w.room.Count(w.all(), w.room.Practices()[0], "holder:me status:in_use"); err != nil || n != 1 {
			t.Errorf("counted %d, %v", n, err)
		}
	})
}
