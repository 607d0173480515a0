package notify

import (
	"context"
	"sync"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

// bag collects the rows of events that are worked on at the same time, so that they share one write: whoever finds nobody writing
// writes for all who wait.
type bag struct {
	mu      sync.Mutex
	waiting []*load
	busy    bool
}

// load is what one event adds.
type load struct {
	rows []row
	done chan struct{}
	err  error
}

// put writes the rows of one event and returns when they are durable.
func (s *Service) put(ctx context.Context, rows []row) error {
	l := &load{rows: rows, done: make(chan struct{})}
	s.bag.mu.Lock()
	s.bag.waiting = append(s.bag.waiting, l)
	lead := !s.bag.busy
	s.bag.busy = true
	s.bag.mu.Unlock()
	if lead {
		s.carry(context.WithoutCancel(ctx))
	}
	<-l.done
	return l.err
}

// carry writes until nobody waits.
func (s *Service) carry(ctx context.Context) {
	for {
		s.bag.mu.Lock()
		some := s.bag.waiting
		s.bag.waiting = nil
		if len(some) == 0 {
			s.bag.busy = false
			s.bag.mu.Unlock()
			return
		}
		s.bag.mu.Unlock()
		var rows []row
		for _, l := range some {
			rows = append(rows, l.rows...)
		}
		err := s.db.Write(ctx, func(tx *db.Tx) error { return write(tx, rows) })
		for _, l := range some {
			l.err = err
			close(l.done)
		}
	}
}
