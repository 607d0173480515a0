package hours

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
)

func readLevel(v *kit.Visit, typed url.Values, a *sla.Agreement) error {
	var c errs.Check
	a.Name, a.Kind, a.Archived = sheet.Text(typed, "name"), sla.Party(sheet.Text(typed, "kind")), typed.Has("archived")
	a.Calendar, a.Position = sheet.Ref(&c, typed, "calendar"), int64(sheet.Number(&c, typed, "position"))
	a.From, a.Until = dayTime(&c, v, typed, "from"), dayTime(&c, v, typed, "until")
	a.Conditions.Kinds = typed["kinds"]
	a.Conditions.Priorities = nil
	for _, s := range typed["priorities"] {
		n, err := strconv.Atoi(s)
		c.Must(err == nil && n >= 1 && n <= 4, "priorities", "Choose from P1 to P4.")
		a.Conditions.Priorities = append(a.Conditions.Priorities, n)
	}
	for name, to := range map[string]*[]id.ID{"teams": &a.Conditions.Teams, "categories": &a.Conditions.Categories, "entities": &a.Conditions.Entities, "services": &a.Conditions.Services} {
		*to = nil
		for _, s := range typed[name] {
			i, err := id.Parse(s)
			c.Must(err == nil && i != 0, name, "Choose from the list.")
			*to = append(*to, i)
		}
	}
	readPauses(&c, typed, a)
	teams, err := v.People.Teams(v.Ctx(), v.Room.DB, true)
	if err != nil {
		return err
	}
	old := a.Promises
	a.Promises = nil
	for _, m := range sla.Metrics() {
		readTargets(&c, typed, a, m, old, teams)
	}
	return c.Err()
}

func readPauses(c *errs.Check, typed url.Values, a *sla.Agreement) {
	reasons := typed["reasons"]
	switch sheet.Text(typed, "pauses") {
	case "while":
		a.Pauses = sla.Pauses{While: reasons, Only: []string{}}
	case "only":
		a.Pauses = sla.Pauses{While: []string{}, Only: reasons}
	case "never":
		a.Pauses = sla.Pauses{While: []string{}, Only: []string{}}
		return
	default:
		a.Pauses = sla.Pauses{}
		return
	}
	c.Must(len(reasons) > 0, "reasons", "Choose at least one reason.")
}

// usualPauses names the choice that the pauses of an agreement are.
func usualPauses(a sla.Agreement) string {
	usual := a.Kind.Usual()
	sameList := func(x, y []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y)))
	}
	switch {
	case a.Pauses.While == nil && a.Pauses.Only == nil, sameList(a.Pauses.While, usual.While) && sameList(a.Pauses.Only, usual.Only):
		return "usual"
	case len(a.Pauses.Only) > 0:
		return "only"
	case len(a.Pauses.While) > 0:
		return "while"
	}
	return "never"
}

// readTargets reads the targets of one metric. A target that stays keeps its id, its calendar and, when the warnings were not touched,
// its own warnings.
func readTargets(c *errs.Check, typed url.Values, a *sla.Agreement, m sla.Metric, old []sla.Promise, teams []people.Team) {
	warnings, shown := sheet.Text(typed, warningsName(m)), ""
	levels := readWarnings(c, warningsName(m), warnings, teams)
	for i := range 5 {
		for _, p := range old {
			if p.Metric == m && p.Priority == i && shown == "" {
				shown = warningWords(p.Levels, teams)
			}
		}
	}
	for _, i := range []int{1, 2, 3, 4, 0} {
		name := targetName(m, i)
		s := sheet.Text(typed, name)
		if s == "" {
			continue
		}
		next := sla.Promise{Metric: m, Priority: i, Levels: levels}
		for _, p := range old {
			if p.Metric == m && p.Priority == i {
				next.ID, next.Calendar = p.ID, p.Calendar
				if warnings == shown {
					next.Levels = p.Levels
				}
			}
		}
		var ok bool
		next.Target, ok = target(s)
		c.Must(ok, name, "Write a working time such as 15m, 4h or 1h30m, or whole days such as 2d.")
		a.Promises = append(a.Promises, next)
	}
}

// target reads "15m", "1h30m" or "2d".
func target(s string) (timing.Target, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, " ", ""))
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		return timing.InDays(n), err == nil && n >= 0
	}
	n, ok := field.Minutes(s)
	return timing.InMinutes(int(n)), ok
}

// short writes a target as it is typed.
func short(t timing.Target) string {
	h, m := t.Amount/60, t.Amount%60
	switch {
	case t.Unit == timing.Days:
		return strconv.Itoa(t.Amount) + "d"
	case h == 0:
		return strconv.Itoa(m) + "m"
	case m == 0:
		return strconv.Itoa(h) + "h"
	}
	return fmt.Sprintf("%dh%dm", h, m)
}

// readWarnings reads "50, 75 raise, 90 reassign Service Desk".
func readWarnings(c *errs.Check, name, s string, teams []people.Team) []sla.Level {
	var out []sla.Level
	for part := range strings.SplitSeq(s, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		at, err := strconv.Atoi(strings.TrimSuffix(words[0], "%"))
		c.Must(err == nil && at >= 1 && at <= 100, name, "“%s” does not begin with a percentage from 1 to 100.", strings.TrimSpace(part))
		l := sla.Level{At: at, Do: sla.Notify}
		if len(words) > 1 {
			l.Do = strings.ToLower(words[1])
		}
		c.Must(l.Do == sla.Notify || l.Do == sla.Raise || l.Do == sla.Reassign, name, "“%s”: use notify, raise, or reassign and a team.", strings.TrimSpace(part))
		if l.Do == sla.Reassign {
			wanted := strings.Join(words[min(2, len(words)):], " ")
			for _, t := range teams {
				if strings.EqualFold(strings.Join(strings.Fields(t.Name), " "), wanted) {
					l.Team = t.ID
				}
			}
			c.Must(l.Team != 0, name, "There is no team called “%s”.", wanted)
		}
		out = append(out, l)
	}
	return out
}

// warningWords writes levels as they are typed.
func warningWords(list []sla.Level, teams []people.Team) string {
	var out []string
	for _, l := range list {
		s := strconv.Itoa(l.At)
		if l.Do != sla.Notify {
			s += " " + l.Do
		}
		for _, t := range teams {
			if t.ID == l.Team && l.Team != 0 {
				s += " " + t.Name
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// placed moves the faults of single targets to the fields in which they were typed.
func placed(a sla.Agreement, err error) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	var c errs.Check
	for _, f := range errs.Fields(err) {
		part := strings.Split(f.Key, ".")
		key := map[string]string{"valid_from": "from", "valid_until": "until", "pauses": "reasons"}[part[0]]
		switch {
		case part[0] == "conditions" && len(part) > 1:
			key = part[1]
		case part[0] == "targets" && len(part) > 1:
			if i, e := strconv.Atoi(part[1]); e == nil && i < len(a.Promises) {
				key = targetName(a.Promises[i].Metric, a.Promises[i].Priority)
				if len(part) > 2 && part[2] == "warnings" {
					key = warningsName(a.Promises[i].Metric)
				}
			}
		}
		if key == "" {
			key = f.Key
		}
		c.Add(key, "%s", f.Text)
	}
	if out := c.Err(); out != nil {
		return out
	}
	return err
}

// dayTime reads a local date; "" is none.
func dayTime(c *errs.Check, v *kit.Visit, typed url.Values, name string) clock.Time {
	s := sheet.Text(typed, name)
	if s == "" {
		return 0
	}
	t, err := time.ParseInLocation(time.DateOnly, s, v.Zone())
	c.Must(err == nil, name, "Write a date such as 2026-11-22.")
	return clock.Of(t)
}

func localDate(v *kit.Visit, t clock.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Time().In(v.Zone()).Format(time.DateOnly)
}

func ids(list []id.ID) []string {
	var out []string
	for _, i := range list {
		out = append(out, i.String())
	}
	return out
}

func texts(list []int) []string {
	var out []string
	for _, n := range list {
		out = append(out, strconv.Itoa(n))
	}
	return out
}
