package incident

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// There is one kind of parenthood: the child knows its parent. A link "parent of" is the same fact, written and read from the other side.

// setParent makes i a child of the incident with a number, or of none.
func (s *Service) setParent(tx *db.Tx, i *Incident, number string) error {
	if strings.TrimSpace(number) == "" {
		return s.orphan(tx, i)
	}
	p, err := load(tx.Context(), tx, number, PermView)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("parent", "There is no incident %s that you can see.", ticket.Short(number))
	}
	if err != nil || p.ID == i.Parent {
		return err
	}
	return s.adopt(tx, &p, i, "parent")
}

// adopt makes i a child of p and tells p. key is the input that a refusal names. The caller saves i.
func (s *Service) adopt(tx *db.Tx, p, i *Incident, key string) error {
	switch {
	case p.ID == i.ID:
		return errs.Bad(key, "An incident cannot be its own parent.")
	case p.Parent != 0:
		return errs.Bad(key, "%s is itself a child; choose its parent instead.", p.Number)
	case !p.Phase.Open():
		return errs.Bad(key, "%s is %s; a parent must be open.", p.Number, p.State)
	}
	var children int
	if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM ticket WHERE parent_id = $1 AND parent_id <> 0`, i.ID).Scan(&children); err != nil {
		return err
	}
	if children > 0 {
		return errs.Bad(key, "%s has children of its own and cannot become a child.", i.Number)
	}
	if err := s.leave(tx, i); err != nil {
		return err
	}
	i.Parent = p.ID
	return ticket.TellChild(tx, p.ID, i.Ref(), false)
}

// orphan takes i from its parent. One that the actor may not see looked like none to them, so that they did not mean it.
func (s *Service) orphan(tx *db.Tx, i *Incident) error {
	if i.Parent == 0 {
		return nil
	}
	_, err := loadID(tx.Context(), tx, i.Parent, PermView)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.leave(tx, i)
}

func (s *Service) leave(tx *db.Tx, i *Incident) error {
	parent := i.Parent
	if i.Parent = 0; parent == 0 {
		return nil
	}
	return ticket.TellChild(tx, parent, i.Ref(), true)
}

// linkChild is the link "parent of": it changes the other incident, which the actor must be allowed to edit too.
func (s *Service) linkChild(tx *db.Tx, p *Incident, number string, remove bool) error {
	child, err := load(tx.Context(), tx, number, PermEdit)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Forbidden) {
		return errs.Bad("to", "There is no incident %s that you may change.", ticket.Short(number))
	}
	if err != nil || remove == (child.Parent != p.ID) {
		return err
	}
	if child.State == Closed || child.State == Cancelled {
		return errs.Bad("to", "%s is %s and stays as it was.", child.Number, child.State)
	}
	old := child
	if remove {
		err = s.leave(tx, &child)
	} else {
		err = s.adopt(tx, p, &child, "to")
	}
	if err != nil {
		return err
	}
	return s.save(tx, &old, &child)
}

// linkOther is any other link, to a record of any kind.
func (s *Service) linkOther(tx *db.Tx, i *Incident, in Link, remove bool, a actor.Actor) error {
	other, err := s.Others.RefByNumber(tx.Context(), tx, in.To)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("to", "There is no record %s that you can see.", ticket.Short(in.To))
	}
	if err != nil {
		return err
	}
	return record.Connect(tx, i.Ref(), other, in.Relation, remove, a.ID)
}

func isParent(r record.Relation) bool { return r == record.ParentOf }
