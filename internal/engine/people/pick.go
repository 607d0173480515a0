package people

import (
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Load counts the open work of people; who is missing in the answer has none.
type Load func(tx *db.Tx, people []id.ID) (map[id.ID]int, error)

// Pick returns the member of a team who is next for work, and remembers it. It passes over leavers, the absent and whoever has the
// team's highest number of open tickets. 0 means that nobody is picked: manual assignment, or nobody is free. load is asked only when
// it matters. Kinds: NotFound.
func (s *Service) Pick(tx *db.Tx, team id.ID, load Load) (person id.ID, err error) {
	defer errs.Wrap(&err, "people.Pick(%d)", team)
	t, err := teams().Get(tx.Context(), tx, row.Product(), PermTeamView, team, true)
	if err != nil || t.Assignment == Manual || t.Archived {
		return 0, err
	}
	free, err := present(tx, team)
	if err != nil || len(free) == 0 {
		return 0, err
	}
	var open map[id.ID]int
	if t.Assignment == LeastLoaded || t.MaxOpen > 0 {
		if open, err = load(tx, free); err != nil {
			return 0, err
		}
	}
	person = next(t, free, open)
	if person == 0 || person == t.last {
		return person, nil
	}
	_, err = tx.Exec(`UPDATE team SET last_person_id = $2 WHERE id = $1`, team, person)
	return person, err
}

// next chooses among free, which is sorted by id: the first one after the last picked, or of those with the fewest open.
func next(t Team, free []id.ID, open map[id.ID]int) id.ID {
	if t.MaxOpen > 0 {
		free = slices.DeleteFunc(free, func(p id.ID) bool { return open[p] >= t.MaxOpen })
	}
	if t.Assignment == LeastLoaded && len(free) > 0 {
		least := open[free[0]]
		for _, p := range free {
			least = min(least, open[p])
		}
		free = slices.DeleteFunc(free, func(p id.ID) bool { return open[p] > least })
	}
	if len(free) == 0 {
		return 0
	}
	i, found := slices.BinarySearch(free, t.last)
	if found {
		i++
	}
	return free[i%len(free)]
}

// present returns the active members who are not absent now, sorted by id.
func present(tx *db.Tx, team id.ID) ([]id.ID, error) {
	rows, err := tx.Query(tx.Context(), `SELECT p.id FROM team_member m JOIN person p ON p.id = m.person_id WHERE m.team_id = $1 AND p.status = 'active'
		AND NOT EXISTS (SELECT 1 FROM absence ab WHERE ab.person_id = p.id AND ab.from_at <= $2 AND ab.until_at > $2) ORDER BY p.id`, team, tx.Now())
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}
