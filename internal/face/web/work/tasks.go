package work

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// taskRow is one step of a checklist.
type taskRow struct {
	ID, Title, Note string
	Done            bool
	Tick            *ui.Button // does it or undoes it
	Edit            *ui.Form
}

// taskSection is the checklist with the form for one more step.
func (s *sheet) taskSection() (ui.Section, error) {
	out := ui.Section{Title: "Tasks"}
	var rows []taskRow
	for _, t := range s.tasks {
		rows = append(rows, s.task(t))
	}
	out.Body = taskList(rows)
	var err error
	out.Edit, err = s.edit("add_task", "Add a task")
	return out, err
}

// taskWords says what the form for a task asks.
func taskWords(fields []ui.Field) {
	for i := range fields {
		switch f := &fields[i]; f.Name {
		case "title":
			f.Label = "What is to be done?"
		case "person":
			f.Label = "Who does it?"
		case "due":
			f.Label = "Until when?"
		}
	}
}

func (s *sheet) task(t ticket.Task) taskRow {
	row := taskRow{ID: t.ID.String(), Title: t.Title, Done: t.Done != 0}
	notes := []string{}
	if t.State != "open" && t.State != "done" {
		notes = append(notes, kit.Plain(t.State))
	}
	if t.Mandatory && !row.Done {
		notes = append(notes, "must be done")
	}
	if t.Person != 0 {
		notes = append(notes, s.names.Of(field.TypePerson, t.Person))
	}
	if t.Due != 0 && !row.Done {
		notes = append(notes, "until "+s.v.Moment(t.Due.Time()))
	}
	row.Note = strings.Join(notes, " · ")
	if !s.w.Can("edit_task") {
		return row
	}
	hidden := taskMarks(t)
	next, label := "done", "Mark as done: "
	if row.Done {
		next, label = "open", "Take up again: "
	}
	row.Tick = &ui.Button{Label: label + t.Title, IconOnly: true, Small: true, Action: path(s.w, "edit_task"), Fields: append([]ui.Hidden{{Name: "state", Value: next}}, hidden...)}
	if row.Done {
		row.Tick.Icon = "tick"
	}
	row.Edit = taskForm(s.v, s.w, s.names, t, hidden)
	return row
}

// taskFormFor is the form of one task on a page of its own. Kinds: NotFound.
func taskFormFor(v *kit.Visit, w desk.View, task string) (ui.Form, error) {
	list, err := ticket.Tasks(v.Ctx(), v.Room.DB, w.ID)
	if err != nil {
		return ui.Form{}, err
	}
	for _, t := range list {
		if t.ID.String() != task {
			continue
		}
		want := desk.Wanted{}
		want.Add(field.TypePerson, t.Person)
		names, err := v.Room.Labels(v.Ctx(), want)
		if err != nil {
			return ui.Form{}, err
		}
		f := taskForm(v, w, names, t, taskMarks(t))
		f.Cancel = &ui.Link{Label: "Back", Href: "/" + w.Number}
		return *f, nil
	}
	return ui.Form{}, errs.Absent("task")
}

// taskMarks say which task a form is about, and in which version.
func taskMarks(t ticket.Task) []ui.Hidden {
	return []ui.Hidden{{Name: "task", Value: t.ID.String()}, {Name: "task_version", Value: strconv.FormatInt(t.Version, 10)}}
}

func taskForm(v *kit.Visit, w desk.View, names desk.Labels, t ticket.Task, hidden []ui.Hidden) *ui.Form {
	f := &ui.Form{ID: "task-" + t.ID.String(), Action: path(w, "edit_task"), Hidden: hidden, Submit: ui.Button{Label: "Save task", Small: true}, Fields: []ui.Field{
		{Name: "title", Label: "What is to be done?", Value: t.Title, Required: true},
		{Name: "state", Label: "State", Kind: ui.FieldSelect, Value: t.State, Required: true},
		kit.PersonField("person", "Who does it?"),
		{Name: "due", Label: "Until when?", Kind: ui.FieldDateTime}}}
	for _, state := range ticket.TaskStates() {
		f.Fields[1].Options = append(f.Fields[1].Options, ui.Option{Value: state, Label: kit.Upper(kit.Plain(state))})
	}
	if t.Person != 0 {
		f.Fields[2].Value = names.Of(field.TypePerson, t.Person)
	}
	if t.Due != 0 {
		f.Fields[3].Value = t.Due.Time().In(v.Zone()).Format("2006-01-02T15:04")
	}
	f.Hidden = append(slices.Clone(hidden), ask.Before(f.Fields)...)
	return f
}
