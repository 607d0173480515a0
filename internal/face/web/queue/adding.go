package queue

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxChoices is how many values of a field are offered before only its text is left.
const maxChoices = 24

// adding offers the values of a field that somebody wants to filter by.
func (l *page) adding(d field.Def) *ui.FilterChoice {
	c := &ui.FilterChoice{Label: d.Label}
	if values := l.values(d); len(values) <= maxChoices {
		c.Values = values
	}
	c.Hint = "Write what it should be, " + example(d) + "."
	if len(c.Values) > 0 {
		c.Hint = "Or write it, " + example(d) + "."
	}
	return c
}

// values are links that add a condition on the field.
func (l *page) values(d field.Def) []ui.Link {
	var out []ui.Link
	offer := func(label, condition string) {
		out = append(out, ui.Link{Label: label, Href: l.at.withFilter(strings.TrimSpace(l.at.q + " " + condition)).href()})
	}
	is := func(value string) string { return search.Where(d.Key, search.Is, value).String() }
	if d.Key == "status" {
		offer("any open", d.Key+":open")
		for _, s := range l.p.Kind.Flow.States {
			offer(s.Label, is(s.Label))
		}
		return out
	}
	if len(d.Options) > 0 {
		for _, o := range d.Options {
			offer(o.Label, is(o.Value))
		}
		return out
	}
	if d.Type == field.TypeRecord && d.Of != "" {
		for _, name := range l.known(d.Of) {
			offer(name, is(name))
		}
		offer("none named", d.Key+":none")
		return out
	}
	switch d.Type {
	case field.TypePerson:
		offer("me", d.Key+":me")
		offer("nobody", d.Key+":none")
	case field.TypeTeam:
		for _, name := range l.teams {
			offer(name, is(name))
		}
		offer("no team", d.Key+":none")
	case field.TypeBoolean:
		offer("yes", d.Key+":yes")
		offer("no", d.Key+":no")
	case field.TypeDateTime, field.TypeDate:
		if d.Key == "due" {
			offer("over", d.Key+"<now")
			offer("within 4 hours", d.Key+">now "+d.Key+"<4h")
			offer("today", d.Key+":today")
			offer("tomorrow", d.Key+":tomorrow")
			return out
		}
		offer("today", d.Key+":today")
		offer("yesterday", d.Key+":yesterday")
		offer("in the last 7 days", d.Key+">-7d")
		offer("more than 30 days ago", d.Key+"<-30d")
	}
	return out
}

// known are the names of the records of a kind that are in use, as many as are offered.
func (l *page) known(kind string) (names []string) {
	p, err := l.Room.Practice(kind)
	if err != nil || !p.Kind.Titled || !l.Actor.Can(p.View) {
		return nil
	}
	found, err := l.Room.Queue(l.Ctx(), p, desk.Ask{Q: "status:open", Limit: maxChoices - 1}, false)
	if err != nil {
		return nil
	}
	for _, h := range found.Heads {
		names = append(names, h.Title)
	}
	return names
}

// example shows how a value of the field is written.
func example(d field.Def) string {
	if len(d.Options) > 0 {
		return "such as " + search.Where(d.Key, search.Is, d.Options[0].Value).String() + " for " + d.Options[0].Label
	}
	switch d.Type {
	case field.TypePerson:
		return "such as " + d.Key + ":me, " + d.Key + ":none or a name in quotes"
	case field.TypeDateTime, field.TypeDate:
		return "such as " + d.Key + ":today or " + d.Key + ">-7d"
	case field.TypeNumber, field.TypeDuration:
		return "such as " + d.Key + ">1"
	case field.TypeText, field.TypeLong:
		if d.Key == "status" {
			return "such as status:open, status:waiting or the name of a state"
		}
		return "such as a word of it"
	}
	return "such as its name in quotes"
}
