package work

import (
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// linkRow is one related record.
type linkRow struct {
	Number, Title, Words string
	Remove               *ui.Button
}

// relatives are the records that hang together with this one: its parent and its children, then its links.
func (s *sheet) relatives() ([]linkRow, error) {
	links, err := s.v.Room.Links(s.v.Ctx(), s.w)
	rows := make([]linkRow, len(links))
	for i, l := range links {
		rows[i] = s.linkRow(l)
	}
	return rows, err
}

// linkRow says what a link means; removing it is a small form.
func (s *sheet) linkRow(l record.Linked) linkRow {
	row := linkRow{Number: l.Number, Title: l.Title, Words: l.Relation.Label(l.Reverse)}
	if s.w.Can("unlink") && !l.Reverse {
		row.Remove = &ui.Button{Label: "Remove the link to " + l.Number, Icon: "x", IconOnly: true, Small: true, Look: ui.Quiet, Action: path(s.w, "unlink"),
			Fields: []ui.Hidden{{Name: "to", Value: l.Number}, {Name: "relation", Value: string(l.Relation)}}}
	}
	return row
}

// related is what hangs together with the record.
func (s *sheet) related() ui.Section {
	var add *ui.Button
	if s.w.Can("link") {
		add = &ui.Button{Label: "Link another", Small: true, Look: ui.Quiet, Href: path(s.w, "link")}
	}
	return ui.Section{Title: "Related", Body: relatedList(s.links, add)}
}
