package work

import (
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// brief tells the record in thirty seconds: who asks and from where, what else is open for them, and how it ended if it did.
func (s *sheet) brief() *ui.Brief {
	if !s.w.Internal || s.w.Requester == 0 {
		return nil
	}
	p, err := people.PersonByID(s.v.Ctx(), s.v.Room.DB, s.w.Requester)
	if err != nil {
		return nil
	}
	b := &ui.Brief{Title: "In short"}
	who := ui.Fact{Label: "Requester", Person: ui.Person{Name: p.Name}, Note: kit.Join(" · ", p.Title, p.Department, p.Email, p.Phone)}
	who.Note = kit.Join(" · ", s.unproved, who.Note)
	if p.VIP {
		who.Note = "VIP · " + who.Note
	}
	b.Facts = append(b.Facts, who)
	q := kit.OpenOf("requester", p)
	if n, err := s.v.Room.Count(s.v.Ctx(), s.w.Practice, q); err == nil {
		href := "/" + s.w.Practice.Kind.Slug() + "?q=" + url.QueryEscape(q)
		b.Facts = append(b.Facts, ui.Fact{Label: "Open for " + first(p.Name), Value: ui.Link{Label: kit.Count(n, record.MaxCount) + " in all", Href: href}, Note: "this one included while it is open"})
	}
	if r := kit.Value(s.w.Values, "resolution"); r != "" {
		b.Title = "How it ended"
		b.Body = ui.HTML(text.Markdown(r))
		b.Note = strings.ToLower(kit.Def(s.w.Practice.Fields, "resolution_code").Option(kit.Value(s.w.Values, "resolution_code")))
	}
	return b
}
