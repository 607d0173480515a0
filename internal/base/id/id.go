// Package id makes the identifiers of all rows: 64 bits, ordered by time, made in Go without asking the database.
//
// 41 bits count milliseconds since 2000, 10 bits name the node, 12 bits number the ids of one millisecond. Ids therefore sort by
// creation, so that the primary key doubles as the "newest first" index, on both engines.
//
// It leaves to base/db which node number a process holds, and to engine/record the numbers people quote.
package id

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
)

// ID identifies one row. Zero means "none".
type ID int64

const (
	nodeBits = 10
	seqBits  = 12
	maxSeq   = 1<<seqBits - 1
	// MaxNode is the largest node number.
	MaxNode = 1<<nodeBits - 1
	// epoch is 2000-01-01T00:00:00Z in milliseconds; 41 bits last until 2069. It lies that early so that imported history sorts too.
	epoch = 946684800000
)

// String returns the id in decimal, "" for none.
func (i ID) String() string {
	if i == 0 {
		return ""
	}
	return strconv.FormatInt(int64(i), 10)
}

// Parse reads a decimal id; "" is none.
func Parse(s string) (ID, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("id: %q is not an id", s)
	}
	return ID(n), nil
}

// Time returns the millisecond in which the id was made.
func (i ID) Time() time.Time { return time.UnixMilli(int64(i>>(nodeBits+seqBits)) + epoch).UTC() }

// MarshalJSON writes the id as a string, because numbers of this size do not survive JavaScript; none becomes null.
func (i ID) MarshalJSON() ([]byte, error) {
	if i == 0 {
		return []byte("null"), nil
	}
	return append(strconv.AppendInt(append(make([]byte, 0, 22), '"'), int64(i), 10), '"'), nil
}

// UnmarshalJSON reads a string, a number or null.
func (i *ID) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" || s == `""` {
		*i = 0
		return nil
	}
	if len(s) > 1 && s[0] == '"' {
		s = s[1 : len(s)-1]
	}
	v, err := Parse(s)
	*i = v
	return err
}

// At returns the smallest id of the millisecond of t, to cut a range of ids by time.
func At(t time.Time) ID {
	ms := t.UnixMilli() - epoch
	if ms < 0 {
		return 0
	}
	return ID(ms << (nodeBits + seqBits))
}

// Source makes ids. It is safe for concurrent use and never repeats itself, also when the clock goes back.
type Source struct {
	clock clock.Clock
	node  int64

	mu   sync.Mutex
	last int64
	seq  int64
	past past
}

// past is how far the ids of past instants are.
type past struct {
	count int64 // fills the low bits
	first ID    // the smallest id of the millisecond that was asked for last
	last  ID    // the id given for it
}

// NewSource returns a source for a node, 0 to MaxNode.
func NewSource(c clock.Clock, node int) *Source {
	return &Source{clock: c, node: int64(node & MaxNode), past: past{count: rand.Int64N(perMilli)}}
}

// perMilli is how many ids one millisecond has.
const perMilli = 1 << (nodeBits + seqBits)

// NextAt returns a new id that sorts at t: for history brought in from elsewhere. The low bits count on, so that two ids of one
// instant differ, and begin at a random place, so that two processes rarely meet; ids of the same millisecond grow as long as nothing
// else is asked for in between. A clash with an id that was made elsewhere for that millisecond is left to the unique key.
func (s *Source) NextAt(t time.Time) ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.past
	p.count = (p.count + 1) % perMilli
	first := At(t)
	n := first | ID(p.count)
	for first == p.first && n <= p.last { // the count began anew within one instant
		n += perMilli
	}
	p.first, p.last = first, n
	return n
}

// SetNode changes the node number, once the process has got one of its own.
func (s *Source) SetNode(node int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.node = int64(node & MaxNode)
}

// Raise makes all later ids larger than i.
func (s *Source) Raise(i ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ms := int64(i) >> (nodeBits + seqBits); ms >= s.last {
		s.last, s.seq = ms, maxSeq
	}
}

// Next returns a new id, larger than every earlier one of this source.
func (s *Source) Next() ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := s.clock.Now().UnixMilli() - epoch
	if ms > s.last {
		s.last, s.seq = ms, 0
	} else if s.seq++; s.seq > maxSeq {
		s.last, s.seq = s.last+1, 0
	}
	return ID(s.last<<(nodeBits+seqBits) | s.node<<seqBits | s.seq)
}
