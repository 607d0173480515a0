package queue

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Register adds a list for each practice.
func Register(s *kit.Site) {
	t := newTally(s)
	for _, p := range s.Room.Practices() {
		s.Show("/"+p.Kind.Slug(), string(p.View), kit.ByQuery, func(v *kit.Visit) error { return show(v, p, t) })
	}
}

// page is a list being put together.
type page struct {
	*kit.Visit
	p      desk.Practice
	counts *tally
	at     address
	teams  []string // names of the visitor's
	views  []view
	view   view // the one that the filter is, or is based on
	q      desk.Queue
	extra  map[id.ID][]string // the cells of further columns of work
	groups []group            // of a grouped list
	fault  error              // why the filter is not understood
	names  desk.Labels
	clocks map[id.ID]kit.Clock
}

func show(v *kit.Visit, p desk.Practice, t *tally) error {
	if !v.Agent() && p.Work() {
		v.Redirect("/portal")
		return nil
	}
	l := &page{Visit: v, p: p, counts: t}
	if err := l.ask(); err != nil {
		return err
	}
	d, err := l.data()
	if err != nil {
		return err
	}
	shell := v.Shell(kit.Upper(p.Kind.Plural))
	shell.Crumbs = append(crumbs(v, p), ui.Link{Label: kit.Upper(p.Kind.Plural), Href: l.at.base}, ui.Link{Label: l.view.Label})
	status := http.StatusOK
	if l.fault != nil {
		status = face.Status(l.fault)
	}
	return v.Page(status, shell, ui.Queue(d))
}

// ask reads the address and the rows it asks for.
func (l *page) ask() (err error) {
	if l.teams, err = teams(l.Ctx(), l.Visit); err != nil {
		return err
	}
	l.views = views(l.teams)
	if !l.p.Work() {
		l.views = thingViews(l.p)
	}
	if err := l.kept(); err != nil {
		return err
	}
	l.at = readAddress(l.R.URL, "/"+l.p.Kind.Slug())
	l.view = choose(l.views, &l.at)
	ask := desk.Ask{Q: l.at.q, Sort: l.at.sort, After: l.at.after}
	l.q, err = l.Room.Queue(l.Ctx(), l.p, ask, l.valued())
	if errs.Is(err, errs.Invalid) && faultOf(err, "sort") != "" { // an order that does not fit the filter is no reason to show nothing
		ask.Sort, l.at.sort = "", ""
		l.q, err = l.Room.Queue(l.Ctx(), l.p, ask, l.valued())
	}
	if errs.Is(err, errs.Invalid) {
		l.fault = err
		l.q.Query, _ = search.Parse("")
		if faultOf(err, "q") == "" { // the filter is fine, its page is not
			l.q.Query, _ = search.Parse(l.at.q)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if !l.p.Work() {
		return nil
	}
	if err := l.grouped(); err != nil {
		return err
	}
	if l.Clocks != nil {
		if l.clocks, err = l.Clocks.Lines(l.Ctx(), l.q.Heads); err != nil {
			return err
		}
	}
	if err := l.extras(); err != nil {
		return err
	}
	l.names, err = names(l.Ctx(), l.Room, l.q.Heads)
	return err
}

func faultOf(err error, key string) string {
	for _, f := range errs.Fields(err) {
		if f.Key == key {
			return f.Text
		}
	}
	return ""
}

func names(ctx context.Context, r *desk.Room, heads []ticket.Head) (desk.Labels, error) {
	w := desk.Wanted{}
	for _, h := range heads {
		w.Add(field.TypePerson, h.Requester)
		w.Add(field.TypePerson, h.Assignee)
		w.Add(field.TypeLocation, h.Location)
		w.Add(field.TypeCategory, h.Category)
	}
	return r.Labels(ctx, w)
}

func (l *page) data() (ui.QueueData, error) {
	tabs, err := l.tabs()
	if err != nil {
		return ui.QueueData{}, err
	}
	d := ui.QueueData{Title: l.view.Label, Views: tabs, Filter: l.filter(), List: l.list()}
	if n, ok := l.counts.look(l.Visit, l.p, l.at.q); ok && l.fault == nil {
		d.Summary = kit.Count(n, record.MaxCount) + " " + plural(n, l.p)
	}
	d.Take, d.Bulk = l.take(), l.bulk()
	d.List.Boxes = d.Bulk != nil
	if edit, ok := l.p.Action("edit"); ok && l.Actor.Can(edit.Permission) {
		d.Quick = l.at.base
	}
	if take, ok := l.p.Action("take"); ok && l.Actor.Can(take.Permission) {
		d.Acts = append(d.Acts, ui.Button{Label: "Take the next", Icon: "user", Action: l.at.base + "/" + kit.Grab, Small: true, Key: l.Look.Key("grab")})
	}
	l.keep(&d)
	for _, over := range l.Over[l.p.Kind.Key] {
		if l.fault == nil && l.Actor.Can(over.Permission) {
			d.Acts = append(d.Acts, ui.Button{Label: over.Label, Icon: over.Icon, Href: over.Href + "?" + url.Values{"q": {l.at.q}}.Encode(), Small: true})
		}
	}
	if s, ok := kit.Creating(l.p); ok && l.Actor.Can(s.Permission) {
		d.Acts = append(d.Acts, ui.Button{Label: "New " + l.p.Kind.Singular, Icon: "plus", Href: l.at.base + "/new", Small: true})
	}
	if !l.p.Work() {
		d.Title = kit.Upper(l.p.Kind.Plural)
		for _, b := range l.Beside(l.p) {
			d.Beside = append(d.Beside, ui.Link{Label: besideWord(l.p, *b), Href: "/" + b.Kind.Slug()})
		}
		return d, l.table(&d)
	}
	if l.fault == nil && l.q.Open && l.at.after == "" {
		d.Horizon = l.horizon()
	}
	if l.at.board && len(l.q.Heads) > 0 {
		d.Table, d.Bulk = board(l.sections()), nil
	}
	if l.at.open != "" {
		d.Peek, err = l.peek()
	}
	return d, err
}

func plural(n int, p desk.Practice) string {
	if n == 1 {
		return p.Kind.Singular
	}
	return p.Kind.Plural
}

// address is what a list shows, as it stands in its address.
type address struct {
	base, view, q, sort, after, open, add string
	by                                    string   // the field by which it is grouped
	board                                 bool     // in columns
	flat                                  bool     // not grouped, though its view is
	cols                                  []string // that are shown; nil: the usual ones
	asked                                 bool     // the filter is in the address
}

func readAddress(u *url.URL, base string) address {
	q := u.Query()
	return address{base: base, view: q.Get("view"), q: q.Get("q"), sort: q.Get("sort"), after: q.Get("after"), open: q.Get("open"), add: q.Get("add"), by: q.Get("by"), board: q.Has("board"), cols: listed(q["cols"]), flat: q.Has("by") && q.Get("by") == "", asked: q.Has("q")}
}

// href writes the address. What differs from the parameters is given in with; a new filter or order begins at the first page.
func (a address) href() string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("view", a.view)
	if a.asked {
		q.Set("q", a.q)
	}
	set("sort", a.sort)
	if set("by", a.by); a.flat {
		q.Set("by", "")
	}
	if a.board {
		set("board", "1")
	}
	set("cols", strings.Join(a.cols, ","))
	set("after", a.after)
	set("open", a.open)
	set("add", a.add)
	if len(q) == 0 {
		return a.base
	}
	return a.base + "?" + q.Encode()
}

func (a address) withFilter(q string) address {
	a.q, a.asked, a.view, a.after, a.open, a.add = q, true, "", "", "", ""
	return a
}

func (a address) withSort(s string) address {
	a.sort, a.after, a.open, a.add = s, "", "", ""
	return a
}

func (a address) withGroups(by string, board bool) address {
	a.by, a.board, a.flat, a.after, a.open, a.add = by, board && by != "", by == "" && a.view != "", "", "", ""
	return a
}

func (a address) withOpen(number string) address {
	a.open, a.add = number, ""
	return a
}

func (a address) withAfter(cursor string) address {
	a.after, a.open, a.add = cursor, "", ""
	return a
}
