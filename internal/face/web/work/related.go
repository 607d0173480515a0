package work

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// linkRow is one related record.
type linkRow struct {
	Kind                 ui.Kind
	State                ui.State
	Number, Title, Words string
	Remove               *ui.Button
}

// relatives are the records that hang together with this one: its parent and its children, then its links.
func (s *sheet) relatives() ([]linkRow, error) {
	links, err := s.v.Room.Links(s.v.Ctx(), s.w)
	s.affected = affected(links)
	return linkRows(s.v, s.w, slices.DeleteFunc(links, affects)), err
}

// affects reports whether a link says what the work affects.
func affects(l record.Linked) bool { return l.Relation == record.AffectedBy && !l.Reverse }

func affected(links []record.Linked) []record.Linked {
	return slices.DeleteFunc(slices.Clone(links), func(l record.Linked) bool { return !affects(l) })
}

func linkRows(v *kit.Visit, w desk.View, links []record.Linked) []linkRow {
	rows := make([]linkRow, len(links))
	for i, l := range links {
		rows[i] = rowOf(v, w, l)
	}
	return rows
}

// rowOf says what a link means; removing it is a small form.
func rowOf(v *kit.Visit, w desk.View, l record.Linked) linkRow {
	row := linkRow{Number: l.Number, Title: l.Title, Words: l.Relation.Label(l.Reverse)}
	if p, err := v.Room.Practice(l.Kind); err == nil {
		row.Kind, row.State = kit.Kind(p), kit.State(p, l.State, l.Phase)
	}
	if w.Can("unlink") && !l.Reverse {
		row.Remove = &ui.Button{Label: "Remove the link to " + l.Number, Icon: "x", IconOnly: true, Small: true, Look: ui.Quiet, Action: path(w, "unlink"),
			Fields: []ui.Hidden{{Name: "to", Value: l.Number}, {Name: "relation", Value: string(l.Relation)}}}
	}
	return row
}

// Related lists linked records, and leads to the form for another link where the visitor may make one.
func Related(v *kit.Visit, w desk.View, links []record.Linked) templ.Component {
	return relatedList("related", linkRows(v, w, links), linkButton(w), "Nothing yet.")
}

func linkButton(w desk.View) *ui.Button {
	if !w.Can("link") {
		return nil
	}
	return &ui.Button{Label: "Link another", Small: true, Look: ui.Quiet, Href: path(w, "link")}
}

// related is what hangs together with the record.
func (s *sheet) related() ui.Section {
	return ui.Section{Title: "Related", Body: relatedList("related", s.links, linkButton(s.w), "Nothing yet.")}
}

// affects is what the work is about beside its service: the items and services that suffer. One is added by its number.
func (s *sheet) affects() (ui.Section, bool, error) {
	rows, err := s.cards()
	if err != nil {
		return ui.Section{}, false, err
	}
	held, err := s.heldActs()
	if err != nil {
		return ui.Section{}, false, err
	}
	out := ui.Section{Title: "Affected items", Body: itemCards(rows, held)}
	things := slices.ContainsFunc(s.v.Room.Things(), func(p desk.Practice) bool { return s.v.Actor.Can(p.View) })
	if things && s.w.Can("link") {
		out.Edit = &ui.Form{ID: "affect", Title: "Add an affected item", Action: path(s.w, "link"), Submit: ui.Button{Label: "Add"},
			Hidden: []ui.Hidden{{Name: "relation", Value: string(record.AffectedBy)}},
			Fields: []ui.Field{{Name: "to", Label: "Service or item", Required: true, Suggest: ask.SuggestRecords + "?kind=things", Autocomplete: "off", Hint: "CI-12", Help: "Its number, or words of its name to choose from."}}}
	}
	return out, out.Edit != nil || len(rows) > 0, nil
}
