package register

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxPast is how many past tickets a page names.
const maxPast = 12

// ask reads what the room that owns the kind tells of the record, for the page without a tab.
func (s *sheet) ask() (err error) {
	if read := s.v.Fronts[s.w.Practice.Kind.Key]; read != nil && s.v.Query("tab") == "" {
		s.front = true
		s.known, err = read(s.v, s.w)
	}
	return err
}

// show puts that on the page. Who has it and how long its warranty lasts stands there and not in the brief.
func (s *sheet) show(d *ui.RecordData) {
	if !s.front {
		return
	}
	d.Wide, d.Lead, d.Panel.Top = true, s.known.Main, s.known.Top
	d.Head.Acts = append(s.known.Acts, d.Head.Acts...)
	d.Panel.Sections = slices.Insert(d.Panel.Sections, 1, s.known.Sections...)
	if d.Brief != nil && d.Brief.Body == nil {
		d.Brief = nil
	}
}

// identify puts into the head of what people hold who has it, where it is and by what it is known.
func (s *sheet) identify(h *ui.RecordHead) {
	if !kit.Holdable(s.w.Practice) {
		return
	}
	if sub := s.option("substate"); sub != "" {
		h.State.Word += ", " + strings.ToLower(sub)
	}
	switch person, team, in := s.named("holder"), s.named("team"), s.named("part_of"); {
	case person != "":
		h.Assignee, h.Nobodys = ui.Person{Name: person}, false
	case team != "":
		h.Facts = append(h.Facts, team)
	case in != "":
		h.Facts = append(h.Facts, "Part of "+in)
	}
	for _, text := range []string{s.named("location"), s.due(), kit.Value(s.w.Values, "serial")} {
		if text != "" {
			h.Facts = append(h.Facts, text)
		}
	}
	if i := slices.IndexFunc(s.w.Values, func(x field.Value) bool { return x.Def.Key == "seen" && !x.Def.Custom && x.Text != "" }); i >= 0 {
		h.Facts = append(h.Facts, "Seen "+s.v.Text(s.names, s.w.Values[i]))
	}
}

// option is the label of a built-in choice, "" for none.
func (s *sheet) option(key string) string {
	text := kit.Value(s.w.Values, key)
	if text == "" {
		return ""
	}
	return kit.Def(s.w.Practice.Fields, key).Option(text)
}

// final reports whether the record has come to the end of its life: nothing leads out of its state, and nothing of it is changed.
func (s *sheet) final() bool { return s.w.Phase == flow.Closed && len(s.w.Moves) == 0 }

// past is the work about the record that is over, the newest first; nothing where there is none.
func (s *sheet) past() []ui.Section {
	var list []ui.MiniLink
	for _, l := range slices.Backward(s.links) {
		p, err := s.v.Room.Practice(l.Kind)
		if err != nil || !p.Work() || l.Phase.Open() || !l.Reverse || len(list) == maxPast {
			continue
		}
		list = append(list, ui.MiniLink{Number: l.Number, Title: l.Title, Href: "/" + l.Number, Note: p.Kind.Flow.State(l.State).Label})
	}
	if len(list) == 0 {
		return nil
	}
	return []ui.Section{{Title: "Past work", Links: list}}
}
