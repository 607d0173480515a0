package token

import (
	"context"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

const (
	// maxAge bounds how long what another node did to a token stays unseen.
	maxAge    = time.Second / 2 // the actor it is made of may be as old again
	noteEvery = time.Minute
	maxKept   = 10000
)

// known is what is remembered of a token: the actor it gives, as long as no rights changed.
type known struct {
	actor   actor.Actor
	id      id.ID
	expires clock.Time
	at      time.Time
	epoch   uint64
}

type cache struct {
	mu    sync.RWMutex
	m     map[hash]known
	noted map[id.ID]clock.Time // when use was last written down
	turns uint64               // counts clears, so that nothing read before one is kept after it
}

func (c *cache) get(h hash) (known, uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[h], c.turns
}

func (c *cache) put(h hash, k known, turn uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turns != turn {
		return
	}
	if c.m == nil || len(c.m) >= maxKept {
		c.m = map[hash]known{}
	}
	c.m[h] = k
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = nil
	c.turns++
}

// due reports whether the use of a token should be written down, to one caller a minute.
func (c *cache) due(t id.ID, now clock.Time) bool {
	c.mu.RLock()
	last, ok := c.noted[t]
	c.mu.RUnlock()
	if ok && now.Sub(last) < noteEvery {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, ok := c.noted[t]; ok && now.Sub(last) < noteEvery {
		return false
	}
	if c.noted == nil || len(c.noted) >= maxKept {
		c.noted = map[id.ID]clock.Time{}
	}
	c.noted[t] = now
	return true
}

// Authenticate returns the actor of a token: the person with what both their roles and the token's scopes allow. Its grants are
// shared and must not be changed. Kinds: Unauthenticated for a token that is unknown, expired or revoked, or whose person has left.
func (s *Tokens) Authenticate(ctx context.Context, secret string) (actor.Actor, error) {
	a, _, err := s.Identify(ctx, secret)
	return a, err
}

// Identify is Authenticate, and tells which token it was: for those whose rights depend on the token itself, such as the key of a device.
func (s *Tokens) Identify(ctx context.Context, secret string) (actor.Actor, id.ID, error) {
	if !WellFormed(secret) {
		return actor.Actor{}, 0, wrong()
	}
	now, h := s.db.Clock().Now(), digest(secret)
	k, turn := s.cache.get(h)
	if age := now.Sub(k.at); k.id == 0 || age > maxAge || age < 0 || k.epoch != s.people.Epoch() {
		var err error
		if k, err = s.load(ctx, h, now); err != nil {
			return actor.Actor{}, 0, err
		}
		s.cache.put(h, k, turn)
	}
	at := clock.Of(now)
	if at >= k.expires {
		return actor.Actor{}, 0, wrong()
	}
	if s.cache.due(k.id, at) {
		s.note(ctx, k.id, at)
	}
	return k.actor, k.id, nil
}

func wrong() error {
	return errs.New(errs.Unauthenticated, "The token is not valid: it is mistyped, expired or revoked.")
}

func (s *Tokens) load(ctx context.Context, h hash, now time.Time) (known, error) {
	k := known{at: now, epoch: s.people.Epoch()}
	var person id.ID
	var scopes string
	err := s.db.QueryRow(ctx, `SELECT id, person_id, scopes, expires_at FROM api_token WHERE hash = $1`, h[:]).Scan(&k.id, &person, &scopes, &k.expires)
	if errs.Is(err, errs.NotFound) {
		return k, wrong()
	}
	if err != nil {
		return k, err
	}
	k.actor, err = s.people.Actor(ctx, s.db, person, "api")
	if errs.Is(err, errs.Unauthenticated) {
		return k, wrong()
	}
	k.actor.Grants = restrict(k.actor.Grants, read(scopes))
	return k, err
}

// restrict returns the grants that a scope names.
func restrict(g actor.Grants, scopes []people.Pattern) actor.Grants {
	out := actor.Grants{}
	for p, reach := range g {
		for _, t := range scopes {
			if t.Covers(p) {
				out.Allow(p, reach)
				break
			}
		}
	}
	return out
}

// note writes down that a token was used. A failure is no reason to refuse the request.
func (s *Tokens) note(ctx context.Context, t id.ID, now clock.Time) {
	_ = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE api_token SET used_at = $2 WHERE id = $1 AND used_at < $2`, t, now)
		return err
	})
}
