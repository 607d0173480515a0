package web_test

import (
	"context"
	"net/url"
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
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/service"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
	"github.com/fettle-itsm/fettle/internal/practice/service/web"
)

// world is a desk with the service SVC-1 on CI-1, which needs two of CI-2 to CI-4; CI-5 is one step beyond what a map shows at first.
func world(t *testing.T) (context.Context, web.Maps) {
	t.Helper()
	d := dbtest.Open(t, "sqlite:"+t.TempDir()+"/t.db", clock.At(dbtest.Start()))
	log := event.New()
	ticket.Register(log)
	people.RegisterEvents(log)
	d.SetSink(log)
	p, index := people.New(d), search.New(d.Engine())
	room := &desk.Room{DB: d, Log: log, People: p, Custom: field.NewCustom(d), Index: index}
	rel := relation.New(d, room)
	services := service.New(register.Deps{DB: d, Index: index, Custom: room.Custom, Room: room}, nil)
	for _, x := range services.Practices() {
		room.Add(rel.On(x))
	}
	var root id.ID
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
		e, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
		root = e.ID
		return err
	}))
	g := actor.Grants{}
	for _, x := range service.Permissions() {
		g[x] = actor.All
	}
	ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 7, Name: "Ana", Entity: root, Grants: g})
	title, high, users := "Orders & more", "high", int64(120)
	_, err := services.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: &title, Criticality: &high, Users: &users}})
	must(err)
	for _, name := range []string{"Database", "db-a", "db-b", "db-c", "Far host"} {
		class := "virtual_machine"
		_, err := services.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: &name, Class: &class}})
		must(err)
	}
	relate := func(from, to, group string, need int64, since string) {
		t.Helper()
		kind := map[bool]string{true: "service", false: "item"}[strings.HasPrefix(from, "SVC")]
		pr, err := room.Practice(kind)
		must(err)
		_, err = rel.Relate(ctx, pr, relation.Relate{On: action.On{Number: from}, Kind: "depends_on", To: to, Group: group, Need: need, Date: since})
		must(err)
	}
	relate("SVC-1", "CI-1", "", 0, "2026-01-01")
	relate("CI-1", "CI-2", "nodes", 2, "2026-01-01")
	relate("CI-1", "CI-3", "nodes", 2, "2026-01-01")
	relate("CI-1", "CI-4", "nodes", 2, "2026-11-10")
	relate("CI-2", "CI-5", "", 0, "2026-01-01")
	return ctx, web.Maps{Relations: rel, Room: room}
}

func draw(t *testing.T, ctx context.Context, m web.Maps, number, query string) (string, error) {
	t.Helper()
	v, err := m.Room.Find(ctx, number)
	if err != nil {
		t.Fatal(err)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Page(ctx, v, q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String(), nil
}

func TestTheMapIsDrawnInEveryMode(t *testing.T) {
	ctx, m := world(t)
	for name, c := range map[string]struct {
		number, query string
		has, not      []string
	}{
		"two steps around": {"SVC-1", "", []string{"Orders &amp; more rests on 4 items within 2 steps", "2 of 3", "/configuration-items/CI-2/map", "Show 1 more around db-a", "mode=fail", ">Table<"}, []string{"Far host"}},
		"opened further":   {"SVC-1", "open=OPEN", []string{"Far host"}, nil},
		"one node fails": {"CI-2", "mode=fail", []string{"If db-a fails, nothing else stops. Database goes on with 2 of 3 of “nodes”.", "2 of 3 left", "Fails first"},
			[]string{"Stops"}},
		"the host below and nobody helps": {"CI-1", "mode=fail", []string{"If Database fails, 1 service (1 critical) stops; it concerns 120 people.", "Stops"}, nil},
		"an earlier day":                  {"CI-2", "mode=fail&at=2026-11-01", []string{"If db-a fails, 1 service (1 critical) and 1 other item stop", "As of 1 November 2026", "2 of 2"}, nil},
		"two days":                        {"CI-1", "with=2026-11-01", []string{"1 relation came, 0 went and 0 changed", "New on the map"}, []string{"Fails first"}},
		"before everything":               {"SVC-1", "at=2025-01-01", []string{"Nothing is noted of what Orders &amp; more stands on"}, []string{"Database"}},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(c.query, "OPEN") {
				v, err := m.Room.Find(ctx, "CI-2")
				if err != nil {
					t.Fatal(err)
				}
				c.query = strings.Replace(c.query, "OPEN", v.ID.String(), 1)
			}
			got, err := draw(t, ctx, m, c.number, c.query)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.has {
				if !strings.Contains(got, want) {
					t.Errorf("it lacks %q", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(got, not) {
					t.Errorf("it has %q", not)
				}
			}
			if t.Failed() {
				t.Log(got)
			}
		})
	}
	for _, bad := range []string{"at=yesterday", "with=31.12.2026", "mode=burn"} {
		if _, err := draw(t, ctx, m, "SVC-1", bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := draw(t, ctx, m, "SVC-1", "open=x,,99999,"); err != nil {
		t.Errorf("what is not there is not opened: %v", err)
	}
}
