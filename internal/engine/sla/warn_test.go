package sla_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	logs "github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// acts lists what the product itself changed on the work, such as "priority 2".
func (w *world) acts(work ticket.Head) string {
	w.t.Helper()
	history, err := w.log.History(w.t.Context(), w.db, work.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, e := range history {
		ev, ok := e.Event.(ticket.Changed)
		if !ok || e.ActorKind != actor.System {
			continue
		}
		for _, c := range ev.Changes {
			out = append(out, fmt.Sprint(c.Key, " ", c.To))
		}
	}
	return strings.Join(out, ", ")
}

func TestEachWarningDoesWhatTheAgreementAsksForOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		team := w.team("Second line")
		w.only(sla.Resolution, timing.InMinutes(480), sla.Level{At: 50, Do: sla.Notify}, sla.Level{At: 75, Do: sla.Reassign, Team: team},
			sla.Level{At: 90, Do: sla.Raise}, sla.Level{At: 90, Do: sla.Notify}, sla.Level{At: 100, Do: sla.Raise})
		h := w.open()
		handed := fmt.Sprintf("team %d, reason 75 %% of the time for the resolution is used up", team)
		raised := ", priority 2, reason 90 % of the time for the resolution is used up"
		again := ", priority 1, reason 100 % of the time for the resolution is used up"
		for _, s := range []struct{ at, told, acts string }{
			{"12:59:59.999999", "", ""},
			{"13:00", "resolution 50", ""},
			{"15:00", "resolution 50, resolution 75", handed},
			{"15:00:30", "resolution 50, resolution 75", handed},
			{"16:12", "resolution 50, resolution 75, resolution 90", handed + raised},
			{"17:00", "resolution 50, resolution 75, resolution 90", handed + raised},
			{"17:00:00.000001", "resolution 50, resolution 75, resolution 90, resolution breached", handed + raised + again},
			{"23:00", "resolution 50, resolution 75, resolution 90, resolution breached", handed + raised + again},
		} {
			w.at(16, s.at)
			w.equal("told at "+s.at, w.told(h), s.told)
			w.equal("done at "+s.at, w.acts(h), s.acts)
		}
	})
}

func TestWarningsForThePausedAndTheSolvedWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.only(sla.Resolution, timing.InMinutes(480), sla.Level{At: 50, Do: sla.Raise}, sla.Level{At: 75, Do: sla.Raise})
		h, solved := w.open(), w.open()
		w.at(16, "12:00")
		w.hold(h, "awaiting_caller")
		w.resolve(solved)
		w.at(17, "12:00")
		w.equal("while it waits", w.told(h)+w.acts(h), "")
		w.resume(h)
		w.at(17, "13:00")
		w.equal("an hour later", w.told(h), "resolution 50")
		w.equal("solved in time", w.told(solved)+w.acts(solved), "")
	})
}

// crowdOfTimers opens work whose warnings are all due at one o'clock.
func (w *world) crowdOfTimers(n int) (list []ticket.Head) {
	w.t.Helper()
	w.only(sla.Resolution, timing.InMinutes(480), sla.Level{At: 50, Do: sla.Raise})
	for range n {
		list = append(list, w.open())
	}
	return list
}

func (w *world) toldOnce(list []ticket.Head, want string) {
	w.t.Helper()
	for i, h := range list {
		w.equal(fmt.Sprintf("told of %d", i), w.told(h), want)
		w.equal(fmt.Sprintf("done to %d", i), w.acts(h), "priority 2, reason 50 % of the time for the resolution is used up")
	}
}

func TestSeveralProcessesTellEachStepOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		list := w.crowdOfTimers(30)
		w.set(16, "13:00:30")
		var all sync.WaitGroup
		for range 3 {
			other := bare(w.db, w.clock)
			all.Go(func() {
				if _, err := other.queue.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.toldOnce(list, "resolution 50")
	})
}

func TestAStepThatFailedHalfWayHappensOnceAndLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		list := w.crowdOfTimers(3)
		broken := true
		w.log.React(func(_ *db.Tx, e logs.Envelope) error {
			if ev, ok := e.Event.(ticket.Changed); ok && broken && len(ev.Changes) > 0 {
				return errors.New("the power fails after the warning was written")
			}
			return nil
		})
		w.set(16, "13:00")
		if _, err := w.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, h := range list {
			w.equal("nothing is half done", w.told(h)+w.acts(h), "")
		}
		broken = false
		w.set(16, "13:20")
		if _, err := w.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.toldOnce(list, "resolution 50 late")
	})
}

func TestTheStepOfAKilledProcessHappensOnceAndLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		list := w.crowdOfTimers(3)
		w.set(16, "13:00")
		w.write(0, func(tx *db.Tx) error { // what a process leaves behind that is killed between its claim and its work
			_, err := tx.Exec(`UPDATE job SET state = 1, attempt = attempt + 1, lease_until = $1 WHERE kind = 'sla.step'`, clock.Of(w.clock.Now().Add(time.Minute)))
			return err
		})
		next := bare(w.db, w.clock)
		if _, err := next.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.set(16, "13:20")
		for range 2 {
			if _, err := next.queue.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.toldOnce(list, "resolution 50 late")
	})
}
