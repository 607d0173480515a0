package people

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Assignment is how a team's new work finds a person.
type Assignment string

// The ways of assignment.
const (
	Manual      Assignment = "manual"
	RoundRobin  Assignment = "round_robin"
	LeastLoaded Assignment = "least_loaded"
)

// Valid reports whether the way is one of the known.
func (a Assignment) Valid() bool { return a == Manual || a == RoundRobin || a == LeastLoaded }

// Team is a group of people who share work.
type Team struct {
	ID         id.ID      `json:"id"`
	Entity     id.ID      `json:"entity"`
	Name       string     `json:"name"`
	Assignment Assignment `json:"assignment"`
	MaxOpen    int        `json:"max_open"` // open tickets per member at which assignment passes them over; 0 for no bound
	Calendar   id.ID      `json:"calendar"` // 0 takes the entity's
	Archived   bool       `json:"archived"`
	Version    int64      `json:"version"`
	Updated    clock.Time `json:"updated_at"`

	last id.ID // who got the latest work
}

func teams() row.Table[Team] {
	return row.Table[Team]{
		What: "team", From: "team t", Key: "t.id",
		Columns: `t.id, t.entity_id, t.name, t.assignment, t.max_open, t.calendar_id, t.archived, t.version, t.updated_at, t.last_person_id`,
		Scope:   actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.id"},
		Dest: func(t *Team) []any {
			return []any{&t.ID, &t.Entity, &t.Name, &t.Assignment, &t.MaxOpen, &t.Calendar, &t.Archived, &t.Version, &t.Updated, &t.last}
		},
	}
}

func (t Team) pairs() []row.Pair {
	return row.Pairs("entity", t.Entity.String(), "name", t.Name, "assignment", string(t.Assignment), "max_open", id.ID(t.MaxOpen).String(),
		"calendar", t.Calendar.String(), "archived", row.Yes(t.Archived))
}

const maxMaxOpen = 10000

func (t *Team) check() error {
	t.Name = row.Clean(t.Name)
	if t.Assignment == "" {
		t.Assignment = Manual
	}
	var c errs.Check
	row.CheckName(&c, "name", t.Name)
	c.Must(t.Assignment.Valid(), "assignment", "Use manual, round_robin or least_loaded.")
	c.Must(t.MaxOpen >= 0 && t.MaxOpen <= maxMaxOpen, "max_open", "Use a number from 0 (no bound) to %d.", maxMaxOpen)
	c.Must(t.Entity != 0, "entity", "Please choose where the team belongs.")
	return c.Err()
}

// Team returns one team. Kinds: Forbidden, NotFound.
func (s *Service) Team(ctx context.Context, q db.Querier, team id.ID) (Team, error) {
	a, err := actor.Require(ctx, PermTeamView)
	if err != nil {
		return Team{}, err
	}
	return teams().Get(ctx, q, a, PermTeamView, team, false)
}

// TeamByID returns one team without asking for a permission: for other rooms' rules. Kinds: NotFound.
func TeamByID(ctx context.Context, q db.Querier, team id.ID) (Team, error) {
	return teams().Get(ctx, q, row.Product(), PermTeamView, team, false)
}

// Teams returns the teams that the actor may see, by name; archived ones last and only when asked for. Kinds: Forbidden.
func (s *Service) Teams(ctx context.Context, q db.Querier, archived bool) ([]Team, error) {
	a, err := actor.Require(ctx, PermTeamView)
	if err != nil {
		return nil, err
	}
	var args db.Args
	rest := " AND NOT t.archived ORDER BY t.name, t.id"
	if archived {
		rest = " ORDER BY t.archived, t.name, t.id"
	}
	return teams().List(ctx, q, a, PermTeamView, &args, rest)
}

// TeamNames returns the names of teams by id, for lists of rows that are visible already.
func TeamNames(ctx context.Context, q db.Querier, ids []id.ID) (map[id.ID]string, error) {
	return row.Texts(ctx, q, `SELECT id, name FROM team WHERE id IN `, ids)
}

// CreateTeam adds a team. Kinds: Forbidden, Invalid.
func (s *Service) CreateTeam(ctx context.Context, t Team) (out Team, err error) {
	defer errs.Wrap(&err, "people.CreateTeam")
	a, err := actor.Require(ctx, PermTeamEdit)
	if err != nil {
		return out, err
	}
	if t.Entity == 0 {
		t.Entity = a.Entity
	}
	if t.Entity != 0 && !row.Within(a, PermTeamEdit, t.Entity) {
		return out, errs.Bad("entity", "There is no such entity, or you may not add teams to it.")
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		out, err = s.InsertTeam(tx, t)
		return err
	})
	return out, err
}

// InsertTeam adds a team without asking for a permission; the entity is the root when none is given. Kinds: Invalid.
func (s *Service) InsertTeam(tx *db.Tx, t Team) (Team, error) {
	if t.Entity == 0 {
		root, err := place.Root(tx.Context(), tx)
		if err != nil {
			return t, err
		}
		t.Entity = root
	}
	if err := t.check(); err != nil {
		return t, err
	}
	if err := checkPersonLinks(tx, Person{Entity: t.Entity}); err != nil {
		return t, err
	}
	t.ID, t.Version, t.Updated = tx.NewID(), 1, tx.Now()
	n, err := tx.Exec(`INSERT INTO team (id, entity_id, name, assignment, max_open, calendar_id, last_person_id, archived, version, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9) ON CONFLICT (entity_id, name) DO NOTHING`,
		t.ID, t.Entity, t.Name, string(t.Assignment), t.MaxOpen, t.Calendar, t.Archived, t.Version, t.Updated)
	if err != nil {
		return t, err
	}
	if n == 0 {
		return t, errs.Bad("name", "There is a team of this name already.")
	}
	return t, tx.Emit(row.Created{ID: t.ID, Object: "team", Name: t.Name})
}

// EnsureTeam returns the team of like's name in an entity (0 for the root) and adds it as like when there is none: for set-up and
// importers. Kinds: Invalid.
func (s *Service) EnsureTeam(tx *db.Tx, entity id.ID, like Team) (id.ID, error) {
	if entity == 0 {
		root, err := place.Root(tx.Context(), tx)
		if err != nil {
			return 0, err
		}
		entity = root
	}
	var found id.ID
	err := tx.QueryRow(tx.Context(), `SELECT id FROM team WHERE entity_id = $1 AND name = $2`, entity, row.Clean(like.Name)).Scan(&found)
	if !errs.Is(err, errs.NotFound) {
		return found, err
	}
	like.Entity = entity
	t, err := s.InsertTeam(tx, like)
	return t.ID, err
}

// UpdateTeam saves a team if t.Version is still the newest. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (s *Service) UpdateTeam(ctx context.Context, t Team) (out Team, err error) {
	defer errs.Wrap(&err, "people.UpdateTeam(%d)", t.ID)
	a, err := actor.Require(ctx, PermTeamEdit)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := teams().Get(ctx, tx, a, PermTeamEdit, t.ID, true)
		if err != nil {
			return err
		}
		if err := row.Fresh("team", old.Version, t.Version); err != nil {
			return err
		}
		if t.Entity != old.Entity && !row.Within(a, PermTeamEdit, t.Entity) {
			return errs.Bad("entity", "There is no such entity, or you may not move teams there.")
		}
		if err := t.check(); err != nil {
			return err
		}
		changed, err := row.EmitChanged(tx, t.ID, "team", old.pairs(), t.pairs())
		if err != nil || !changed {
			out = old
			return err
		}
		t.Version, t.Updated, t.last = old.Version+1, tx.Now(), old.last
		out = t
		_, err = tx.Exec(`UPDATE team SET entity_id = $2, name = $3, assignment = $4, max_open = $5, calendar_id = $6, archived = $7, version = $8, updated_at = $9 WHERE id = $1`,
			t.ID, t.Entity, t.Name, string(t.Assignment), t.MaxOpen, t.Calendar, t.Archived, t.Version, t.Updated)
		return row.Duplicate(err, "name", "There is a team of this name already.")
	})
	return out, err
}
