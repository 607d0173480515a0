package incident

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Urge raises the urgency of an open incident inside a write of the product's own, and logs why. An urgency that is as high already stays,
// and so does a priority that somebody set for a reason of their own. Kinds: Invalid.
func (s *Service) Urge(tx *db.Tx, row id.ID, urgency int, reason string) (err error) {
	defer errs.Wrap(&err, "incident.Urge(%d)", row)
	i, err := loadID(tx.Context(), tx, row, PermEdit)
	if errs.Is(err, errs.NotFound) || err == nil && (!i.Phase.Open() || i.Urgency <= urgency) {
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
	i.Urgency = urgency
	i.prioritise(m)
	i.amended = []field.Change{{Key: "reason", To: reason}}
	return s.save(tx, &old, &i)
}
