package sheet

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

// State is how far a run is.
type State string

// The states of a run. One that broke off without a word stays Running; either way it goes on when the same table is imported again. Those
// before Running are only of an import that is prepared in the browser.
const (
	Draft    State = "draft"    // its file is there
	Checking State = "checking" // a dry run is under way or waits for its turn
	Checked  State = "checked"
	Running  State = "running"
	Stopping State = "stopping" // somebody asked it to stop
	Stopped  State = "stopped"
	Done     State = "done"
	Undoing  State = "undoing"
	Undone   State = "undone"
)

// Run is an import as it was recorded.
type Run struct {
	ID      id.ID      `json:"id"`
	Kind    string     `json:"kind"`
	File    string     `json:"file"`
	Digest  string     `json:"digest"` // SHA-256 of what stands in the cells
	State   State      `json:"state"`
	Person  id.ID      `json:"person"` // who ran it, 0 for whoever runs the program itself
	Started clock.Time `json:"started"`
	Ended   clock.Time `json:"ended"` // 0 while it runs
	Rows    int        `json:"rows"`
	Made    int        `json:"made"`
	Changed int        `json:"changed"`
	Same    int        `json:"same"`
	Refused int        `json:"refused"`
	Done    int        `json:"done"`           // rows, while it runs
	Note    string     `json:"note,omitempty"` // what there is to say besides

	options string
	blob    string // hash of the file of an import in the browser
	beat    clock.Time
	claim   id.ID
}

const runColumns = `id, kind, file, digest, options, state, person_id, started_at, ended_at, size, made, changed, same, refused, blob, done, beat_at, claim_id, note`

func (r *Run) into() []any {
	return []any{&r.ID, &r.Kind, &r.File, &r.Digest, &r.options, &r.State, &r.Person, &r.Started, &r.Ended, &r.Rows, &r.Made, &r.Changed, &r.Same, &r.Refused,
		&r.blob, &r.Done, &r.beat, &r.claim, &r.Note}
}

// insert writes a new run down.
func (r *Run) insert(tx *db.Tx) error {
	_, err := tx.Exec(`INSERT INTO import_run (`+runColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 0, 0, 0, 0, $10, 0, $11, $12, '')`,
		r.ID, r.Kind, r.File, r.Digest, r.options, string(r.State), r.Person, r.Started, r.Rows, r.blob, r.beat, r.claim)
	return err
}

// Runs returns the newest runs, at most limit of them.
func (d Desk) Runs(ctx context.Context, limit int) ([]Run, error) {
	rows, err := d.DB.Query(ctx, `SELECT `+runColumns+` FROM import_run ORDER BY id DESC LIMIT $1`, limit)
	return db.Collect(rows, err, func(rows *sql.Rows, r *Run) error { return rows.Scan(r.into()...) })
}

// Run returns a run. Kinds: NotFound.
func (d Desk) Run(ctx context.Context, run id.ID) (Run, error) { return readRun(ctx, d.DB, run) }

func readRun(ctx context.Context, q db.Querier, run id.ID) (r Run, err error) {
	err = q.QueryRow(ctx, `SELECT `+runColumns+` FROM import_run WHERE id = $1`, run).Scan(r.into()...)
	if errs.Is(err, errs.NotFound) {
		err = errs.Absent("import")
	}
	return r, err
}

// outcome is what became of a row.
type outcome string

// The outcomes.
const (
	made    outcome = "made"
	changed outcome = "changed"
	same    outcome = "same"
	refused outcome = "refused"

	removed  outcome = "removed" // it was made, and undone
	restored outcome = "restored"
)

// fate is what became of a row, with what undoing it needs.
type fate struct {
	line    int
	outcome outcome
	found   found  // what it made or changed
	seq     int    // of the last event of that
	before  string // of a change: the values that were there; of a refusal: the cells, as JSON
	reason  string
}

// found is a record or a person that a row is about; the zero value is none.
type found struct {
	ID     id.ID
	Number string // of a record
}

// journal writes down what becomes of the rows of a run.
type journal struct {
	db      *db.DB
	run     Run
	fates   map[int]fate // by line: what an earlier part of the run did
	pending []fate
	beaten  time.Time
}

// The rhythm of a run.
const (
	maxPending = 200 // rows that changed nothing are written down at once
	everyBeat  = time.Second
	patience   = 15 * time.Second // a run that was silent for so long has broken off
)

// begin starts a run, or goes on with the last one of the same table and options if that has not come to its end. Kinds: Conflict while
// the same table is being imported.
func (u *run) begin(ctx context.Context, t grid.Table) (err error) {
	u.log = &journal{db: u.DB, fates: map[int]fate{}}
	if u.draft.ID != 0 {
		return u.enter(ctx)
	}
	if u.DryRun {
		return nil
	}
	options, err := json.Marshal(Asked{u.columns, u.Currency, u.Dates, u.Update})
	if err != nil {
		return err
	}
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	r := Run{Kind: u.Kind, File: t.Name, Digest: t.Digest(), State: Running, Person: a.ID, Rows: len(t.Rows), options: string(options)}
	err = u.DB.Write(ctx, func(tx *db.Tx) error {
		if err := r.alone(tx); err != nil {
			return err
		}
		var old Run
		err := tx.QueryRow(ctx, `SELECT `+runColumns+` FROM import_run WHERE digest = $1 AND kind = $2 AND state NOT IN ('draft', 'checking', 'checked')
			ORDER BY id DESC LIMIT 1`, r.Digest, r.Kind).Scan(old.into()...)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if err == nil && old.asks(r) && old.Person == r.Person && old.State == Stopped {
			old.State = Running
			u.log.run = old
			return u.log.run.take(tx)
		}
		r.ID, r.Started, r.beat, r.claim = tx.NewID(), tx.Now(), tx.Now(), tx.NewID()
		u.log.run = r
		return r.insert(tx)
	})
	if db.IsDuplicate(err) {
		err = errs.Because(errs.Conflict, err, "This table is being imported already. Wait until that is done.")
	}
	if err != nil {
		return err
	}
	return u.log.remember(ctx)
}

// enter begins the check or the run of an import that was prepared in the browser, or goes on with it. Kinds: Conflict when it was asked for
// something else meanwhile.
func (u *run) enter(ctx context.Context) error {
	err := u.DB.Write(ctx, func(tx *db.Tx) error {
		r, err := readRun(ctx, tx, u.draft.ID)
		if err != nil {
			return err
		}
		if r.State != u.draft.State {
			return errs.New(errs.Conflict, "This import was asked for something else meanwhile.")
		}
		if u.DryRun {
			if _, err := tx.Exec(`DELETE FROM import_row WHERE run_id = $1`, r.ID); err != nil {
				return err
			}
		} else if err := r.alone(tx); err != nil {
			return err
		}
		u.log.run = r
		return u.log.run.take(tx)
	})
	if err != nil {
		return err
	}
	return u.log.remember(ctx)
}

// alone makes sure that nobody else is bringing in the same table: a run that broke off is stopped. Kinds: Conflict.
func (r *Run) alone(tx *db.Tx) error {
	var old Run
	err := tx.QueryRow(tx.Context(), `SELECT `+runColumns+` FROM import_run WHERE digest = $1 AND kind = $2 AND id <> $3 AND state IN ('running', 'stopping')`, r.Digest, r.Kind, r.ID).Scan(old.into()...)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if silent := tx.Now().Time().Sub(old.beat.Time()); silent < patience {
		return errs.New(errs.Conflict, "This table is being imported already, as import %s, which is at row %d of %d. Wait until that is done; if it broke off, try again in %d seconds.",
			old.ID, old.Done, old.Rows, int((patience-silent+time.Second-1)/time.Second))
	}
	n, err := tx.Exec(`UPDATE import_run SET state = 'stopped', claim_id = 0 WHERE id = $1 AND claim_id = $2`, old.ID, old.claim)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "This table is being imported already. Wait until that is done.")
	}
	return err
}

// take makes a run that is there ours. Kinds: Conflict when somebody was faster.
func (r *Run) take(tx *db.Tx) error {
	was := r.claim
	r.claim, r.beat = tx.NewID(), tx.Now()
	n, err := tx.Exec(`UPDATE import_run SET state = $2, claim_id = $3, beat_at = $4 WHERE id = $1 AND claim_id = $5`, r.ID, string(r.State), r.claim, r.beat, was)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "Somebody else has just gone on with this import.")
	}
	return err
}

// remember reads what an earlier part of the run did.
func (j *journal) remember(ctx context.Context) error {
	rows, err := j.db.Query(ctx, `SELECT line, outcome, record_id, number, reason FROM import_row WHERE run_id = $1`, j.run.ID)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, f *fate) error {
		return rows.Scan(&f.line, &f.outcome, &f.found.ID, &f.found.Number, &f.reason)
	})
	for _, f := range list {
		j.fates[f.line] = f
	}
	return err
}

// beat says, at most once a second, that the run is alive and how far it is. It reports false when it is to end: because somebody asked it
// to, or because it was taken for dead and is somebody else's by now.
func (j *journal) beat(ctx context.Context, done int) (on bool, err error) {
	now := j.db.Clock().Now()
	if j.run.ID == 0 || now.Sub(j.beaten) < everyBeat {
		return true, nil
	}
	j.beaten = now
	err = j.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE import_run SET done = $3, beat_at = $4 WHERE id = $1 AND claim_id = $2 AND state <> 'stopping'`, j.run.ID, j.run.claim, done, tx.Now())
		on = n == 1
		return err
	})
	return on, err
}

// note writes down what became of a row: at once when it changed something.
func (j *journal) note(ctx context.Context, f fate) error {
	if j.run.ID == 0 {
		return nil
	}
	j.pending = append(j.pending, f)
	if f.found.ID == 0 && len(j.pending) < maxPending {
		return nil
	}
	return j.flush(ctx)
}

func (j *journal) flush(ctx context.Context) error {
	if j.run.ID == 0 || len(j.pending) == 0 {
		return nil
	}
	err := j.db.Write(ctx, func(tx *db.Tx) error {
		for _, f := range j.pending {
			seq := 0
			if f.found.ID != 0 {
				var err error
				if seq, err = lastEvent(tx.Context(), tx, f.found.ID); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(`INSERT INTO import_row (run_id, line, outcome, record_id, number, seq, before, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				j.run.ID, f.line, string(f.outcome), f.found.ID, f.found.Number, seq, f.before, f.reason); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		j.pending = nil
	}
	return err
}

// end closes the run with its account; also one that was stopped, whose context has ended.
func (j *journal) end(ctx context.Context, r *Report, state State) error {
	if j.run.ID == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := j.flush(ctx); err != nil {
		return err
	}
	return j.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE import_run SET state = $2, ended_at = $3, made = $4, changed = $5, same = $6, refused = $7, done = $9 WHERE id = $1 AND claim_id = $8`,
			j.run.ID, string(state), tx.Now(), r.Imported, r.Changed, r.Unchanged, len(r.Refused), j.run.claim, r.Imported+r.Changed+r.Unchanged+len(r.Refused))
		if err != nil {
			return err
		}
		return db.Analyse(tx) // a desk that has just grown does not wait a day for plans that fit
	})
}

// orphan reports whether a record that is there was made by this run, which broke off before it wrote that down: it is younger than the
// run, of the same hand, and no row claims it.
func (j *journal) orphan(ctx context.Context, f found) (bool, error) {
	if j.run.ID == 0 || f.ID < j.run.ID {
		return false, nil
	}
	var n int
	err := j.db.QueryRow(ctx, `SELECT count(*) FROM event e WHERE e.subject_id = $1 AND e.seq = 1 AND e.actor_id = $2 AND NOT EXISTS (SELECT 1 FROM import_row i WHERE i.record_id = $1)`, f.ID, j.run.Person).Scan(&n)
	return n > 0, err
}

// lastEvent numbers the last event of a record or a person.
func lastEvent(ctx context.Context, q db.Querier, subject id.ID) (seq int, err error) {
	err = q.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM event WHERE subject_id = $1`, subject).Scan(&seq)
	return seq, err
}
