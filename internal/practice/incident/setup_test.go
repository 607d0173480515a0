package incident_test

import (
	"context"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// bundle is a desk with four people and nothing else.
type bundle struct {
	*incident.Service
	db    *db.DB
	clock *clock.Settable
	log   *event.Log
	queue *job.Queue
	room  *desk.Room
	team  id.ID

	agent, other, requester, stranger actor.Actor
}

type noClocks struct{}

func (noClocks) Start(*db.Tx, *ticket.Head) error { return nil }

type weekdays struct{}

func (weekdays) EntityHours(context.Context, db.Querier, id.ID) (*calendar.Hours, error) {
	day := []calendar.Interval{{From: "09:00", To: "17:00"}}
	return calendar.New(calendar.Definition{Zone: "UTC", Weekly: map[string][]calendar.Interval{"mon": day, "tue": day, "wed": day, "thu": day, "fri": day}})
}

func each(t *testing.T, f func(t *testing.T, b *bundle)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) { f(t, newBundle(t, d, c)) })
}

func newBundle(t *testing.T, d *db.DB, c *clock.Settable) *bundle {
	t.Helper()
	b := &bundle{db: d, clock: c, log: event.New(), queue: job.New(d, nil, job.Options{Workers: 1})}
	ticket.Register(b.log)
	people.RegisterEvents(b.log)
	d.SetSink(b.log)
	p := people.New(d)
	index := search.New(d.Engine())
	custom := field.NewCustom(d)
	b.room = &desk.Room{DB: d, Log: b.log, People: p, Custom: custom, Index: index}
	b.Service = incident.NewService(incident.Deps{DB: d, Desk: &ticket.Desk{DB: d, Teams: p, Index: index, Clocks: noClocks{}}, People: p, Custom: custom,
		Hours: weekdays{}, Others: b.room})
	b.Handle(b.queue)
	b.room.Add(b.Practice())
	b.people(t, p)
	return b
}

func (b *bundle) people(t *testing.T, p *people.Service) {
	t.Helper()
	err := b.db.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
		root, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
		if err != nil {
			return err
		}
		team, err := p.InsertTeam(tx, people.Team{Entity: root.ID, Name: "Service Desk", Assignment: people.Manual})
		if err != nil {
			return err
		}
		b.team = team.ID
		p.Know(incident.Permissions()...)
		p.Know(people.Permissions()...)
		if _, err := p.InsertRole(tx, people.Role{Key: "agent", Name: "Agent", Grants: []people.Grant{people.Allow("incident.*", actor.All)}}); err != nil {
			return err
		}
		for _, who := range []struct {
			name, email string
			to          *actor.Actor
			grants      actor.Grants
		}{
			{"Ana Agent", "ana@calder.example", &b.agent, all(actor.All)},
			{"Omar Other", "omar@calder.example", &b.other, all(actor.All)},
			{"Rita Requester", "rita@calder.example", &b.requester, requester()},
			{"Sam Stranger", "sam@calder.example", &b.stranger, requester()},
		} {
			person, err := p.InsertPerson(tx, people.Person{Entity: root.ID, Name: who.name, Email: who.email, Status: people.Active})
			if err != nil {
				return err
			}
			if who.grants[incident.PermWork] != actor.None {
				if err := p.GiveRole(tx, person.ID, "agent"); err != nil {
					return err
				}
			}
			*who.to = actor.Actor{Kind: actor.Person, ID: person.ID, Name: who.name, Channel: "web", Entity: root.ID, Tree: []id.ID{root.ID}, Grants: who.grants}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func all(s actor.Scope) actor.Grants {
	g := actor.Grants{}
	for _, p := range incident.Permissions() {
		g[p] = s
	}
	return g
}

func requester() actor.Grants {
	return actor.Grants{incident.PermView: actor.Own, incident.PermOpen: actor.Own, incident.PermReply: actor.Own, incident.PermReopen: actor.Own, incident.PermCancel: actor.Own}
}

// as returns a context in which somebody acts.
func (b *bundle) as(t *testing.T, a actor.Actor) context.Context {
	t.Helper()
	return actor.With(t.Context(), a)
}

// open reports an incident as the requester.
func (b *bundle) open(t *testing.T, title string) incident.Result {
	t.Helper()
	r, err := b.Open(b.as(t, b.requester), incident.Open{Title: title, Description: "It does not work."})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// must fails the test on an error.
func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// get reads an incident as the agent.
func (b *bundle) get(t *testing.T, number string) incident.Incident {
	t.Helper()
	return must[incident.Incident](t)(b.Get(b.as(t, b.agent), number))
}

func wantKind(t *testing.T, err error, want errs.Kind) {
	t.Helper()
	if got := errs.KindOf(err); got != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

// tasks returns the ids of the tasks of a record.
func (b *bundle) tasks(t *testing.T, row id.ID) ([]id.ID, error) {
	t.Helper()
	list, err := ticket.Tasks(t.Context(), b.db, row)
	out := make([]id.ID, len(list))
	for i := range list {
		out[i] = list[i].ID
	}
	return out, err
}
