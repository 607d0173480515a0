package queue

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// filter is the bar with the chips, the text and the order.
func (l *page) filter() *ui.FilterBar {
	f := &ui.FilterBar{Action: l.at.base, Text: l.at.q, TextHint: `status:open priority:1,2 team:"Service Desk"`}
	if l.at.by != "" {
		f.Keep = append(f.Keep, ui.Hidden{Name: "by", Value: l.at.by})
	}
	if l.at.board {
		f.Keep = append(f.Keep, ui.Hidden{Name: "board", Value: "1"})
	}
	if l.at.sort != "" {
		f.Keep = append(f.Keep, ui.Hidden{Name: "sort", Value: l.at.sort})
	}
	if l.fault == nil {
		f.Sort = l.sorts()
	}
	if l.fault == nil && !l.at.board {
		f.Columns = l.columnsMenu()
	}
	if len(l.at.cols) > 0 {
		f.Keep = append(f.Keep, ui.Hidden{Name: "cols", Value: strings.Join(l.at.cols, ",")})
	}
	if l.fault == nil && l.p.Work() {
		f.Groups, f.Board = l.groupLinks(), l.boardLink()
	}
	for _, c := range l.q.Query.Chips() {
		f.Chips = append(f.Chips, l.chip(c))
	}
	for _, d := range l.p.Fields {
		if d.Filter != "" && offered(d.Key) {
			a := l.at
			a.add = d.Key
			f.Add = append(f.Add, ui.Link{Label: d.Label, Href: a.href()})
		}
	}
	if len(f.Chips) > 1 { // a single one has its own cross
		f.Clear = l.at.withFilter("").href()
	}
	if !l.p.Work() {
		f.TextHint = "status:open name"
	}
	f.TextError = faultOf(l.fault, "q")
	if d := kit.Def(l.p.Fields, l.at.add); l.at.add != "" && d.Filter != "" && l.fault == nil {
		f.Adding = l.adding(d)
		f.Text = strings.TrimSpace(l.at.q + " " + d.Key + ":")
	}
	if l.p.Work() {
		l.arrivals(f)
	}
	return f
}

// arrivals says what the pill counts. The stream tells of everything that is reported, whatever this list is limited to: a list that does
// not show all of it names the count for what it is and leads to where those are.
func (l *page) arrivals(f *ui.FilterBar) {
	if l.view.Key == "open" || l.fault == nil && l.q.Query.Empty() {
		f.NewHref = l.at.withAfter("").href()
		return
	}
	f.NewWord, f.NewHref = "on the desk", address{base: l.at.base, sort: "-created"}.href()
}

// offered leaves out what nobody filters by from a menu; it still works as text.
func offered(key string) bool {
	switch key {
	case "number", "parent", "entity", "reopened", "reassigned", "response_paused", "resolution_paused", "reopened_within", "spent", "closed", "responded", "priority_reason", "resolution", "cancel_reason", "cause_code":
		return false
	}
	return true
}

func (l *page) chip(c search.Chip) ui.Chip {
	remove := l.at.withFilter(c.Remove).href()
	if c.Field == "" {
		return ui.Chip{Field: ui.Link{Label: "Words"}, Value: ui.Link{Label: c.Text}, Remove: remove}
	}
	d := kit.Def(l.p.Fields, strings.TrimPrefix(c.Field, "custom."))
	values := make([]string, len(c.Values))
	for i, v := range c.Values {
		values[i] = d.Option(v)
		if timed(d) {
			values[i] = fromNow(v)
		}
	}
	return ui.Chip{Field: ui.Link{Label: d.Label}, Op: ui.Link{Label: operator(c, d)}, Value: ui.Link{Label: strings.Join(values, ", ")}, Remove: remove}
}

func timed(d field.Def) bool { return d.Type == field.TypeDateTime || d.Type == field.TypeDate }

// fromNow says a length of time as one says it, such as "4h" or "-7d"; any other value stays as it is.
func fromNow(value string) string {
	length, past := strings.CutPrefix(value, "-")
	digits := strings.TrimRight(length, "mhdw")
	if digits == "" || len(length) != len(digits)+1 || strings.Trim(digits, "0123456789") != "" {
		return value
	}
	said := digits + " " + length[len(digits):]
	if past {
		return said + " ago"
	}
	return said + " from now"
}

func operator(c search.Chip, d field.Def) string {
	word := "is"
	switch c.Op {
	case search.NotEqual:
		word = "is not"
	case search.Contains:
		word = "contains"
	case search.Less, search.LessEq:
		word = "at most"
		if timed(d) {
			word = "before"
		}
	case search.Greater, search.GreaterEq:
		word = "at least"
		if timed(d) {
			word = "after"
		}
	default:
		if len(c.Values) > 1 {
			word = "is any of"
		}
	}
	if c.Negated {
		return "not: " + word
	}
	return word
}

// sorts are the orders that the filter allows.
func (l *page) sorts() []ui.Link {
	var out []ui.Link
	for _, s := range l.p.Sorts() {
		if !l.q.Open && (strings.Contains(s, "due") || strings.Contains(s, "priority")) {
			continue
		}
		out = append(out, ui.Link{Label: kit.SortWord(l.p, s), Href: l.at.withSort(s).href(), Current: s == l.q.Sort})
	}
	return out
}
