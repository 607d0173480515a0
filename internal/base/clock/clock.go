// Package clock is where time comes from: an interface with a real and a settable implementation, and the instant type that is
// stored.
//
// Service levels, escalation and expiry must be testable, and tools that fake the system clock do not work on Go programs, so no
// other package of the product may call time.Now.
//
// It leaves working hours and time zones to engine/calendar, and waiting for a moment to engine/job.
package clock

import (
	"sync"
	"time"
)

// Clock tells the present instant.
type Clock interface {
	Now() time.Time
}

// System is the clock of the machine.
type System struct{}

// Now returns the present instant in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Settable is a clock for tests and replays: it stands still until it is moved. The zero value starts at the zero time.
type Settable struct {
	mu  sync.Mutex
	now time.Time
}

// At returns a clock that stands at t.
func At(t time.Time) *Settable { return &Settable{now: t.UTC()} }

// Now returns the instant at which the clock stands.
func (s *Settable) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Set moves the clock to t, forwards or backwards.
func (s *Settable) Set(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t.UTC()
}

// Advance moves the clock by d.
func (s *Settable) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Time is an instant as it is stored: microseconds since 1970 in UTC. The zero value means "none".
type Time int64

// Of returns t as a stored instant; the zero time becomes none.
func Of(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.UnixMicro())
}

// IsZero reports whether there is no instant.
func (t Time) IsZero() bool { return t == 0 }

// Time returns the instant in UTC, or the zero time for none.
func (t Time) Time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(t)).UTC()
}

// Add returns the instant d later.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Microseconds()) }

// Sub returns the time between u and t.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t-u) * time.Microsecond }

// String returns the instant in RFC 3339, or "" for none.
func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return t.Time().Format(time.RFC3339Nano)
}

// MarshalJSON writes RFC 3339, or null for none.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return t.Time().AppendFormat(append(make([]byte, 0, 34), '"'), `2006-01-02T15:04:05.999999Z07:00"`), nil
}

// UnmarshalJSON reads RFC 3339 or null.
func (t *Time) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = 0
		return nil
	}
	var v time.Time
	if err := v.UnmarshalJSON(b); err != nil {
		return err
	}
	*t = Of(v)
	return nil
}
