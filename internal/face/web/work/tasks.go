package work

import (
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// taskRow is one step of a checklist.
type taskRow struct {
	ID, Title, Note string
	Done            bool
	Tick            *ui.Button // does it or undoes it
	Edit            *ui.Form
	Open            bool // the form was refused
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
	if out.Edit != nil {
		for i := range out.Edit.Fields {
			switch f := &out.Edit.Fields[i]; f.Name {
			case "title":
				f.Label = "What is to be done?"
			case "person":
				f.Label = "Who does it?"
			case "due":
				f.Label = "Until when?"
			}
		}
	}
	return out, err
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
	hidden := []ui.Hidden{{Name: "task", Value: row.ID}, {Name: "task_version", Value: strconv.FormatInt(t.Version, 10)}}
	next, label := "done", "Mark as done: "
	if row.Done {
		next, label = "open", "Take up again: "
	}
	row.Tick = &ui.Button{Label: label + t.Title, IconOnly: true, Small: true, Action: path(s.w, "edit_task"), Fields: append([]ui.Hidden{{Name: "state", Value: next}}, hidden...)}
	if row.Done {
		row.Tick.Icon = "tick"
	}
	row.Edit = s.taskForm(t, hidden)
	if s.failed != nil && s.failed.verb == "edit_task" && s.failed.typed.Get("task") == row.ID {
		row.Open = true
		kit.RefillForm(row.Edit, s.failed.typed, s.failed.err)
	}
	return row
}

func (s *sheet) taskForm(t ticket.Task, hidden []ui.Hidden) *ui.Form {
	f := &ui.Form{ID: "task-" + t.ID.String(), Action: path(s.w, "edit_task"), Hidden: hidden, Submit: ui.Button{Label: "Save task", Small: true}, Fields: []ui.Field{
		{Name: "title", Label: "What is to be done?", Value: t.Title, Required: true},
		{Name: "state", Label: "State", Kind: ui.FieldSelect, Value: t.State, Required: true},
		{Name: "person", Label: "Who does it?", Kind: ui.FieldPerson, Suggest: "/suggest/people"},
		{Name: "due", Label: "Until when?", Kind: ui.FieldDateTime}}}
	for _, state := range ticket.TaskStates() {
		f.Fields[1].Options = append(f.Fields[1].Options, ui.Option{Value: state, Label: kit.Upper(kit.Plain(state))})
	}
	if t.Person != 0 {
		f.Fields[2].Value = s.names.Of(field.TypePerson, t.Person)
	}
	if t.Due != 0 {
		f.Fields[3].Value = t.Due.Time().In(s.v.Zone()).Format("2006-01-02T15:04")
	}
	return f
}
