package event

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// MaxDepth is how many events may cause one another before a chain of rules is stopped.
const MaxDepth = 8

// Envelope is an event as it stands in the log.
type Envelope struct {
	ID        id.ID
	Subject   id.ID
	Seq       int64 // position in the subject's chain, from 1
	Kind      string
	At        clock.Time
	ActorKind actor.Kind
	Actor     id.ID
	Behalf    id.ID
	Channel   string
	Cause     id.ID // the event that led to this one, 0 for none
	Depth     int
	Data      []byte   // JSON of Event
	Event     db.Event // nil when the kind is not known to this program
}

// Reactor runs inside the transaction of the event.
type Reactor func(tx *db.Tx, e Envelope) error

// Log is the sink of all events. Register, React, Subscribe, Cover and Call are called before the first write.
type Log struct {
	decode      map[string]func([]byte) (db.Event, error)
	reactors    []Reactor
	subscribers []subscriber
	covered     []string
	witnesses   []witness

	mu    sync.Mutex
	wakes []func()
}

type subscriber struct {
	name  string
	wants map[string]bool
	when  func(tx *db.Tx, e Envelope) (bool, error)
}

// New returns an empty log.
func New() *Log { return &Log{decode: map[string]func([]byte) (db.Event, error){}} }

// Register makes an event type known, so that its rows can be read back.
func Register[E db.Event](l *Log) {
	var zero E
	l.decode[zero.EventKind()] = func(b []byte) (db.Event, error) {
		var e E
		err := json.Unmarshal(b, &e)
		return e, err
	}
}

// React adds a reactor; reactors run in the order in which they were added.
func (l *Log) React(r Reactor) { l.reactors = append(l.reactors, r) }

// Deliver is the job that hands one event to one subscriber.
type Deliver struct {
	Subscriber string `json:"to"`
	Event      id.ID  `json:"event"`
}

// Kind names the job.
func (Deliver) Kind() string { return "event.deliver" }

// Subscribe asks for a job per event of the kinds. The subscriber must tolerate seeing an event twice.
func (l *Log) Subscribe(name string, kinds ...string) {
	l.SubscribeWhen(name, func(*db.Tx, Envelope) (bool, error) { return true, nil }, kinds...)
}

// SubscribeWhen is Subscribe for those events only for which when, asked inside the write, answers true: each job costs its write.
func (l *Log) SubscribeWhen(name string, when func(tx *db.Tx, e Envelope) (bool, error), kinds ...string) {
	wants := map[string]bool{}
	for _, k := range kinds {
		wants[k] = true
	}
	l.subscribers = append(l.subscribers, subscriber{name, wants, when})
}

// Cover names a table each row of which begins its life with an event under its id, so that Verify finds rows whose whole history was
// removed.
func (l *Log) Cover(table string) { l.covered = append(l.covered, table) }

// Wake registers f to be called after each commit with events: to wake the job queue and to push to browsers.
func (l *Log) Wake(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wakes = append(l.wakes, f)
}

type causeKey struct{}

type cause struct {
	id    id.ID
	depth int
}

// WithCause returns a context whose events are caused by e.
func WithCause(ctx context.Context, e Envelope) context.Context {
	return context.WithValue(ctx, causeKey{}, cause{e.ID, e.Depth})
}

// Emit writes the event, runs the reactors and queues a job per subscriber, all in tx. It implements db.Sink. Kinds: Conflict when
// rules have caused one another too often.
func (l *Log) Emit(tx *db.Tx, ev db.Event) (err error) {
	defer errs.Wrap(&err, "event.Emit(%s)", ev.EventKind())
	e, err := envelope(tx, ev)
	if err != nil {
		return err
	}
	if err := appendRow(tx, &e); err != nil {
		return err
	}
	for _, r := range l.reactors {
		if err := r(tx, e); err != nil {
			return err
		}
	}
	if !tx.Past() { // nobody is told of history that is brought in
		if err := l.tell(tx, e); err != nil {
			return err
		}
	}
	tx.After(l.wake)
	return nil
}

// tell queues a job for each subscriber that asked for the event.
func (l *Log) tell(tx *db.Tx, e Envelope) error {
	for _, s := range l.subscribers {
		if !s.wants[e.Kind] {
			continue
		}
		wanted, err := s.when(tx, e)
		if err == nil && wanted {
			err = job.Enqueue(tx, Deliver{s.name, e.ID}, job.Opts{})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) wake() {
	l.mu.Lock()
	wakes := l.wakes
	l.mu.Unlock()
	for _, f := range wakes {
		f()
	}
}

func envelope(tx *db.Tx, ev db.Event) (Envelope, error) {
	a, err := actor.From(tx.Context())
	if err != nil {
		return Envelope{}, err
	}
	data, err := json.Marshal(ev)
	if err != nil {
		return Envelope{}, err
	}
	e := Envelope{ID: tx.NextID(), Subject: ev.Subject(), Kind: ev.EventKind(), At: tx.Now(), ActorKind: a.Kind, Actor: a.ID,
		Behalf: a.Behalf, Channel: a.Channel, Data: data, Event: ev}
	if c, ok := tx.Context().Value(causeKey{}).(cause); ok {
		e.Cause, e.Depth = c.id, c.depth+1
	}
	if e.Depth > MaxDepth {
		return e, errs.New(errs.Conflict, "Rules caused one another %d times in a row; the chain was stopped.", MaxDepth)
	}
	return e, nil
}

// appendRow puts e at the end of its subject's chain. An event with a method First begins the chain, so that nothing need be read: the
// unique key of the chain refuses a second one.
func appendRow(tx *db.Tx, e *Envelope) error {
	var last []byte
	if _, first := e.Event.(interface{ First() }); !first {
		err := tx.QueryRow(tx.Context(), `SELECT seq, hash FROM event_chain WHERE subject_id = $1 {{forupdate}}`, e.Subject).Scan(&e.Seq, &last)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	e.Seq++
	hash := e.hash(last)
	if err := tx.Put(`INSERT INTO event (id, subject_id, seq, kind, at, actor_kind, actor_id, behalf_id, channel, cause_id, depth, data, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		e.ID, e.Subject, e.Seq, e.Kind, e.At, actorCode(e.ActorKind), e.Actor, e.Behalf, e.Channel, e.Cause, e.Depth, string(e.Data), hash); err != nil {
		return err
	}
	return tx.Put(`INSERT INTO event_chain (subject_id, seq, hash) VALUES ($1, $2, $3)
		ON CONFLICT (subject_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`, e.Subject, e.Seq, hash)
}

// hashSize is how much of a SHA-256 is kept: nobody finds another row for 128 bits, and the log keeps them for ever.
const hashSize = sha256.Size / 2

// hash covers the previous hash and every column, each with its length, so that no two rows have the same bytes.
func (e *Envelope) hash(last []byte) []byte {
	b := make([]byte, 0, 192+len(e.Data))
	part := func(p []byte) {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	part(last)
	for _, n := range [...]int64{int64(e.ID), int64(e.Subject), e.Seq, int64(e.At), int64(e.Actor), int64(e.Behalf), int64(e.Cause), int64(e.Depth)} {
		b = binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // the bits matter, not the sign
	}
	part([]byte(e.Kind))
	part([]byte(e.ActorKind))
	part([]byte(e.Channel))
	part(e.Data)
	sum := sha256.Sum256(b)
	return sum[:hashSize]
}

// Decode fills in e.Event from e.Data. An unknown kind is not an error: an older program reads a newer log.
func (l *Log) Decode(e *Envelope) error {
	f := l.decode[e.Kind]
	if f == nil {
		return nil
	}
	ev, err := f(e.Data)
	if err != nil {
		return fmt.Errorf("event %d of kind %s: %w", e.ID, e.Kind, err)
	}
	e.Event = ev
	return nil
}
