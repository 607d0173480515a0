package incident

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Raise raises the priority of an open incident inside a write of the product's own, because so much of a promise is used up. It
// overrides the matrix like a person would; a priority that is as high already stays. It is a sla.Raiser. Kinds: Invalid.
func (s *Service) Raise(tx *db.Tx, row id.ID, priority int, reason string) (err error) {
	defer errs.Wrap(&err, "incident.Raise(%d)", row)
	return s.lift(tx, row, func(i *Incident, m Matrix) (bool, error) {
		if i.Priority <= priority {
			return false, nil
		}
		why := "raised by service level: " + reason
		if err := i.override(m, priority, why); err != nil {
			return false, err
		}
		if i.PriorityReason != why {
			i.amended = []field.Change{{Key: "reason", To: why}} // the matrix gives this priority too, so only the log can tell
		}
		return true, nil
	})
}

// lift changes an open incident inside a write of the product's own; change says whether there was anything to change.
func (s *Service) lift(tx *db.Tx, row id.ID, change func(*Incident, Matrix) (bool, error)) error {
	i, err := loadID(tx.Context(), tx, row, PermEdit)
	if errs.Is(err, errs.NotFound) || err == nil && !i.Phase.Open() {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := s.Matrix(tx.Context(), tx)
	if err != nil {
		return err
	}
	old := i
	if changed, err := change(&i, m); err != nil || !changed {
		return err
	}
	return s.save(tx, &old, &i)
}
