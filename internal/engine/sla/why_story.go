package sla

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// Stretch is a piece of the story, without holes from the start to now and, while the clock runs, on to the deadline. Whole minutes are
// cut so that they add up: Minutes up to now to the clock's Elapsed, Lasted to its Paused.
type Stretch struct {
	Kind    timing.LineKind `json:"kind"`
	From    clock.Time      `json:"from"`
	To      clock.Time      `json:"to"`               // none while it lasts
	Minutes int             `json:"minutes"`          // counted in it
	Total   int             `json:"total"`            // minutes counted since the start, at its end
	Lasted  int             `json:"lasted,omitempty"` // of a pause: minutes of real time, so far while it lasts
	Cause   string          `json:"cause,omitempty"`
	Text    string          `json:"text,omitempty"` // of a pause, a stop and a closed stretch, in words
	By      id.ID           `json:"by,omitempty"`   // the person who began a pause or a stop
	ByWhom  actor.Kind      `json:"by_kind,omitempty"`
	ByName  string          `json:"by_name,omitempty"`
	Closed  []ClosedDay     `json:"closed,omitempty"`
	Ahead   bool            `json:"ahead,omitempty"` // in the future, if nothing changes
}

// ClosedDay is a local date of a closed stretch, and why nothing counted in it.
type ClosedDay struct {
	Date calendar.Date `json:"date"`
	Why  timing.Why    `json:"why"`
	Name string        `json:"name,omitempty"` // of the holiday
}

func (p *planned) story(history []event.Envelope, now clock.Time) ClockStory {
	e, d := p.result.Explain(), p.result.Dayline()
	out := ClockStory{
		Clock: p.kept.clock(p.origin, p.calendar.Hours, now), Promised: p.promise.Target.String(),
		Calendar: UsedCalendar{p.calendar.ID, p.calendar.Name, e.Zone},
		Drawing:  Drawing{d.Used, rests(d.Rests), d.Nights, d.Remaining, d.Never},
	}
	if p.Stands.ended() && !d.Never { // what it was measured as, whatever the calendar says today
		out.Drawing.Used, out.Drawing.Remaining = out.Used, out.Remaining
	}
	minutes := func(d time.Duration) int { return int(d / time.Minute) }
	var counted, paused time.Duration
	for _, l := range e.Lines {
		st := Stretch{Kind: l.Kind, From: clock.Of(l.From), To: clock.Of(l.To), Minutes: minutes(l.Total) - minutes(counted),
			Total: minutes(l.Total), Cause: l.Cause, Ahead: l.Ahead}
		counted = l.Total
		for _, c := range l.Closed {
			st.Closed = append(st.Closed, ClosedDay{c.Date, c.Why, p.calendar.Holidays[c.Date.String()]})
		}
		if l.Kind == timing.Rest {
			before := paused
			paused += lasted(l, now)
			st.Lasted = minutes(paused) - minutes(before)
		}
		if l.Kind == timing.Rest || l.Kind == timing.Off || l.Kind == timing.Void {
			st.By, st.ByWhom = trail.Who(history, st.From)
		}
		st.Text = st.words()
		out.Story = append(out.Story, st)
	}
	return out
}

func lasted(l timing.Line, now clock.Time) time.Duration {
	if l.To.IsZero() {
		return max(now.Time().Sub(l.From), 0)
	}
	return l.To.Sub(l.From)
}

func rests(list []timing.Notch) (out []Rest) {
	for _, n := range list {
		out = append(out, Rest{n.At, int(n.Length / time.Minute)})
	}
	return out
}

// Rows returns the story as people read it: a closed stretch is not cut by the present, and what is too short to count or to see is left
// out. What is left out counts nothing, so the minutes add up still.
func (c *ClockStory) Rows() (out []Stretch) {
	for _, s := range c.Story {
		if n := len(out); s.Kind == timing.Closed && n > 0 && out[n-1].Kind == timing.Closed {
			last := &out[n-1]
			last.To, last.Closed = s.To, append(slices.Clip(last.Closed), s.Closed...)
			last.Text = last.words()
			continue
		}
		out = append(out, s)
	}
	return slices.DeleteFunc(out, func(s Stretch) bool {
		return (s.Kind == timing.Counted || s.Kind == timing.Closed) && s.Minutes == 0 && s.To != 0 && s.To.Sub(s.From) < time.Minute
	})
}

// nameActors puts the names of those who made clocks stand still into their stories. What nobody did is told of the product.
func nameActors(ctx context.Context, q db.Querier, clocks []ClockStory) error {
	var ids []id.ID
	for _, c := range clocks {
		for _, s := range c.Story {
			if s.By != 0 && !slices.Contains(ids, s.By) {
				ids = append(ids, s.By)
			}
		}
	}
	names := map[id.ID]string{}
	if len(ids) > 0 {
		var err error
		if names, err = people.Names(ctx, q, ids); err != nil {
			return err
		}
	}
	for i := range clocks {
		for j := range clocks[i].Story {
			if s := &clocks[i].Story[j]; s.ByWhom != "" {
				s.ByName = called(s, names)
			}
		}
	}
	return nil
}

func called(s *Stretch, names map[id.ID]string) string {
	switch {
	case names[s.By] != "":
		return names[s.By]
	case s.By != 0:
		return "Somebody who left"
	case s.ByWhom == actor.Visitor:
		return "A visitor"
	case s.ByWhom == actor.Rule:
		return "A rule"
	case s.ByWhom == actor.Assistant:
		return "The assistant"
	}
	return "Fettle"
}

// words says why nothing counted.
func (st *Stretch) words() string {
	switch st.Kind {
	case timing.Rest:
		return "Paused: " + reasonWords(st.Cause)
	case timing.Off:
		return "Stopped: " + reasonWords(st.Cause)
	case timing.Void:
		if st.Cause == "cancelled" {
			return "Cancelled"
		}
		return "Cancelled: " + reasonWords(st.Cause)
	case timing.Closed:
		return "Closed: " + closedWords(st.Closed)
	}
	return ""
}

// closedWords says why a calendar was closed. That it was also closed in the hours before and after needs no words.
func closedWords(days []ClosedDay) string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, d := range days {
		weekday := d.Date.Weekday()
		switch {
		case d.Name != "":
			add(d.Name)
		case d.Why == timing.OnHoliday:
			add("holiday")
		case d.Why == timing.OnException:
			add("closed by way of exception")
		case d.Why == timing.Skipped:
			add("left out by the clock change")
		case d.Why == timing.DayOff && (weekday == time.Saturday || weekday == time.Sunday):
			add("weekend")
		case d.Why == timing.DayOff:
			add("no working day")
		}
	}
	if len(out) == 0 {
		return "outside working hours"
	}
	return strings.Join(out, ", ")
}
