package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// Label is what the way to the map is called, and Path the last step of its address.
const (
	Label = "Map"
	Path  = "map"
)

// The size of a map.
const (
	steps    = 2  // shown in each direction before anything is opened
	maxBoxes = 36 // before like ones are gathered
	maxOpen  = 200
)

// Maps draws maps.
type Maps struct {
	Relations *relation.Desk
	Room      *desk.Room
}

// query is what the address asks for.
type query struct {
	fails    bool
	at, with string  // days; with is compared with at
	open     []id.ID // whose neighbours are shown
	each     []id.ID // shown by themselves instead of gathered
}

// page is a map being made.
type page struct {
	Maps
	query
	v     desk.View
	today string
	look  relation.Look
	root  map[string]string // addresses of the kinds
}

// Page makes the map around a record that the visitor sees. The address may say mode=fail, at=DAY, with=DAY, open=ID,ID and
// each=ID,ID. Kinds: Invalid.
func (m Maps) Page(ctx context.Context, v desk.View, q url.Values) (templ.Component, error) {
	p := &page{Maps: m, v: v, today: m.Relations.Today(ctx), root: map[string]string{}}
	for _, x := range m.Room.Practices() {
		p.root[x.Kind.Key] = "/" + x.Kind.Slug() + "/"
	}
	if err := p.read(q); err != nil {
		return nil, err
	}
	look, err := m.Relations.Look(ctx, v.ID, relation.Ask{At: p.at, Before: p.with, Down: steps, Up: steps, Open: p.open, Each: p.each, Most: maxBoxes, Fails: p.fails})
	if err != nil {
		return nil, err
	}
	p.look = look
	name := p.name(v.ID)
	plain := ui.Plain{Title: name, Lead: v.Number + " · what it stands on, and what stands on it", Wide: true,
		Tabs: []ui.Link{{Label: "Overview", Href: "/" + v.Number}, {Label: Label, Href: p.href(p.query), Current: true}}}
	plain.Acts = []ui.Button{{Label: "Relations (CSV)", Href: "/relations.csv?record=" + v.Number}}
	if v.Can("relate") {
		plain.Acts = append(plain.Acts, ui.Button{Label: "Add a relation", Href: p.root[v.Kind] + v.Number + "/relate"})
	}
	return ui.PlainPage(plain, ui.MapBox(p.figure(name)), ui.FormBox(p.form())), nil
}

func (p *page) read(q url.Values) (err error) {
	if p.at, err = relation.Day("at", q.Get("at"), p.today); err != nil {
		return err
	}
	if p.with, err = relation.Day("with", q.Get("with"), ""); err != nil {
		return err
	}
	if p.with == p.at {
		p.with = ""
	}
	switch q.Get("mode") {
	case "":
	case "fail":
		p.fails = p.with == ""
	default:
		return errs.Bad("mode", "Use fail, or leave it out.")
	}
	p.open, p.each = rows(q.Get("open")), rows(q.Get("each"))
	return nil
}

// rows reads the ids of a list; what is none is left out.
func rows(list string) (out []id.ID) {
	for text := range strings.SplitSeq(list, ",") {
		if n, err := id.Parse(text); err == nil && n != 0 && len(out) < maxOpen {
			out = append(out, n)
		}
	}
	return out
}

// listed writes ids as rows reads them.
func listed(ids []id.ID) string {
	var out []string
	for _, n := range ids {
		out = append(out, n.String())
	}
	return strings.Join(out, ",")
}

// href is the address of this map, asked in another way.
func (p *page) href(q query) string { return p.to(p.v.Kind, p.v.Number, q) }

// to is the address of the map of a record.
func (p *page) to(kind, number string, q query) string {
	values := url.Values{}
	set := func(key, value string) {
		if value != "" {
			values.Set(key, value)
		}
	}
	if q.fails {
		set("mode", "fail")
	}
	if q.at != p.today {
		set("at", q.at)
	}
	set("with", q.with)
	set("open", listed(q.open))
	set("each", listed(q.each))
	out := p.root[kind] + number + "/" + Path
	if len(values) > 0 {
		out += "?" + values.Encode()
	}
	return out
}

// opened is the address at which the neighbours of an item are shown, too.
func (p *page) opened(more id.ID) string {
	q := p.query
	q.open = with(q.open, more)
	return p.href(q)
}

// spread is the address at which gathered items are shown one by one. Their neighbours stay away, or the drawing would be crowded.
func (p *page) spread(more []id.ID) string {
	q := p.query
	q.each = with(q.each, more...)
	return p.href(q)
}

// with is a list with what it does not hold yet.
func with(list []id.ID, more ...id.ID) []id.ID {
	out := slices.Clone(list)
	for _, n := range more {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// name is what people call a record.
func (p *page) name(n id.ID) string {
	x := p.look.Nodes[n]
	if x.Title == "" {
		return x.Number
	}
	return x.Title
}

func (p *page) figure(name string) ui.MapFigure {
	now, fails := p.query, p.query
	now.fails, now.with, fails.fails, fails.with = false, "", true, ""
	modes := []ui.Link{{Label: "As it is", Href: p.href(now), Current: !p.fails && p.with == ""}, {Label: "What if this fails?", Href: p.href(fails), Current: p.fails}}
	if p.with != "" {
		modes = append(modes, ui.Link{Label: "Two days", Href: p.href(p.query), Current: true})
	}
	say := p.say(name)
	return ui.MapFigure{ID: "map", Name: "Map of " + name, Modes: modes, Say: say, Note: p.note(),
		Map: draw.Map{Label: "Map of " + name + ". " + say + " The table below says the same.", Left: "Needs it", Here: "This one", Right: "Rests on",
			Nodes: p.nodes(), Edges: p.edges(), Groups: p.groups()}}
}

// form asks for the day, and for one to compare it with.
func (p *page) form() ui.Form {
	f := ui.Form{ID: "days", Method: "get", Action: p.root[p.v.Kind] + p.v.Number + "/" + Path, Columns: 2, Submit: ui.Button{Label: "Show that day"},
		Fields: []ui.Field{{Name: "at", Label: "As of", Kind: ui.FieldDate, Value: p.at}, {Name: "with", Label: "Compared with", Kind: ui.FieldDate, Value: p.with, Help: "Left empty, one day is shown."}}}
	if p.fails {
		f.Hidden = []ui.Hidden{{Name: "mode", Value: "fail"}}
	}
	return f
}

// note says of which day the map is, and what is not on it.
func (p *page) note() string {
	out := "As of " + day(p.at)
	if p.with != "" {
		out += ", compared with " + day(p.with)
	}
	out += ". An arrow leads from an item to what it needs."
	more, gathered := false, false
	for _, b := range p.look.View.Boxes {
		more = more || b.Hidden > 0 && len(b.Members) == 0
		gathered = gathered || len(b.Members) > 0
	}
	if more {
		out += " Not everything around it is shown: the numbers with a plus open more."
	}
	if gathered {
		out += " A double frame holds several of a kind and opens to show each."
	}
	return out
}

func day(text string) string {
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		return text
	}
	return t.Format("2 January 2006")
}

// outcome is what becomes of a record; it works where nothing is asked to fail.
func (p *page) outcome(n id.ID) impact.State {
	if p.look.Outcome == nil {
		return impact.Working
	}
	return p.look.Outcome.State(n)
}
