package queue

import (
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// empty says why the list is empty and what to do.
func (l *page) empty() *ui.Empty {
	all := ui.Button{Label: "Show all open", Href: l.at.base}
	switch {
	case faultOf(l.fault, "after") != "":
		return &ui.Empty{Title: "This page of the list cannot be found", Text: faultOf(l.fault, "after"), Acts: []ui.Button{{Label: "First page", Href: l.at.withAfter("").href(), Look: ui.Primary}}}
	case l.fault != nil:
		return &ui.Empty{Title: "This filter is not understood", Text: "Nothing is shown until it is. Correct the text above, or start over.", Acts: []ui.Button{all}}
	case l.at.after != "":
		return &ui.Empty{Title: "That was the last page", Acts: []ui.Button{{Label: "First page", Href: l.at.withAfter("").href()}}}
	}
	if !l.p.Work() {
		return l.noThings()
	}
	if n, err := l.Room.Count(l.Ctx(), l.p, ""); err == nil && n == 0 {
		return l.firstDay()
	}
	switch l.view.Key {
	case "open":
		return &ui.Empty{Title: "Nothing is open", Text: "Every " + l.p.Kind.Singular + " is resolved. What is reported next is announced above this list."}
	case "unassigned":
		return &ui.Empty{Title: "Everything has an owner", Text: "Nothing waits to be taken.", Acts: []ui.Button{all}}
	case "mine":
		return &ui.Empty{Title: "Nothing waits for you", Text: "Take something from the unassigned ones.", Acts: []ui.Button{
			{Label: "Show unassigned", Href: address{base: l.at.base, view: "unassigned"}.href(), Look: ui.Primary}, all}}
	case "team":
		return &ui.Empty{Title: "Nothing is open for " + strings.ToLower(l.view.Label[:1]) + l.view.Label[1:], Acts: []ui.Button{all}}
	case "today":
		return &ui.Empty{Title: "Nothing is due today", Acts: []ui.Button{all}}
	case "soon":
		return &ui.Empty{Title: "Nothing is due in the next four hours", Text: "And nothing is late.", Acts: []ui.Button{all}}
	case "waiting":
		return &ui.Empty{Title: "Nothing has waited for more than three days", Acts: []ui.Button{all}}
	case "resolved":
		return &ui.Empty{Title: "Nothing was resolved in the last seven days", Acts: []ui.Button{all}}
	}
	return l.nothing()
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

// nothing says why a filter has no rows: which single condition keeps everything away, and how to drop it.
func (l *page) nothing() *ui.Empty {
	chips := l.q.Query.Chips()
	e := &ui.Empty{Title: "Nothing matches this filter", Text: "Take a condition away, or clear the filter."}
	if n := len(chips); n > 1 {
		e.Title = "Nothing matches these " + few(n) + " conditions together"
	}
	drop, rows := -1, 0
	for i, c := range chips {
		shown := l.chip(c)
		shown.Remove = ""
		e.Chips = append(e.Chips, shown)
		if i >= maxTried {
			continue
		}
		if n, err := l.Room.Count(l.Ctx(), l.p, c.Remove); err == nil && n > 0 && (drop < 0 || n < rows) {
			drop, rows = i, n
		}
	}
	if drop >= 0 && len(chips) > 1 {
		name := e.Chips[drop].Value.Label
		e.Text = "Without “" + spoken(e.Chips[drop]) + "” " + thereAre(rows, l.p) + "."
		e.Acts = append(e.Acts, ui.Button{Label: "Drop “" + name + "”", Href: l.at.withFilter(chips[drop].Remove).href(), Look: ui.Primary})
	}
	if l.p.Work() {
		e.Acts = append(e.Acts, ui.Button{Label: "Show all open", Href: l.at.base})
	}
	return e
}

// maxTried bounds the counts that an empty list costs.
const maxTried = 6

// few is a small number as a word.
func few(n int) string {
	words := []string{2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
	if n < len(words) && words[n] != "" {
		return words[n]
	}
	return strconv.Itoa(n)
}

// spoken is a condition as one says it.
func spoken(c ui.Chip) string { return kit.Join(" ", c.Field.Label, c.Op.Label, c.Value.Label) }

func thereAre(n int, p desk.Practice) string {
	if n == 1 {
		return "there is one " + p.Kind.Singular
	}
	return "there are " + kit.Count(n, record.MaxCount) + " " + p.Kind.Plural
}
