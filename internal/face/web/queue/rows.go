package queue

import (
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func (l *page) list() ui.List {
	out := ui.List{Caption: l.view.Label + ", " + l.p.Kind.Plural, Groups: l.sections()}
	for _, d := range l.chosen() {
		out.Extra = append(out.Extra, d.Label)
	}
	if len(l.q.Heads) == 0 {
		out.Empty = l.empty()
	}
	if l.q.Next != "" {
		out.Pager.Next = l.at.withAfter(l.q.Next).href()
	}
	if l.at.after != "" {
		out.Pager.First = l.at.withAfter("").href()
	}
	return out
}

// rows draws some of the rows of the page.
func (l *page) rows(from, to int) []ui.Row {
	var out []ui.Row
	for _, h := range l.q.Heads[from:to] {
		out = append(out, l.row(h))
	}
	return out
}

func (l *page) row(h ticket.Head) ui.Row {
	r := ui.Row{ID: h.Number, Number: h.Number, Href: "/" + h.Number, Kind: kit.Kind(l.p), Title: h.Title, State: kit.State(l.p, h.State, h.Phase),
		Priority: kit.Priority(l.p, h.Priority), Current: strings.EqualFold(h.Number, l.at.open), Age: l.age(h)}
	r.Extra = l.extra[h.ID]
	if h.Requester != 0 {
		r.Requester = l.names.Of(field.TypePerson, h.Requester)
	}
	r.Place = l.place(h)
	if h.Assignee != 0 {
		r.Assignee = ui.Person{Name: l.names.Of(field.TypePerson, h.Assignee), Me: h.Assignee == l.Actor.ID}
	}
	if c, ok := l.clocks[h.ID]; ok {
		drawn := l.Draw(c, l.waits(h))
		r.Clock = &drawn
	}
	return r
}

// place is where or what it is about, whichever is known.
func (l *page) place(h ticket.Head) string {
	var parts []string
	if h.Location != 0 {
		parts = append(parts, l.names.Of(field.TypeLocation, h.Location))
	}
	if h.Category != 0 {
		path := strings.Split(l.names.Of(field.TypeCategory, h.Category), " / ")
		parts = append(parts, path[len(path)-1])
	}
	return strings.Join(parts, " · ")
}

// waits says in a word or two what paused work waits for.
func (l *page) waits(h ticket.Head) string {
	if h.HoldReason == "awaiting_caller" {
		name, _, _ := strings.Cut(l.names.Of(field.TypePerson, h.Requester), " ")
		return name
	}
	return strings.TrimPrefix(kit.Plain(h.HoldReason), "awaiting ")
}

// age is shown where no clock runs.
func (l *page) age(h ticket.Head) string {
	switch {
	case h.Closed != 0:
		return "closed " + l.Moment(h.Closed.Time())
	case h.Resolved != 0:
		return "resolved " + l.Moment(h.Resolved.Time())
	case h.CreatedAt == 0:
		return ""
	}
	return kit.Span(l.Now().Sub(h.CreatedAt.Time())) + " old"
}

// The hours that a horizon shows unless the present lies outside of them.
const firstHour, lastHour = 8, 18

// lastMark is where along a horizon its last hour begins.
const lastMark = .85

// horizon draws today's due times of the rows on the page.
func (l *page) horizon() *draw.Horizon {
	now := l.Now().In(l.Zone())
	y, m, d := now.Date()
	first, last := min(firstHour, now.Hour()), max(lastHour, now.Hour()+1)
	from, end := time.Date(y, m, d, first, 0, 0, 0, now.Location()), time.Date(y, m, d, last, 0, 0, 0, now.Location())
	to := from.Add(time.Duration(float64(end.Add(-time.Hour).Sub(from)) / lastMark)) // leaves the name of the next day its place
	at := func(t time.Time) float64 { return float64(t.Sub(from)) / float64(to.Sub(from)) }
	h := &draw.Horizon{Now: at(now), NowLabel: now.Format("15:04"), End: from.AddDate(0, 0, 1).Format("Mon")}
	for t := from; t.Before(end); t = t.Add(time.Hour) {
		h.Hours = append(h.Hours, draw.Tick{At: at(t), Label: t.Format("15")})
	}
	late := 0
	for _, head := range l.q.Heads {
		c, ok := l.clocks[head.ID]
		if !ok || c.Due.IsZero() || c.State == "met" {
			continue
		}
		switch due := c.Due.In(now.Location()); {
		case due.Before(from):
			late++
		case due.Before(to):
			h.Pins = append(h.Pins, draw.Pin{At: at(due), State: l.Draw(c, "").Line.State})
		}
	}
	if len(h.Pins) == 0 {
		return nil
	}
	h.Label = "Due today: " + kit.Count(len(h.Pins), record.MaxCount) + " of those on this page, now " + h.NowLabel
	if late > 0 {
		h.Label += ", and " + kit.Count(late, record.MaxCount) + " from before"
	}
	return h
}
