package content

import (
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Calendar is a shipped calendar.
type Calendar struct {
	Name  string          `json:"name"`
	Hours json.RawMessage `json:"hours"` // a calendar.Definition
}

// The shipped calendars' names.
const (
	BusinessHours  = "Business hours"
	AroundTheClock = "24×7"
	Weekdays       = "24×5"
)

// Calendars returns the shipped calendars. They name no time zone: each applies in the zone of the entity that uses it. National
// holidays are brought in from an iCal file.
func Calendars() ([]Calendar, error) {
	work := []string{"mon", "tue", "wed", "thu", "fri"}
	week := append(work[:len(work):len(work)], "sat", "sun")
	var out []Calendar
	for _, c := range []struct {
		name     string
		days     []string
		from, to string
	}{
		{BusinessHours, work, "09:00", "17:00"},
		{AroundTheClock, week, "00:00", "24:00"},
		{Weekdays, work, "00:00", "24:00"},
	} {
		d := calendar.Definition{Weekly: map[string][]calendar.Interval{}}
		for _, day := range c.days {
			d.Weekly[day] = []calendar.Interval{{From: c.from, To: c.to}}
		}
		hours, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		out = append(out, Calendar{c.name, hours})
	}
	return out, nil
}

// Agreement is a shipped agreement.
type Agreement struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"` // sla, ola
	Calendar string   `json:"calendar"`
	Targets  []Target `json:"targets"`
}

// Target is one promise: working minutes or days ending at close of business, never both.
type Target struct {
	Metric   string `json:"metric"` // first_response, next_response, resolution
	Priority int    `json:"priority"`
	Minutes  int    `json:"minutes,omitempty"`
	Days     int    `json:"days,omitempty"`
	Warnings []int  `json:"warnings"` // percent of the target at which somebody is warned
}

// Agreements returns the shipped agreements: the targets of priority 1 to 4, and what teams promise each other so that they can be
// kept: a ticket handed over is looked at within a quarter of the time for its resolution.
func Agreements() []Agreement {
	minutes := func(metric string, priority, n int) Target { return Target{metric, priority, n, 0, []int{50, 75, 90}} }
	days := func(metric string, priority, n int) Target { return Target{metric, priority, 0, n, []int{50, 75, 90}} }
	return []Agreement{
		{"Standard service level", "sla", BusinessHours, []Target{
			minutes("first_response", 1, 15), minutes("next_response", 1, 30), minutes("resolution", 1, 4*60),
			minutes("first_response", 2, 60), minutes("next_response", 2, 4*60), minutes("resolution", 2, 8*60),
			minutes("first_response", 3, 4*60), days("next_response", 3, 1), days("resolution", 3, 3),
			days("first_response", 4, 1), days("next_response", 4, 3), days("resolution", 4, 5),
		}},
		{"Between teams", "ola", BusinessHours, []Target{
			minutes("first_response", 1, 60), minutes("first_response", 2, 2*60), minutes("first_response", 3, 6*60), minutes("first_response", 4, 10*60),
		}},
	}
}
