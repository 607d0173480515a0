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
	return s.lift(tx, row, func(i *Incident, m Matrix) (bool, error) {
		if i.Urgency <= urgency {
			return false, nil
		}
		i.Urgency = urgency
		i.prioritise(m)
		i.amended = []field.Change{{Key: "reason", To: reason}}
		return true, nil
	})
}
