package crash

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// load is a number of writers that keep on through every death of the server.
type load struct {
	server  *server
	client  *client
	journal *journal
	ended   atomic.Bool // finish what is under way, begin nothing new
	wg      sync.WaitGroup
}

// begin starts n writers. Each has its own random numbers, so that a seed gives the same work again.
func begin(ctx context.Context, s *server, j *journal, n int, seed uint64) *load {
	l := &load{server: s, client: newClient(s.token, n), journal: j}
	for i := range n {
		w := &writer{load: l, name: fmt.Sprintf("w%d", i), rand: rand.New(rand.NewPCG(seed, uint64(i)))}
		l.wg.Go(func() { w.run(ctx) })
	}
	return l
}

// finish lets the writers end what they have begun.
func (l *load) finish() {
	l.ended.Store(true)
	l.wg.Wait()
}

// owned is an incident that only one writer works on.
type owned struct {
	number, title string
	version       int64
}

type writer struct {
	*load
	name string
	rand *rand.Rand
	n    int
	mine []*owned
}

func (w *writer) run(ctx context.Context) {
	for !w.ended.Load() && ctx.Err() == nil {
		w.n++
		what := w.rand.IntN(12)
		if len(w.mine) == 0 || what < 6 {
			w.open(ctx)
			continue
		}
		on := w.mine[w.rand.IntN(len(w.mine))]
		switch {
		case what < 8:
			w.reply(ctx, on)
		case what < 11:
			w.edit(ctx, on)
		default:
			w.upload(ctx, on)
		}
	}
}

// key names what the writer does now; no two are the same.
func (w *writer) key(what string) string { return fmt.Sprintf("%s-%s-%d", what, w.name, w.n) }

func (w *writer) open(ctx context.Context) {
	key := w.key("open")
	if r, _, ok := w.until(ctx, create(key, key)); ok && w.expect(r, key, http.StatusCreated) {
		w.journal.open(key, r)
		w.mine = append(w.mine, &owned{r.Number, key, r.Version})
	}
}

func (w *writer) reply(ctx context.Context, on *owned) {
	key := w.key("reply")
	if r, _, ok := w.until(ctx, answer(on.number, key, key)); ok && w.expect(r, key, http.StatusOK) {
		w.journal.enter(func() {
			w.journal.replies[key] = on.number
			w.journal.note(r)
		})
		on.version = r.Version
	}
}

// edit changes the title. It has no key: when its answer was lost, the version tells whether it took effect.
func (w *writer) edit(ctx context.Context, on *owned) {
	title := w.key("edit")
	r, tries, ok := w.until(ctx, edit(on.number, title, on.version))
	if !ok {
		return
	}
	lost := false
	if r.status == http.StatusPreconditionFailed && tries > 1 {
		if r, _, ok = w.until(ctx, look(on.number)); !ok {
			return
		}
		lost = true
	}
	if !w.expect(r, title, http.StatusOK) {
		return
	}
	if r.Title != title || r.Version != on.version+1 {
		w.journal.fault("after the edit %s of version %d, %s is %s", title, on.version, on.number, r)
	}
	on.version, on.title = r.Version, title
	w.journal.enter(func() {
		w.journal.edits[title], w.journal.titles[on.number] = on.number, title
		if lost {
			w.journal.replayed++
		}
	})
}

// upload sends a file once: it has neither key nor version.
func (w *writer) upload(ctx context.Context, on *owned) {
	name := w.key("file")
	base, gone, err := w.server.where(ctx)
	if err != nil {
		return
	}
	r, err := w.client.do(ctx, base, upload(on.number, name, bytes.Repeat([]byte(name), 1+w.rand.IntN(2000))))
	if err != nil || r.status == http.StatusServiceUnavailable || (!r.ok() && closed(gone)) {
		w.journal.enter(func() { w.journal.unsure++ })
		pause(ctx, gone)
		return
	}
	if w.expect(r, name, http.StatusCreated) {
		w.journal.enter(func() { w.journal.files[r.ID] = r.Hash })
	}
}

func (w *writer) expect(r reply, what string, status int) bool {
	if r.status != status {
		w.journal.fault("%s was answered %s", what, r)
	}
	return r.status == status
}

// until sends a request until it is answered, through as many deaths of the server as it takes, and tells how often it was sent.
func (w *writer) until(ctx context.Context, a ask) (r reply, tries int, ok bool) {
	for {
		base, gone, err := w.server.where(ctx)
		if err != nil {
			return r, tries, false
		}
		tries++
		r, err = w.client.do(ctx, base, a)
		switch {
		case err == nil && r.ok():
			return r, tries, true
		case err != nil, closed(gone): // or another program answers at that port now
			w.journal.enter(func() { w.journal.cut++ })
		case r.status == http.StatusServiceUnavailable:
			w.journal.enter(func() { w.journal.refused++ })
		default:
			return r, tries, true
		}
		pause(ctx, gone)
	}
}

// pause waits for the server's end, but not for long.
func pause(ctx context.Context, gone <-chan struct{}) {
	select {
	case <-gone:
	case <-time.After(20 * time.Millisecond):
	case <-ctx.Done():
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("in %s it did not come to pass that %s", patience, what)
		}
	}
}
