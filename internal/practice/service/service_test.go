package service_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

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
	"github.com/fettle-itsm/fettle/internal/practice/service"
)

type world struct {
	*service.Desk
	t      *testing.T
	db     *db.DB
	room   *desk.Room
	custom *field.Custom
	root   id.ID
	other  id.ID // another organisation
	team   id.ID
	ana    id.ID
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		log := event.New()
		ticket.Register(log)
		people.RegisterEvents(log)
		field.RegisterEvents(log)
		d.SetSink(log)
		p := people.New(d)
		w := &world{t: t, db: d, custom: field.NewCustom(d)}
		index := search.New(d.Engine())
		w.room = &desk.Room{DB: d, Log: log, People: p, Custom: w.custom, Index: index}
		w.Desk = service.New(register.Deps{DB: d, Index: index, Custom: w.custom, Room: w.room}, nil)
		for _, practice := range w.Practices() {
			w.room.Add(practice)
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
			team, err := p.InsertTeam(tx, people.Team{Entity: root.ID, Name: "Infrastructure", Assignment: people.Manual})
			if err != nil {
				return err
			}
			ana, _, err := p.Resolve(tx, people.Contact{Name: "Ana Okafor", Email: "ana@calder.example"})
			w.root, w.other, w.team, w.ana = root.ID, other.ID, team.ID, ana
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		f(t, w)
	})
}

// as is somebody with a scope over everything of this practice.
func (w *world) as(s actor.Scope) context.Context {
	g := actor.Grants{}
	for _, p := range service.Permissions() {
		g[p] = s
	}
	g[field.PermSettings] = s
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: w.ana, Name: "Ana", Entity: w.root, Teams: []id.ID{w.team}, Tree: []id.ID{w.root}, Grants: g})
}

func ptr[T any](v T) *T { return &v }

func (w *world) service(name string) record.Result {
	w.t.Helper()
	r, err := w.AddService(w.as(actor.All), service.AddService{ServiceFields: service.ServiceFields{Title: ptr(name), Team: ptr(w.team), Criticality: ptr("high")}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func on(r record.Result) action.On { return action.On{Number: r.Number, Version: r.Version} }

func (w *world) do(ctx context.Context, verb, number, body string) (any, error) {
	w.t.Helper()
	for _, p := range w.room.Practices() {
		for _, s := range p.Actions {
			if s.Name == verb {
				return s.Do(ctx, action.JSON([]byte(body)), number, 0)
			}
		}
	}
	w.t.Fatalf("no verb %s", verb)
	return nil, nil
}

func TestAServiceIsAddedFoundChangedAndRetired(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := w.as(actor.All)
		r := w.service("E-mail")
		if r.Number != "SVC-1" || r.State != service.Catalogue || r.Version != 1 {
			t.Errorf("%+v", r)
		}
		edited, err := w.EditService(ctx, service.EditService{On: on(r), ServiceFields: service.ServiceFields{Description: ptr("Mailboxes and calendars"), Owner: ptr(w.ana)}})
		if err != nil || edited.Version != 2 {
			t.Fatal(edited, err)
		}
		if again, err := w.EditService(ctx, service.EditService{On: on(edited), ServiceFields: service.ServiceFields{Owner: ptr(w.ana)}}); err != nil || again.Version != 2 {
			t.Errorf("the same again: %+v, %v", again, err)
		}
		if _, err := w.do(ctx, "service.retire", "SVC-1", `{}`); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := w.do(ctx, "service.retire", "SVC-1", `{"reason":"Moved to another supplier"}`); err != nil {
			t.Fatal(err)
		}
		if _, err := w.do(ctx, "service.plan", "SVC-1", `{}`); !errs.Is(err, errs.Conflict) {
			t.Errorf("a move that is not legal: %v", err)
		}
		v, err := w.room.Find(ctx, "svc-1")
		if err != nil || v.State != service.Retired || v.Phase.Open() || v.Version != 3 || !v.Can("launch") || v.Can("retire") {
			t.Fatalf("%+v, %v", v.Head.Head, err)
		}
		items, err := w.room.Timeline(ctx, v)
		var told []string
		for _, it := range items {
			told = append(told, it.Sentence)
		}
		want := "added it; changed description from none to “Mailboxes and calendars”, changed owner from nobody to Ana Okafor; set it to retired, Moved to another supplier"
		if got := strings.Join(told, "; "); err != nil || got != want {
			t.Errorf("%s, %v", got, err)
		}
		if hits, err := w.room.Search(ctx, "calendars", 10, false); err != nil || len(hits) != 1 || hits[0].Title != "E-mail" {
			t.Errorf("found %+v, %v", hits, err)
		}
	})
}

func TestBadInputNamesTheFieldAndChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := w.as(actor.All)
		r := w.service("E-mail")
		edit := func(f service.ServiceFields) error {
			_, err := w.EditService(ctx, service.EditService{On: on(r), ServiceFields: f})
			return err
		}
		add := func(f service.ServiceFields) error {
			_, err := w.AddService(ctx, service.AddService{ServiceFields: f})
			return err
		}
		for name, c := range map[string]struct {
			err error
			key string
		}{
			"no name":                {add(service.ServiceFields{}), "title"},
			"a blank name":           {edit(service.ServiceFields{Title: ptr("  ")}), "title"},
			"a name that is taken":   {add(service.ServiceFields{Title: ptr("e-MAIL")}), "title"},
			"an owner who is nobody": {edit(service.ServiceFields{Owner: ptr(id.ID(99))}), "owner"},
			"a team that is none":    {edit(service.ServiceFields{Team: ptr(w.ana)}), "team"},
			"no such organisation":   {edit(service.ServiceFields{Entity: ptr(w.ana)}), "entity"},
			"no such criticality":    {edit(service.ServiceFields{Criticality: ptr("deadly")}), "criticality"},
			"fewer people than none": {edit(service.ServiceFields{Users: ptr(int64(-1))}), "users"},
			"a very long name":       {edit(service.ServiceFields{Title: ptr(strings.Repeat("x", 301))}), "title"},
		} {
			if f := errs.Fields(c.err); !errs.Is(c.err, errs.Invalid) || len(f) != 1 || f[0].Key != c.key {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		if _, err := w.EditService(ctx, service.EditService{On: action.On{Number: r.Number, Version: 7}, ServiceFields: service.ServiceFields{Audience: ptr("All")}}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		if v, err := w.room.Find(ctx, r.Number); err != nil || v.Version != 1 || v.Title != "E-mail" {
			t.Errorf("%+v, %v", v.Head.Head, err)
		}
	})
}

func TestTheRowScopeHoldsForEveryWayToAService(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine := w.service("E-mail")
		foreign, err := w.AddService(w.as(actor.All), service.AddService{ServiceFields: service.ServiceFields{Title: ptr("Payroll of others"), Entity: ptr(w.other)}})
		if err != nil {
			t.Fatal(err)
		}
		services := w.room.Practices()[0]
		for name, scope := range map[string]actor.Scope{"the own organisation": actor.Entity, "the own teams": actor.Group} {
			ctx := w.as(scope)
			page, err := w.room.Queue(ctx, services, desk.Ask{}, true)
			if err != nil || len(page.Heads) != 1 || page.Heads[0].ID != mine.ID {
				t.Errorf("%s: %d rows, %v", name, len(page.Heads), err)
			}
			if n, err := w.room.Count(ctx, services, "criticality:high,low"); err != nil || n != 1 {
				t.Errorf("%s: counted %d, %v", name, n, err)
			}
			if hits, err := w.room.Search(ctx, "payroll", 5, false); err != nil || len(hits) != 0 {
				t.Errorf("%s: found %v, %v", name, hits, err)
			}
			if _, err := w.room.Find(ctx, foreign.Number); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := w.EditService(ctx, service.EditService{On: on(foreign), ServiceFields: service.ServiceFields{Audience: ptr("x")}}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s edits a foreign one: %v", name, err)
			}
			if _, err := w.do(ctx, "service.link", mine.Number, `{"to":"`+foreign.Number+`","relation":"relates_to"}`); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s links a foreign one: %v", name, err)
			}
		}
		// nobody makes or gives away a record where they have no right
		ctx := w.as(actor.Entity)
		if _, err := w.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: ptr("Fax"), Entity: ptr(w.other)}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("made elsewhere: %v", err)
		}
		fax, err := w.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: ptr("Fax")}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.EditService(ctx, service.EditService{On: on(fax), ServiceFields: service.ServiceFields{Entity: ptr(w.other)}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("given away: %v", err)
		}
	})
}

func TestListsSortByNamePageByPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"Zeiterfassung", "archive", "Ärzteportal", "e-mail", "VPN", "backup", "Intranet"} {
			w.service(name)
		}
		services := w.room.Practices()[0]
		for sort, want := range map[string]string{"": "archive Ärzteportal backup e-mail Intranet VPN Zeiterfassung", "-title": "Zeiterfassung VPN Intranet e-mail backup Ärzteportal archive",
			"created": "Zeiterfassung archive Ärzteportal e-mail VPN backup Intranet"} {
			var got []string
			ask := desk.Ask{Sort: sort, Limit: 3}
			for {
				page, err := w.room.Queue(w.as(actor.All), services, ask, false)
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range page.Heads {
					got = append(got, h.Title)
				}
				if ask.After = page.Next; page.Next == "" {
					break
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%q: %v", sort, got)
			}
		}
		if _, err := w.room.Queue(w.as(actor.All), services, desk.Ask{After: "WzEsMl0"}, false); !errs.Is(err, errs.Invalid) {
			t.Errorf("a cursor with a number for a name: %v", err)
		}
	})
}

func TestConfigurationItemsAreOfAClassAndHaveCustomFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := w.as(actor.All)
		if _, err := w.custom.Define(ctx, field.Define{Kind: "item", Key: "rack", Label: "Rack", Type: field.TypeText}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: ptr("Order database")}}); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a class: %v", err)
		}
		r, err := w.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: ptr("Order database"), Class: ptr("database"), Environment: ptr("production")},
			Custom: register.Custom{"rack": json.RawMessage(`"B7"`)}})
		if err != nil || r.Number != "CI-1" {
			t.Fatal(r, err)
		}
		items := w.room.Practices()[1]
		for _, q := range []string{"custom.rack:B7", "class:database", "environment:production status:open", "order"} {
			if n, err := w.room.Count(ctx, items, q); err != nil || n != 1 {
				t.Errorf("%s finds %d, %v", q, n, err)
			}
		}
		v, err := w.room.Get(ctx, items, "CI-1")
		if err != nil || !slices.ContainsFunc(v.Values, func(x field.Value) bool { return x.Def.Key == "rack" && x.Text == "B7" }) {
			t.Errorf("%+v, %v", v.Values, err)
		}
		if _, err := w.do(ctx, "item.maintain", "CI-1", `{}`); err != nil {
			t.Error(err)
		}
	})
}
