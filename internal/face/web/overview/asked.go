package overview

import (
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/insight"
)

// asked is what the address asks for, as it was typed.
type asked struct {
	insight.Ask
	teams    []people.Team // that can be chosen, nil without the right to see teams
	weeks    int           // 0 for chosen days
	from, to string
	period   string // the number of weeks, or what else was given for it
	team     string
	check    errs.Check // what is wrong with it, by the name of the field
}

// usual is the period that is shown unasked, in weeks.
const usual = 12

// read reads the address. What needs a correction is in wrong; errors are for what is no question at all.
func read(v *kit.Visit) (*asked, error) {
	a := &asked{weeks: usual, period: v.Query("weeks"), from: v.Query("from"), to: v.Query("to"), team: v.Query("team")}
	practices := v.Room.Work()
	if len(practices) == 0 {
		return a, errs.Absent("overview")
	}
	a.Practice = practices[0]
	if kind := v.Query("kind"); kind != "" {
		p, err := v.Room.Practice(kind)
		if err != nil {
			return a, err
		}
		a.Practice = p
	}
	if err := a.readTeam(v); err != nil {
		return a, err
	}
	days := a.from != "" || a.to != ""
	changed := v.Query("shown") != "" && v.Query("shown") != a.from+".."+a.to // days go before weeks when somebody changed them
	if changed || a.period == "days" || a.period == "" && days {
		a.readDays(v.Zone())
		return a, nil
	}
	if a.period != "" {
		n, err := strconv.Atoi(a.period)
		a.check.Must(err == nil && n > 0 && n <= insight.MaxWeeks, "weeks", "Choose 1 to %d weeks, or From and to.", insight.MaxWeeks)
		a.weeks = n
	}
	if a.wrong() == nil {
		a.Period = insight.LastWeeks(a.weeks, v.Now(), v.Zone())
	}
	return a, nil
}

func (a *asked) readDays(zone *time.Location) {
	a.weeks = 0
	from, e1 := time.ParseInLocation(time.DateOnly, a.from, zone)
	to, e2 := time.ParseInLocation(time.DateOnly, a.to, zone)
	a.check.Must(e1 == nil, "from", "Give the first day, such as 2026-11-02.")
	a.check.Must(e2 == nil, "to", "Give the last day, such as 2026-11-15.")
	if e1 == nil && e2 == nil {
		a.Period = insight.Days(from, to, zone)
	}
}

// readTeam takes a team that the actor may see, one that was archived too; any other is as if there were none.
func (a *asked) readTeam(v *kit.Visit) error {
	all, err := v.People.Teams(v.Ctx(), v.Room.DB, true)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return err
	}
	var chosen id.ID
	for _, t := range all {
		if t.ID.String() == a.team {
			chosen = t.ID
		}
		if !t.Archived || t.ID == chosen {
			a.teams = append(a.teams, t)
		}
	}
	a.Team = chosen
	a.check.Must(a.team == "" || chosen != 0, "team", "There is no such team; choose one of the list.")
	return nil
}

// wrong is what needs a correction, nil when nothing does.
func (a *asked) wrong() error { return a.check.Err() }

// fault is the message about a field, "" when it is right.
func (a *asked) fault(field string) string {
	text := ""
	for _, f := range errs.Fields(a.wrong()) {
		if f.Key == field {
			text = kit.Join(" ", text, f.Text)
		}
	}
	return text
}
