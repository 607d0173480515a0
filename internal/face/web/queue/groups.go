package queue

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxBuckets is how many values a field has at most by which a list is grouped, and perGroup how many rows of each are shown.
const maxBuckets, perGroup = 12, 15

// bucket is one value of the field by which a list is grouped: the condition that finds its rows.
type bucket struct {
	label, where string
}

// group is a bucket with the rows of it that are shown.
type group struct {
	label    string
	from, to int // in the rows of the page
	count    int
	href     string // all of them
}

// buckets are the values of a field by which a list can be grouped; none for a field that has too many.
func buckets(p desk.Practice, d field.Def, teams []string) []bucket {
	var out []bucket
	is := func(label, value string) {
		out = append(out, bucket{label, search.Where(d.Key, search.Is, value).String()})
	}
	switch {
	case d.Filter == "" || d.Custom:
	case d.Key == "status":
		for _, s := range p.Kind.Flow.States {
			is(s.Label, s.Label)
		}
	case d.Key == "assignee" || d.Key == "team":
		if d.Key == "assignee" {
			out = append(out, bucket{"Mine", d.Key + ":me"})
		}
		for _, t := range teams {
			if d.Key == "team" {
				is(t, t)
			}
		}
		out = append(out, bucket{"Nobody’s", d.Key + ":none"})
		others := ""
		for _, b := range out {
			others += " -" + b.where
		}
		out = append(out, bucket{"Others’", others})
	case d.Type == field.TypeChoice || len(d.Options) > 0:
		for _, o := range d.Options {
			is(o.Label, o.Value)
		}
	}
	if len(out) > maxBuckets {
		return nil
	}
	return out
}

// Groupings are the fields by which a list of work can be grouped by a visitor in some teams, in the order of the kind.
func Groupings(p desk.Practice, teams []string) (out []field.Def) {
	for _, d := range p.Fields {
		if p.Work() && offered(d.Key) && len(buckets(p, d, teams)) > 1 {
			out = append(out, d)
		}
	}
	return out
}

// grouped reads the first rows of each group in place of a page. It is the same question, asked once for each value.
func (l *page) grouped() error {
	fields := Groupings(l.p, l.teams)
	at := slices.IndexFunc(fields, func(d field.Def) bool { return d.Key == l.at.by })
	if at < 0 {
		l.at.by, l.at.board = "", false
		return nil
	}
	l.q.Heads, l.q.Values, l.q.Next, l.at.after = nil, nil, "", ""
	for _, b := range buckets(l.p, fields[at], l.teams) {
		more, err := search.Parse(b.where)
		if err != nil {
			return err
		}
		q := l.q.Query.And(more.Root).String()
		page, err := l.Room.Queue(l.Ctx(), l.p, desk.Ask{Q: q, Sort: l.at.sort, Limit: perGroup}, l.valued())
		if errs.Is(err, errs.Invalid) { // its name is none that can be asked for
			continue
		}
		if err != nil {
			return err
		}
		if len(page.Heads) == 0 {
			continue
		}
		g := group{label: b.label, from: len(l.q.Heads), count: len(page.Heads), href: l.at.withFilter(q).withGroups("", false).href()}
		if page.Next != "" {
			if g.count, err = l.counts.of(l.Visit, l.p, q); err != nil {
				return err
			}
		}
		l.q.Heads, l.q.Values = append(l.q.Heads, page.Heads...), append(l.q.Values, page.Values...)
		g.to = len(l.q.Heads)
		l.groups = append(l.groups, g)
	}
	return nil
}

// groupLinks lead to the list grouped by each field, and to its other form.
func (l *page) groupLinks() []ui.Link {
	out := []ui.Link{{Label: "nothing", Href: l.at.withGroups("", false).href(), Current: l.at.by == ""}}
	for _, d := range Groupings(l.p, l.teams) {
		out = append(out, ui.Link{Label: d.Label, Href: l.at.withGroups(d.Key, l.at.board).href(), Current: d.Key == l.at.by})
	}
	return out
}

// boardLink turns a grouped list into a board and back.
func (l *page) boardLink() *ui.Button {
	switch {
	case l.at.by == "":
		return nil
	case l.at.board:
		return &ui.Button{Label: "As a list", Icon: "queue", Href: l.at.withGroups(l.at.by, false).href(), Look: ui.Quiet, Small: true}
	}
	return &ui.Button{Label: "As a board", Icon: "cols", Href: l.at.withGroups(l.at.by, true).href(), Look: ui.Quiet, Small: true}
}

// sections are the rows of the page by their groups, or all in one.
func (l *page) sections() []ui.Group {
	if l.at.by == "" {
		return []ui.Group{{Rows: l.rows(0, len(l.q.Heads))}}
	}
	out := make([]ui.Group, len(l.groups))
	for i, g := range l.groups {
		out[i] = ui.Group{Title: g.label, Count: kit.Count(g.count, record.MaxCount), Rows: l.rows(g.from, g.to)}
		if g.count > g.to-g.from {
			out[i].All = &ui.Link{Label: "Show all", Href: g.href}
		}
	}
	return out
}
