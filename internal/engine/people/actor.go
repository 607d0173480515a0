package people

import (
	"cmp"
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// maxAge bounds how long another node's change of a right stays unseen here; changes of this process are seen at once.
const maxAge = time.Second / 2

const maxActors = 10000

// RoleRequester is the key of the role of everybody who was given no other.
const RoleRequester = "requester"

// RoleAdministrator is the key of the role that at least one active person must hold.
const RoleAdministrator = "administrator"

// actorCache remembers actors until the next change of people in this process, and for maxAge at most.
type actorCache struct {
	mu    sync.RWMutex
	epoch uint64
	m     map[id.ID]remembered
}

type remembered struct {
	actor actor.Actor
	at    time.Time
}

// forget drops the remembered actors once the write lasts.
func (s *Service) forget(tx *db.Tx) { tx.After(s.Forget) }

// Forget drops the remembered actors: after a write that changed persons, teams, roles or entities past this room.
func (s *Service) Forget() {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	s.cache.epoch++
	s.cache.m = nil
}

// Epoch counts the changes of people that this process knows of: what was derived from an Actor is out of date when it moved.
func (s *Service) Epoch() uint64 {
	s.cache.mu.RLock()
	defer s.cache.mu.RUnlock()
	return s.cache.epoch
}

// Actor returns the actor that a person is, with all that their roles allow; channel says how they came. Neither its grants nor its
// lists may be changed: they are shared. Kinds: Unauthenticated for a leaver or nobody.
func (s *Service) Actor(ctx context.Context, q db.Querier, person id.ID, channel string) (actor.Actor, error) {
	now := s.db.Clock().Now()
	s.cache.mu.RLock()
	epoch, hit := s.cache.epoch, s.cache.m[person]
	s.cache.mu.RUnlock()
	if age := now.Sub(hit.at); hit.actor.ID == 0 || age > maxAge || age < 0 {
		a, err := s.loadActor(ctx, q, person)
		if err != nil {
			return actor.Actor{}, err
		}
		hit = remembered{a, now}
		s.remember(epoch, person, hit)
	}
	hit.actor.Channel = channel
	return hit.actor, nil
}

// remember keeps an actor unless people changed while it was read.
func (s *Service) remember(epoch uint64, person id.ID, r remembered) {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if s.cache.epoch != epoch {
		return
	}
	if s.cache.m == nil || len(s.cache.m) >= maxActors {
		s.cache.m = map[id.ID]remembered{}
	}
	s.cache.m[person] = r
}

func (s *Service) loadActor(ctx context.Context, q db.Querier, person id.ID) (a actor.Actor, err error) {
	defer errs.Wrap(&err, "people.Actor(%d)", person)
	a = actor.Actor{Kind: actor.Person, ID: person}
	var status Status
	var own, local string
	err = q.QueryRow(ctx, `SELECT p.name, p.entity_id, p.language, p.zone, coalesce(l.zone, ''), p.status FROM person p LEFT JOIN location l ON l.id = p.location_id
		WHERE p.id = $1`, person).Scan(&a.Name, &a.Entity, &a.Language, &own, &local, &status)
	if errs.Is(err, errs.NotFound) || err == nil && status != Active {
		return a, errs.New(errs.Unauthenticated, "Please sign in.")
	}
	if err != nil {
		return a, err
	}
	if a.Zone = cmp.Or(own, local); a.Zone == "" {
		in, err := place.Settings(ctx, q, a.Entity)
		if err != nil {
			return a, err
		}
		a.Zone = in.Zone
	}
	if a.Teams, err = teamsOf(ctx, q, person); err != nil {
		return a, err
	}
	if a.Tree, err = place.Tree(ctx, q, a.Entity); err != nil {
		return a, err
	}
	a.Grants, err = s.grantsOf(ctx, q, person)
	return a, err
}

func teamsOf(ctx context.Context, q db.Querier, person id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT m.team_id FROM team_member m JOIN team t ON t.id = m.team_id WHERE m.person_id = $1 AND NOT t.archived ORDER BY m.team_id`, person)
	return db.Collect(rows, err, func(rows *sql.Rows, t *id.ID) error { return rows.Scan(t) })
}

// grantsOf joins what all roles of a person allow, each permission at its widest scope. Who holds no role is a requester.
func (s *Service) grantsOf(ctx context.Context, q db.Querier, person id.ID) (actor.Grants, error) {
	rows, err := q.Query(ctx, `SELECT g.permission, g.scope FROM role_grant g WHERE g.role_id IN (SELECT pr.role_id FROM person_role pr WHERE pr.person_id = $1)
		OR g.role_id IN (SELECT r.id FROM role r WHERE r.key = 'requester' AND NOT EXISTS (SELECT 1 FROM person_role pr WHERE pr.person_id = $1))`, person)
	list, err := db.Collect(rows, err, scanGrant)
	if err != nil {
		return nil, err
	}
	return s.Grants(list), nil
}

// Grants fills in the patterns of a list of grants.
func (s *Service) Grants(list []Grant) actor.Grants {
	g := actor.Grants{}
	for _, one := range list {
		s.expand(g, one.Permission, one.Scope)
	}
	return g
}
