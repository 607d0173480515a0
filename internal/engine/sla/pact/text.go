package pact

import (
	"encoding/json"
	"fmt"

	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Same reports whether two targets promise the same; what happens on the way may differ.
func (p Promise) Same(o Promise) bool {
	return p.Metric == o.Metric && p.Priority == o.Priority && p.Target == o.Target && p.Calendar == o.Calendar
}

// Stored returns the conditions and the pauses as they are stored.
func (a *Agreement) Stored() (conditions, pauses string, err error) {
	c, err := json.Marshal(a.Conditions)
	if err != nil {
		return "", "", err
	}
	p, err := json.Marshal(a.Pauses)
	return string(c), string(p), err
}

// Pairs returns an agreement as texts, for the log of its changes.
func (a *Agreement) Pairs() []row.Pair {
	conditions, pauses, _ := a.Stored()
	targets := ""
	for _, p := range a.Promises {
		targets += fmt.Sprintf("%s P%d: %s%s; ", p.Metric, p.Priority, p.Target, p.levels())
	}
	return row.Pairs("name", a.Name, "position", fmt.Sprint(a.Position), "conditions", conditions, "pauses", pauses, "calendar", a.Calendar.String(),
		"valid_from", a.From.String(), "valid_until", a.Until.String(), "archived", row.Yes(a.Archived), "targets", targets)
}

func (p Promise) levels() string {
	out := ""
	for _, l := range p.Levels {
		out += fmt.Sprintf(", %s at %d %%", l.Do, l.At)
		if l.Team != 0 {
			out += " to " + l.Team.String()
		}
	}
	if p.Calendar != 0 {
		out += ", calendar " + p.Calendar.String()
	}
	return out
}
