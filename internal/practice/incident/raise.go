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
	i, err := loadID(tx.Context(), tx, row, PermEdit)
	if errs.Is(err, errs.NotFound) || err == nil && (!i.Phase.Open() || i.Priority <= priority) {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := s.Matrix(tx.Context(), tx)
	if err != nil {
		return err
	}
	old, why := i, "raised by service level: "+reason
	if err := i.override(m, priority, why); err != nil {
		return err
	}
	if i.PriorityReason != why {
		i.amended = []field.Change{{Key: "reason", To: why}} // the matrix gives this priority too, so only the log can tell
	}
	return s.save(tx, &old, &i)
}
