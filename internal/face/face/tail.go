package face

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

const (
	tailPoll  = time.Second           // other nodes wake nobody here
	tailPause = 40 * time.Millisecond // between two reads, so that a storm of writes costs few
	tailBatch = 500
	tailQueue = 64 // batches a listener may be behind
	// tailSlack is how long an event may become visible after a younger one: transactions on PostgreSQL commit out of order.
	tailSlack = 2 * time.Second
	seenSize  = 8192
)

// Tail reads the event log once for all who listen in this process. What it delivers is not trimmed to anybody's rights: that is for the
// listener, event by event (desk.Room.Visible).
type Tail struct {
	desk *desk.Room
	log  *slog.Logger
	wake chan struct{}

	mu        sync.Mutex
	listeners map[*Listener]bool
	last      id.ID
	seen      *Seen
	stopped   bool
}

// Listener receives events.
type Listener struct {
	// C delivers events, oldest first. It is closed when the listener was too slow or the process stops; it then resumes from the log.
	C    <-chan []event.Envelope
	c    chan []event.Envelope
	tail *Tail
}

// NewTail returns a tail of the log of a desk. It does nothing before Run.
func NewTail(d *desk.Room, log *slog.Logger) *Tail {
	t := &Tail{desk: d, log: log, wake: make(chan struct{}, 1), listeners: map[*Listener]bool{}, seen: NewSeen()}
	d.Log.Wake(t.poke)
	return t
}

func (t *Tail) poke() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// Settled returns the instant before which no further event can appear in the log: what is younger may still be overtaken.
func Settled(d *desk.Room) time.Time {
	now := d.DB.Clock().Now()
	if d.DB.Engine().String() == "sqlite" { // one writer: the order of ids is the order of commits
		return now.Add(time.Hour)
	}
	return now.Add(-tailSlack)
}

// Since returns where to read on after an event that was seen: a little before it where an older one may have become visible after it.
func Since(d *desk.Room, last id.ID) id.ID {
	if d.DB.Engine().String() == "sqlite" {
		return last
	}
	return min(last, id.At(last.Time().Add(-tailSlack)))
}

// Listen begins to listen. Close must be called. Kinds: Unavailable when the process stops.
func (t *Tail) Listen(ctx context.Context) (*Listener, error) {
	newest, err := event.Newest(ctx, t.desk.DB)
	if err != nil {
		return nil, err
	}
	l := &Listener{c: make(chan []event.Envelope, tailQueue), tail: t}
	l.C = l.c
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		return nil, errs.New(errs.Unavailable, "Fettle is stopping; please try again.")
	}
	if len(t.listeners) == 0 {
		t.last = newest
	}
	t.listeners[l] = true
	return l, nil
}

// Close ends listening.
func (l *Listener) Close() {
	l.tail.mu.Lock()
	defer l.tail.mu.Unlock()
	l.tail.drop(l)
}

func (t *Tail) drop(l *Listener) {
	if t.listeners[l] {
		delete(t.listeners, l)
		close(l.c)
	}
}

// Run reads until ctx ends; then all listeners are closed.
func (t *Tail) Run(ctx context.Context) error {
	poll := time.NewTicker(tailPoll)
	defer poll.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			t.stop()
			return nil
		case <-poll.C:
		case <-t.wake:
		}
		if err := t.read(ctx); err != nil && ctx.Err() == nil {
			t.log.Error("the event log cannot be read for live views", "error", err)
		}
		pause.Reset(tailPause)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
	}
}

func (t *Tail) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	for l := range t.listeners {
		t.drop(l)
	}
}

// read delivers what is new.
func (t *Tail) read(ctx context.Context) error {
	t.mu.Lock()
	from, idle := t.last, len(t.listeners) == 0
	t.mu.Unlock()
	if idle {
		return nil
	}
	from = Since(t.desk, from)
	for {
		list, err := t.desk.Log.After(ctx, t.desk.DB, from, tailBatch)
		if err != nil {
			return err
		}
		t.deliver(list)
		if len(list) < tailBatch {
			return nil
		}
		from = list[len(list)-1].ID
	}
}

// deliver hands on the events that were not handed on before.
func (t *Tail) deliver(list []event.Envelope) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var fresh []event.Envelope
	for _, e := range list {
		if t.seen.Add(e.ID) {
			fresh = append(fresh, e)
			t.last = max(t.last, e.ID)
		}
	}
	if len(fresh) == 0 {
		return
	}
	for l := range t.listeners {
		select {
		case l.c <- fresh:
		default:
			t.drop(l)
		}
	}
}

// Seen remembers the latest ids.
type Seen struct {
	set  map[id.ID]bool
	ring []id.ID
	at   int
}

// NewSeen returns an empty memory.
func NewSeen() *Seen { return &Seen{set: map[id.ID]bool{}} }

// Add notes an id and reports whether it is new.
func (s *Seen) Add(i id.ID) bool {
	if s.set[i] {
		return false
	}
	s.set[i] = true
	if len(s.ring) < seenSize {
		s.ring = append(s.ring, i)
		return true
	}
	delete(s.set, s.ring[s.at])
	s.ring[s.at] = i
	s.at = (s.at + 1) % seenSize
	return true
}
