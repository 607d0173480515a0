package once

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Kept is how long a key is remembered at least.
const Kept = 24 * time.Hour

// MaxKey is the longest key in bytes.
const MaxKey = 255

// Patience is how long a repeated request waits for the first one by default.
const Patience = 2 * time.Second

// Answer is what came of a request. For what is not a record only ID is set.
type Answer struct {
	record.Ref
	Version int64 `json:"version"`
}

// Request is one request with a key.
type Request struct {
	Actor  id.ID  // keys of different actors never meet
	Key    string // as the client chose it
	Digest [sha256.Size]byte
	Number string // the record it works on, "" when it makes one
}

// Keys remembers which requests were carried out. It is safe for concurrent use.
type Keys struct {
	db *db.DB
	// Patience is how long a repeated request waits for the first one before it is told to come back.
	Patience time.Duration

	mu      sync.Mutex
	running map[slot]*turn
}

// turn is a request under way.
type turn struct {
	digest [sha256.Size]byte
	ended  chan struct{}
	done   bool // it succeeded; read after ended is closed
}

type slot struct {
	actor id.ID
	key   string
}

// New returns the keys kept in a database.
func New(d *db.DB) *Keys { return &Keys{db: d, Patience: Patience, running: map[slot]*turn{}} }

// claim is a request under way: what it made is noted by Note.
type claim struct {
	Request
	made id.ID
	seen map[id.ID]Answer // the records that were made or saved, as they were last
}

type claimKey struct{}

// Do runs fn unless the actor's key was used before; then it returns the answer of that time and true. While a request with the same key
// is under way it waits for it, but not for long. A request that failed leaves no trace, so that it can be repeated. Kinds: those of fn,
// Invalid for a key that was used for another request, and Conflict, with RetryAfter, while the first request is still under way.
func (k *Keys) Do(ctx context.Context, r Request, fn func(ctx context.Context) error) (a Answer, replayed bool, err error) {
	if r.Key == "" {
		return a, false, fn(ctx)
	}
	if len(r.Key) > MaxKey {
		return a, false, errs.New(errs.Invalid, "The idempotency key is longer than %d characters.", MaxKey)
	}
	mine, first, err := k.enter(ctx, r)
	if err != nil || mine == nil {
		return first, err == nil, err
	}
	defer k.leave(r, mine)
	c := &claim{Request: r, seen: map[id.ID]Answer{}}
	ctx = record.WithWitness(context.WithValue(ctx, claimKey{}, c), func(ref record.Ref, version int64) { c.seen[ref.ID] = Answer{ref, version} })
	failed := fn(db.WithCompanion(ctx, c.write))
	if mine.done = failed == nil; mine.done {
		return a, false, nil
	}
	// The request may have failed because it was carried out before: what is resolved cannot be resolved again.
	a, found, err := k.find(ctx, r)
	switch {
	case err != nil && errs.Is(err, errs.Invalid):
		return a, false, err
	case found && err == nil:
		return a, true, nil
	}
	return a, false, failed
}

// enter waits until no other request with the key is under way in this process; between processes the unique index decides. When the one it
// waited for succeeded, that one's answer is returned, and no turn.
func (k *Keys) enter(ctx context.Context, r Request) (mine *turn, first Answer, err error) {
	mine = &turn{digest: r.Digest, ended: make(chan struct{})}
	var late <-chan time.Time
	for {
		busy := k.hold(r, mine)
		if busy == nil {
			return mine, first, nil
		}
		if busy.digest != r.Digest {
			return nil, first, another()
		}
		if late == nil {
			timer := time.NewTimer(k.Patience)
			defer timer.Stop()
			late = timer.C
		}
		select {
		case <-busy.ended:
		case <-late:
			return nil, first, errs.Because(errs.Conflict, underway{}, "The first request with this idempotency key is still under way. Repeat it in a moment to get its answer.")
		case <-ctx.Done():
			return nil, first, ctx.Err()
		}
		if busy.done {
			if a, found, err := k.find(ctx, r); found || err != nil {
				return nil, a, err
			}
		}
	}
}

// hold takes the slot of a request's key, or returns the turn that has it.
func (k *Keys) hold(r Request, mine *turn) *turn {
	k.mu.Lock()
	defer k.mu.Unlock()
	if busy := k.running[slot{r.Actor, r.Key}]; busy != nil {
		return busy
	}
	k.running[slot{r.Actor, r.Key}] = mine
	return nil
}

func (k *Keys) leave(r Request, mine *turn) {
	k.mu.Lock()
	delete(k.running, slot{r.Actor, r.Key})
	k.mu.Unlock()
	close(mine.ended)
}

// underway is the inner error of a request whose twin is not done yet.
type underway struct{}

func (underway) Error() string { return "the same key is under way" }

// RetryAfter says when asking again makes sense.
func (underway) RetryAfter() time.Duration { return time.Second }

func another() error {
	return errs.New(errs.Invalid, "This idempotency key was used for another request; choose a new key for each.")
}

// Note is a reactor of the log: it notes what a request under way makes.
func Note(tx *db.Tx, e event.Envelope) error {
	c, ok := tx.Context().Value(claimKey{}).(*claim)
	if ok && (strings.HasSuffix(e.Kind, ".opened") || c.made == 0 && strings.HasSuffix(e.Kind, ".created")) {
		c.made = e.Subject
	}
	return nil
}

// write claims the key in the transaction of the effect.
func (c *claim) write(tx *db.Tx) error {
	a, err := c.answer(tx)
	c.made = 0
	clear(c.seen)
	if err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	// A key that was used violates the unique index, now or at the commit.
	return tx.Put(`INSERT INTO request_key (id, actor_id, key, request, answer) VALUES ($1, $2, $3, $4, $5)`,
		tx.NextID(), c.Actor, c.Key, c.Digest[:], string(text))
}

func (c *claim) answer(tx *db.Tx) (a Answer, err error) {
	for _, s := range c.seen {
		if s.ID == c.made || c.made == 0 && c.Number != "" && strings.EqualFold(s.Number, strings.TrimSpace(c.Number)) {
			return s, nil
		}
	}
	var row *db.Row
	switch {
	case c.made != 0:
		row = tx.QueryRow(tx.Context(), `SELECT id, kind, number, title, state, phase, version FROM record WHERE id = $1`, c.made)
	case c.Number != "":
		row = tx.QueryRow(tx.Context(), `SELECT id, kind, number, title, state, phase, version FROM record WHERE number = $1`, strings.ToUpper(strings.TrimSpace(c.Number)))
	default:
		return a, nil
	}
	err = row.Scan(&a.ID, &a.Kind, &a.Number, &a.Title, &a.State, &a.Phase, &a.Version)
	if errs.Is(err, errs.NotFound) { // a person, for example, is no record
		a.ID, err = c.made, nil
	}
	return a, err
}

// find returns the answer that the key got before. Kinds: Invalid when it was given to another request.
func (k *Keys) find(ctx context.Context, r Request) (a Answer, found bool, err error) {
	var request []byte
	var text string
	err = k.db.QueryRow(ctx, `SELECT request, answer FROM request_key WHERE actor_id = $1 AND key = $2`, r.Actor, r.Key).Scan(&request, &text)
	if errs.Is(err, errs.NotFound) {
		return a, false, nil
	}
	if err != nil {
		return a, false, err
	}
	if !bytes.Equal(request, r.Digest[:]) {
		return a, false, another()
	}
	return a, true, json.Unmarshal([]byte(text), &a)
}

// Sweep forgets keys older than Kept.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM request_key WHERE id < $1`, id.At(tx.Now().Add(-Kept).Time()))
	return err
}
