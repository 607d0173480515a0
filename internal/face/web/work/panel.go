package work

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// panel is the properties: people, classification, timing, tasks, what is related, files and custom fields.
func (s *sheet) panel() (ui.Panel, error) {
	people, err := s.people()
	if err != nil {
		return ui.Panel{}, err
	}
	class, err := s.classification()
	if err != nil {
		return ui.Panel{}, err
	}
	timing, err := s.timing()
	if err != nil {
		return ui.Panel{}, err
	}
	out := []ui.Section{people, class, timing}
	if s.w.Internal {
		tasks, err := s.taskSection()
		if err != nil {
			return ui.Panel{}, err
		}
		out = append(out, tasks)
	}
	if affects, any, err := s.affects(); err != nil {
		return ui.Panel{}, err
	} else if any {
		out = append(out, affects)
	}
	out = append(out, s.related())
	if len(s.files) > 0 {
		story := Story{Href: func(a attach.Attachment) string { return FileHref(s.w, a) }}
		list := make([]ui.Attachment, len(s.files))
		for i, f := range s.files {
			list[i] = story.File(f)
		}
		out = append(out, ui.Section{Title: "Files", Body: ui.Attachments(list)})
	}
	return ui.Panel{Sections: out}, nil
}

// edit makes the form of a verb for a section; nil when the visitor cannot do it now. When it is refused it comes back on a page of its
// own, so that nobody has to look for it.
func (s *sheet) edit(verbName, title string) (*ui.Form, error) {
	if !s.w.Can(verbName) {
		return nil, nil
	}
	spec, ok := s.w.Practice.Action(verbName)
	if !ok {
		return nil, nil
	}
	f, err := formOf(s.v, s.w, spec, s.names, Newest(s.items).String(), nil)
	if err != nil {
		return nil, err
	}
	f.Title, f.Cancel, f.ID = title, nil, verbName
	if verbName == "edit" { // the requester is among the people
		f.Fields = slices.DeleteFunc(f.Fields, func(x ui.Field) bool { return x.Name == "requester" })
		f.Hidden = slices.DeleteFunc(f.Hidden, func(h ui.Hidden) bool { return h.Name == ask.Was+"requester" })
	}
	return &f, nil
}

// shownElsewhere are the fields that have a place of their own on the page.
func shownElsewhere(key string) bool {
	switch key {
	case "number", "title", "status", "requester", "team", "assignee", "due", "created", "updated", "responded", "resolved", "closed", "spent", "hold", "priority":
		return true
	}
	return false
}

func (s *sheet) classification() (ui.Section, error) {
	out := ui.Section{Title: "Classification"}
	var err error
	if out.Edit, err = s.edit("edit", "Change the details"); err != nil {
		return out, err
	}
	asked := out.Edit != nil && slices.ContainsFunc(out.Edit.Fields, func(f ui.Field) bool { return f.Name == ticket.ServiceKind })
	prio := kit.Priority(s.w.Practice, s.w.Priority)
	if prio.Level > 0 {
		out.Props = append(out.Props, ui.Prop{Label: "Priority", Prio: &prio})
	}
	for _, x := range s.w.Values {
		if shownElsewhere(x.Def.Key) && !x.Def.Custom {
			continue
		}
		p := ui.Prop{Label: x.Def.Label, Text: s.v.Text(s.names, x)}
		if x.Def.Type == field.TypeRecord && p.Text != "" {
			p.Href = Address(s.v, x)
		}
		if x.Def.Key == ticket.ServiceKind && p.Text == "" && !asked { // nobody can choose one before there are services
			continue
		}
		if kit.Blank(x, p.Text) {
			out.Hidden = append(out.Hidden, ui.Prop{Label: x.Def.Label})
			continue
		}
		out.Props = append(out.Props, p)
	}
	return out, nil
}

// Address is the page of the record that a value refers to, "" for one that the visitor may not see.
func Address(v *kit.Visit, x field.Value) string {
	i, err := id.Parse(x.Text)
	if err != nil {
		return ""
	}
	ref, err := v.Room.RefByID(v.Ctx(), v.Room.DB, i)
	if err != nil {
		return ""
	}
	return "/" + ref.Number
}

func (s *sheet) timing() (ui.Section, error) {
	w := s.w
	out := ui.Section{Title: "Timing"}
	add := func(label string, t ui.Time) {
		p := ui.Prop{Label: label}
		if !t.At.IsZero() {
			p.Value = ui.When(t)
			out.Props = append(out.Props, p)
		}
	}
	add("Reported", s.v.Time(w.CreatedAt))
	if w.Due != ticket.NeverDue {
		add("Due", s.v.Time(w.Due))
	}
	add("Answered", s.v.Time(w.Responded))
	add("Resolved", s.v.Time(w.Resolved))
	add("Closed", s.v.Time(w.Closed))
	add("Last change", s.v.Time(w.UpdatedAt))
	if w.Spent > 0 {
		out.Props = append(out.Props, ui.Prop{Label: "Time spent", Text: kit.Minutes(w.Spent)})
	}
	var err error
	out.Edit, err = s.edit("log_time", "Book time")
	return out, err
}
