package face

import (
	"hash/maphash"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Quota is how many requests a credential may make in a window. It is a bucket: a whole window's requests may come at once, and what was
// used comes back evenly. Requests of 0 or less is no limit.
type Quota struct {
	Requests int
	Window   time.Duration
}

// Meter counts the requests of each credential against a quota. It counts in memory, because signed-in traffic must cost no write: a restart
// forgets, and each process counts for itself. It is safe for concurrent use.
type Meter struct {
	quota  Quota
	clock  clock.Clock
	policy []string
	seed   maphash.Seed

	mu    sync.Mutex
	m     map[uint64]bucket
	swept time.Time
}

// bucket is what a credential has left, at an instant.
type bucket struct {
	left float64
	at   time.Time
}

// NewMeter returns a meter, nil for no limit.
func NewMeter(q Quota, c clock.Clock) *Meter {
	if q.Requests <= 0 || q.Window < time.Second {
		return nil
	}
	policy := `"default";q=` + strconv.Itoa(q.Requests) + `;w=` + strconv.Itoa(int(q.Window/time.Second))
	return &Meter{quota: q, clock: c, policy: []string{policy}, seed: maphash.MakeSeed(), m: map[uint64]bucket{}}
}

// Count takes one request off a credential's quota and says in the answer's header what is left (draft-ietf-httpapi-ratelimit-headers). Kinds:
// TooMany, with RetryAfter. A nil meter counts nothing.
func (m *Meter) Count(h http.Header, credential string) error {
	if m == nil {
		return nil
	}
	left, reset, ok := m.take(maphash.String(m.seed, credential))
	h["RateLimit-Policy"] = m.policy
	h["RateLimit"] = []string{`"default";r=` + strconv.Itoa(left) + `;t=` + strconv.Itoa(seconds(reset))}
	if ok {
		return nil
	}
	return errs.Because(errs.TooMany, Pause(reset), "Too many requests: %d are allowed in %d seconds. Wait as long as Retry-After says.",
		m.quota.Requests, int(m.quota.Window/time.Second))
}

// take returns how many requests are left and how long it takes until all are, or, when none was, until there is one.
func (m *Meter) take(key uint64) (left int, reset time.Duration, ok bool) {
	now, full := m.clock.Now(), float64(m.quota.Requests)
	each := m.quota.Window.Seconds() / full
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep(now)
	b, known := m.m[key]
	if !known {
		b = bucket{full, now}
	}
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b = bucket{min(full, b.left+passed/each), now}
	}
	if b.left < 1 {
		m.m[key] = b
		return 0, span((1 - b.left) * each), false
	}
	b.left--
	m.m[key] = b
	return int(b.left), span((full - b.left) * each), true
}

// sweep forgets, once a window, those whose bucket is full again.
func (m *Meter) sweep(now time.Time) {
	if passed := now.Sub(m.swept); passed >= 0 && passed < m.quota.Window {
		return
	}
	m.swept = now
	for key, b := range m.m {
		if now.Sub(b.at) >= m.quota.Window {
			delete(m.m, key)
		}
	}
}

func span(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// Pause is the inner error of a refusal that says how long to wait.
type Pause time.Duration

// Error implements error.
func (p Pause) Error() string { return "wait " + time.Duration(p).String() }

// RetryAfter returns how long to wait.
func (p Pause) RetryAfter() time.Duration { return time.Duration(p) }
