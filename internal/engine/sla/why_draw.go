package sla

import (
	"context"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// source is what a clock was read from.
type source struct {
	kept
	origin
	work  id.ID
	hours *calendar.Hours
	now   clock.Time
}

// Drawings returns the numbers of the drawings of clocks that Clocks returned, by their work: for a page of a list, one each. Where pauses
// lay is not stored; it is read from the log, in one statement, for those clocks that had pauses and have changed since they were drawn.
func (s *Service) Drawings(ctx context.Context, q db.Querier, clocks map[id.ID]Clock) (out map[id.ID]Drawing, err error) {
	defer errs.Wrap(&err, "sla.Drawings")
	out = make(map[id.ID]Drawing, len(clocks))
	var unknown []*source
	for work, c := range clocks {
		d := Drawing{Used: c.Used, Remaining: c.Remaining, Never: c.Never}
		if c.source != nil {
			d.Nights = c.nights()
			known := c.source.Paused == 0
			if !known {
				d.Rests, known = s.rests.get(c.source)
			}
			if !known {
				unknown = append(unknown, c.source)
			}
		}
		out[work] = d
	}
	if len(unknown) == 0 {
		return out, nil
	}
	histories, err := s.histories(ctx, q, unknown)
	if err != nil {
		return nil, err
	}
	for _, from := range unknown {
		d := out[from.work]
		d.Rests = from.rests(histories[from.work])
		s.rests.put(from, d.Rests)
		out[from.work] = d
	}
	return out, nil
}

// nights returns where the calendar closes overnight in what is left of the promise, for a clock that waits as if it went on now.
func (c *Clock) nights() []float64 {
	k, now := &c.source.kept, c.source.now.Time()
	switch {
	case k.Stands == standsRunning && k.Due != 0:
		used := k.Elapsed + c.source.hours.Between(k.Since.Time(), now)
		return timing.Nights(c.source.hours, now, k.Due.Time(), used, k.Promise)
	case k.Stands == standsPaused && k.Breached == 0 && k.Promise > k.Elapsed:
		if due, ok := c.source.hours.Add(now, k.Promise-k.Elapsed); ok {
			return timing.Nights(c.source.hours, now, due, k.Elapsed, k.Promise)
		}
	}
	return nil
}

// histories reads what moves clocks, of several pieces of work.
func (s *Service) histories(ctx context.Context, q db.Querier, list []*source) (map[id.ID][]event.Envelope, error) {
	var args db.Args
	ids := make([]id.ID, len(list))
	for i, from := range list {
		ids[i] = from.work
	}
	events, err := s.log.Find(ctx, q, `subject_id IN `+db.List(&args, fewShapes(ids))+
		` AND kind IN ('ticket.opened', 'ticket.changed', 'ticket.stepped', 'ticket.messaged') ORDER BY subject_id, seq`, args.Values()...)
	out := make(map[id.ID][]event.Envelope, len(list))
	for _, e := range events {
		out[e.Subject] = append(out[e.Subject], e)
	}
	return out, err
}

// fewShapes repeats the last id until there are a power of two of them, so that few statements have to be prepared.
func fewShapes(ids []id.ID) []id.ID {
	for n := len(ids); n&(n-1) != 0; n++ {
		ids = append(ids[:n:n], ids[n-1])
	}
	return ids
}

// rests finds the pauses of a clock that ended in the history of its work.
func (f *source) rests(history []event.Envelope) []Rest {
	for _, m := range trail.Marks(history, f.promise.Metric, f.agreement.Pauses, f.agreement.Hands(trail.Teams(history))) {
		r := timing.Compute(f.hours, f.promise.Target, m, f.now.Time())
		if clock.Of(r.StartedAt) == f.Started {
			return rests(r.Dayline().Rests)
		}
	}
	return nil
}

// restCache remembers where the pauses of clocks lay, as long as nothing about the clock changes.
type restCache struct {
	mu   sync.Mutex
	held map[restKey]heldRests
}

type restKey struct {
	work  id.ID
	clock clockKey
}

type heldRests struct {
	kept  kept
	hours *calendar.Hours
	rests []Rest
}

// maxHeld bounds the memory of the cache: some hundred pages of a list.
const maxHeld = 5000

func (f *source) same(h heldRests) bool {
	a := f.kept
	a.Warned = h.kept.Warned
	return a == h.kept && f.hours == h.hours
}

func (c *restCache) get(f *source) ([]Rest, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[restKey{f.work, f.key()}]
	return h.rests, ok && f.same(h)
}

func (c *restCache) put(f *source, list []Rest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil || len(c.held) >= maxHeld {
		c.held = map[restKey]heldRests{}
	}
	c.held[restKey{f.work, f.key()}] = heldRests{f.kept, f.hours, list}
}

// Outward is the answer as the requester may have it: the promises to customers, without saying which person of the desk did what.
func (a Answer) Outward() Answer {
	clocks := a.Clocks
	a.Clocks = []ClockStory{}
	for _, c := range clocks {
		if c.Party != Customer {
			continue
		}
		story := c.Story
		c.Story = make([]Stretch, len(story))
		for i, s := range story {
			s.By, s.ByName = 0, ""
			c.Story[i] = s
		}
		a.Clocks = append(a.Clocks, c)
	}
	return a
}

// Length is how long the rest was, in real time.
func (r Rest) Length() time.Duration { return time.Duration(r.Minutes) * time.Minute }
