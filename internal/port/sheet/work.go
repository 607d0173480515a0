package sheet

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// task is what the queue does with an import.
type task string

const (
	doCheck task = "check"
	doLoad  task = "load"
	doUndo  task = "undo"
)

// Work has the queue do something with an import, as the person who asked for it.
type Work struct {
	Run    id.ID `json:"run"`
	Do     task  `json:"do"`
	Person id.ID `json:"person"`
}

// Kind implements job.Args.
func (Work) Kind() string { return "import.work" }

// Handle has the queue do what is asked for on the pages of imports.
func (d Desk) Handle(q *job.Queue) {
	job.Handle(q, func(ctx context.Context, w Work, _ job.Info) error {
		err := d.work(ctx, w)
		if err == nil || ctx.Err() != nil {
			return ctx.Err() // a program that ends goes on with it when it is back
		}
		if e := d.settle(ctx, w.Run, errs.Safe(err)); e != nil {
			return e
		}
		if k := errs.KindOf(err); k == errs.Internal || k == errs.Unavailable {
			return job.Abandon(err)
		}
		return nil
	})
}

// work does it, with the rights that the person has by now.
func (d Desk) work(ctx context.Context, w Work) error {
	who, err := d.People.Actor(ctx, d.DB, w.Person, "import")
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, who)
	r, err := d.Open(ctx, w.Run)
	if err != nil {
		return err
	}
	if r.State == Stopping {
		return d.settle(ctx, r.ID, "")
	}
	if want := map[task]State{doCheck: Checking, doLoad: Running, doUndo: Undoing}[w.Do]; r.State != want {
		return nil
	}
	if w.Do == doUndo {
		_, err := d.Undo(ctx, r.ID, nil)
		return err
	}
	t, err := d.table(ctx, r)
	if err != nil {
		return err
	}
	as := r.Asked()
	_, err = d.Load(ctx, t, Options{Kind: r.Kind, Currency: as.Currency, Dates: as.Dates, Update: as.Update, DryRun: w.Do == doCheck, draft: r, chosen: as.Columns})
	return err
}

// settle ends what is under way of an import and says why.
func (d Desk) settle(ctx context.Context, run id.ID, why string) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		r, err := readRun(ctx, tx, run)
		if err != nil {
			return err
		}
		state := r.State
		switch r.State {
		case Checking:
			state = Draft
		case Running:
			state = Stopped
		case Undoing:
			state = Done // it can be asked for again
		case Stopping: // of a check there is nothing yet to go on with
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM import_row WHERE run_id = $1 AND record_id <> 0 LIMIT 1) x`, run).Scan(&n); err != nil {
				return err
			}
			if state = Draft; n > 0 {
				state = Stopped
			}
		}
		_, err = tx.Exec(`UPDATE import_run SET state = $2, note = $3, ended_at = $4 WHERE id = $1`, run, string(state), why, tx.Now())
		return err
	})
}
