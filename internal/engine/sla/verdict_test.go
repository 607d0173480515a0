package sla_test

import (
	"context"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// On Monday the 16th a first answer is promised within an hour, the resolution within eight, P1 within four.
func TestWhatACancellationLeavesOfThePromises(t *testing.T) {
	for _, tt := range []struct {
		name string
		play func(w *world, h ticket.Head)
		want string
	}{
		{"nothing was kept and nothing broken", func(w *world, h ticket.Head) { w.at(16, "09:30"); w.cancel(h) },
			"first_response cancelled 30/60; resolution cancelled 30/480"},
		{"merged into another it is the same", func(w *world, h ticket.Head) { w.at(16, "09:30"); w.merge(h) },
			"first_response cancelled 30/60; resolution cancelled 30/480"},
		{"an answer in time stays one", func(w *world, h ticket.Head) {
			w.at(16, "09:30")
			w.says(agent, h, true)
			w.at(16, "12:00")
			w.cancel(h)
		},
			"first_response met 30/60; resolution cancelled 180/480"},
		{"an answer that was missing stays missing", func(w *world, h ticket.Head) { w.at(16, "12:00"); w.cancel(h) },
			"first_response breached stopped 180/60 due 16 10:00; resolution cancelled 180/480"},
		{"while it waits", func(w *world, h ticket.Head) {
			w.at(16, "09:30")
			w.hold(h, "awaiting_caller")
			w.at(17, "12:00")
			w.cancel(h)
		}, "first_response cancelled 30/60; resolution cancelled 30/480"},
		{"resolved with its parent it was kept", func(w *world, h ticket.Head) { w.at(16, "09:30"); w.resolve(h) },
			"first_response met 30/60; resolution met 30/480"},
		{"taken up again it goes on", func(w *world, h ticket.Head) {
			w.at(16, "09:30")
			w.cancel(h)
			w.at(16, "12:00")
			w.resume(h)
			w.at(16, "12:10")
		}, "first_response running 40/60 due 16 12:30; resolution running 40/480 due 17 11:30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.standard()
				h := w.open()
				tt.play(w, h)
				w.equal("clocks", w.clocks(h), tt.want)
				w.explained(h)
				w.drawn(h)
				w.write(0, rebuild(w, h))
				w.equal("rebuilt", w.clocks(h), tt.want)
			})
		})
	}
}

func TestACancelledClockSaysSoInItsStoryAndTellsNothingMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.only(sla.Resolution, timing.InMinutes(480), sla.Level{At: 50, Do: sla.Raise})
		h, merged := w.open(), w.open()
		w.at(16, "10:00")
		w.cancel(h)
		w.merge(merged)
		w.at(20, "10:00")
		w.equal("told", w.told(h)+w.told(merged)+w.acts(h), "")
		w.equal("due", w.due(h), "never")
		for work, want := range map[*ticket.Head]string{&h: "Cancelled", &merged: "Cancelled: merged into another"} {
			a, err := w.sla.Explain(t.Context(), w.db, work.ID)
			if err != nil || len(a.Clocks) != 1 {
				t.Fatal(a, err)
			}
			c := a.Clocks[0]
			last := c.Story[len(c.Story)-1]
			if c.State != timing.Cancelled || c.Stands != timing.Stopped || last.Kind != timing.Void || last.Text != want || last.By != agent {
				t.Errorf("%s %s, at last %+v", c.State, c.Stands, last)
			}
		}
	})
}

// An hour is promised for the first answer at P1, two at any other priority; for the resolution four and eight.
func TestAClockThatStoppedKeepsItsVerdictWhenThePriorityChanges(t *testing.T) {
	for _, tt := range []struct {
		name string
		play func(w *world, h ticket.Head)
		want string
	}{
		{"met stays met", func(w *world, h ticket.Head) {
			w.at(16, "10:30")
			w.says(agent, h, true)
			w.at(16, "10:40")
			w.prioritise(h, 1)
		}, "first_response met 90/120; resolution running 100/240 due 16 13:00"},
		{"breached stays breached", func(w *world, h ticket.Head) {
			w.prioritise(h, 1)
			w.at(16, "10:30")
			w.says(agent, h, true)
			w.prioritise(h, 3)
		}, "first_response breached stopped 90/60 due 16 10:00; resolution running 90/480 due 16 17:00"},
		{"the last change before it stopped counts", func(w *world, h ticket.Head) {
			w.at(16, "10:30")
			w.prioritise(h, 1)
			w.prioritise(h, 2)
			w.prioritise(h, 1)
			w.says(agent, h, true)
			w.prioritise(h, 4)
		}, "first_response breached stopped 90/60 due 16 10:00; resolution running 90/480 due 16 17:00"},
		{"also when it is resolved", func(w *world, h ticket.Head) {
			w.at(16, "15:00")
			w.resolve(h)
			w.prioritise(h, 1)
		}, "first_response breached stopped 360/120 due 16 11:00; resolution met 360/480"},
		{"reopened it runs on under the new target", func(w *world, h ticket.Head) {
			w.at(16, "15:00")
			w.resolve(h)
			w.prioritise(h, 1)
			w.at(16, "16:00")
			w.resume(h)
		}, "first_response breached running 360/60 due 16 10:00; resolution breached running 360/240 due 16 13:00"},
		{"cancelled stays cancelled", func(w *world, h ticket.Head) {
			w.at(16, "10:30")
			w.cancel(h)
			w.prioritise(h, 1)
		}, "first_response cancelled 90/120; resolution cancelled 90/480"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.agree(sla.Agreement{Kind: sla.Customer, Name: "Standard", Promises: []sla.Promise{
					{Metric: sla.FirstResponse, Target: timing.InMinutes(120)}, {Metric: sla.FirstResponse, Priority: 1, Target: timing.InMinutes(60)},
					{Metric: sla.Resolution, Target: timing.InMinutes(480)}, {Metric: sla.Resolution, Priority: 1, Target: timing.InMinutes(240)}}})
				h := w.open()
				tt.play(w, h)
				w.equal("clocks", w.clocks(h), tt.want)
				w.explained(h)
				w.drawn(h)
				w.write(0, rebuild(w, h))
				w.equal("rebuilt", w.clocks(h), tt.want)
			})
		})
	}
}

func TestWhatStoppedIsNotMeasuredAgainByALaterCalendarOrAgreement(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(ctx context.Context, w *world, a sla.Agreement) error
		open   string
	}{
		{"a holiday added later", func(ctx context.Context, w *world, _ sla.Agreement) error {
			d, _ := calendar.ParseDate("2026-11-16")
			_, err := w.calendars.AddHolidays(ctx, w.hours.ID, w.hours.Version, []calendar.NamedDate{{Date: d, Name: "Founders' day"}})
			return err
		}, "resolution running 0/480 due 17 17:00"},
		{"a shorter target", func(ctx context.Context, w *world, a sla.Agreement) error {
			a.Promises[0].Target, a.Promises[1].Target = timing.InMinutes(10), timing.InMinutes(600)
			_, err := w.sla.UpdateAgreement(ctx, a)
			return err
		}, "resolution running 120/600 due 17 11:00"},
		{"an agreement that is archived", func(ctx context.Context, w *world, a sla.Agreement) error {
			a.Archived = true
			_, err := w.sla.UpdateAgreement(ctx, a)
			return err
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				a := w.agree(sla.Agreement{Kind: sla.Customer, Name: "Only", Promises: []sla.Promise{
					{Metric: sla.FirstResponse, Target: timing.InMinutes(60)}, {Metric: sla.Resolution, Target: timing.InMinutes(480)}}})
				h, late := w.open(), w.open()
				w.at(16, "09:30")
				w.says(agent, h, true)
				w.at(16, "10:15")
				w.says(agent, late, true)
				w.at(16, "11:00")
				if err := tt.change(asAdmin(t), w, a); err != nil {
					t.Fatal(err)
				}
				w.settle()
				met, missed := "first_response met 30/60", "first_response breached stopped 75/60 due 16 10:00"
				rest := ""
				if tt.open != "" {
					rest = "; " + tt.open
				}
				w.equal("met", w.clocks(h), met+rest)
				w.equal("missed", w.clocks(late), missed+rest)
				w.says(agent, h, true) // another event changes nothing about it
				w.prioritise(h, 2)
				w.equal("later", w.clocks(h), met+rest)
				e, err := w.sla.Explain(t.Context(), w.db, late.ID)
				if err != nil || len(e.Clocks) == 0 || e.Clocks[0].State != timing.Breached || e.Clocks[0].Elapsed != 75 || e.Clocks[0].Promised != "60 working minutes" {
					t.Errorf("explained by %+v, %v", e.Clocks, err)
				}
			})
		})
	}
}

func TestAReopenedClockIsNotWarnedAboutTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.only(sla.Resolution, timing.InMinutes(480), sla.Level{At: 50, Do: sla.Notify})
		h := w.open()
		w.at(16, "13:00")
		w.at(16, "14:00")
		w.resolve(h)
		w.at(16, "15:00")
		w.resume(h)
		w.at(16, "15:30")
		w.equal("told", w.told(h), "resolution 50")
	})
}
