package sla

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// React keeps the clocks true to the log: those of one piece of work in the write of its event, those of all open work in a job after a
// change of calendars or agreements. It is an event.Reactor.
func (s *Service) React(tx *db.Tx, e event.Envelope) (err error) {
	defer errs.Wrap(&err, "sla.React")
	if err := s.calendars.React(tx, e); err != nil {
		return err
	}
	switch ev := e.Event.(type) {
	case ticket.Stepped:
		return s.follow(tx, e.Subject)
	case ticket.Messaged:
		r, err := s.rules(tx.Context(), tx)
		if err != nil {
			return err
		}
		if !ev.Internal || ev.ByAgent && r.notes {
			return s.follow(tx, e.Subject)
		}
	case ticket.Changed:
		r, err := s.rules(tx.Context(), tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(ev.Changes, func(c field.Change) bool { return r.keys[c.Key] }) {
			return s.follow(tx, e.Subject)
		}
	case AgreementCreated, AgreementEdited, calendar.Edited:
		return recomputeAll(tx)
	case row.Created:
		if ev.Object == "category" {
			return s.touch(tx)
		}
	case row.Changed:
		return s.moved(tx, e, ev)
	}
	return nil
}

// moved reacts to a change in the trees that conditions and calendars hang on.
func (s *Service) moved(tx *db.Tx, e event.Envelope, ev row.Changed) error {
	up := slices.ContainsFunc(ev.Fields, func(f row.Field) bool { return f.Key == "parent" })
	if ev.Object == "category" && up {
		if err := s.touch(tx); err != nil {
			return err
		}
		return recomputeAll(tx)
	}
	if calendar.MovesHours(e) {
		return recomputeAll(tx)
	}
	return nil
}

// follow computes the clocks of one piece of work anew after an event.
func (s *Service) follow(tx *db.Tx, work id.ID) error {
	if withoutClocks(tx.Context()) {
		return nil
	}
	return s.advance(tx, work, tx.Now(), whenChanged)
}

// Rebuild makes the clocks of a piece of work from its history, as of now, also those that stopped under a calendar or an agreement that
// is another one now. What came to pass meanwhile is noted without telling anybody:
// it is for importers, after everything else of the piece of work was written.
func (s *Service) Rebuild(tx *db.Tx, work id.ID) (err error) {
	defer errs.Wrap(&err, "sla.Rebuild(%d)", work)
	return s.advance(tx, work, clock.Of(s.db.Clock().Now()), silently)
}

// manner says what an advance does beside making the stored clocks true.
type manner int

const (
	whenChanged manner = iota // arm the timer if a clock changed
	always                    // arm the timer anew
	silently                  // count what has come to pass as told, then arm
	firing                    // tell and do what has come to pass, then arm
)

// advance makes the stored clocks of a piece of work, its due time and its timer what its history says they are.
func (s *Service) advance(tx *db.Tx, work id.ID, asOf clock.Time, how manner) error {
	r, err := s.rules(tx.Context(), tx)
	if err != nil {
		return err
	}
	f, _, err := factsOf(tx.Context(), tx, work)
	if errs.Is(err, errs.NotFound) {
		return nil // not every subject is work, and work may be written after its first event
	}
	if err != nil {
		return err
	}
	history, err := s.log.History(tx.Context(), tx, work)
	if err != nil {
		return err
	}
	f.opened, f.had = opening(history), trail.Teams(history)
	list, err := s.measure(tx.Context(), tx, r, f, history, asOf)
	if err != nil {
		return err
	}
	old, err := readRows(tx.Context(), tx, work)
	if err != nil || len(old) == 0 && len(list) == 0 {
		return err
	}
	if how != silently {
		if list, err = s.hold(tx.Context(), tx, r, f, history, list, old); err != nil {
			return err
		}
	}
	r.carry(old, list)
	var due []dueStep
	switch how {
	case silently:
		for i := range list {
			list[i].Warned = list[i].reached()
		}
	case firing:
		due = takeSteps(list)
	}
	return s.finish(tx, work, old, list, due, how)
}

// finish writes what advance found, and only then does what is due, because that may change the piece of work.
func (s *Service) finish(tx *db.Tx, work id.ID, old map[clockKey]kept, list []planned, due []dueStep, how manner) error {
	changed, err := saveRows(tx, work, old, list)
	if err != nil {
		return err
	}
	if changed || how != whenChanged {
		if _, err := tx.Exec(`UPDATE ticket SET due_at = $2 WHERE id = $1 AND due_at <> $2`, work, nearestDue(list)); err != nil {
			return err
		}
		if err := arm(tx, work, nextStep(list)); err != nil {
			return err
		}
	}
	for _, d := range due {
		if err := s.fire(tx, work, d); err != nil {
			return err
		}
	}
	return nil
}

// carry takes over how far each promise was told about. A promise that another took the place of counts as the same if it is about the
// same thing, so that nothing is told twice; what is no longer used up may be told again.
func (r *rules) carry(old map[clockKey]kept, list []planned) {
	type promised struct {
		party   Party
		metric  Metric
		started clock.Time // and not the cycle: each team counts its own hand-overs
	}
	told := map[promised]int{}
	for _, o := range old {
		if was, ok := r.all[o.Target]; ok {
			k := promised{was.agreement.Kind, o.Metric, o.Started}
			told[k] = max(told[k], o.Warned)
		}
	}
	for i := range list {
		p := &list[i]
		p.Warned = min(told[promised{p.agreement.Kind, p.Metric, p.Started}], p.reached())
	}
}

func stepKey(work id.ID) string { return "sla:" + work.String() }

// arm sets the one timer of a piece of work, or removes it.
func arm(tx *db.Tx, work id.ID, next clock.Time) error {
	if next == 0 {
		return job.Cancel(tx, stepKey(work))
	}
	return job.Enqueue(tx, Step{work}, job.Opts{At: next, Key: stepKey(work)})
}
