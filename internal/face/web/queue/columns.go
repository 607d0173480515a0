package queue

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxExtra is how many fields a list of work shows besides what every row of work has.
const maxExtra = 3

// Columnable are the fields of a kind that its list can show in columns of their own.
func Columnable(p desk.Practice) (out []field.Def) {
	there := []string{"number", "title", "status"}
	if p.Work() {
		there = append(there, "priority", "requester", "assignee", "location", "category")
	}
	for _, d := range p.Fields {
		if d.Type != field.TypeLong && !slices.Contains(there, d.Key) {
			out = append(out, d)
		}
	}
	return out
}

// chosen are the columns that the address asks for, in the order of the kind and no more than there is room for.
func (l *page) chosen() (out []field.Def) {
	most := maxColumns
	if l.p.Work() {
		most = maxExtra
	}
	for _, d := range Columnable(l.p) {
		if slices.Contains(l.at.cols, d.Key) && len(out) < most {
			out = append(out, d)
		}
	}
	return out
}

// columnsMenu offers the columns.
func (l *page) columnsMenu() *ui.Columns {
	shown := l.chosen()
	if !l.p.Work() && len(shown) == 0 {
		shown = columns(l.p)
	}
	plain := l.at
	plain.cols, plain.after, plain.open, plain.add = nil, "", "", ""
	u, err := url.Parse(plain.href())
	if err != nil {
		return nil
	}
	m := &ui.Columns{Action: l.at.base, Note: "Up to five; those of a narrow window are fewer."}
	if l.p.Work() {
		m.Note = "Up to three, where the window has room for them."
	}
	for name, list := range u.Query() {
		m.Hidden = append(m.Hidden, ui.Hidden{Name: name, Value: list[0]})
	}
	for _, d := range Columnable(l.p) {
		m.Options = append(m.Options, ui.Option{Value: d.Key, Label: d.Label, Selected: slices.ContainsFunc(shown, func(x field.Def) bool { return x.Key == d.Key })})
	}
	return m
}

// valued reports whether the rows are read with the values of their fields.
func (l *page) valued() bool { return !l.p.Work() || len(l.chosen()) > 0 }

// extras draws the values of the further columns of work, by its id.
func (l *page) extras() error {
	l.extra = map[id.ID][]string{}
	defs := l.chosen()
	if len(defs) == 0 {
		return nil
	}
	values := l.q.Values // without what the visitor may not see
	names, err := l.Room.Name(l.Ctx(), values...)
	if err != nil {
		return err
	}
	for i, h := range l.q.Heads {
		cells := make([]string, len(defs))
		for c, d := range defs {
			if at := slices.IndexFunc(values[i], func(x field.Value) bool { return x.Def.Key == d.Key }); at >= 0 {
				if cells[c] = l.Visit.Text(names, values[i][at]); kit.Blank(values[i][at], cells[c]) {
					cells[c] = ""
				}
			}
		}
		l.extra[h.ID] = cells
	}
	return nil
}

// listed splits the columns of an address.
func listed(values []string) (out []string) {
	for _, v := range values {
		for _, key := range strings.Split(v, ",") {
			if key != "" {
				out = append(out, key)
			}
		}
	}
	return out
}
