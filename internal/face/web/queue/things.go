package queue

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxColumns is how many fields a list of things shows beside number, name and state.
const maxColumns = 5

// maxOwn is how many custom fields it shows besides.
const maxOwn = 2

// thingViews are the questions that come with a kind that is not work: what is in use, each of its states, and everything. Where one state
// alone is in use, it is the same as what is in use and has no view of its own.
func thingViews(p desk.Practice) []view {
	out := []view{{Key: "open", Label: "Current", Q: "status:open"}}
	inUse := 0
	for _, s := range p.Kind.Flow.States {
		if s.Phase.Open() {
			inUse++
		}
	}
	for _, s := range p.Kind.Flow.States {
		if s.Phase.Open() && inUse == 1 {
			out[0].Label = s.Label
			continue
		}
		out = append(out, view{Key: s.Key, Label: s.Label, Q: search.Where("status", search.Is, s.Label).String()})
	}
	return append(out, view{Key: "all", Label: "All"})
}

// thing is one record in a list of things.
type thing struct {
	Number, Title string
	Kind          ui.Kind
	State         ui.State
	Cells         []thingCell
}

// thingCell is one value of a thing.
type thingCell struct {
	Label, Text string
	Num         bool
}

// figures reports whether a field is a number or an amount.
func figures(d field.Def) bool {
	return d.Type == field.TypeNumber || d.Type == field.TypeMoney
}

// columns are the fields worth a column: the first few that are short and not said otherwise.
func columns(p desk.Practice) []field.Def {
	var out []field.Def
	for _, d := range p.Fields {
		if len(out) < maxColumns && d.Type != field.TypeLong && !slices.Contains([]string{"number", "title", "status", "entity", "created", "updated"}, d.Key) {
			out = append(out, d)
		}
	}
	return out
}

// own adds to the columns the first custom fields with a value in one of the rows. The filter's own come first, so that a narrow page keeps them.
func (l *page) own(defs []field.Def) []field.Def {
	var asked, other []field.Def
	for _, row := range l.q.Custom {
		for _, x := range row {
			seen := func(d field.Def) bool { return d.Key == x.Def.Key }
			switch {
			case x.JSON == nil || x.Def.Type == field.TypeLong || slices.ContainsFunc(asked, seen) || slices.ContainsFunc(other, seen):
			case slices.ContainsFunc(l.q.Query.Chips(), func(c search.Chip) bool { return c.Field == "custom."+x.Def.Key }):
				asked = append(asked, *x.Def)
			default:
				other = append(other, *x.Def)
			}
		}
	}
	asked = asked[:min(len(asked), maxOwn)]
	return slices.Concat(asked, defs, other[:min(len(other), maxOwn-len(asked))])
}

// things are the rows of the page with their values in words.
func (l *page) things() ([]field.Def, []thing, error) {
	defs := l.chosen()
	if len(defs) == 0 {
		defs = l.own(columns(l.p))
	}
	names, err := l.Room.Name(l.Ctx(), slices.Concat(l.q.Values, l.q.Custom)...)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]thing, len(l.q.Heads))
	for i, h := range l.q.Heads {
		rows[i] = thing{Number: h.Number, Title: h.Title, Kind: kit.Kind(l.p), State: kit.State(l.p, h.State, h.Phase)}
		for _, d := range defs {
			c := thingCell{Label: d.Label, Num: figures(d)}
			values := l.q.Values[i]
			if d.Custom {
				values = l.q.Custom[i]
			}
			if at := slices.IndexFunc(values, func(x field.Value) bool { return x.Def.Key == d.Key }); at >= 0 {
				if c.Text = l.Visit.Text(names, values[at]); kit.Blank(values[at], c.Text) {
					c.Text = ""
				}
			}
			rows[i].Cells = append(rows[i].Cells, c)
		}
	}
	return defs, rows, nil
}

// heading is the head of a column: a field, and the way to sort by it. Sorted is as in aria-sort.
type heading struct {
	ui.Link
	Sorted string
	Num    bool
}

func (l *page) heading(label, sort string) heading {
	if !slices.Contains(l.p.Sorts(), sort) {
		return heading{Link: ui.Link{Label: label}}
	}
	out, next := heading{}, sort
	switch down := "-" + sort; l.q.Sort {
	case sort:
		out.Sorted = "ascending"
		if slices.Contains(l.p.Sorts(), down) {
			next = down
		}
	case down:
		out.Sorted = "descending"
	}
	out.Link = ui.Link{Label: label, Href: l.at.withSort(next).href(), Current: out.Sorted != ""}
	return out
}

// table puts the rows in place of a list of work.
func (l *page) table(d *ui.QueueData) error {
	defs, rows, err := l.things()
	if err != nil || len(rows) == 0 {
		return err
	}
	heads := []heading{l.heading("Name", "title"), l.heading("Status", "status")}
	for _, def := range defs {
		h := l.heading(def.Label, def.Key)
		h.Num = figures(def)
		heads = append(heads, h)
	}
	d.Table = thingTable(d.List.Caption, heads, rows, d.Bulk != nil, d.List.Pager)
	return nil
}

// noThings says why a list of things is empty and what to do.
func (l *page) noThings() *ui.Empty {
	if n, err := l.Room.Count(l.Ctx(), l.p, ""); err == nil && n == 0 {
		return l.firstThing()
	}
	all := ui.Button{Label: "Show all", Href: address{base: l.at.base, view: "all"}.href()}
	if l.view.Key != "" {
		return &ui.Empty{Title: "There is none in “" + l.view.Label + "”", Acts: []ui.Button{all}}
	}
	return l.nothing()
}

// firstThing is the list of a kind of which there is nothing yet.
func (l *page) firstThing() *ui.Empty {
	e := &ui.Empty{Title: "There are no " + l.p.Kind.Plural + " yet"}
	if l.p.Kind.Key == ticket.ServiceKind {
		e.Text = "A service is what people use and miss when it fails, such as e-mail or the order system. With them here, every incident can say what it is about."
	}
	if s, ok := kit.Creating(l.p); ok && l.Actor.Can(s.Permission) {
		e.Acts = []ui.Button{{Label: s.Label, Icon: "plus", Href: l.at.base + "/new", Look: ui.Primary}}
	} else {
		e.Text = kit.Join(" ", e.Text, "Your role does not allow you to add one.")
	}
	return e
}

// crumbs lead from the list of something minor to the one that it belongs to.
func crumbs(v *kit.Visit, p desk.Practice) []ui.Link {
	if main := v.Main(p); main.Kind.Key != p.Kind.Key {
		return []ui.Link{{Label: kit.Upper(main.Kind.Plural), Href: "/" + main.Kind.Slug()}}
	}
	return nil
}

// besideWord names a minor list beside the one that it belongs to: "Models" for asset models.
func besideWord(main, minor desk.Practice) string {
	return kit.Upper(strings.TrimPrefix(minor.Kind.Plural, main.Kind.Singular+" "))
}
