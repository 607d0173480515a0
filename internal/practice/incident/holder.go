package incident

import (
	"fmt"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// fits refuses to hand i to a person who may not work on incidents, or who is not in the team that was named with them. Somebody who is
// away may get it, but the answer says so: whoever assigns by hand may know better.
func (s *Service) fits(tx *db.Tx, i *Incident, team, person id.ID) error {
	if person == 0 {
		return nil
	}
	who, err := s.People.Actor(tx.Context(), tx, person, "")
	if errs.Is(err, errs.Unauthenticated) {
		return errs.Bad("assignee", "There is no such assignee.")
	}
	if err != nil {
		return err
	}
	if !who.Can(PermWork) {
		return errs.Bad("assignee", "The role of %s does not allow to work on incidents.", who.Name)
	}
	if team != 0 && !slices.Contains(who.Teams, team) {
		t, err := people.TeamByID(tx.Context(), tx, team)
		if errs.Is(err, errs.NotFound) {
			return errs.Bad("team", "There is no such team.")
		}
		if err != nil {
			return err
		}
		return errs.Bad("assignee", "%s is not in the team %s. Choose somebody of it, or name no team.", who.Name, t.Name)
	}
	return s.away(tx, i, who)
}

// away warns of an absence, if the actor may know of it.
func (s *Service) away(tx *db.Tx, i *Incident, who actor.Actor) error {
	list, err := s.People.Absences(tx.Context(), tx, who.ID)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Forbidden) {
		return nil
	}
	for _, ab := range list {
		if ab.From <= tx.Now() && tx.Now() < ab.Until {
			i.warn("%s is away until %s.", who.Name, ab.Until.Time().UTC().Format("2006-01-02 15:04 MST"))
		}
	}
	return err
}

func (i *Incident) warn(format string, args ...any) {
	i.warnings = append(i.warnings, fmt.Sprintf(format, args...))
}
