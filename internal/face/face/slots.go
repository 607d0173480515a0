package face

import (
	"hash/maphash"
	"sync"
)

// Slots bounds how much of a thing a credential may have open at the same time. It is safe for concurrent use.
type Slots struct {
	most int
	seed maphash.Seed

	mu sync.Mutex
	m  map[uint64]int
}

// NewSlots returns slots for most each, nil for no bound when most is 0 or less.
func NewSlots(most int) *Slots {
	if most <= 0 {
		return nil
	}
	return &Slots{most: most, seed: maphash.MakeSeed(), m: map[uint64]int{}}
}

// Most returns how many each may have, 0 for no bound.
func (s *Slots) Most() int {
	if s == nil {
		return 0
	}
	return s.most
}

// Take takes a slot until free is called, once; ok is false when all are taken. Nil slots are never all taken.
func (s *Slots) Take(credential string) (free func(), ok bool) {
	if s == nil {
		return func() {}, true
	}
	key := maphash.String(s.seed, credential)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m[key] >= s.most {
		return nil, false
	}
	s.m[key]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.m[key]--; s.m[key] == 0 {
			delete(s.m, key)
		}
	}, true
}
