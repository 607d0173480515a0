package sla_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func asAdmin(t *testing.T) context.Context {
	t.Helper()
	return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 1, Grants: actor.Grants{
		sla.PermView: actor.All, sla.PermEdit: actor.All, calendar.PermView: actor.All, calendar.PermEdit: actor.All}})
}

// settle lets the consequences of a change of calendars and agreements come about.
func (w *world) settle() {
	w.t.Helper()
	w.clock.Advance(2 * time.Second)
	w.drain()
}

func TestChangesElsewhereMoveDeadlinesOfOpenWork(t *testing.T) {
	ok := func(w *world, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	tests := []struct {
		name   string
		change func(ctx context.Context, w *world, a sla.Agreement)
		want   string
	}{
		{"a holiday added later", func(ctx context.Context, w *world, _ sla.Agreement) {
			d, _ := calendar.ParseDate("2026-11-17")
			_, err := w.calendars.AddHolidays(ctx, w.hours.ID, w.hours.Version, []calendar.NamedDate{{Date: d, Name: "Founders' day"}})
			ok(w, err)
		}, "resolution running 120/480 due 18 10:00"},
		{"other hours, which also held before the change", func(ctx context.Context, w *world, _ sla.Agreement) {
			c := w.hours
			c.Hours.Weekly = map[string][]calendar.Interval{"mon": {{From: "09:30", To: "12:00"}, {From: "13:00", To: "17:00"}}}
			_, err := w.calendars.Update(ctx, c)
			ok(w, err)
		}, "resolution running 90/480 due 23 12:00"},
		{"a longer target", func(ctx context.Context, w *world, a sla.Agreement) {
			a.Promises[0].Target = timing.InMinutes(600)
			_, err := w.sla.UpdateAgreement(ctx, a)
			ok(w, err)
		}, "resolution running 120/600 due 17 12:00"},
		{"another pause rule", func(ctx context.Context, w *world, a sla.Agreement) {
			a.Pauses = sla.Pauses{While: []string{}, Only: []string{}}
			_, err := w.sla.UpdateAgreement(ctx, a)
			ok(w, err)
		}, "resolution running 180/480 due 16 17:00"},
		{"an agreement that goes before it", func(ctx context.Context, w *world, _ sla.Agreement) {
			_, err := w.sla.CreateAgreement(ctx, sla.Agreement{Kind: sla.Customer, Name: "Gold", Position: 1, Conditions: sla.Conditions{Entities: []id.ID{w.entity}},
				Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InDays(0)}}})
			ok(w, err)
		}, "resolution running 120/420 due 16 17:00"},
		{"an agreement for others changes nothing", func(ctx context.Context, w *world, _ sla.Agreement) {
			_, err := w.sla.CreateAgreement(ctx, sla.Agreement{Kind: sla.Customer, Name: "Gold", Position: 1, Conditions: sla.Conditions{Priorities: []int{1}},
				Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InDays(0)}}})
			ok(w, err)
		}, "resolution running 120/480 due 17 10:00"},
		{"an agreement that is archived", func(ctx context.Context, w *world, a sla.Agreement) {
			a.Archived = true
			_, err := w.sla.UpdateAgreement(ctx, a)
			ok(w, err)
		}, ""},
		{"the entity gets a calendar of its own", func(_ context.Context, w *world, _ sla.Agreement) {
			w.write(0, func(tx *db.Tx) error {
				c, err := w.calendars.Insert(tx, calendar.Calendar{Name: "Mornings", Hours: calendar.Definition{Weekly: map[string][]calendar.Interval{
					"mon": {{From: "09:00", To: "12:00"}}, "tue": {{From: "09:00", To: "12:00"}}, "wed": {{From: "09:00", To: "12:00"}}, "thu": {{From: "09:00", To: "12:00"}}}}})
				if err != nil {
					return err
				}
				w.hours.ID = c.ID
				return nil
			})
			ctx := actor.With(w.t.Context(), actor.OfSystem("test"))
			e, err := w.people.Entity(ctx, w.db, w.entity)
			ok(w, err)
			e.Calendar = w.hours.ID
			_, err = w.people.UpdateEntity(ctx, e)
			ok(w, err)
		}, "resolution running 120/480 due 18 12:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				a := w.only(sla.Resolution, timing.InMinutes(480))
				h := w.open()
				w.set(16, "10:00")
				w.hold(h, "awaiting_caller")
				w.set(16, "11:00")
				w.resume(h)
				w.set(16, "12:00")
				w.settle()
				before := w.clocks(h)
				w.equal("before", before, "resolution running 120/480 due 17 10:00")
				tt.change(asAdmin(t), w, a)
				w.settle()
				w.equal("after", w.clocks(h), tt.want)
				n := w.drain()
				if n != 0 {
					t.Errorf("%d jobs ran again", n)
				}
			})
		})
	}
}

func TestRecomputingGoesThroughAllOpenWork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.only(sla.Resolution, timing.InMinutes(480))
		var all []ticket.Head
		for range 120 {
			all = append(all, w.open())
		}
		w.resolve(all[3])
		w.settle()
		a.Promises[0].Target = timing.InMinutes(60)
		a, err := w.sla.UpdateAgreement(asAdmin(t), a)
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.equal("the last", w.due(all[119]), "16 10:00")
		w.equal("one that ended keeps its promise", w.clocks(all[3]), "resolution met 0/480")
		answer, err := w.sla.Explain(t.Context(), w.db, all[3].ID)
		if err != nil || len(answer.Clocks) != 1 || answer.Clocks[0].Promised != "480 working minutes" {
			t.Errorf("explained by %+v, %v", answer.Clocks, err)
		}
	})
}

func TestEachKindOfAgreementMeasuresByItsOwnRule(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, k := range []sla.Party{sla.Customer, sla.Internal, sla.Supplier} {
			w.agree(sla.Agreement{Kind: k, Name: string(k), Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InMinutes(120)}}})
		}
		team := w.team("Applications")
		h := w.open(func(h *ticket.Head) { h.Team = team })
		w.set(16, "10:00")
		w.hold(h, "awaiting_vendor")
		w.set(16, "11:30")
		w.equal("held", w.clocks(h), "resolution paused 60/120; resolution paused 60/120; resolution running 90/120 due 16 12:00")
		w.equal("due", w.due(h), "16 12:00")
		w.resume(h)
		w.equal("resumed", w.clocks(h), "resolution running 60/120 due 16 12:30; resolution running 60/120 due 16 12:30; resolution paused 90/120")
	})
}

func TestImportedHistory(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.only(sla.Resolution, timing.InMinutes(480), sla.Level{At: 50, Do: sla.Notify}, sla.Level{At: 75, Do: sla.Notify})
		ctx := sla.WithoutClocks(actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: agent, Unbound: true}))
		h := ticket.Head{Head: recordHead("new", w.entity), Requester: requester, Priority: 3}
		run := func(day int, hhmm string, fn func(tx *db.Tx) error) {
			t.Helper()
			if err := w.db.Write(ctx, func(tx *db.Tx) error { tx.SetNow(clock.Of(november(day, hhmm))); return fn(tx) }); err != nil {
				t.Fatal(err)
			}
		}
		w.set(17, "09:00")
		run(13, "10:00", func(tx *db.Tx) error {
			return w.desk.Create(tx, kind(), &h, "", "thing.open", func() error { return nil })
		})
		run(13, "13:00", func(tx *db.Tx) error { // a pause over the weekend
			old := h
			h.State, h.Phase = "on_hold", 1
			return ticket.Step(tx, old, &h, "hold", ticket.Stepped{Reason: "scheduled"})
		})
		run(16, "10:00", func(tx *db.Tx) error {
			old := h
			h.State, h.Phase = "new", 0
			return ticket.Step(tx, old, &h, "resume", ticket.Stepped{})
		})
		w.equal("nothing meanwhile", w.clocks(h), "")
		w.equal("nothing meanwhile", w.due(h), "never")
		w.write(0, func(tx *db.Tx) error { return w.sla.Rebuild(tx, h.ID) })
		w.equal("rebuilt", w.clocks(h), "resolution breached running 600/480 due 16 15:00")
		w.at(18, "09:00")
		w.equal("what was past at the import is not told", w.told(h), "")
	})
}

func TestWhyThisDeadline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.only(sla.Resolution, timing.InMinutes(480))
		h := w.open()
		w.set(16, "12:00")
		w.hold(h, "awaiting_caller")
		w.set(16, "15:00")
		a, err := w.sla.Explain(t.Context(), w.db, h.ID)
		if err != nil || a.Waiting == nil || !a.Waiting.You || a.Waiting.Text != "Waiting for you since 16 November 2026, 12:00" {
			t.Errorf("waiting %+v, %v", a.Waiting, err)
		}
		w.resume(h)
		if a, err = w.sla.Explain(t.Context(), w.db, h.ID); err != nil || len(a.Clocks) != 1 || a.Waiting != nil {
			t.Fatalf("%+v, %v", a, err)
		}
		var got []string
		for _, s := range a.Clocks[0].Story {
			text := string(s.Kind) + " " + s.From.Time().Format("02 15:04") + "–" + s.To.Time().Format("02 15:04")
			if s.Text != "" {
				text += " " + s.Text
			}
			if s.By != 0 {
				text += " by " + s.By.String()
			}
			got = append(got, text)
		}
		want := []string{"counted 16 09:00–16 12:00", "pause 16 12:00–16 15:00 Paused: waiting for the requester by 8", "counted 16 15:00–16 17:00",
			"closed 16 17:00–17 09:00 Closed: outside working hours", "counted 17 09:00–17 12:00"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if c := a.Clocks[0]; c.Calendar.Name != "Business hours" || c.Calendar.Zone != "UTC" || c.Drawing.Used != 0.375 || c.Remaining != 300 {
			t.Errorf("%+v", c)
		}
	})
}

func TestWrongAgreementsAreRefusedWithTheirFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.sla.CreateAgreement(asAdmin(t), sla.Agreement{Kind: "x", Conditions: sla.Conditions{Priorities: []int{9}},
			Pauses: sla.Pauses{While: []string{"Bad Reason"}, Only: []string{}}, From: 5, Until: 4,
			Promises: []sla.Promise{{Metric: "speed", Priority: 7, Target: timing.InMinutes(-1), Levels: []sla.Level{{At: 0, Do: "shout", Team: 3}}}}})
		var keys []string
		for _, f := range errs.Fields(err) {
			keys = append(keys, f.Key)
		}
		want := "name kind valid_until pauses.while.0 conditions.priorities.0 targets.0.metric targets.0.priority targets.0.minutes targets.0.warnings.0.at targets.0.warnings.0.do targets.0.warnings.0.team"
		if diff := cmp.Diff(strings.Fields(want), keys); diff != "" {
			t.Error(diff)
		}
		_, err = w.sla.CreateAgreement(asAdmin(t), sla.Agreement{Kind: sla.Customer, Name: "X", Calendar: 99, Promises: []sla.Promise{
			{Metric: sla.Resolution, Target: timing.InMinutes(1), Levels: []sla.Level{{At: 10, Do: sla.Reassign, Team: 98}}}}})
		if f := errs.Fields(err); len(f) != 2 || f[0].Key != "calendar" || f[1].Key != "targets.0.warnings.0.team" {
			t.Errorf("%v", err)
		}
		a := w.standard()
		stale := a
		a.Name = "Renamed"
		if _, err := w.sla.UpdateAgreement(asAdmin(t), a); err != nil {
			t.Fatal(err)
		}
		if _, err := w.sla.UpdateAgreement(asAdmin(t), stale); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale edit gave %v", err)
		}
		list, err := w.sla.Agreements(asAdmin(t), w.db)
		if err != nil || len(list) != 1 || list[0].Name != "Renamed" || len(list[0].Promises) != 4 || list[0].Version != 2 || len(list[0].Pauses.While) != 3 {
			t.Errorf("%+v %v", list, err)
		}
		few := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 2, Grants: actor.Grants{sla.PermEdit: actor.EntityTree}})
		if _, err := w.sla.UpdateAgreement(few, a); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an edit from within one entity gave %v", err)
		}
	})
}

func TestAnEntityBelowIsCoveredAndInheritsItsHours(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.agree(sla.Agreement{Kind: sla.Customer, Name: "Only", Conditions: sla.Conditions{Entities: []id.ID{w.entity}, Kinds: []string{"thing"}},
			Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InMinutes(60)}}})
		var site, elsewhere id.ID
		w.write(0, func(tx *db.Tx) error {
			a, err := w.people.InsertEntity(tx, place.Entity{Parent: w.entity, Kind: place.Site, Name: "Kendal"})
			if err != nil {
				return err
			}
			site = a.ID
			elsewhere = 0
			return nil
		})
		w.equal("below", w.clocks(w.open(func(h *ticket.Head) { h.Entity = site })), "resolution running 0/60 due 16 10:00")
		w.equal("elsewhere", w.clocks(w.open(func(h *ticket.Head) { h.Entity = elsewhere })), "")
	})
}
