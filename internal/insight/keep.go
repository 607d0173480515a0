package insight

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
)

// A report over a hundred thousand pieces of work costs half a second of a processor. One that took long is therefore kept for a hundred
// times as long, at most a minute, so that measuring takes no more than about a hundredth of the time, however many look. What is
// measured fast is measured anew each time.
const (
	slow     = 200 * time.Millisecond
	ratio    = 100
	mostKept = time.Minute
	maxKept  = 32 // reports, of a few tens of kilobytes each
)

// keeper remembers reports by their question. Who asks the same at the same moment waits for the one who asked first.
type keeper struct {
	mu  sync.Mutex
	all map[string]*kept
}

type kept struct {
	done   chan struct{} // closed when the rest is there
	report Report
	err    error
	until  time.Time // set once it is there
}

// get returns a report that is kept or being made, or makes one.
func (k *keeper) get(ctx context.Context, key string, c clock.Clock, measure func() (Report, error)) (Report, error) {
	for {
		e, mine := k.find(key, c.Now())
		if mine {
			k.fill(key, e, c, measure)
			return e.report, e.err
		}
		select {
		case <-ctx.Done():
			return Report{}, ctx.Err()
		case <-e.done:
		}
		if e.err == nil {
			return e.report, nil
		} // whoever asked first may just have left
	}
}

// find returns the entry of a question, and whether it is the caller's to fill.
func (k *keeper) find(key string, now time.Time) (e *kept, mine bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.all[key]; e != nil && (e.until.IsZero() || now.Before(e.until)) {
		return e, false
	}
	if len(k.all) >= maxKept {
		for old, e := range k.all { // those that are being made stay
			if !e.until.IsZero() && (!now.Before(e.until) || len(k.all) >= maxKept) {
				delete(k.all, old)
			}
		}
	}
	if k.all == nil {
		k.all = map[string]*kept{}
	}
	e = &kept{done: make(chan struct{})}
	k.all[key] = e
	return e, true
}

// fill makes the report, tells those who wait, and keeps it if it was slow.
func (k *keeper) fill(key string, e *kept, c clock.Clock, measure func() (Report, error)) {
	began := c.Now()
	e.err = context.Canceled // what those who wait get to see if measure panics
	defer func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if e.until = c.Now().Add(e.report.Kept); e.err != nil || e.report.Kept == 0 {
			delete(k.all, key)
		}
		close(e.done)
	}()
	e.report, e.err = measure()
	e.report.Took = c.Now().Sub(began)
	if e.report.Took >= slow {
		e.report.Kept = min(ratio*e.report.Took, mostKept).Round(time.Second)
	}
}

// key is what a report depends on but the work itself: the question, and which rows the actor may see.
func (m *measure) key() string {
	var args db.Args
	where := m.where(&args)
	p := m.ask.Period
	return fmt.Sprint(where, args.Values(), p.From.UnixMicro(), p.To.UnixMicro(), m.zone, m.actor.Entity)
}
