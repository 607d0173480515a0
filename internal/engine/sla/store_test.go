package sla_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

type life struct {
	name   string
	target timing.Target
	metric sla.Metric
	play   func(w *world, h ticket.Head)
	told   string
	clocks string
	due    string
}

// lives are what may happen to a promise, from Monday nine o'clock on.
func lives() []life {
	return []life{
		{"it begins at the opening", timing.InMinutes(480), sla.Resolution, func(*world, ticket.Head) {}, "", "resolution running 0/480 due 16 17:00", "16 17:00"},
		{"each level and the breach come at their instants", timing.InMinutes(480), sla.Resolution, func(w *world, h ticket.Head) {
			w.at(16, "12:59:59.999999")
			w.equal("before half", w.told(h), "")
			w.at(16, "13:00")
			w.equal("half", w.told(h), "resolution 50")
			w.at(16, "15:00")
			w.at(16, "16:12")
			w.at(16, "17:00")
			w.equal("at the deadline it can still be met", w.told(h), "resolution 50, resolution 75, resolution 90")
			w.at(16, "17:00:00.000001")
		}, "resolution 50, resolution 75, resolution 90, resolution breached", "resolution breached running 480/480 due 16 17:00", "16 17:00"},
		{"nothing is told twice, however often the queue runs", timing.InMinutes(480), sla.Resolution, func(w *world, _ ticket.Head) {
			w.at(16, "13:00")
			w.drain()
			w.at(16, "13:01")
		}, "resolution 50", "resolution running 241/480 due 16 17:00", "16 17:00"},
		{"after a day asleep each step is told once, and as late", timing.InMinutes(480), sla.Resolution, func(w *world, _ ticket.Head) {
			w.at(17, "10:00")
			w.drain()
		}, "resolution 50 late, resolution 75 late, resolution 90 late, resolution breached late", "resolution breached running 540/480 due 16 17:00", "16 17:00"},
		{"a breach that nobody told before the work was solved is told still", timing.InMinutes(480), sla.Resolution, func(w *world, h ticket.Head) {
			w.set(17, "10:00")
			w.resolve(h)
			w.drain()
		}, "resolution breached late", "resolution breached stopped 540/480 due 16 17:00", "never"},
		{"stopping at the deadline meets it", timing.InMinutes(480), sla.Resolution, func(w *world, h ticket.Head) {
			w.at(16, "17:00")
			w.resolve(h)
			w.at(18, "09:00")
		}, "resolution 50 late, resolution 75 late, resolution 90 late", "resolution met 480/480", "never"},
		{"a hold that waits for the requester pauses it", timing.InMinutes(480), sla.Resolution, func(w *world, h ticket.Head) {
			w.at(16, "11:00")
			w.hold(h, "awaiting_caller")
			w.equal("held", w.clocks(h), "resolution paused 120/480")
			w.equal("held", w.due(h), "never")
			w.at(17, "11:00")
			w.resume(h)
		}, "", "resolution running 120/480 due 17 17:00", "17 17:00"},
		{"a hold that waits for a change does not", timing.InMinutes(480), sla.Resolution, func(w *world, h ticket.Head) {
			w.set(16, "11:00")
			w.hold(h, "awaiting_change")
		}, "", "resolution running 120/480 due 16 17:00", "16 17:00"},
		{"reopening goes on where it stopped", timing.InMinutes(480), sla.Resolution, func(w *world, h ticket.Head) {
			w.set(16, "11:00")
			w.resolve(h)
			w.equal("solved", w.clocks(h), "resolution met 120/480")
			w.at(18, "09:00")
			w.resume(h)
		}, "", "resolution running 120/480 due 18 15:00", "18 15:00"},
		{"a target in days ends at close of business", timing.InDays(1), sla.Resolution, func(w *world, _ ticket.Head) { w.at(17, "17:00") },
			"resolution 50 late, resolution 75 late, resolution 90 late", "resolution running 960/960 due 17 17:00", "17 17:00"},
		{"the first public answer of an agent meets the first response", timing.InMinutes(60), sla.FirstResponse, func(w *world, h ticket.Head) {
			w.set(16, "09:20")
			w.says(agent, h, false)
			w.equal("a note", w.due(h), "16 10:00")
			w.says(requester, h, true)
			w.equal("the requester", w.due(h), "16 10:00")
			w.says(0, h, true)
			w.equal("the product itself", w.due(h), "16 10:00")
			w.says(agent, h, true)
			w.at(16, "12:00")
			w.hold(h, "awaiting_caller")
			w.resume(h)
		}, "", "first_response met 20/60", "never"},
		{"each question after the first answer starts a new promise", timing.InMinutes(120), sla.NextResponse, func(w *world, h ticket.Head) {
			w.equal("at first", w.clocks(h), "")
			w.says(requester, h, true)
			w.says(agent, h, true)
			w.equal("answered", w.clocks(h), "")
			w.set(16, "10:00")
			w.says(requester, h, true)
			w.set(16, "10:30")
			w.says(requester, h, true) // the older question counts
			w.equal("asked", w.clocks(h), "next_response running 30/120 due 16 12:00")
			w.says(agent, h, true)
			w.set(16, "14:00")
			w.says(requester, h, true)
			w.at(16, "16:00:01")
		}, "next_response breached", "next_response breached running 120/120 due 16 16:00", "16 16:00"},
	}
}

func TestLifeOfAPromise(t *testing.T) {
	levels := []sla.Level{{At: 50, Do: sla.Notify}, {At: 75, Do: sla.Notify}, {At: 90, Do: sla.Notify}}
	for _, tt := range lives() {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				l := levels
				if tt.metric != sla.Resolution {
					l = nil
				}
				w.only(tt.metric, tt.target, l...)
				h := w.open()
				tt.play(w, h)
				w.equal("told", w.told(h), tt.told)
				w.equal("clocks", w.clocks(h), tt.clocks)
				w.equal("due", w.due(h), tt.due)
			})
		})
	}
}

func TestPriorityChangeKeepsPausesAndTellsNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.standard()
		h := w.open()
		w.says(agent, h, true)
		w.set(16, "10:00")
		w.hold(h, "awaiting_caller")
		w.set(16, "12:00")
		w.resume(h)
		w.at(16, "15:00") // 240 of 480
		w.equal("told", w.told(h), "resolution 50")
		w.at(16, "15:30")
		w.prioritise(h, 1)
		w.equal("P1", w.clocks(h), "first_response met 0/60; resolution breached running 270/240 due 16 15:00")
		w.drain()
		w.equal("told", w.told(h), "resolution 50, resolution 75 late, resolution 90 late, resolution breached late")
		w.prioritise(h, 3)
		w.drain()
		w.equal("P3 again", w.clocks(h), "first_response met 0/60; resolution running 270/480 due 17 11:00")
		w.at(16, "17:00")
		w.equal("the new share is told when it comes", w.told(h), "resolution 50, resolution 75 late, resolution 90 late, resolution breached late, resolution 75")
	})
}

func TestActionsOfLevels(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := sla.Agreement{Kind: sla.Customer, Name: "Raising", Promises: []sla.Promise{
			{Metric: sla.Resolution, Target: timing.InMinutes(480), Levels: []sla.Level{{At: 50, Do: sla.Notify}, {At: 50, Do: sla.Raise}}},
			{Metric: sla.Resolution, Priority: 2, Target: timing.InMinutes(300), Levels: []sla.Level{{At: 100, Do: sla.Raise}}},
		}}
		w.agree(a)
		h := w.open()
		w.at(16, "13:00")
		w.equal("raised", w.clocks(h), "resolution running 240/300 due 16 14:00")
		w.at(16, "14:01")
		w.equal("raised again, to a priority without an own target", w.clocks(h), "resolution running 301/480 due 16 17:00")
		w.equal("told", w.told(h), "resolution 50, resolution breached")
	})
}

func TestManyClocksAreReadFast(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.standard()
		var last ticket.Head
		for range 5 {
			last = w.open()
		}
		w.clock.Advance(30 * time.Minute)
		w.equal("clocks", w.clocks(last), "first_response running 30/60 due 16 10:00; resolution running 30/480 due 16 17:00")
	})
}
