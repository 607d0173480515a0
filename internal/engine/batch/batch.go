// Package batch does one verb on many records as one act: it says before what will happen, can be watched, and can be taken back.
//
// Why: closing twenty tickets one by one is how days are lost, and closing the wrong twenty is how trust is. So a batch is planned first,
// each record is changed by the same verb as by hand, under the same rules and rights, and what became of each is kept.
//
// It leaves which verbs are offered on many records, and how a batch is asked for and told, to the faces.
package batch

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

const (
	// Most is how many records one batch may have.
	Most = 10_000
	// AtOnce is how many are changed before the answer; larger batches are a job.
	AtOnce = 500
	// Lasts is for how long it is kept what became of a batch.
	Lasts = 7 * 24 * time.Hour

	stalled = 5 * time.Minute // after which a batch that a stopped server left is gone on with
)

// State is how far a batch is.
type State string

// The states of a batch.
const (
	Planned State = "planned"
	Running State = "running"
	Done    State = "done"
	Undoing State = "undoing"
	Undone  State = "undone"
)

// The outcomes of its rows.
const (
	may     = "may"     // will be changed
	barred  = "barred"  // cannot be changed
	doing   = "doing"   // is being changed, or taken back
	changed = "changed" // was changed, or is to be taken back
	refused = "refused" // the verb refused it
	undone  = "undone"  // was taken back
	stays   = "stays"   // could not be taken back
)

// Batch is one verb on many records.
type Batch struct {
	ID         id.ID
	Kind, Verb string
	Owner      id.ID
	At         clock.Time
	State      State

	May, Barred, Changed, Refused, Undone, Stays int // how many records
	Left                                         int // that are still to be worked on

	input string
}

// Total is how many records it has.
func (b Batch) Total() int { return b.May + b.Barred + b.Changed + b.Refused + b.Undone + b.Stays }

// Busy reports whether it is being worked on.
func (b Batch) Busy() bool { return b.State == Running || b.State == Undoing }

// Reason is why some records of a batch are not changed, or not taken back.
type Reason struct {
	Why    string
	Count  int
	Number string // of one of them
}

// Service keeps batches and works on them.
type Service struct {
	db     *db.DB
	room   *desk.Room
	people *people.Service
}

// New returns the service and has the queue work on large batches.
func New(d *db.DB, r *desk.Room, p *people.Service, q *job.Queue) *Service {
	s := &Service{d, r, p}
	job.Handle(q, s.goOn)
	return s
}

// owner returns the acting person. Kinds: Unauthenticated.
func owner(ctx context.Context) (actor.Actor, error) {
	if err := action.May(ctx, action.SignedIn); err != nil {
		return actor.Actor{}, err
	}
	return actor.From(ctx)
}

// spec returns a verb of a kind that works on one record. Kinds: NotFound.
func (s *Service) spec(kind, verb string) (desk.Practice, action.Spec, error) {
	p, err := s.room.Practice(kind)
	if err != nil {
		return p, action.Spec{}, err
	}
	for _, x := range p.Actions {
		if x.Verb() == verb && x.OnRecord {
			return p, x, nil
		}
	}
	return p, action.Spec{}, errs.Absent("act")
}

// Plan notes the records that a question finds, to use a verb on them, and says of each whether the actor can. Nothing is changed yet.
// Kinds: Unauthenticated, Forbidden, NotFound for an unknown verb, Invalid under "q" for a question that is not understood, that finds
// nothing, or that finds more than Most.
func (s *Service) Plan(ctx context.Context, kind, verb, q string) (b Batch, err error) {
	defer errs.Wrap(&err, "batch.Plan(%s.%s)", kind, verb)
	a, err := owner(ctx)
	if err != nil {
		return b, err
	}
	p, spec, err := s.spec(kind, verb)
	if err != nil {
		return b, err
	}
	if err := action.May(ctx, spec.Permission); err != nil {
		return b, err
	}
	rows, err := s.find(ctx, p, spec, q)
	if err != nil {
		return b, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b = Batch{ID: tx.NewID(), Kind: p.Kind.Key, Verb: verb, Owner: a.ID, At: tx.Now(), State: Planned}
		if _, err := tx.Exec(`INSERT INTO batch (id, kind, verb, owner_id, at, state, input) VALUES ($1, $2, $3, $4, $5, $6, '')`, b.ID, b.Kind, b.Verb, b.Owner, b.At, b.State); err != nil {
			return err
		}
		for i, r := range rows {
			if _, err := tx.Exec(`INSERT INTO batch_row (batch_id, seq, number, outcome, version, was, why) VALUES ($1, $2, $3, $4, 0, '', $5)`, b.ID, i, r.number, r.outcome, r.why); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return b, err
	}
	return s.Get(ctx, b.ID)
}

// row is one record of a batch.
type row struct {
	seq                       int
	number, outcome, was, why string
	version                   int64
}

// find reads the records that a question finds, and whether the verb can be used on each.
func (s *Service) find(ctx context.Context, p desk.Practice, spec action.Spec, q string) ([]row, error) {
	var out []row
	ask := desk.Ask{Q: q, Limit: record.MaxPage}
	for {
		page, err := s.room.Queue(ctx, p, ask, false)
		if err != nil {
			return nil, err
		}
		why, err := s.room.Barred(ctx, p, spec, page.Heads)
		if err != nil {
			return nil, err
		}
		for i, h := range page.Heads {
			r := row{number: h.Number, outcome: may, why: why[i]}
			if r.why != "" {
				r.outcome = barred
			}
			out = append(out, r)
		}
		if len(out) > Most {
			return nil, errs.Bad("q", "At most %d records can be changed at once. Narrow the filter.", Most)
		}
		if ask.After = page.Next; page.Next == "" {
			break
		}
	}
	if len(out) == 0 {
		return nil, errs.Bad("q", "Select at least one %s.", p.Kind.Singular)
	}
	return out, nil
}

// Get returns a batch of the acting person. Kinds: Unauthenticated, NotFound.
func (s *Service) Get(ctx context.Context, which id.ID) (b Batch, err error) {
	defer errs.Wrap(&err, "batch.Get(%d)", which)
	a, err := owner(ctx)
	if err != nil {
		return b, err
	}
	err = s.db.QueryRow(ctx, `SELECT id, kind, verb, owner_id, at, state, input FROM batch WHERE id = $1 AND owner_id = $2`, which, a.ID).
		Scan(&b.ID, &b.Kind, &b.Verb, &b.Owner, &b.At, &b.State, &b.input)
	if errs.Is(err, errs.NotFound) {
		return b, errs.Absent("batch")
	}
	if err != nil {
		return b, err
	}
	rows, err := s.db.Query(ctx, `SELECT outcome, count(*) FROM batch_row WHERE batch_id = $1 GROUP BY outcome`, which)
	type counted struct {
		outcome string
		n       int
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, c *counted) error { return rows.Scan(&c.outcome, &c.n) })
	for _, c := range list {
		b.count(c.outcome, c.n)
	}
	return b, err
}

// count adds rows with an outcome. What is being worked on counts as what it was before.
func (b *Batch) count(outcome string, n int) {
	to := map[string]*int{may: &b.May, barred: &b.Barred, changed: &b.Changed, refused: &b.Refused, undone: &b.Undone, stays: &b.Stays}[outcome]
	if outcome == doing {
		if to = &b.May; b.State == Undoing {
			to = &b.Changed
		}
	}
	*to += n
	switch {
	case b.State == Running && to == &b.May, b.State == Undoing && to == &b.Changed:
		b.Left += n
	}
}

// Reasons says why records of a batch were or will be left as they are, the most frequent reason first. Kinds: Unauthenticated, NotFound.
func (s *Service) Reasons(ctx context.Context, which id.ID) (list []Reason, err error) {
	defer errs.Wrap(&err, "batch.Reasons(%d)", which)
	if _, err := s.Get(ctx, which); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT why, count(*), min(number) FROM batch_row WHERE batch_id = $1 AND why <> '' GROUP BY why ORDER BY count(*) DESC, why LIMIT 20`, which)
	return db.Collect(rows, err, func(rows *sql.Rows, r *Reason) error { return rows.Scan(&r.Why, &r.Count, &r.Number) })
}

// Example returns the record by which a form for the whole batch is drawn: one that will be changed, or any. Kinds: Unauthenticated,
// NotFound.
func (s *Service) Example(ctx context.Context, b Batch) (v desk.View, err error) {
	defer errs.Wrap(&err, "batch.Example(%d)", b.ID)
	p, err := s.room.Practice(b.Kind)
	if err != nil {
		return v, err
	}
	var number string
	err = s.db.QueryRow(ctx, `SELECT number FROM batch_row WHERE batch_id = $1 ORDER BY CASE WHEN outcome = 'may' THEN 0 ELSE 1 END, seq LIMIT 1`, b.ID).Scan(&number)
	if err != nil {
		return v, err
	}
	return s.room.Get(ctx, p, number)
}

// Sweep forgets old batches.
func Sweep(tx *db.Tx) error {
	before := tx.Now().Add(-Lasts)
	if _, err := tx.Exec(`DELETE FROM batch_row WHERE batch_id IN (SELECT id FROM batch WHERE at <= $1)`, before); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM batch WHERE at <= $1`, before)
	return err
}
