package plan

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/seal"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
)

// The permissions on plans.
const (
	PermSweepView     actor.Permission = "sweep.view"
	PermSweepEdit     actor.Permission = "sweep.edit"
	PermDirectoryView actor.Permission = "directory.view"
	PermDirectoryEdit actor.Permission = "directory.edit"
)

// Permissions returns every permission of this room.
func Permissions() []actor.Permission {
	return []actor.Permission{PermSweepView, PermSweepEdit, PermDirectoryView, PermDirectoryEdit}
}

// Desk holds the verbs on plans and runs them.
type Desk struct {
	db          *db.DB
	box         seal.Box
	intake      *discovery.Desk
	sweeps      *planned[Sweep]
	directories *planned[Directory]
}

// New returns the desk; box keeps its secrets.
func New(deps register.Deps, intake *discovery.Desk, box seal.Box) *Desk {
	return &Desk{deps.DB, box, intake, sweeps(deps), directories(deps)}
}

// Practices describes plans to the faces.
func (d *Desk) Practices() []desk.Practice {
	return []desk.Practice{
		d.sweeps.Practice(append(d.sweeps.actions(),
			action.Of("sweep.add", "Add a sweep", PermSweepEdit, d.AddSweep).With("protocol", protocols()...).With("auth", auths()...).With("privacy", privacies()...),
			action.Of("sweep.edit", "Save", PermSweepEdit, d.EditSweep).With("protocol", protocols()...).With("auth", auths()...).With("privacy", privacies()...),
			action.Of("sweep.set_secret", "Set the secret", PermSweepEdit, d.SetSweepSecret).Elsewhere())...),
		d.directories.Practice(append(d.directories.actions(),
			action.Of("directory.add", "Add a directory", PermDirectoryEdit, d.AddDirectory),
			action.Of("directory.edit", "Save", PermDirectoryEdit, d.EditDirectory),
			action.Of("directory.set_secret", "Set the password", PermDirectoryEdit, d.SetDirectorySecret).Elsewhere())...),
	}
}

// Timing is when a plan runs, and what came of it.
type Timing struct {
	Every   int64      // hours; 0 for only when asked
	RanAt   clock.Time // 0 for never
	Outcome string
}

// maxEvery is the longest interval, a year.
const maxEvery = 366 * 24

// planned is a kind of plan.
type planned[T any] struct {
	*register.Register[T]
	timing func(*T) *Timing
	// needs reports whether a plan cannot run without a secret.
	needs func(*T) bool
}

// life is that of a plan.
func life() flow.Machine {
	return flow.Machine{
		States: []flow.State{{Key: "on", Label: "On", Phase: flow.Active}, {Key: "off", Label: "Off", Phase: flow.Closed}},
		Moves:  []flow.Move{{Verb: "pause", Label: "Switch off", From: []string{"on"}, To: "off"}, {Verb: "resume", Label: "Switch on", From: []string{"off"}, To: "on"}},
	}
}

// fields are those of every plan. They come before most of its own: lists show the first ones.
func fields[T any](timing func(*T) *Timing) field.Set[T] {
	return field.Set[T]{
		field.Number("every", "Every so many hours", "every", func(v *T) *int64 { return &timing(v).Every }).Filter("t.every").Help("168 is every week; 0 is only when somebody says so."),
		field.Time("last_run", "Last run", "ran_at", func(v *T) *clock.Time { return &timing(v).RanAt }).ReadOnly().Filter("t.ran_at"),
		field.Text("outcome", "Outcome", "outcome", func(v *T) *string { return &timing(v).Outcome }).ReadOnly(),
	}
}

// actions are the verbs that every kind of plan has.
func (p *planned[T]) actions() []action.Spec {
	return []action.Spec{
		p.Moving("pause", "Switch off"),
		action.Of(p.Kind.Key+".resume", "Switch on", p.Edit, func(ctx context.Context, in register.Plain) (record.Result, error) {
			return p.Move(ctx, in.On, "resume", nil, func(tx *db.Tx, v *T) error { return p.arrange(tx, v, false) })
		}),
		action.Of(p.Kind.Key+".run", "Run now", p.Edit, p.run),
	}
}

// run has a plan run at once, whether it is switched on or not.
func (p *planned[T]) run(ctx context.Context, in register.Plain) (record.Result, error) {
	return p.Change(ctx, in.On, p.Edit, func(tx *db.Tx, v *T) ([]field.Change, error) {
		h := p.Head(v)
		has, err := hasSecret(tx, h.ID)
		if err == nil && !has && p.needs(v) {
			err = errs.New(errs.Conflict, "Set its secret first.")
		}
		if err != nil {
			return nil, err
		}
		return []field.Change{{Key: "run", To: "asked for"}}, job.Enqueue(tx, Due{Plan: h.ID, Of: p.Kind.Key, Asked: true}, job.Opts{Key: p.key(h.ID)})
	})
}

func (p *planned[T]) key(plan id.ID) string { return p.Kind.Key + "/" + plan.String() }

// waits is the outcome of a plan that cannot run yet.
const waits = "It waits for its secret."

// arrange has a plan run when it is due the next time, or no more; with soon it is due now.
func (p *planned[T]) arrange(tx *db.Tx, v *T, soon bool) error {
	h, t := p.Head(v), p.timing(v)
	has, err := hasSecret(tx, h.ID)
	if err != nil {
		return err
	}
	if p.needs(v) && !has {
		t.Outcome = waits
		return job.Cancel(tx, p.key(h.ID))
	}
	if t.Outcome == waits {
		t.Outcome = ""
	}
	if h.State != "on" || t.Every == 0 {
		return job.Cancel(tx, p.key(h.ID))
	}
	at := tx.Now()
	if t.RanAt != 0 && !soon {
		at = max(at, t.RanAt.Add(hours(t.Every)))
	}
	return job.Enqueue(tx, Due{Plan: h.ID, Of: p.Kind.Key}, job.Opts{Key: p.key(h.ID), At: at})
}

// check completes a plan that is added or edited; elsewhere reports whether it is pointed at something else.
func (p *planned[T]) check(tx *db.Tx, old, v *T, c *errs.Check, elsewhere func(old *T) bool) error {
	t := p.timing(v)
	c.Must(t.Every >= 0 && t.Every <= maxEvery, "every", "Give a number of hours from 0 to a year.")
	if err := c.Err(); err != nil {
		return err
	}
	h := p.Head(v)
	if h.ID == 0 {
		h.ID = tx.NewID()
	}
	if old != nil && elsewhere(old) {
		if err := forget(tx, h.ID); err != nil {
			return err
		}
	}
	return p.arrange(tx, v, false)
}
