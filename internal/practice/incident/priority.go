package incident

import (
	"fmt"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
)

// Matrix gives the priority, 1 to 4, for impact (row) and urgency (column), each 1 to 3, counted from 0 here.
type Matrix [3][3]int

// DefaultMatrix is the common three by three shape with the lowest cell folded into P4.
func DefaultMatrix() Matrix {
	return Matrix{{1, 2, 3}, {2, 3, 4}, {3, 4, 4}}
}

// Check refuses a matrix with a priority out of range, under the keys "matrix.IMPACT.URGENCY".
func (m Matrix) Check() error {
	var c errs.Check
	for impact, row := range m {
		for urgency, p := range row {
			c.Must(p >= 1 && p <= 4, fmt.Sprintf("matrix.%d.%d", impact+1, urgency+1), "%d is not a priority; use 1 to 4.", p)
		}
	}
	return c.Err()
}

// Priority returns the priority of an impact and an urgency, 4 for what is out of range.
func (m Matrix) Priority(impact, urgency int) int {
	if impact < 1 || impact > 3 || urgency < 1 || urgency > 3 {
		return 4
	}
	return m[impact-1][urgency-1]
}

// MatrixSetting declares the matrix that an administrator may change.
func MatrixSetting() *setting.Value[Matrix] {
	return setting.New("incident.matrix", DefaultMatrix(), Matrix.Check)
}

// prioritise sets the priority from the matrix, unless somebody overrode it with a reason.
func (i *Incident) prioritise(m Matrix) {
	if i.PriorityReason == "" {
		i.Priority = m.Priority(i.Impact, i.Urgency)
	}
}

// override sets a priority that differs from the matrix. Kinds: Invalid without a reason.
func (i *Incident) override(m Matrix, priority int, reason string) error {
	if priority < 1 || priority > 4 {
		return errs.Bad("priority", "%d is not a priority; use 1 to 4.", priority)
	}
	if priority == m.Priority(i.Impact, i.Urgency) {
		i.Priority, i.PriorityReason = priority, ""
		return nil
	}
	if reason == "" {
		return errs.Bad("priority_reason", "Impact and urgency give P%d. Say why it is P%d instead.", m.Priority(i.Impact, i.Urgency), priority)
	}
	i.Priority, i.PriorityReason = priority, reason
	return nil
}
