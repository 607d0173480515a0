package people

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Member is a person in a team.
type Member struct {
	Person id.ID  `json:"person"`
	Name   string `json:"name"`
	Lead   bool   `json:"lead"`
	Active bool   `json:"active"` // has not left
	Absent bool   `json:"absent"` // at the instant that was asked for
}

// Members returns the members of a team that the actor may see, leads first, then by name. Kinds: Forbidden, NotFound.
func (s *Service) Members(ctx context.Context, q db.Querier, team id.ID) ([]Member, error) {
	if _, err := s.Team(ctx, q, team); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT p.id, p.name, m.lead, p.status = 'active',
			EXISTS (SELECT 1 FROM absence ab WHERE ab.person_id = p.id AND ab.from_at <= $2 AND ab.until_at > $2)
		FROM team_member m JOIN person p ON p.id = m.person_id WHERE m.team_id = $1 ORDER BY m.lead DESC, p.name_key, p.id`, team, s.now())
	return db.Collect(rows, err, func(rows *sql.Rows, m *Member) error {
		return rows.Scan(&m.Person, &m.Name, &m.Lead, &m.Active, &m.Absent)
	})
}

// Leads returns the active leads of a team: for escalation.
func Leads(ctx context.Context, q db.Querier, team id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT p.id FROM team_member m JOIN person p ON p.id = m.person_id
		WHERE m.team_id = $1 AND m.lead AND p.status = 'active' ORDER BY p.id`, team)
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}

// SetMember puts a person into a team, or changes whether they lead it. The actor must see the person. Kinds: NotFound, Forbidden.
func (s *Service) SetMember(ctx context.Context, team, person id.ID, lead bool) (err error) {
	defer errs.Wrap(&err, "people.SetMember(%d, %d)", team, person)
	return s.editMembers(ctx, team, func(tx *db.Tx, a actor.Actor) error {
		if _, err := persons().Get(ctx, tx, a, PermPeopleView, person, false); err != nil {
			return err
		}
		return s.AddMember(tx, team, person, lead)
	})
}

// AddMember puts a person into a team without asking for a permission; once more changes only the lead.
func (s *Service) AddMember(tx *db.Tx, team, person id.ID, lead bool) error {
	s.forget(tx)
	var was bool
	err := tx.QueryRow(tx.Context(), `SELECT lead FROM team_member WHERE team_id = $1 AND person_id = $2`, team, person).Scan(&was)
	if err == nil && was == lead || err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO team_member (team_id, person_id, lead) VALUES ($1, $2, $3)
		ON CONFLICT (team_id, person_id) DO UPDATE SET lead = excluded.lead`, team, person, lead); err != nil {
		return err
	}
	return tx.Emit(MemberChanged{team, person, true, lead})
}

// RemoveMember takes a person out of a team. Kinds: NotFound, Forbidden.
func (s *Service) RemoveMember(ctx context.Context, team, person id.ID) (err error) {
	defer errs.Wrap(&err, "people.RemoveMember(%d, %d)", team, person)
	return s.editMembers(ctx, team, func(tx *db.Tx, _ actor.Actor) error {
		n, err := tx.Exec(`DELETE FROM team_member WHERE team_id = $1 AND person_id = $2`, team, person)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.Absent("member")
		}
		return tx.Emit(MemberChanged{Team: team, Person: person})
	})
}

func (s *Service) editMembers(ctx context.Context, team id.ID, fn func(tx *db.Tx, a actor.Actor) error) error {
	a, err := actor.Require(ctx, PermTeamEdit)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		if _, err := teams().Get(ctx, tx, a, PermTeamEdit, team, true); err != nil {
			return err
		}
		return fn(tx, a)
	})
}
