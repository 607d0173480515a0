package sla_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// colleague is of the team that gets work; agent is the one who hands it over.
const colleague id.ID = 9

func (w *world) team(name string) id.ID {
	w.t.Helper()
	var out people.Team
	w.write(0, func(tx *db.Tx) (err error) {
		out, err = w.people.InsertTeam(tx, people.Team{Name: name, Entity: w.entity, Assignment: people.Manual})
		return err
	})
	return out.ID
}

func (w *world) hand(work ticket.Head, team id.ID) {
	w.t.Helper()
	w.change(agent, work, func(_ *db.Tx, h *ticket.Head) error { h.Team, h.Assignee = team, 0; return nil })
}

func (w *world) take(who id.ID, work ticket.Head) {
	w.t.Helper()
	w.change(who, work, func(_ *db.Tx, h *ticket.Head) error { h.Assignee = who; return nil })
}

// turns lists every clock with its beginning, such as "resolution 11:00 met 60", by agreement and cycle.
func (w *world) turns(work ticket.Head) string {
	w.t.Helper()
	a, err := w.sla.Explain(w.t.Context(), w.db, work.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, c := range a.Clocks {
		text := fmt.Sprintf("%s %s %s %d", c.Metric, c.Started.Time().Format("15:04"), c.State, c.Elapsed)
		if c.Due != 0 {
			text += " due " + c.Due.Time().Format("15:04")
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

type handing struct {
	name   string
	metric sla.Metric
	play   func(w *world, h ticket.Head, a, b id.ID)
	want   string
}

// handings are what may happen between teams on Monday the 16th; each has 120 minutes.
func handings() []handing {
	return []handing{
		{"while nobody has it nothing runs", sla.Resolution, func(w *world, _ ticket.Head, _, _ id.ID) { w.at(16, "12:00") }, ""},
		{"it runs from the hand-over, not from the opening", sla.Resolution, func(w *world, h ticket.Head, a, _ id.ID) {
			w.at(16, "11:00")
			w.hand(h, a)
			w.equal("due", w.due(h), "16 13:00")
			w.at(16, "11:30")
		}, "resolution 11:00 running 30 due 13:00"},
		{"handing it on stops the one clock and begins another", sla.Resolution, func(w *world, h ticket.Head, a, b id.ID) {
			w.at(16, "11:00")
			w.hand(h, a)
			w.at(16, "12:00")
			w.hand(h, b)
			w.at(16, "12:10")
		}, "resolution 11:00 met 60; resolution 12:00 running 10 due 14:00"},
		{"a breach stays with the team that had it", sla.Resolution, func(w *world, h ticket.Head, a, b id.ID) {
			w.at(16, "09:30")
			w.hand(h, a)
			w.at(16, "11:45")
			w.hand(h, b)
			w.at(16, "12:00")
			w.equal("told", w.told(h), "resolution breached late")
		}, "resolution 09:30 breached 135 due 11:30; resolution 11:45 running 15 due 13:45"},
		{"coming back is a hand-over too", sla.Resolution, func(w *world, h ticket.Head, a, b id.ID) {
			w.at(16, "10:00")
			w.hand(h, a)
			w.at(16, "11:00")
			w.hand(h, b)
			w.at(16, "11:10")
			w.hand(h, a)
			w.at(16, "11:30")
		}, "resolution 10:00 met 60; resolution 11:00 met 10; resolution 11:10 running 20 due 13:10"},
		{"put back to nobody it stops", sla.Resolution, func(w *world, h ticket.Head, a, _ id.ID) {
			w.at(16, "10:00")
			w.hand(h, a)
			w.at(16, "10:30")
			w.hand(h, 0)
			w.at(16, "15:00")
			w.equal("due", w.due(h), "never")
		}, "resolution 10:00 met 30"},
		{"handed over while it waits, it waits still", sla.Resolution, func(w *world, h ticket.Head, a, b id.ID) {
			w.at(16, "10:00")
			w.hand(h, a)
			w.at(16, "10:30")
			w.hold(h, "awaiting_caller")
			w.at(16, "11:00")
			w.hand(h, b)
			w.at(16, "11:15")
			w.equal("held", w.turns(h), "resolution 10:00 met 30; resolution 11:00 paused 0")
			w.resume(h)
			w.at(16, "11:20")
		}, "resolution 10:00 met 30; resolution 11:00 running 5 due 13:15"},
		{"reopened in the same hands it goes on", sla.Resolution, func(w *world, h ticket.Head, a, _ id.ID) {
			w.at(16, "10:00")
			w.hand(h, a)
			w.at(16, "10:30")
			w.resolve(h)
			w.at(16, "14:00")
			w.resume(h)
			w.at(16, "14:05")
		}, "resolution 10:00 running 35 due 15:30"},
	}
}

// answering is what may happen to a question between teams.
func answering() []handing {
	return []handing{
		{"the team answers by taking it", sla.FirstResponse, func(w *world, h ticket.Head, a, _ id.ID) {
			w.at(16, "10:00")
			w.hand(h, a)
			w.at(16, "10:10")
			w.says(agent, h, false) // a word after handing it over is no answer of the team
			w.says(requester, h, true)
			w.says(0, h, true)
			w.equal("not yet", w.turns(h), "first_response 10:00 running 10 due 12:00")
			w.at(16, "10:20")
			w.take(colleague, h)
			w.at(16, "11:00")
		}, "first_response 10:00 met 20"},
		{"or by a note", sla.FirstResponse, func(w *world, h ticket.Head, a, _ id.ID) {
			w.at(16, "10:00")
			w.hand(h, a)
			w.at(16, "10:20")
			w.says(colleague, h, false)
			w.at(16, "11:00")
		}, "first_response 10:00 met 20"},
		{"each team answers for itself", sla.FirstResponse, func(w *world, h ticket.Head, a, b id.ID) {
			w.hand(h, a)
			w.at(16, "09:20")
			w.step(h, "in_progress", flow.Active, "")
			w.equal("the one who handed it over", w.turns(h), "first_response 09:00 running 20 due 11:00")
			w.take(colleague, h)
			w.at(16, "10:00")
			w.hand(h, b)
			w.at(16, "10:30")
		}, "first_response 09:00 met 20; first_response 10:00 running 30 due 12:00"},
		{"a question that waits is handed over with the work", sla.NextResponse, func(w *world, h ticket.Head, a, b id.ID) {
			w.hand(h, a)
			w.says(colleague, h, true)
			w.at(16, "10:00")
			w.says(requester, h, true)
			w.at(16, "10:30")
			w.hand(h, b)
			w.at(16, "10:40")
			w.says(colleague, h, true)
		}, "next_response 10:00 met 30; next_response 10:30 met 10"},
	}
}

func TestTheClocksOfATeamRunFromTheHandOver(t *testing.T) {
	for _, tt := range append(handings(), answering()...) {
		t.Run(tt.name, func(t *testing.T) { // a function of events: one engine is enough
			c := clock.At(dbtest.Start())
			w := newWorld(t, dbtest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "fettle.db"), c), c)
			w.agree(sla.Agreement{Kind: sla.Internal, Name: "Between teams", Promises: []sla.Promise{{Metric: tt.metric, Target: timing.InMinutes(120)}}})
			a, b := w.team("Applications"), w.team("Backbone")
			h := w.open()
			tt.play(w, h, a, b)
			w.equal("turns", w.turns(h), tt.want)
			stored := w.clocks(h)
			w.write(0, func(tx *db.Tx) error { return w.sla.Rebuild(tx, h.ID) })
			w.equal("rebuilt", w.clocks(h), stored)
		})
	}
}

func TestWorkOpenedForATeamIsHandedOverAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.agree(sla.Agreement{Kind: sla.Internal, Name: "Between teams", Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InMinutes(120)}}})
		a := w.team("Applications")
		h := w.open(func(h *ticket.Head) { h.Team = a })
		w.equal("due", w.due(h), "16 11:00")
		w.equal("turns", w.turns(h), "resolution 09:00 running 0 due 11:00")
	})
}

func TestEachTeamIsBoundByItsOwnAgreement(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, c := w.team("Applications"), w.team("Backbone"), w.team("Supplier's desk")
		half := []sla.Level{{At: 50, Do: sla.Notify}}
		bind := func(k sla.Party, minutes int, teams ...id.ID) {
			w.agree(sla.Agreement{Kind: k, Name: fmt.Sprint(k, minutes), Conditions: sla.Conditions{Teams: teams},
				Promises: []sla.Promise{{Metric: sla.Resolution, Target: timing.InMinutes(minutes), Levels: half}}})
		}
		bind(sla.Internal, 60, a)
		bind(sla.Internal, 240, b)
		bind(sla.Supplier, 120, c)
		h := w.open()
		w.hand(h, a)
		w.at(16, "09:30")
		w.equal("half of the first", w.told(h), "resolution 50")
		w.at(16, "10:00")
		w.hand(h, b)
		w.at(16, "12:00")
		w.equal("and half of the second", w.told(h), "resolution 50, resolution 50")
		w.hand(h, c)
		w.at(16, "12:30")
		w.hold(h, "awaiting_vendor")
		w.at(16, "13:00")
		w.equal("a supplier's team needs no hold", w.told(h), "resolution 50, resolution 50, resolution 50")
		want := "resolution 09:00 met 60; resolution 10:00 met 120; resolution 12:00 running 60 due 14:00"
		w.equal("turns", w.turns(h), want)
		w.resolve(h)
		w.equal("ended", w.turns(h), strings.Replace(want, "running 60 due 14:00", "met 60", 1))
	})
}
