package app_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
	"github.com/fettle-itsm/fettle/internal/practice/service"
)

func TestAnIncidentNamesItsServiceAndWhatItAffects(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		ctx := d.System()
		must := func(r record.Result, err error) record.Result {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		name, class, item := "E-mail", "database", "Mail store"
		mail := must(d.Services.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: &name}}))
		store := must(d.Services.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: &item, Class: &class}}))
		agreed, err := d.SLA.CreateAgreement(ctx, sla.Agreement{Kind: sla.Customer, Name: "Mail first", Position: 1, Conditions: sla.Conditions{Services: []id.ID{mail.ID}},
			Promises: []sla.Promise{{Metric: sla.Resolution, Priority: 0, Target: timing.InMinutes(30)}}})
		if err != nil {
			t.Fatal(err)
		}

		for name, want := range map[string][2]string{mail.Number: {"Mail first", "Business hours"}, store.Number: {}} {
			v, err := d.Room.Find(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			var told [2]string
			for i, f := range v.Practice.Fields {
				if f.Key == "agreement" || f.Key == "hours" {
					told[strings.Index("ah", f.Key[:1])] = v.Values[i].Text
				}
			}
			if told != want {
				t.Errorf("%s tells %q of what is agreed, not %q", name, told, want)
			}
		}

		r := must(d.Incidents.Open(ctx, incident.Open{Title: "No mail since nine", Service: mail.ID}))
		must(d.Incidents.Link(ctx, incident.Link{On: action.On{Number: r.Number}, To: store.Number, Relation: record.AffectedBy}))

		incidents := d.Room.Practices()[0]
		for _, q := range []string{`service:"e-mail"`, "service:" + mail.Number} {
			page, err := d.Room.Queue(ctx, incidents, desk.Ask{Q: q}, true)
			if err != nil || len(page.Heads) != 1 {
				t.Fatalf("%s: %d rows, %v", q, len(page.Heads), err)
			}
			labels, err := d.Room.Name(ctx, page.Values...)
			if got := labels.Of(field.TypeRecord, mail.ID); err != nil || got != "E-mail" {
				t.Errorf("the service is shown as %q, %v", got, err)
			}
		}
		answer, err := d.SLA.Explain(ctx, d.DB, r.ID)
		if err != nil || len(answer.Clocks) == 0 || answer.Clocks[0].Agreement != agreed.ID {
			t.Errorf("the promise of the service does not count: %+v, %v", answer, err)
		}
		v, err := d.Room.Find(ctx, r.Number)
		if err != nil {
			t.Fatal(err)
		}
		links, err := d.Room.Links(ctx, v)
		if err != nil || len(links) != 1 || links[0].Number != store.Number || links[0].Relation != record.AffectedBy {
			t.Errorf("%+v, %v", links, err)
		}
		affected, err := d.Room.Find(ctx, store.Number)
		if err != nil {
			t.Fatal(err)
		}
		if links, err = d.Room.Links(ctx, affected); err != nil || len(links) != 1 || links[0].Number != r.Number || !links[0].Reverse {
			t.Errorf("seen from the item: %+v, %v", links, err)
		}

		for what, wrong := range map[string]id.ID{"an item": store.ID, "an incident": r.ID, "nothing": mail.ID + 1} {
			_, err := d.Incidents.Open(ctx, incident.Open{Title: "x", Service: wrong})
			if f := errs.Fields(err); len(f) != 1 || f[0].Key != "service" {
				t.Errorf("%s as a service: %v", what, err)
			}
		}
		spec, err := d.Actions.Get("service.retire")
		if err == nil {
			_, err = spec.Do(ctx, action.JSON([]byte(`{"reason":"Replaced"}`)), mail.Number, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Incidents.Open(ctx, incident.Open{Title: "x", Service: mail.ID}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a retired service: %v", err)
		}
		title := "No mail since ten"
		if _, err := d.Incidents.Edit(ctx, incident.Edit{On: action.On{Number: r.Number}, Title: &title}); err != nil {
			t.Errorf("what names a retired service can still be changed: %v", err)
		}
	})
}

func TestTheAPIShowsTheServiceByNameToThoseWhoMaySeeIt(t *testing.T) {
	d := fettletest.SQLite(t)
	name := "E-mail"
	mail, err := d.Services.AddService(d.System(), service.AddService{ServiceFields: service.ServiceFields{Title: &name}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Incidents.Open(d.System(), incident.Open{Title: "No mail", Service: mail.ID, Requester: d.ID("requester")})
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]string{"agent": `"service":{"id":"` + mail.ID.String() + `","name":"E-mail"}`, "requester": `"service":null`} {
		if a := d.API(d.Token(who), "GET", "/api/v1/incidents/"+r.Number, nil); !strings.Contains(string(a.Body), want) {
			t.Errorf("%s reads %s", who, a.Body)
		}
	}
}
