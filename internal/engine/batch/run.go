package batch

import (
	"cmp"
	"context"
	"database/sql"
	"sync"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

const (
	chunk   = 50 // rows between two notes of what became of them
	workers = 8  // that use the verb at the same time
)

// Work goes on with a batch.
type Work struct {
	Batch id.ID `json:"batch"`
}

// Kind implements job.Args.
func (Work) Kind() string { return "batch.work" }

func key(b id.ID) string { return Work{}.Kind() + " " + b.String() }

// Run uses the verb of a planned batch on its records, with what decode reads. A batch of more than AtOnce is a job, and still Running when
// Run returns. Kinds: Unauthenticated, NotFound, Forbidden, Invalid for what the verb takes, Conflict when it ran already.
func (s *Service) Run(ctx context.Context, which id.ID, decode func(any) error) (b Batch, err error) {
	defer errs.Wrap(&err, "batch.Run(%d)", which)
	if b, err = s.Get(ctx, which); err != nil {
		return b, err
	}
	_, spec, err := s.spec(b.Kind, b.Verb)
	if err != nil {
		return b, err
	}
	input, err := spec.Encode(ctx, decode)
	if err != nil {
		return b, err
	}
	b.input = string(input)
	return s.begin(ctx, b, Planned, Running, b.May)
}

// Undo takes a batch back: every record that nobody has changed since gets the fields and the state that it had. Kinds: Unauthenticated,
// NotFound, Conflict when there is nothing to take back.
func (s *Service) Undo(ctx context.Context, which id.ID) (b Batch, err error) {
	defer errs.Wrap(&err, "batch.Undo(%d)", which)
	if b, err = s.Get(ctx, which); err != nil {
		return b, err
	}
	return s.begin(ctx, b, Done, Undoing, b.Changed)
}

// begin moves a batch on and works on it, or has the queue do so.
func (s *Service) begin(ctx context.Context, b Batch, from, to State, n int) (Batch, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		moved, err := tx.Exec(`UPDATE batch SET state = $2, input = $3 WHERE id = $1 AND state = $4`, b.ID, to, b.input, from)
		if err != nil {
			return err
		}
		if moved == 0 {
			return errs.New(errs.Conflict, "This was done already.")
		}
		return job.Enqueue(tx, Work{b.ID}, job.Opts{Key: key(b.ID), At: tx.Now().Add(stalled)}) // for a server that stops meanwhile
	})
	if err == nil && to == Running {
		err = s.first(ctx, b)
	}
	if err != nil {
		return b, err
	}
	if n <= AtOnce {
		err = s.workOn(ctx, b.ID)
	} else { // not before: nobody else is to work on the first records
		err = s.db.Write(ctx, func(tx *db.Tx) error { return job.Enqueue(tx, Work{b.ID}, job.Opts{Key: key(b.ID)}) })
	}
	if err != nil {
		return b, err
	}
	return s.Get(ctx, b.ID)
}

// tries is how many records must refuse what the verb is given until it is taken to be wrong for all of them.
const tries = 3

// first uses the verb on one record. When the first few find the input wrong, the batch is planned as before. Kinds: Invalid.
func (s *Service) first(ctx context.Context, b Batch) error {
	p, spec, err := s.spec(b.Kind, b.Verb)
	if err != nil {
		return err
	}
	rows, err := s.next(ctx, p, b.ID, may, tries)
	if err != nil {
		return err
	}
	var wrong error
	for i := range rows {
		if err := s.use(ctx, p, spec, b, &rows[i]); !errs.Is(err, errs.Invalid) {
			return s.note(ctx, b.ID, rows[:i+1])
		} else if wrong == nil {
			wrong = err
		}
	}
	for i := range rows {
		rows[i].outcome, rows[i].why = may, ""
	}
	if err := s.note(ctx, b.ID, rows); err != nil || wrong == nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(`UPDATE batch SET state = $2, input = '' WHERE id = $1`, b.ID, Planned); err != nil {
			return err
		}
		return job.Cancel(tx, key(b.ID))
	})
	return cmp.Or(err, wrong)
}

// goOn is the job: it works on a batch as the person whose it is.
func (s *Service) goOn(ctx context.Context, w Work, _ job.Info) error {
	var who id.ID
	if err := s.db.QueryRow(ctx, `SELECT owner_id FROM batch WHERE id = $1`, w.Batch).Scan(&who); err != nil {
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		return err
	}
	a, err := s.people.Actor(ctx, s.db, who, "batch")
	if err != nil {
		return err
	}
	return s.workOn(actor.With(ctx, a), w.Batch)
}

// workOn works on a batch until nothing is left.
func (s *Service) workOn(ctx context.Context, which id.ID) error {
	b, err := s.Get(ctx, which)
	if err != nil || !b.Busy() {
		return err
	}
	p, spec, err := s.spec(b.Kind, b.Verb)
	if err != nil {
		return err
	}
	from, end := may, Done
	do := func(r *row) { _ = s.use(ctx, p, spec, b, r) } // the row says what became of it
	if b.State == Undoing {
		from, end = changed, Undone
		do = func(r *row) { s.back(ctx, p, r) }
	}
	for {
		rows, err := s.next(ctx, p, b.ID, from, chunk)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return s.db.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(`UPDATE batch SET state = $2 WHERE id = $1`, b.ID, end); err != nil {
					return err
				}
				return job.Cancel(tx, key(b.ID))
			})
		}
		together(rows, do)
		if err := s.note(ctx, b.ID, rows); err != nil {
			return err
		}
	}
}

// together works on rows a few at a time, so that their writes share commits.
func together(rows []row, do func(*row)) {
	var wg sync.WaitGroup
	gate := make(chan struct{}, workers)
	for i := range rows {
		gate <- struct{}{}
		wg.Go(func() {
			do(&rows[i])
			<-gate
		})
	}
	wg.Wait()
}

// next reads the next rows and notes, before anything happens, that they are being worked on and what they were. A row on which a stopped
// server was at work is told apart by its version.
func (s *Service) next(ctx context.Context, p desk.Practice, which id.ID, from string, most int) ([]row, error) {
	rows, err := s.db.Query(ctx, `SELECT seq, number, outcome, version, was FROM batch_row WHERE batch_id = $1 AND outcome IN ($2, 'doing') ORDER BY seq LIMIT $3`, which, from, most)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, r *row) error {
		return rows.Scan(&r.seq, &r.number, &r.outcome, &r.version, &r.was)
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	for i := range list {
		r := &list[i]
		v, err := s.room.Get(ctx, p, r.number)
		switch {
		case err != nil:
			r.fail(from, why(err))
		case r.outcome == doing && v.Version != r.version:
			r.fail(from, "It was being changed when the server stopped. Look at it.")
		case r.outcome == doing:
		case from == changed && v.Version != r.version:
			r.fail(from, "Somebody has changed it since.")
		case from == changed:
			r.outcome = doing
		default:
			r.outcome, r.version = doing, v.Version
			if r.was, err = remember(v); err != nil {
				return nil, err
			}
		}
	}
	return list, s.note(ctx, which, list)
}

// fail notes that a row was not changed, or not taken back.
func (r *row) fail(from, why string) {
	r.outcome, r.why = refused, why
	if from == changed {
		r.outcome = stays
	}
}

// note writes what became of rows.
func (s *Service) note(ctx context.Context, which id.ID, rows []row) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, r := range rows {
			if _, err := tx.Exec(`UPDATE batch_row SET outcome = $3, version = $4, was = $5, why = $6 WHERE batch_id = $1 AND seq = $2`, which, r.seq, r.outcome, r.version, r.was, r.why); err != nil {
				return err
			}
		}
		return nil
	})
}

// use uses the verb on one record, as it was when its row was noted.
func (s *Service) use(ctx context.Context, p desk.Practice, spec action.Spec, b Batch, r *row) error {
	if r.outcome != doing {
		return nil
	}
	if _, err := spec.Do(ctx, action.JSON([]byte(b.input)), r.number, r.version); err != nil {
		r.fail(may, why(err))
		return err
	}
	r.end(ctx, s, p, changed)
	return nil
}

// why says in a sentence what was wrong.
func why(err error) string {
	if fields := errs.Fields(err); len(fields) > 0 {
		return fields[0].Text
	}
	return errs.Safe(err)
}

// end notes that a row was changed or taken back, and the version that it has now.
func (r *row) end(ctx context.Context, s *Service, p desk.Practice, outcome string) {
	r.outcome = outcome
	v, err := s.room.Get(ctx, p, r.number)
	if err != nil { // it is out of the actor's sight now: nobody here takes it back
		r.version = 0
		return
	}
	r.version = v.Version
}
