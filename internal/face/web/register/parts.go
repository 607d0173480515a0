package register

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxInline is how many parts stand below each other on a record's page; more of them have a tab each.
const maxInline = 2

// block is a part of a record in words.
type block struct {
	Name, Title string
	Heads       []string
	Num         []bool // by head: a column of figures
	Rows        [][]partCell
	Empty       string
}

// partCell is one value of a part.
type partCell struct {
	Label, Text, Href string
	Value             templ.Component // in place of the text
	Num               bool
}

func (c partCell) none() bool { return c.Text == "" && c.Value == nil }

// parts are those that a page can show. None is told to those who see only what is theirs, so that no tab leads them to nothing.
func (s *sheet) parts() []desk.Part {
	if s.v.Actor.Scope(s.w.Practice.View) <= actor.Own {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.w.Practice.Parts), func(p desk.Part) bool { return p.Table == nil || p.Needs != "" && !s.v.Actor.Can(p.Needs) })
}

// tell adds the parts to the page: below each other when they are few, and else the one whose tab is open.
func (s *sheet) tell(d *ui.RecordData) error {
	all := s.parts()
	at := "/" + s.w.Number
	if len(all) <= maxInline {
		var out []block
		for _, p := range all {
			b, err := s.part(p, url.Values{})
			if kind := errs.KindOf(err); kind == errs.Forbidden || kind == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, b)
		}
		if len(out) > 0 {
			d.Lead = blocks(out)
		}
		return nil
	}
	all = slices.DeleteFunc(all, s.whole)
	query := s.v.R.URL.Query()
	open := slices.IndexFunc(all, func(p desk.Part) bool { return p.Name == query.Get("tab") })
	query.Del("tab")
	d.Tabs = []ui.Link{{Label: "Overview", Href: at, Current: open < 0}}
	for i, p := range all {
		d.Tabs = append(d.Tabs, ui.Link{Label: p.Label, Href: at + "?tab=" + url.QueryEscape(p.Name), Current: i == open})
	}
	d.Tabs = append(d.Tabs, ui.Link{Label: "Details", Href: "#details"})
	if open < 0 {
		return nil
	}
	b, err := s.part(all[open], query)
	if kind := errs.KindOf(err); kind == errs.Forbidden || kind == errs.NotFound || kind == errs.Invalid {
		b, err = block{Name: all[open].Name, Title: all[open].Label, Empty: errs.Safe(err)}, nil
	}
	d.Brief, d.Body = nil, blocks([]block{b})
	return err
}

// whole reports whether a further page about the record tells a part in full.
func (s *sheet) whole(p desk.Part) bool {
	at, ok := s.v.Whole[p.Name]
	return ok && slices.ContainsFunc(s.v.Tabs[s.w.Practice.Kind.Key], func(t ui.Link) bool { return t.Href == at })
}

// part reads a part and puts it into words. Columns in which nothing stands are left out.
func (s *sheet) part(p desk.Part, query url.Values) (block, error) {
	b := block{Name: p.Name, Title: p.Label}
	answer, err := p.Read(s.v.Ctx(), s.w, query)
	if err != nil {
		return b, err
	}
	t := p.Table(answer)
	b.Empty = t.Empty
	want := desk.Wanted{}
	for _, row := range t.Rows {
		for _, c := range row {
			want.Add(c.Type, c.Ref)
		}
	}
	names, err := s.v.Room.Labels(s.v.Ctx(), want)
	if err != nil {
		return b, err
	}
	ways := map[id.ID]string{}
	for i, head := range t.Heads {
		filled := slices.ContainsFunc(t.Rows, func(row []desk.Cell) bool {
			return i < len(row) && (row[i].Text != "" || row[i].At != 0 || row[i].Ref != 0)
		})
		num := figures(t.Rows, i)
		if filled {
			b.Heads, b.Num = append(b.Heads, head), append(b.Num, num)
		}
		for j, row := range t.Rows {
			if j == len(b.Rows) {
				b.Rows = append(b.Rows, nil)
			}
			if filled && i < len(row) {
				c := s.cell(head, row[i], names, ways)
				c.Num = num
				b.Rows[j] = append(b.Rows[j], c)
			}
		}
	}
	return b, nil
}

// figure is a number or an amount as people read it.
var figure = regexp.MustCompile(`^[-−+]?[0-9][0-9., \x{a0}\x{202f}]*( ?%| [A-Z]{3})?$`)

// figures reports whether nothing but numbers and amounts stand in a column other than the first, which names the row.
func figures(rows [][]desk.Cell, column int) bool {
	some := false
	for _, row := range rows {
		if column >= len(row) {
			continue
		}
		c := row[column]
		if c.Ref != 0 || c.At != 0 || c.Text != "" && !figure.MatchString(c.Text) {
			return false
		}
		some = some || c.Text != ""
	}
	return some && column > 0
}

// cell is one value in words: an instant as elsewhere, a reference by its name, a record with the way to it.
func (s *sheet) cell(label string, c desk.Cell, names desk.Labels, ways map[id.ID]string) partCell {
	out := partCell{Label: label, Text: calendar.Words(c.Text)}
	switch {
	case c.At != 0:
		out.Value = ui.When(s.v.Time(c.At))
	case c.Ref != 0:
		if out.Text = names.Of(c.Type, c.Ref); c.Type == field.TypeRecord {
			way, ok := ways[c.Ref]
			if !ok {
				if ref, err := s.v.Room.RefByID(s.v.Ctx(), s.v.Room.DB, c.Ref); err == nil {
					way = "/" + ref.Number
				}
				ways[c.Ref] = way
			}
			out.Href = way
		}
	}
	return out
}

// empty says that there is nothing.
func (b block) empty() string { return cmp.Or(b.Empty, "None yet.") }
