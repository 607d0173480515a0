package register

import (
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxOpen is how much open work of a kind a page names, beside what is linked.
const maxOpen = 6

// openWork is the open work of one kind that concerns a record.
type openWork struct {
	p     desk.Practice
	rows  []ui.MiniLink
	count string // of what names the record in its own field, "" when nothing can
	href  string // of the list of those
}

// open finds the open work that concerns the record: what names it in a field of its kind, and what is linked with it.
func (s *sheet) open() ([]openWork, error) {
	var out []openWork
	for _, p := range s.v.Room.Work() {
		if !s.v.Actor.Can(p.View) {
			continue
		}
		o := openWork{p: p}
		seen := map[string]bool{}
		add := func(number, title, what, state string) {
			if !seen[number] {
				seen[number] = true
				o.rows = append(o.rows, ui.MiniLink{Number: number, Title: title, Href: "/" + number, Note: kit.Join(" · ", what, p.Kind.Flow.State(state).Label)})
			}
		}
		if d := kit.Def(p.Fields, s.w.Practice.Kind.Key); d.Type == field.TypeRecord && d.Filter != "" {
			q := "status:open " + search.Where(d.Key, search.Is, s.w.Number).String()
			list, err := s.v.Room.Queue(s.v.Ctx(), p, desk.Ask{Q: q, Limit: maxOpen}, false)
			if err != nil {
				return nil, err
			}
			n, err := s.v.Room.Count(s.v.Ctx(), p, q)
			if err != nil {
				return nil, err
			}
			o.count, o.href = kit.Count(n, record.MaxCount), queueOf(p, q)
			for _, h := range list.Heads {
				add(h.Number, h.Title, short(h.Priority), h.State)
			}
		}
		for _, l := range s.links {
			if l.Kind == p.Kind.Key && l.Phase.Open() {
				add(l.Number, l.Title, l.Relation.Label(l.Reverse), l.State)
			}
		}
		out = append(out, o)
	}
	return out, nil
}

func short(level int) string {
	if level == 0 {
		return ""
	}
	return "P" + strconv.Itoa(level)
}

// concerns lists that work, with the way to all of it.
func (s *sheet) concerns(open []openWork) ui.Section {
	out := ui.Section{Title: "Open work"}
	more := slices.DeleteFunc(slices.Clone(open), func(o openWork) bool { return o.count == "" || o.count == "0" })
	for _, o := range open {
		out.Links = append(out.Links, o.rows...)
	}
	var ways []ui.Button
	for _, o := range more {
		ways = append(ways, ui.Button{Label: "Show " + o.count + " in the list", Href: o.href, Small: true, Look: ui.Quiet})
	}
	switch {
	case len(out.Links) == 0:
		out.Body = none("Nothing is open about this " + s.w.Practice.Kind.Singular + ".")
	case len(ways) > 0:
		out.Body = ui.Acts(ways)
	}
	return out
}
