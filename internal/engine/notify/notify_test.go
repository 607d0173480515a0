package notify_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/notify"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// world is a desk with a team of two agents, their lead, two requesters and one piece of work.
type world struct {
	*notify.Service
	t      testing.TB
	db     *db.DB
	queue  *job.Queue
	people *people.Service
	log    *event.Log
	desk   *ticket.Desk
	names  map[string]id.ID
	team   id.ID
	head   ticket.Head
}

type noClocks struct{}

func (noClocks) Start(*db.Tx, *ticket.Head) error { return nil }

func kind() record.Kind {
	return record.Kind{Key: "incident", Prefix: "INC", Flow: flow.Machine{States: []flow.State{{Key: "new"}}}}
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, log: event.New(), queue: job.New(d, nil, job.Options{Workers: 4}), people: people.New(d), names: map[string]id.ID{}}
	people.RegisterEvents(w.log)
	ticket.Register(w.log)
	sla.Register(w.log)
	d.SetSink(w.log)
	w.people.Know("incident.view", "incident.note")
	w.Service = notify.New(d, w.people)
	dispatch := event.NewDispatcher(w.log, d)
	w.Subscribe(dispatch)
	dispatch.Handle(w.queue)
	w.desk = &ticket.Desk{DB: d, Teams: w.people, Index: search.New(d.Engine()), Clocks: noClocks{}}
	w.write(actor.OfSystem("test"), w.fill)
	w.drain()
	return w
}

func (w *world) fill(tx *db.Tx) error {
	root, err := w.people.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
	if err != nil {
		return err
	}
	for _, r := range []people.Role{
		{Key: "agent", Name: "Agent", Grants: []people.Grant{people.Allow("incident.*", actor.All)}},
		{Key: people.RoleRequester, Name: "Requester", Grants: []people.Grant{people.Allow("incident.view", actor.Own)}},
	} {
		if _, err := w.people.InsertRole(tx, r); err != nil {
			return err
		}
	}
	team, err := w.people.InsertTeam(tx, people.Team{Entity: root.ID, Name: "Service Desk", Assignment: people.Manual})
	if err != nil {
		return err
	}
	w.team = team.ID
	for _, name := range []string{"ana", "bo", "lea", "rita", "sam"} {
		p, err := w.people.InsertPerson(tx, people.Person{Entity: root.ID, Name: name, Email: name + "@calder.example"})
		if err != nil {
			return err
		}
		w.names[name] = p.ID
		if name == "rita" || name == "sam" {
			continue
		}
		if err := w.people.GiveRole(tx, p.ID, "agent"); err != nil {
			return err
		}
		if err := w.people.AddMember(tx, team.ID, p.ID, name == "lea"); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) write(a actor.Actor, fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(actor.With(w.t.Context(), a), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) drain() {
	w.t.Helper()
	if _, err := w.queue.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) as(name string) context.Context {
	w.t.Helper()
	a, err := w.people.Actor(w.t.Context(), w.db, w.names[name], "web")
	if err != nil {
		w.t.Fatal(err)
	}
	return actor.With(w.t.Context(), a)
}

func (w *world) by(name string, fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.as(name), fn); err != nil {
		w.t.Fatal(err)
	}
	w.drain()
}

// open makes the piece of work.
func (w *world) open(by, requester, assignee string) {
	w.t.Helper()
	w.by(by, func(tx *db.Tx) error {
		w.head = ticket.Head{Head: record.Head{Title: "The vault refuses logins", State: "new", Entity: 1}, Requester: w.names[requester], Team: w.team, Assignee: w.names[assignee]}
		return w.desk.Create(tx, kind(), &w.head, "Since this morning.", "incident.view", func() error { return nil })
	})
}

// told returns who has which unread reason, and marks all as read.
func (w *world) told() map[string]notify.Reason {
	w.t.Helper()
	out := map[string]notify.Reason{}
	for name, person := range w.names {
		list, _, err := w.List(w.as(name), w.db, person, 0, 0)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, n := range list {
			if n.Read == 0 {
				out[name] = n.Reason
			}
		}
		if len(list) > 0 {
			m, err := w.MarkRead(w.as(name), notify.MarkRead{Until: list[0].Event})
			if err != nil || m.Unread != 0 {
				w.t.Fatal(m, err)
			}
		}
	}
	return out
}

func (w *world) want(want map[string]notify.Reason) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.told()); diff != "" {
		w.t.Errorf("told (-want +got):\n%s", diff)
	}
}

// emit logs an event of the piece of work by somebody; "" is the product itself.
func (w *world) emit(by string, e interface {
	db.Event
}) {
	w.t.Helper()
	if by == "" {
		w.write(actor.OfSystem("timer"), func(tx *db.Tx) error { return tx.Emit(e) })
		w.drain()
		return
	}
	w.by(by, func(tx *db.Tx) error { return tx.Emit(e) })
}

func (w *world) stepped(verb, to string, phase flow.Phase) ticket.Stepped {
	e := ticket.Stepped{Verb: verb, To: to, Phase: phase}
	e.Record = w.head.ID
	return e
}

func TestEachEventIsToldToThoseWhomItConcerns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "")
		w.want(map[string]notify.Reason{"ana": notify.Team, "bo": notify.Team, "lea": notify.Team})

		w.by("bo", func(tx *db.Tx) error {
			old := w.head
			w.head.Assignee = w.names["ana"]
			return w.desk.Save(tx, old, &w.head)
		})
		w.want(map[string]notify.Reason{"ana": notify.Assigned})

		w.by("sam", func(tx *db.Tx) error { return record.Follow(tx, w.head.ID, w.names["sam"], true) })
		w.by("ana", func(tx *db.Tx) error {
			_, err := w.desk.Post(tx, &w.head, ticket.Message{Body: "Which drawing?", Public: true})
			return err
		})
		w.want(map[string]notify.Reason{"rita": notify.Asked, "sam": notify.Follows})

		w.by("rita", func(tx *db.Tx) error {
			_, err := w.desk.Post(tx, &w.head, ticket.Message{Body: "All of them.", Public: true})
			return err
		})
		w.want(map[string]notify.Reason{"ana": notify.Assigned, "sam": notify.Follows})

		w.emit("ana", w.stepped("resolve", "resolved", flow.Resolved))
		w.want(map[string]notify.Reason{"rita": notify.Asked, "sam": notify.Follows})

		w.emit("", w.stepped("close", "closed", flow.Closed))
		w.want(map[string]notify.Reason{"rita": notify.Asked, "sam": notify.Follows})

		w.emit("rita", w.stepped("reopen", "in_progress", flow.Active))
		w.want(map[string]notify.Reason{"ana": notify.Assigned, "sam": notify.Follows})

		w.emit("", sla.PromiseBroken{Stage: sla.Stage{Ticket: w.head.ID, Metric: sla.Resolution}})
		w.want(map[string]notify.Reason{"ana": notify.Assigned, "lea": notify.Lead})

		w.emit("ana", w.stepped("start", "in_progress", flow.Active))
		w.want(map[string]notify.Reason{})
	})
}

func TestInternalNotesAreToldOnlyToThoseWhoMayReadThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "ana")
		w.told()
		w.by("lea", func(tx *db.Tx) error {
			_, err := w.desk.Post(tx, &w.head, ticket.Message{Body: "It is the backup agent.", Mentions: []id.ID{w.names["bo"], w.names["rita"], w.names["sam"]}})
			return err
		})
		w.want(map[string]notify.Reason{"ana": notify.Assigned, "bo": notify.Mentioned})
	})
}

func TestWhoMayNotSeeTheRecordIsNotTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "ana")
		w.told()
		w.by("ana", func(tx *db.Tx) error {
			_, err := w.desk.Post(tx, &w.head, ticket.Message{Body: "Sam knows.", Public: true, Mentions: []id.ID{w.names["sam"]}})
			return err
		})
		w.want(map[string]notify.Reason{"rita": notify.Asked})
	})
}

func TestAnEventToldTwiceIsOneNotification(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "ana")
		history, err := w.log.History(t.Context(), d, w.head.ID)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := w.Tell(t.Context(), history[0]); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := w.Unread(w.as("ana"), d, w.names["ana"]); n != 1 || err != nil {
			t.Errorf("%d unread, %v", n, err)
		}
	})
}

func TestNobodyReadsSomebodyElsesInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "ana")
		if _, _, err := w.List(w.as("bo"), d, w.names["ana"], 0, 0); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the list: %v", err)
		}
		if _, err := w.Unread(w.as("bo"), d, w.names["ana"]); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the count: %v", err)
		}
		list, _, err := w.List(w.as("ana"), d, w.names["ana"], 0, 0)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if m, err := w.MarkRead(w.as("bo"), notify.MarkRead{IDs: []id.ID{list[0].ID}}); err != nil || m.Changed != 0 {
			t.Errorf("marked %+v, %v", m, err)
		}
		if _, err := w.MarkRead(w.as("ana"), notify.MarkRead{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("marking nothing: %v", err)
		}
	})
}

func TestAnInboxIsReadInPartsAndCountedToACap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "ana")
		for i := range 120 {
			e := ticket.Changed{Changes: []field.Change{{Key: "assignee", From: "", To: w.names["ana"].String()}}}
			e.Record = w.head.ID
			w.write(actor.Actor{Kind: actor.Person, ID: w.names["bo"], Name: fmt.Sprint(i)}, func(tx *db.Tx) error { return tx.Emit(e) })
		}
		w.drain()
		if n, err := w.Unread(w.as("ana"), d, w.names["ana"]); n != notify.CountCap+1 || err != nil {
			t.Errorf("%d unread, %v", n, err)
		}
		seen := map[id.ID]bool{}
		for after := id.ID(0); ; {
			list, next, err := w.List(w.as("ana"), d, w.names["ana"], after, 50)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range list {
				seen[n.ID] = true
			}
			if after = next; next == 0 {
				break
			}
		}
		if len(seen) != 121 {
			t.Errorf("%d notifications were listed", len(seen))
		}
	})
}

// BenchmarkTell measures how many events a second are delivered, each to one person: it must stay well above what is created.
func BenchmarkTell(b *testing.B) {
	c := clock.At(dbtest.Start())
	w := newWorld(b, openBench(b, c))
	w.open("rita", "rita", "ana")
	e := ticket.Changed{Changes: []field.Change{{Key: "assignee", From: "", To: w.names["ana"].String()}}}
	e.Record = w.head.ID
	w.write(actor.Actor{Kind: actor.Person, ID: w.names["bo"]}, func(tx *db.Tx) error {
		for range b.N {
			if err := tx.Emit(e); err != nil {
				return err
			}
		}
		return nil
	})
	b.ResetTimer()
	w.drain()
}

func openBench(b *testing.B, c clock.Clock) *db.DB {
	b.Helper()
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + b.TempDir() + "/fettle.db", Clock: c})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return d
}
