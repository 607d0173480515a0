package handover_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

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
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/handover"
)

// world has Ana, who keeps things, Bo and Cy, who get them, and two rooms of which one is in the other.
type world struct {
	*handover.Desk
	t                  *testing.T
	db                 *db.DB
	clock              *clock.Settable
	room               *desk.Room
	assets             *asset.Desk
	files              *attach.Files
	queue              *job.Queue
	root, ana, bo, cy  id.ID
	house, shelf, away id.ID
	class, laptop      id.ID
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		c.Set(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
		log := event.New()
		ticket.Register(log)
		people.RegisterEvents(log)
		d.SetSink(log)
		p, custom, index := people.New(d), field.NewCustom(d), search.New(d.Engine())
		store, err := attach.OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, db: d, clock: c, files: attach.NewFiles(store, attach.Usual()), queue: job.New(d, slog.New(slog.DiscardHandler), job.Options{}),
			room: &desk.Room{DB: d, Log: log, People: p, Custom: custom, Index: index}}
		deps := register.Deps{DB: d, Index: index, Custom: custom, Room: w.room}
		w.assets = asset.New(deps)
		w.Desk = handover.New(deps, w.assets, w.files)
		w.Handle(w.queue)
		for _, x := range append(w.assets.Practices(), w.Practices()...) {
			w.room.Add(x)
		}
		if err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error { return w.enrol(tx, p) }); err != nil {
			t.Fatal(err)
		}
		w.class = w.must(w.assets.AddClass(w.all(), asset.AddClass{ClassFields: asset.ClassFields{Title: ptr("Laptop"), TagPrefix: ptr("LT")}})).ID
		w.laptop = w.must(w.assets.AddModel(w.all(), asset.AddModel{ModelFields: asset.ModelFields{Title: ptr("ThinkPad X1"), Class: &w.class}})).ID
		for _, at := range []id.ID{w.house, w.shelf, w.away, w.house} {
			w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop, Location: &at}}))
		}
		f(t, w)
	})
}

func (w *world) enrol(tx *db.Tx, p *people.Service) error {
	root, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
	if err != nil {
		return err
	}
	w.root = root.ID
	for _, l := range []struct {
		to   *id.ID
		in   id.ID
		name string
	}{{&w.house, 0, "House"}, {&w.away, 0, "Cellar"}} {
		made, err := p.InsertLocation(tx, place.Location{Entity: root.ID, Name: l.name, Parent: l.in})
		if err != nil {
			return err
		}
		*l.to = made.ID
	}
	made, err := p.InsertLocation(tx, place.Location{Entity: root.ID, Name: "Shelf", Parent: w.house})
	if err != nil {
		return err
	}
	w.shelf = made.ID
	for name, to := range map[string]*id.ID{"Ana": &w.ana, "Bo": &w.bo, "Cy": &w.cy} {
		if *to, _, err = p.Resolve(tx, people.Contact{Name: name, Email: strings.ToLower(name) + "@calder.example"}); err != nil {
			return err
		}
	}
	return nil
}

// all is Ana, who may do everything.
func (w *world) all() context.Context {
	g := actor.Grants{}
	for _, p := range append(asset.Permissions(), handover.Permissions()...) {
		g[p] = actor.All
	}
	return w.as(w.ana, g)
}

// holder is somebody who sees what they have and no more.
func (w *world) holder(person id.ID) context.Context {
	return w.as(person, actor.Grants{asset.PermView: actor.Own})
}

func (w *world) as(person id.ID, g actor.Grants) context.Context {
	return actor.With(w.t.Context(), actor.Actor{Kind: actor.Person, ID: person, Entity: w.root, Tree: []id.ID{w.root}, Grants: g})
}

func ptr[T any](v T) *T { return &v }

func (w *world) must(r record.Result, err error) record.Result {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v %v", err, errs.Fields(err))
	}
	return r
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err, errs.Fields(err))
	}
}

// inForce writes terms and puts them in force.
func (w *world) inForce(body string, class id.ID) string {
	w.t.Helper()
	r := w.must(w.AddTerms(w.all(), handover.AddTerms{TermsFields: handover.TermsFields{Title: ptr("Equipment"), Body: &body, Class: &class}}))
	return w.must(w.Publish(w.all(), register.Plain{On: action.On{Number: r.Number}})).Number
}

func (w *world) issue(tag string, to id.ID) {
	w.t.Helper()
	w.must(w.assets.Issue(w.all(), asset.Handover{On: action.On{Number: tag}, Person: to, Condition: "as new", Accessories: "charger"}))
}

func (w *world) drain() {
	w.t.Helper()
	if _, err := w.queue.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// told counts the reminders about an asset in its log.
func (w *world) told(tag string) int {
	w.t.Helper()
	v, err := w.room.Find(w.all(), tag)
	w.ok(err)
	history, err := w.room.Log.History(w.all(), w.db, v.ID)
	w.ok(err)
	n := 0
	for _, e := range history {
		if _, is := e.Event.(record.Reminded); is {
			n++
		}
	}
	return n
}

func (w *world) answer(ctx context.Context, handed id.ID, in handover.Answer) error {
	return w.Write(ctx, func(tx *db.Tx) error { return w.AnswerIn(tx, handed, in) })
}

func (w *world) waiting(person id.ID) []handover.Handover {
	w.t.Helper()
	list, err := w.Waiting(w.holder(person))
	w.ok(err)
	return list
}

func (w *world) chain(tag string) []asset.Custody {
	w.t.Helper()
	list, err := w.assets.Chain(w.all(), tag)
	w.ok(err)
	return list
}

func TestTermsInForceDoNotChangeAndANewVersionReplacesThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.inForce("Keep it dry.", 0)
		_, err := w.EditTerms(w.all(), handover.EditTerms{On: action.On{Number: first}, TermsFields: handover.TermsFields{Body: ptr("Anything.")}})
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("changed terms in force: %v", err)
		}
		own := w.inForce("Laptops only.", w.class)
		second := w.inForce("Keep it dry and warm.", 0)
		for number, want := range map[string]string{first: handover.Replaced, second: handover.InForce, own: handover.InForce} {
			v, err := w.room.Find(w.all(), number)
			w.ok(err)
			if v.State != want {
				t.Errorf("%s is %s, want %s", number, v.State, want)
			}
		}
		w.issue("LT-0001", w.bo)
		if got := w.waiting(w.bo); len(got) != 1 || got[0].Version != own || got[0].Text != "Laptops only." || got[0].Condition != "as new" || got[0].With != "charger" {
			t.Errorf("%+v", got)
		}
	})
}

func TestNothingIsAskedWithoutTerms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.issue("LT-0001", w.bo)
		if got := w.waiting(w.bo); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhoeverWasHandedAThingAcceptsItOnceUnderTheTermsOfThatDay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		version := w.inForce("Keep it dry.", 0)
		w.issue("LT-0001", w.bo)
		h := w.waiting(w.bo)[0]
		w.inForce("Something else.", 0)
		if err := w.answer(w.holder(w.cy), h.ID, handover.Answer{Accept: true}); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else answered: %v", err)
		}
		w.clock.Advance(time.Hour)
		w.ok(w.answer(w.holder(w.bo), h.ID, handover.Answer{Accept: true, How: "link"}))
		if err := w.answer(w.holder(w.bo), h.ID, handover.Answer{Reason: "No", How: "link"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("answered twice: %v", err)
		}
		chain := w.chain("LT-0001")
		last := chain[len(chain)-1]
		if chain[0].Terms != version || chain[0].Accepted != 0 {
			t.Errorf("the issue was changed: %+v", chain[0])
		}
		if last.Action != "accept" || last.By != w.bo || last.Terms != version || last.Accepted != clock.Of(w.clock.Now()) || last.Signature != "Bo, by link" {
			t.Errorf("%+v", last)
		}
		if len(w.waiting(w.bo)) != 0 {
			t.Error("it still waits")
		}
	})
}

func TestARefusalNeedsAReasonAndStandsInTheChain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.inForce("Keep it dry.", 0)
		w.issue("LT-0001", w.bo)
		h := w.waiting(w.bo)[0]
		if err := w.answer(w.holder(w.bo), h.ID, handover.Answer{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("refused without a reason: %v", err)
		}
		w.ok(w.answer(w.holder(w.bo), h.ID, handover.Answer{Reason: "The screen is broken.", How: "signed in"}))
		chain := w.chain("LT-0001")
		if last := chain[len(chain)-1]; last.Action != "refuse" || last.Note != "The screen is broken." || last.Accepted != 0 {
			t.Errorf("%+v", last)
		}
	})
}

func TestWhatGoesOnIsNotAskedAboutAnyMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.inForce("Keep it dry.", 0)
		w.issue("LT-0001", w.bo)
		h := w.waiting(w.bo)[0]
		w.must(w.assets.Transfer(w.all(), asset.Handover{On: action.On{Number: "LT-0001"}, Person: w.cy}))
		if len(w.waiting(w.bo)) != 0 || len(w.waiting(w.cy)) != 1 {
			t.Error("the wrong person is asked")
		}
		if err := w.answer(w.holder(w.bo), h.ID, handover.Answer{Accept: true}); err == nil {
			t.Error("accepted what somebody else has")
		}
		w.must(w.assets.Return(w.all(), asset.Back{On: action.On{Number: "LT-0001"}}))
		if len(w.waiting(w.cy)) != 0 {
			t.Error("asked about what was taken back")
		}
	})
}

func TestWhoeverDoesNotAnswerIsRemindedFourTimes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.inForce("Keep it dry.", 0)
		w.issue("LT-0001", w.bo)
		for day, want := range map[int]int{0: 1} {
			w.drain()
			if got := w.told("LT-0001"); got != want {
				t.Errorf("day %d: told %d times, want %d", day, got, want)
			}
		}
		for day := 1; day <= 20; day++ {
			w.clock.Advance(24 * time.Hour)
			w.drain()
			want := 1
			for _, on := range []int{3, 7, 14} {
				if day >= on {
					want++
				}
			}
			if got := w.told("LT-0001"); got != want {
				t.Fatalf("day %d: told %d times, want %d", day, got, want)
			}
		}
	})
}

// started is a campaign for the house that runs, in which Bo has two things and Cy has one.
func (w *world) started() string {
	w.t.Helper()
	w.issue("LT-0001", w.bo)
	w.issue("LT-0002", w.bo)
	w.issue("LT-0003", w.bo)
	w.issue("LT-0004", w.cy)
	r := w.must(w.Add(w.all(), handover.Add{Fields: handover.Fields{Title: ptr("Autumn"), Due: ptr("2026-12-06"), Location: &w.house}}))
	return w.must(w.Start(w.all(), register.Plain{On: action.On{Number: r.Number}})).Number
}

func (w *world) mine(person id.ID) handover.Asked {
	w.t.Helper()
	list, err := w.Mine(w.holder(person), 0)
	w.ok(err)
	if len(list) != 1 {
		w.t.Fatalf("%d campaigns ask", len(list))
	}
	return list[0]
}

func TestACampaignAsksForWhatIsInItsScopeAsItWasWhenItStarted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		number := w.started()
		w.must(w.assets.Return(w.all(), asset.Back{On: action.On{Number: "LT-0004"}}))
		w.issue("LT-0004", w.bo)
		if got := w.mine(w.bo); len(got.Lines) != 2 || got.Lines[0].Tag != "LT-0001" || got.Lines[1].Tag != "LT-0002" {
			t.Errorf("%+v", got)
		}
		cy := w.mine(w.cy)
		if err := w.Say(w.holder(w.cy), handover.Said{Campaign: cy.ID, Asset: cy.Lines[0].Asset, Answer: handover.Confirmed}); !errs.Is(err, errs.Conflict) {
			t.Errorf("confirmed what somebody else has: %v", err)
		}
		_, err := w.Edit(w.all(), handover.Edit{On: action.On{Number: number}, Fields: handover.Fields{Location: &w.away}})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("the scope of a frozen list was changed: %v", err)
		}
		empty := w.must(w.Add(w.all(), handover.Add{Fields: handover.Fields{Title: ptr("Nobody"), Due: ptr("2026-12-06"), Location: &w.shelf, Class: &w.class}}))
		w.must(w.assets.Return(w.all(), asset.Back{On: action.On{Number: "LT-0002"}}))
		if _, err := w.Start(w.all(), register.Plain{On: action.On{Number: empty.Number}}); !errs.Is(err, errs.Conflict) {
			t.Errorf("started a campaign that asks nobody: %v", err)
		}
	})
}

func TestAnswersStandInTheListAndInTheChainOfCustody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		number := w.started()
		bo := w.mine(w.bo)
		blob, err := w.files.Put(w.holder(w.bo), strings.NewReader("a picture"))
		w.ok(err)
		w.ok(w.Say(w.holder(w.bo), handover.Said{Campaign: bo.ID, Asset: bo.Lines[0].Asset, Answer: handover.Confirmed, How: "link", Photo: &handover.Photo{Name: "p.jpg", Blob: blob}}))
		if err := w.Say(w.holder(w.bo), handover.Said{Campaign: bo.ID, Asset: bo.Lines[1].Asset, Answer: handover.Disputed}); !errs.Is(err, errs.Invalid) {
			t.Errorf("disputed without a reason: %v", err)
		}
		w.ok(w.Say(w.holder(w.bo), handover.Said{Campaign: bo.ID, Asset: bo.Lines[1].Asset, Answer: handover.Disputed, Reason: "Given back in March.", How: "link"}))
		if err := w.Say(w.holder(w.cy), handover.Said{Campaign: bo.ID, Asset: bo.Lines[1].Asset, Answer: handover.Confirmed}); !errs.Is(err, errs.NotFound) {
			t.Errorf("answered for somebody else: %v", err)
		}
		list, err := w.Lines(w.all(), number)
		w.ok(err)
		if len(list) != 3 || list[0].Answer != handover.Confirmed || list[0].Photo == 0 || list[1].Answer != handover.Disputed || list[2].Answer != "" {
			t.Errorf("%+v", list)
		}
		for tag, want := range map[string]string{"LT-0001": "attest", "LT-0002": "dispute"} {
			chain := w.chain(tag)
			if last := chain[len(chain)-1]; last.Action != want || last.By != w.bo || last.Signature != number+", by link" {
				t.Errorf("%s: %+v", tag, last)
			}
		}
		v, err := w.room.Find(w.all(), number)
		w.ok(err)
		if got := progressOf(v); got != "2 of 3" {
			t.Errorf("progress is %q", got)
		}
	})
}

func TestWhoeverIsSilentIsToldAndNobodyAnswersAfterTheEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		number := w.started()
		w.drain()
		if w.told("LT-0001") != 1 || w.told("LT-0002") != 0 || w.told("LT-0004") != 1 {
			t.Error("everybody is told once at the start")
		}
		cy := w.mine(w.cy)
		said := handover.Said{Campaign: cy.ID, Asset: cy.Lines[0].Asset, Answer: handover.Confirmed, How: "signed in"}
		w.ok(w.Say(w.holder(w.cy), said))
		w.clock.Advance(8 * 24 * time.Hour)
		w.drain()
		if w.told("LT-0001") != 2 || w.told("LT-0004") != 1 {
			t.Errorf("told %d and %d times", w.told("LT-0001"), w.told("LT-0004"))
		}
		w.must(w.Remind(w.all(), register.Plain{On: action.On{Number: number}}))
		w.drain()
		if w.told("LT-0001") != 3 {
			t.Errorf("told %d times", w.told("LT-0001"))
		}
		for _, s := range w.Practices()[1].Actions {
			if s.Verb() == "close" {
				_, err := s.Do(w.all(), action.JSON([]byte(`{}`)), number, 0)
				w.ok(err)
			}
		}
		if err := w.Say(w.holder(w.cy), said); !errs.Is(err, errs.Conflict) {
			t.Errorf("answered after the end: %v", err)
		}
		w.clock.Advance(8 * 24 * time.Hour)
		w.drain()
		if w.told("LT-0001") != 3 {
			t.Error("reminded after the end")
		}
	})
}

func TestTheDaysOfAnAnswerAreThoseOfTheOrganisation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if err := w.db.Write(w.t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE entity SET zone = 'Pacific/Auckland' WHERE id = $1`, w.root)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.clock.Set(time.Date(2026, 11, 22, 11, 30, 0, 0, time.UTC)) // half past midnight of the 23rd
		w.inForce("Keep it dry.", 0)
		w.issue("LT-0001", w.bo)
		if got := w.waiting(w.bo)[0].Due; got != "2026-12-07" {
			t.Errorf("the answer is due on %s, not two weeks after the day on which it was handed over", got)
		}
		w.issue("LT-0004", w.cy)
		r := w.must(w.Add(w.all(), handover.Add{Fields: handover.Fields{Title: ptr("One day"), Due: ptr("2026-11-23"), Location: &w.house}}))
		w.must(w.Start(w.all(), register.Plain{On: action.On{Number: r.Number}}))
		w.drain()
		history, err := w.room.Log.History(w.all(), w.db, w.mine(w.cy).Lines[0].Asset)
		w.ok(err)
		told := 0
		for _, e := range history {
			if x, is := e.Event.(record.Reminded); is && x.Date == "2026-11-23" {
				told++
				if x.Days != 0 || x.Late {
					t.Errorf("on the last day it says %+v", x)
				}
			}
		}
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

func progressOf(v desk.View) string {
	for _, x := range v.Values {
		if x.Def.Key == "progress" {
			return x.Text
		}
	}
	return ""
}
