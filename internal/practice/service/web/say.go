package web

import (
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// maxNamed is how many degraded items a sentence names.
const maxNamed = 2

// say is the answer in words.
func (p *page) say(name string) string {
	switch {
	case p.with != "":
		return p.differs()
	case p.fails:
		return p.stops(name)
	}
	left, right := 0, 0
	for _, b := range p.look.View.Boxes {
		n := max(1, len(b.Members))
		switch {
		case b.Layer < 0:
			left += n
		case b.Layer > 0:
			right += n
		}
	}
	if left+right == 0 {
		return "Nothing is noted of what " + name + " stands on, or of what stands on it."
	}
	text := fmt.Sprintf("Within %d steps, %s on %s", steps, stand(left), name)
	switch {
	case left == 0:
		return fmt.Sprintf("%s rests on %s within %d steps. Nothing is noted that stands on it.", name, count(right, "item", "items"), steps)
	case right == 0:
		return text + ". Nothing is noted that it rests on."
	}
	return text + ", and it rests on " + count(right, "item", "items") + "."
}

func stand(n int) string {
	if n == 1 {
		return "1 item stands"
	}
	return count(n, "item", "items") + " stand"
}

func count(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// stops says what stops when the record fails.
func (p *page) stops(name string) string {
	o := p.look.Outcome
	services, critical := 0, 0
	for _, n := range o.Services {
		if n != p.v.ID {
			services++
		}
	}
	for _, n := range o.Critical {
		if n != p.v.ID {
			critical++
		}
	}
	others := len(o.Failed) - 1 - services
	out := "If " + name + " fails, nothing else stops"
	if services+others > 0 {
		parts := []string{}
		if services > 0 {
			text := count(services, "service", "services")
			if critical > 0 {
				text += fmt.Sprintf(" (%d critical)", critical)
			}
			parts = append(parts, text)
		}
		if others > 0 {
			parts = append(parts, count(others, "other item", "other items"))
		}
		verb := " stop"
		if services+others == 1 {
			verb = " stops"
		}
		out = "If " + name + " fails, " + strings.Join(parts, " and ") + verb
	}
	if people := p.look.Outcome.People; people.AtMost > 0 {
		out += "; it concerns " + crowd(people)
	}
	out += "."
	for i, d := range o.Degraded {
		if i == maxNamed {
			out += fmt.Sprintf(" %s with less redundancy.", count(len(o.Degraded)-maxNamed, "more goes on", "more go on"))
			break
		}
		out += fmt.Sprintf(" %s goes on with %d of %d of “%s”.", p.name(d.Dependent), d.Alive, d.Of, d.Group)
	}
	return out
}

// crowd is how many people, as exactly as it is known.
func crowd(c impact.People) string {
	if c.Exact() {
		return count(c.AtMost, "person", "people")
	}
	return fmt.Sprintf("%d to %d people", c.AtLeast, c.AtMost)
}

// differs says how two days differ, as far as the map shows it.
func (p *page) differs() string {
	added, removed, changed := 0, 0, 0
	for _, l := range p.look.View.Links {
		for _, e := range l.Edges {
			switch p.change(e) {
			case came:
				added++
			case went:
				removed++
			case altered:
				changed++
			}
		}
	}
	if added+removed+changed == 0 {
		return "Nothing on this map differs between the two days."
	}
	return fmt.Sprintf("Between %s and %s, %s came, %d went and %d changed.", day(min(p.with, p.at)), day(max(p.with, p.at)), count(added, "relation", "relations"), removed, changed)
}
