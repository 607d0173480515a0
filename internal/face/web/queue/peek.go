package queue

import (
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// latest is how many lines of a timeline a preview shows.
const latest = 5

// peek is the preview of the record that the address names; nil when there is none that the visitor may see.
func (l *page) peek() (*ui.Peek, error) {
	v, err := l.Room.Get(l.Ctx(), l.p, l.at.open)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	items, err := l.Room.Timeline(l.Ctx(), v)
	if err != nil {
		return nil, err
	}
	labels, err := l.Room.Labels(l.Ctx(), wanted(v, items))
	if err != nil {
		return nil, err
	}
	p := &ui.Peek{Kind: kit.Kind(l.p), Number: v.Number, Title: v.Title, Href: "/" + v.Number, Close: l.at.withOpen("").href(),
		State: kit.State(l.p, v.State, v.Phase), Priority: kit.Priority(l.p, v.Priority)}
	if v.Assignee != 0 {
		p.Assignee = ui.Person{Name: labels.Of(field.TypePerson, v.Assignee), Me: v.Assignee == l.Actor.ID}
	}
	l.neighbours(p)
	p.Props = l.props(v, labels)
	reading, err := l.Reading(v, items)
	if err != nil {
		return nil, err
	}
	if e := firstWords(items); e != nil {
		p.Blocks = append(p.Blocks, ui.Block{Title: "In the words of the report", Body: ui.HTML(reading.HTML(e))})
	}
	if len(items) > 1 || len(p.Blocks) == 0 { // the report alone would be there twice
		p.Latest = l.latest(items, labels, reading)
	}
	var seen id.ID
	for _, it := range items {
		seen = max(seen, it.ID)
	}
	p.Acts = peekActs(v, seen)
	return p, l.bigClock(p, v)
}

func wanted(v desk.View, items []desk.Item) desk.Wanted {
	w := desk.Wanted{}
	w.Add(field.TypePerson, v.Requester)
	w.Add(field.TypePerson, v.Assignee)
	w.Add(field.TypeTeam, v.Team)
	w.Add(field.TypeCategory, v.Category)
	w.Add(field.TypeLocation, v.Location)
	for _, it := range items {
		w.Add(field.TypePerson, doer(it))
	}
	return w
}

// doer is who wrote a message, or else who did it: a guest writes as the requester.
func doer(it desk.Item) id.ID {
	if it.Entry != nil && it.Entry.Author != 0 {
		return it.Entry.Author
	}
	return it.Actor
}

// neighbours lead to the rows before and after.
func (l *page) neighbours(p *ui.Peek) {
	for i, h := range l.q.Heads {
		if h.Number != p.Number {
			continue
		}
		if i > 0 {
			p.Prev = l.at.withOpen(l.q.Heads[i-1].Number).href()
		}
		if i+1 < len(l.q.Heads) {
			p.Next = l.at.withOpen(l.q.Heads[i+1].Number).href()
		}
	}
}

func (l *page) props(v desk.View, labels desk.Labels) []ui.Prop {
	var out []ui.Prop
	if v.Requester != 0 {
		out = append(out, ui.Prop{Label: "Requester", Person: &ui.Person{Name: labels.Of(field.TypePerson, v.Requester)}})
	}
	add := func(label string, t field.Type, i id.ID) {
		if i != 0 {
			out = append(out, ui.Prop{Label: label, Text: labels.Of(t, i)})
		}
	}
	add("Team", field.TypeTeam, v.Team)
	add("Category", field.TypeCategory, v.Category)
	add("Place", field.TypeLocation, v.Location)
	return append(out, ui.Prop{Label: "Since", Text: l.Moment(v.CreatedAt.Time())})
}

// reportLength is how much of a report a preview shows, in runes.
const reportLength = 600

// firstWords is the beginning of what the requester wrote; nil when there is nothing.
func firstWords(items []desk.Item) *ticket.Entry {
	for _, it := range items {
		if it.Entry != nil && it.Entry.Visibility == ticket.Public {
			e := *it.Entry
			e.Body = text.Truncate(e.Body, reportLength)
			return &e
		}
	}
	return nil
}

func (l *page) latest(items []desk.Item, labels desk.Labels, reading kit.Reading) []ui.PeekLine {
	var out []ui.PeekLine
	for i := len(items) - 1; i >= 0 && len(out) < latest; i-- {
		it := items[i]
		line := ui.PeekLine{When: l.Moment(it.At.Time()), Text: it.Sentence}
		if it.ByWhom == actor.Person || it.ByWhom == actor.Visitor {
			line.Who, _, _ = strings.Cut(labels.Of(field.TypePerson, doer(it)), " ")
		}
		if it.Entry != nil {
			line.Text, line.Internal = reading.Line(it.Entry, 160), it.Entry.Visibility == ticket.Internal
		}
		out = append(out, line)
	}
	return out
}

// peekActs are what can be done from a preview. A move says what it is based on: the version, and the newest event that was seen.
func peekActs(v desk.View, seen id.ID) []ui.Button {
	var out []ui.Button
	if v.Can("reply") {
		out = append(out, ui.Button{Label: "Reply", Icon: "reply", Href: "/" + v.Number + "#composer", Look: ui.Primary})
	}
	if v.Can("note") {
		out = append(out, ui.Button{Label: "Note", Icon: "lock", Href: "/" + v.Number + "?mode=note#composer"})
	}
	if v.Can("take") && v.Assignee == 0 {
		out = append(out, ui.Button{Label: "Take", Action: "/" + v.Practice.Kind.Slug() + "/" + v.Number + "/take", Look: ui.Quiet,
			Fields: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(v.Version, 10)}, {Name: "seen", Value: seen.String()}}})
	}
	return out
}

// bigClock shows the clock that matters most with a large figure.
func (l *page) bigClock(p *ui.Peek, v desk.View) error {
	if l.Clocks == nil {
		return nil
	}
	c, ok, err := l.Clocks.Line(l.Ctx(), v.Head)
	if err != nil || !ok {
		return err
	}
	drawn := l.Draw(c, l.waits(v.Head))
	p.Clock = &ui.BigClock{Line: drawn.Line, Figure: kit.Work(c.Left), Text: "left · " + c.Name}
	switch c.State {
	case "breached":
		p.Clock.Text = "over · " + c.Name
	case "paused":
		p.Clock.Text = "left, " + drawn.Words
	case "met":
		p.Clock.Figure, p.Clock.Text = "Met", drawn.Words
	}
	if !c.Due.IsZero() && c.State != "met" {
		p.Clock.Text += " · due " + l.Moment(c.Due)
	}
	return nil
}
