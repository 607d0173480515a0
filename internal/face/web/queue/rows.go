package queue

import (
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func (l *page) list() ui.List {
	out := ui.List{Caption: l.view.Label + ", " + l.p.Kind.Plural, Groups: []ui.Group{{}}}
	for _, h := range l.q.Heads {
		out.Groups[0].Rows = append(out.Groups[0].Rows, l.row(h))
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

func (l *page) row(h ticket.Head) ui.Row {
	r := ui.Row{ID: h.Number, Number: h.Number, Href: "/" + h.Number, Kind: kit.Kind(l.p), Title: h.Title, State: kit.State(l.p, h.State, h.Phase),
		Priority: kit.Priority(l.p, h.Priority), Current: strings.EqualFold(h.Number, l.at.open), Age: l.age(h)}
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

// empty says why the list is empty and what to do.
func (l *page) empty() *ui.Empty {
	all := ui.Button{Label: "Show all open", Href: l.at.base}
	switch {
	case l.fault != nil:
		return &ui.Empty{Title: "The filter is not understood", Text: faultOf(l.fault, "q") + faultOf(l.fault, "after"), Acts: []ui.Button{all}}
	case l.at.after != "":
		return &ui.Empty{Title: "That was the last page", Acts: []ui.Button{{Label: "First page", Href: l.at.withAfter("").href()}}}
	}
	if n, err := l.Room.Count(l.Ctx(), l.p, ""); err == nil && n == 0 {
		return l.firstDay()
	}
	switch l.view.Key {
	case "open":
		return &ui.Empty{Title: "Nothing is open", Text: "Every " + l.p.Kind.Singular + " is resolved. New ones appear here by themselves."}
	case "unassigned":
		return &ui.Empty{Title: "Everything has an owner", Acts: []ui.Button{all}}
	case "mine":
		return &ui.Empty{Title: "Nothing waits for you", Text: "Take something from the unassigned ones.", Acts: []ui.Button{
			{Label: "Show unassigned", Href: address{base: l.at.base, view: "unassigned"}.href(), Look: ui.Primary}}}
	case "soon":
		return &ui.Empty{Title: "Nothing is due in the next four hours", Acts: []ui.Button{all}}
	}
	e := &ui.Empty{Title: "Nothing matches this filter", Acts: []ui.Button{all}}
	for _, c := range l.q.Query.Chips() {
		e.Chips = append(e.Chips, l.chip(c))
	}
	e.Text = "Take a condition away, or clear the filter."
	return e
}

// firstDay is the list of a new desk: what to do first.
func (l *page) firstDay() *ui.Empty {
	e := &ui.Empty{Title: "The desk is open. First steps", Text: "Open the portal as your colleagues see it and report something. Then add the people who work here, " +
		"look over the working hours and service levels, and tell everybody the address of the portal."}
	e.Acts = append(e.Acts, ui.Button{Label: "New " + l.p.Kind.Singular, Icon: "plus", Href: l.at.base + "/new", Look: ui.Primary}, ui.Button{Label: "See the portal", Icon: "home", Href: "/portal"})
	for _, link := range l.Links {
		if link.Permission == "" || l.Actor.Can(link.Permission) {
			e.Acts = append(e.Acts, ui.Button{Label: link.Label, Icon: link.Icon, Href: link.Href})
		}
	}
	return e
}

// The hours that a horizon shows unless the present lies outside of them.
const firstHour, lastHour = 8, 18

// horizon draws today's due times of the rows on the page.
func (l *page) horizon() *draw.Horizon {
	now := l.Now().In(l.Zone())
	y, m, d := now.Date()
	from := time.Date(y, m, d, min(firstHour, now.Hour()), 0, 0, 0, now.Location())
	to := time.Date(y, m, d, max(lastHour, now.Hour()+1), 0, 0, 0, now.Location())
	at := func(t time.Time) float64 { return float64(t.Sub(from)) / float64(to.Sub(from)) }
	h := &draw.Horizon{Now: at(now), NowLabel: now.Format("15:04"), End: to.AddDate(0, 0, 1).Format("Mon")}
	for t := from; t.Before(to); t = t.Add(time.Hour) {
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
	h.Label = "Due today: " + kit.Count(len(h.Pins), ticket.MaxCount) + " of those on this page, now " + h.NowLabel
	if late > 0 {
		h.Label += ", and " + kit.Count(late, ticket.MaxCount) + " from before"
	}
	return h
}
