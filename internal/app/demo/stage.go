package demo

import (
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
)

// stage is a clock that is moved by hand while the past is played and then goes by itself.
type stage struct {
	real clock.Clock

	mu  sync.Mutex
	set time.Time // zero once it goes by itself
}

// Now implements clock.Clock.
func (s *stage) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.set.IsZero() {
		return s.real.Now()
	}
	return s.set
}

// to moves the clock forward; an earlier instant leaves it where it is.
func (s *stage) to(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.After(s.set) {
		s.set = t.UTC()
	}
}

// live lets the clock go by itself.
func (s *stage) live() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set = time.Time{}
}
