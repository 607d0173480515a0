package queue

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// take offers the list as a table: what is shown, and every field of it. Both hold all rows of the filter in its order.
func (l *page) take() *ui.Menu {
	if l.fault != nil || len(l.q.Heads) == 0 {
		return nil
	}
	m := &ui.Menu{Label: "Export", Small: true, End: true, Note: "All rows of this filter, not only this page."}
	for _, shown := range []bool{true, false} {
		for _, f := range export.Formats() {
			q := url.Values{"q": {l.at.q}, "sort": {l.q.Sort}}
			label := strings.ToUpper(string(f)) + ", every field"
			if shown {
				q.Set("columns", strings.Join(l.shown(), ","))
				label = strings.ToUpper(string(f)) + ", the columns shown"
			}
			m.Items = append(m.Items, ui.Button{Label: label, Href: l.at.base + "." + string(f) + "?" + q.Encode(), Look: ui.Quiet})
		}
	}
	return m
}

// shown are the fields of the columns of the list.
func (l *page) shown() []string {
	if l.p.Work() {
		out := workColumns(l.p)
		for _, d := range l.chosen() {
			out = append(out, d.Key)
		}
		return out
	}
	out := []string{"number", "title", "status"}
	defs := l.chosen()
	if len(defs) == 0 {
		defs = columns(l.p)
	}
	for _, d := range defs {
		out = append(out, d.Key)
	}
	return out
}

// workColumns are those of what a list of work shows that the kind has as fields.
func workColumns(p desk.Practice) []string {
	has := func(key string) bool {
		return slices.ContainsFunc(p.Fields, func(d field.Def) bool { return d.Key == key })
	}
	return slices.DeleteFunc([]string{"number", "title", "status", "priority", "requester", "location", "category", "assignee", "created"}, func(key string) bool { return !has(key) })
}
