package work

import (
	"slices"
	"strings"

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
	out = append(out, s.related())
	if len(s.files) > 0 {
		story := Story{Href: func(a attach.Attachment) string { return fileHref(s.w, a) }}
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
	spec, err := verb(s.w.Practice, verbName)
	if err != nil {
		return nil, nil //nolint:nilerr // a practice without the verb has no form for it
	}
	f, err := formOf(s.v, s.w, spec, s.names, newest(s.items).String(), nil)
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
	prio := kit.Priority(s.w.Practice, s.w.Priority)
	if prio.Level > 0 {
		out.Props = append(out.Props, ui.Prop{Label: "Priority", Prio: &prio})
	}
	for _, x := range s.w.Values {
		if shownElsewhere(x.Def.Key) && !x.Def.Custom {
			continue
		}
		p := ui.Prop{Label: x.Def.Label, Text: s.text(x)}
		if x.Def.Type == field.TypeRecord && p.Text != "" {
			p.Href = "/" + p.Text
		}
		if x.Def.Key == "service" && p.Text == "" { // nobody can choose one before there are services
			continue
		}
		if empty(x, p.Text) {
			out.Hidden = append(out.Hidden, ui.Prop{Label: x.Def.Label})
			continue
		}
		out.Props = append(out.Props, p)
	}
	var err error
	out.Edit, err = s.edit("edit", "Change the details")
	return out, err
}

func empty(x field.Value, text string) bool {
	return text == "" || text == "0" && x.Def.Type == field.TypeNumber || x.Text == "false" && !x.Def.Custom
}

// text is a value as people read it.
func (s *sheet) text(x field.Value) string {
	switch {
	case x.Def.Type.IsRef():
		return name(s.names, x)
	case x.Def.Type == field.TypeBoolean && x.Text != "":
		return map[string]string{"true": "Yes", "false": "No"}[x.Text]
	case x.Def.Type == field.TypeMulti:
		parts := strings.Split(x.Text, ",")
		for i, p := range parts {
			parts[i] = x.Def.Option(p)
		}
		return strings.Join(parts, ", ")
	case x.Def.Type.HasOptions():
		label, _, _ := strings.Cut(x.Def.Option(x.Text), ":")
		return label
	}
	return x.Text
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
