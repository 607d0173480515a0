package portal

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// onHome is how many requests the first page shows.
const onHome = 4

func home(v *kit.Visit) error {
	h := ui.PortalHome{Question: "What can we put right?", Ask: ui.Ask{Action: "/portal/report", Hint: "In your own words", Submit: "Go on"}}
	if v.Signed() {
		h.Greeting = greeting(v)
		mine, err := list(v, onHome, "")
		if err != nil {
			return err
		}
		h.Requests = mine.cards
		h.Waiting = mine.waiting
		if v.Todo != nil {
			todo, err := v.Todo(v.Ctx())
			if err != nil {
				return err
			}
			h.Waiting = append(todo, h.Waiting...)
		}
		if len(mine.cards) > 0 {
			h.AllHref, h.AllLabel = "/portal/requests", "All requests"
		} else {
			h.Empty = &ui.Empty{Title: "No requests yet", Text: "What you report appears here, with who has it and until when."}
		}
	} else {
		h.Human = &ui.Human{Lead: "A person reads what you write.", Text: "No account needed: give your address, and we answer there.",
			Act: ui.Button{Label: "Report something", Href: "/portal/report"}}
	}
	return page(v, http.StatusOK, "IT help", ui.PortalHomePage(h))
}

func page(v *kit.Visit, status int, title string, body ...templ.Component) error {
	return v.HTML(status, ui.Portal(v.PortalShell(title), body...))
}

func greeting(v *kit.Visit) string {
	part := "Good evening, "
	switch hour := v.Now().In(v.Zone()).Hour(); {
	case hour >= 4 && hour < 12:
		part = "Good morning, "
	case hour >= 12 && hour < 18:
		part = "Good afternoon, "
	}
	name, _, _ := strings.Cut(v.Actor.Name, " ")
	return part + name + "."
}

// mine is what the visitor asked for.
type mine struct {
	cards   []ui.PortalCard
	waiting []ui.Todo
	next    string
}

// list reads the visitor's own requests of every practice, the latest change first.
func list(v *kit.Visit, limit int, after string) (mine, error) {
	var out mine
	type one struct {
		p desk.Practice
		h ticket.Head
	}
	var all []one
	for _, p := range v.Room.Work() {
		if !v.Actor.Can(p.View) {
			continue
		}
		q, err := v.Room.Queue(v.Ctx(), p, desk.Ask{Q: "requester:me", Sort: "-updated", After: after, Limit: limit}, false)
		if err != nil {
			return out, err
		}
		out.next = q.Next
		for _, h := range q.Heads {
			all = append(all, one{p, h})
		}
	}
	sorted.By(all, func(a, b one) int { return cmp.Compare(b.h.UpdatedAt, a.h.UpdatedAt) })
	all = all[:min(limit, len(all))]
	want, heads := desk.Wanted{}, make([]ticket.Head, len(all))
	for i, o := range all {
		heads[i] = o.h
		want.Add(field.TypePerson, o.h.Assignee)
		want.Add(field.TypeTeam, o.h.Team)
	}
	names, err := v.Room.Labels(v.Ctx(), want)
	if err != nil {
		return out, err
	}
	clocks := map[id.ID]kit.Clock{}
	if v.Clocks != nil {
		if clocks, err = v.Clocks.Lines(v.Ctx(), heads); err != nil {
			return out, err
		}
	}
	for _, o := range all {
		c, ok := clocks[o.h.ID]
		if o.h.Phase == flow.Waiting { // only the story of a clock knows since when
			if c, ok, err = promise(v, o.h); err != nil {
				return out, err
			}
		}
		var waits time.Time
		if o.h.Phase == flow.Waiting {
			if waits, err = waiting(v, o.p, o.h, c); err != nil {
				return out, err
			}
		}
		card := cardOf(v, o.p, o.h, names, c, ok, waits)
		card.Href = "/portal/" + o.h.Number
		out.cards = append(out.cards, card)
		if waitsForYou(o.h) {
			out.waiting = append(out.waiting, ui.Todo{State: stateOf(o.p, o.h), Title: o.h.Title, Href: card.Href,
				Text: kit.Join(" ", o.h.Number, "waits for you", since(v, waits)) + "."})
		}
	}
	return out, nil
}

// waiting is when a request came to wait. Its clock knows where there is one that rests, and else its timeline.
func waiting(v *kit.Visit, p desk.Practice, h ticket.Head, c kit.Clock) (time.Time, error) {
	if t := restsSince(c); !t.IsZero() {
		return t, nil
	}
	items, err := v.Room.Timeline(v.Ctx(), desk.View{Head: h, Practice: p})
	return beganToWait(items), err
}

// perPage is how many requests a page of the list has.
const perPage = 20

func requests(v *kit.Visit) error {
	l, err := list(v, perPage, v.Query("after"))
	if err != nil {
		return err
	}
	parts := make([]templ.Component, 0, len(l.cards)+2)
	if len(l.cards) > 0 {
		parts = append(parts, kit.Unseen("All of them"))
	}
	for _, c := range l.cards {
		parts = append(parts, ui.PortalCardBox(c))
	}
	if len(l.cards) == 0 {
		parts = append(parts, ui.EmptyBox(ui.Empty{Title: "No requests yet", Acts: []ui.Button{{Label: "Report something", Href: "/portal/report", Look: ui.Primary}}}))
	}
	pager := ui.Pager{}
	if l.next != "" {
		pager.Next = "/portal/requests?after=" + l.next
	}
	if v.Query("after") != "" {
		pager.First = "/portal/requests"
	}
	parts = append(parts, ui.PagerLine(pager))
	return page(v, http.StatusOK, "My requests", ui.PlainPage(ui.Plain{Title: "My requests"}, parts...))
}
