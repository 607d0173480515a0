package sla_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// crowd opens n pieces of work at nine on Monday; every third waits for the requester from ten to eleven.
func (w *world) crowd(n int) (all []ticket.Head) {
	w.t.Helper()
	each := func(list []ticket.Head, fn func(tx *db.Tx, h *ticket.Head) error) {
		w.t.Helper()
		for len(list) > 0 {
			some := list[:min(len(list), 200)]
			list = list[len(some):]
			w.write(agent, func(tx *db.Tx) error {
				for i := range some {
					if err := fn(tx, &some[i]); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	move := func(state string, phase flow.Phase, reason string) func(tx *db.Tx, h *ticket.Head) error {
		return func(tx *db.Tx, h *ticket.Head) error {
			now, err := ticket.LoadID(tx.Context(), tx, "thing", h.ID, "thing.edit")
			if err != nil {
				return err
			}
			old := now
			now.State, now.Phase, now.HoldReason = state, phase, reason
			if err := ticket.Step(tx, old, &now, "move", ticket.Stepped{Reason: reason}); err != nil {
				return err
			}
			return w.desk.Save(tx, old, &now)
		}
	}
	all = make([]ticket.Head, n)
	each(all, func(tx *db.Tx, h *ticket.Head) error {
		*h = ticket.Head{Head: recordHead("new", w.entity), Requester: requester, Priority: 3}
		return w.desk.Create(tx, kind(), h, "", "thing.open", func() error { return nil })
	})
	var held []ticket.Head
	for i := 0; i < n; i += 3 {
		held = append(held, all[i])
	}
	w.set(16, "10:00")
	each(held, move("on_hold", flow.Waiting, "awaiting_caller"))
	w.set(16, "11:00")
	each(held, move("in_progress", flow.Active, ""))
	return all
}

// dues counts open work by its due time.
func (w *world) dues() map[string]int {
	w.t.Helper()
	rows, err := w.db.Query(w.t.Context(), `SELECT due_at FROM ticket WHERE phase < 2`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var at clock.Time
		if err := rows.Scan(&at); err != nil {
			w.t.Fatal(err)
		}
		out[at.Time().Format("02 15:04")]++
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) dueAre(what string, want map[string]int) {
	w.t.Helper()
	got := w.dues()
	for at, n := range want {
		if got[at] != n {
			w.t.Errorf("%s: %d are due at %s, not %d: %v", what, got[at], at, n, got)
		}
	}
}

func (w *world) progress() sla.Progress {
	w.t.Helper()
	p, err := sla.Recomputing(w.t.Context(), w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestAThousandOpenPiecesOfWorkFollowWhatTheirDeadlinesHangOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.only(sla.Resolution, timing.InMinutes(360))
		all := w.crowd(1000)
		w.settle()
		w.dueAre("at first", map[string]int{"16 15:00": 666, "16 16:00": 334})

		a.Promises[0].Target = timing.InMinutes(300)
		a, err := w.sla.UpdateAgreement(asAdmin(t), a)
		if err != nil {
			t.Fatal(err)
		}
		if p := w.progress(); p != (sla.Progress{Running: true}) {
			t.Errorf("before it began: %+v", p)
		}
		w.settle()
		w.dueAre("a shorter target, pauses kept", map[string]int{"16 14:00": 666, "16 15:00": 334})

		d, _ := calendar.ParseDate("2026-11-17")
		if w.hours, err = w.calendars.AddHolidays(asAdmin(t), w.hours.ID, w.hours.Version, []calendar.NamedDate{{Date: d}}); err != nil {
			t.Fatal(err)
		}
		a.Promises[0].Target = timing.InMinutes(600)
		if _, err = w.sla.UpdateAgreement(asAdmin(t), a); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.dueAre("a longer target over a holiday", map[string]int{"18 11:00": 666, "18 12:00": 334})

		c := w.hours
		c.Hours.Weekly = map[string][]calendar.Interval{"mon": {{From: "08:00", To: "12:00"}, {From: "13:00", To: "24:00"}}}
		if _, err := w.calendars.Update(asAdmin(t), c); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.dueAre("other hours", map[string]int{"16 20:00": 666, "16 21:00": 334})
		if p := w.progress(); p != (sla.Progress{}) {
			t.Errorf("at the end: %+v", p)
		}
		w.prioritise(all[0], 1)
		w.equal("one more", w.due(all[0]), "16 21:00")
	})
}

func TestRecomputingGoesOnWhereItWasInterrupted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.only(sla.Resolution, timing.InMinutes(360))
		all := w.crowd(120)
		w.settle()
		w.write(0, func(tx *db.Tx) error {
			if _, err := tx.Exec(`UPDATE ticket SET due_at = 1`); err != nil {
				return err
			}
			return job.Enqueue(tx, sla.Recompute{After: all[59].ID, Done: 60, Total: 120}, job.Opts{Key: "sla.recompute"})
		})
		if p := w.progress(); p != (sla.Progress{Running: true, Done: 60, Total: 120}) {
			t.Errorf("%+v", p)
		}
		other := bare(w.db, w.clock) // another process
		if _, err := other.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.dueAre("only the rest is done", map[string]int{"01 00:00": 60, "16 15:00": 40, "16 16:00": 20})
	})
}

// BenchmarkRecompute computes the clocks of all open work anew after a change of an agreement.
func BenchmarkRecompute(b *testing.B) {
	const open = 5000
	w := benchWorld(b)
	w.standard()
	w.crowd(open)
	ctx := b.Context()
	w.clock.Advance(2 * time.Second)
	if _, err := w.queue.Drain(ctx); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w.write(0, func(tx *db.Tx) error { return job.Enqueue(tx, sla.Recompute{}, job.Opts{Key: "sla.recompute"}) })
		if _, err := w.queue.Drain(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*open/b.Elapsed().Seconds(), "tickets/s")
}
