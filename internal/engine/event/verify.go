package event

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Fault is one place where the log is not what it was.
type Fault struct {
	Subject id.ID  `json:"subject"`
	Event   id.ID  `json:"event"`
	Text    string `json:"text"`
}

// Report is the result of Verify.
type Report struct {
	Events   int64   `json:"events"`
	Subjects int64   `json:"subjects"`
	Seals    int64   `json:"seals"`
	Faults   []Fault `json:"faults"`
}

// maxFaults bounds a report: one broken import must not fill the memory.
const maxFaults = 100

func (r *Report) fault(subject, event id.ID, format string, args ...any) {
	if len(r.Faults) < maxFaults {
		r.Faults = append(r.Faults, Fault{subject, event, fmt.Sprintf(format, args...)})
	}
}

// Verify reads the whole log and finds rows that were changed, removed, added or reordered. progress, if not nil, is called with the
// number of events read so far.
func (l *Log) Verify(ctx context.Context, q db.Querier, progress func(events int64)) (r Report, err error) {
	defer errs.Wrap(&err, "event.Verify")
	r.Faults = []Fault{}
	if err := l.verifyChains(ctx, q, &r, progress); err != nil {
		return r, err
	}
	for _, table := range l.covered {
		if err := missingHistories(ctx, q, table, &r); err != nil {
			return r, err
		}
	}
	return r, l.verifySeals(ctx, q, &r)
}

// page is how many events are read at a time: a long read would keep the database from tidying up behind it.
const page = 5000

func (l *Log) verifyChains(ctx context.Context, q db.Querier, r *Report, progress func(int64)) error {
	v := chainCheck{calls: l.calls()}
	subject, seq := id.ID(math.MinInt64), int64(math.MinInt64)
	for {
		rows, err := q.Query(ctx, `SELECT e.id, e.subject_id, e.seq, e.kind, e.at, e.actor_kind, e.actor_id, e.behalf_id, e.channel, e.cause_id, e.depth, e.data, e.hash,
			coalesce(c.seq, 0), c.hash FROM event e LEFT JOIN event_chain c ON c.subject_id = e.subject_id
			WHERE (e.subject_id, e.seq) > ($1, $2) ORDER BY e.subject_id, e.seq LIMIT $3`, subject, seq, page)
		list, err := db.Collect(rows, err, scanLink)
		if err != nil {
			return err
		}
		for i := range list {
			v.next(&list[i], r)
			if r.Events++; progress != nil && r.Events%1000 == 0 {
				progress(r.Events)
			}
			subject, seq = list[i].Subject, list[i].Seq
		}
		more := len(list) == page
		if err := v.testify(ctx, q, l, r, more); err != nil {
			return err
		}
		if !more {
			v.end(r)
			return missingChains(ctx, q, r)
		}
	}
}

// chainLink is an event with its hash, and the head of its chain.
type chainLink struct {
	Envelope
	sum      []byte
	headSeq  int64
	headHash []byte
}

func scanLink(rows *sql.Rows, e *chainLink) error {
	var data string
	err := rows.Scan(&e.ID, &e.Subject, &e.Seq, &e.Kind, &e.At, (*kindCode)(&e.ActorKind), &e.Actor, &e.Behalf, &e.Channel, &e.Cause, &e.Depth, &data, &e.sum,
		&e.headSeq, &e.headHash)
	e.Data = []byte(data)
	return err
}

// chainCheck walks the rows of one subject after the other.
type chainCheck struct {
	subject  id.ID
	last     []byte
	seq      int64
	headSeq  int64
	headHash []byte
	calls    []call
}

func (v *chainCheck) next(e *chainLink, r *Report) {
	if e.Subject != v.subject {
		v.end(r)
		*v = chainCheck{subject: e.Subject, calls: v.calls}
		r.Subjects++
	}
	v.headSeq, v.headHash = e.headSeq, e.headHash
	if e.Seq != v.seq+1 {
		r.fault(e.Subject, e.ID, "%s", missing(v.seq+1, e.Seq-1))
	} else if !bytes.Equal(e.hash(v.last), e.sum) {
		r.fault(e.Subject, e.ID, "event %d was changed or reordered", e.Seq)
	}
	v.last, v.seq = e.sum, e.Seq
	for i := range v.calls {
		v.calls[i].note(e.Envelope)
	}
}

func missing(from, to int64) string {
	if from == to {
		return fmt.Sprintf("event %d is missing", from)
	}
	return fmt.Sprintf("events %d to %d are missing", from, to)
}

func (v *chainCheck) end(r *Report) {
	if v.subject == 0 && v.seq == 0 {
		return
	}
	if v.headSeq != v.seq || !bytes.Equal(v.headHash, v.last) {
		r.fault(v.subject, 0, "the chain should end with event %d, it ends with event %d", v.headSeq, v.seq)
	}
}

// missingChains finds subjects all of whose events were removed.
func missingChains(ctx context.Context, q db.Querier, r *Report) error {
	rows, err := q.Query(ctx, `SELECT c.subject_id, c.seq FROM event_chain c WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.subject_id = c.subject_id AND e.seq = 1) LIMIT 100`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var subject id.ID
		var n int64
		if err := rows.Scan(&subject, &n); err != nil {
			return err
		}
		r.fault(subject, 0, "the first event is missing (of %d)", n)
	}
	return rows.Err()
}

// missingHistories finds the rows of a table that nothing is told of.
func missingHistories(ctx context.Context, q db.Querier, table string, r *Report) error {
	rows, err := q.Query(ctx, `SELECT o.id FROM `+table+` o WHERE NOT EXISTS (SELECT 1 FROM event_chain c WHERE c.subject_id = o.id) LIMIT 100`)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
	for _, subject := range list {
		r.fault(subject, 0, "the %s is there, but its whole history is missing", table)
	}
	return err
}

type seal struct {
	id, until id.ID
	events    int64
	root      []byte
}

func seals(ctx context.Context, q db.Querier) ([]seal, error) {
	rows, err := q.Query(ctx, `SELECT id, until_id, events, root FROM event_seal ORDER BY id`)
	return db.Collect(rows, err, func(rows *sql.Rows, s *seal) error { return rows.Scan(&s.id, &s.until, &s.events, &s.root) })
}

// root digests the events with after < id <= until on top of the previous root.
func root(ctx context.Context, q db.Querier, last []byte, after, until id.ID) (sum []byte, n int64, err error) {
	rows, err := q.Query(ctx, `SELECT id, hash FROM event WHERE id > $1 AND id <= $2 ORDER BY id`, after, until)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = rows.Close() }()
	h := sha256.New()
	h.Write(last)
	for ; rows.Next(); n++ {
		var e id.ID
		var hash []byte
		if err := rows.Scan(&e, &hash); err != nil {
			return nil, 0, err
		}
		_, _ = fmt.Fprintf(h, "%d:", e)
		h.Write(hash)
	}
	return h.Sum(nil), n, rows.Err()
}

func (l *Log) verifySeals(ctx context.Context, q db.Querier, r *Report) error {
	list, err := seals(ctx, q)
	if err != nil {
		return err
	}
	var prev seal
	for _, s := range list {
		sum, n, err := root(ctx, q, prev.root, prev.until, s.until)
		if err != nil {
			return err
		}
		if n != s.events || !bytes.Equal(sum, s.root) {
			r.fault(0, s.until, "the daily seal of %s does not fit: %d events sealed, %d found", s.id.Time().Format("2006-01-02"), s.events, n)
		}
		r.Seals++
		prev = s
	}
	var taken int64
	err = q.QueryRow(ctx, `SELECT coalesce(max(value), 0) FROM counter WHERE name = 'event.seals'`).Scan(&taken)
	if taken != r.Seals {
		r.fault(0, prev.until, "daily seals taken: %d, there: %d", taken, r.Seals)
	}
	return err
}

// Seal takes the seal over all events up to until that are not sealed yet. It does nothing when there are none. until should lie an
// hour in the past, so that no write still under way falls behind it.
func (l *Log) Seal(tx *db.Tx, until id.ID) (err error) {
	defer errs.Wrap(&err, "event.Seal")
	list, err := seals(tx.Context(), tx)
	if err != nil {
		return err
	}
	var prev seal
	if n := len(list); n > 0 {
		prev = list[n-1]
	}
	sum, n, err := root(tx.Context(), tx, prev.root, prev.until, until)
	if err != nil || n == 0 {
		return err
	}
	if err := tx.Put(`INSERT INTO event_seal (id, until_id, events, root, sealed_at) VALUES ($1, $2, $3, $4, $5)`, tx.NextID(), until, n, sum, tx.Now()); err != nil {
		return err
	}
	return tx.Put(`INSERT INTO counter (name, value) VALUES ('event.seals', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`)
}
