package insight

import (
	"context"
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// age is a group of open work: what was opened on day from or later, and before the group before it.
type age struct {
	days  int // working days, at most
	label string
	from  time.Time // zero for the last group, which has no bound
	n     int       // opened at from or later
}

// boundaries finds the days that bound the groups: walking back from today, the k-th day with working time. A ticket's age is the
// number of working days after the day on which it was opened, today included.
func (m *measure) boundaries(ctx context.Context) error {
	hours, err := m.hours.EntityHours(ctx, m.db, m.actor.Entity)
	if err != nil {
		return err
	}
	closed := func(t time.Time) bool {
		y, mo, d := t.Date()
		return !hours.Empty() && hours.Day(calendar.NewDate(y, mo, d)).Closed()
	}
	m.ages = []age{{days: 0, label: "today"}, {days: 2, label: "1 to 2 d"}, {days: 5, label: "3 to 5 d"}, {days: 10, label: "6 to 10 d"}, {days: 30, label: "11 to 30 d"}}
	today := midnight(m.now.In(m.zone), 0)
	day, worked := today, 0
	const most = 2000 // days to walk back
	for i := range m.ages {
		for n := 0; n < most; n++ {
			if !closed(day) {
				if worked == m.ages[i].days {
					break
				}
				worked++
			}
			day = midnight(day, -1)
		}
		m.ages[i].from = day
	}
	if m.ages[0].from.Before(today) {
		m.ages[0].label = "since " + m.ages[0].from.Format("Mon 2 Jan")
	}
	return nil
}

// oldDay is the day before which open work counts as old.
func (m *measure) oldDay() time.Time { return midnight(m.now.In(m.zone), -OldDays) }

// backlog groups the open work.
func (m *measure) backlog() Split {
	out := Split{About: m.about(m.open.all, "status:open"+m.team,
		"Work that is open now, whenever it was opened, by age: the working days after the day it was opened, today included. Pauses count as age.")}
	sooner, until := 0, ""
	for _, a := range m.ages {
		q := "status:open" + m.team + " created>=" + date(a.from) + until
		out.Slices = append(out.Slices, Slice{Key: fmt.Sprint(a.days), Label: a.label, N: a.n - sooner, Query: q})
		sooner, until = a.n, " created<"+date(a.from)
	}
	last := Slice{Key: "more", Label: "over 30 d", N: m.open.all - sooner, Query: "status:open" + m.team + until}
	last.Warn = last.N > 0
	out.Slices = append(out.Slices, last)
	return out
}

func date(t time.Time) string { return t.Format(time.DateOnly) }
