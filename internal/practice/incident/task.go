package incident

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// AddTask adds a task to the checklist.
type AddTask struct {
	action.On
	Title     string     `json:"title"`
	Person    id.ID      `json:"person,omitempty" doc:"Who does it."`
	Team      id.ID      `json:"team,omitempty"`
	Due       clock.Time `json:"due,omitempty"`
	Mandatory bool       `json:"mandatory,omitempty" doc:"The incident cannot be resolved before it is done."`
}

// AddTask adds a task at the end of the checklist.
func (s *Service) AddTask(ctx context.Context, in AddTask) (r Result, err error) {
	defer errs.Wrap(&err, "incident.AddTask(%s)", in.Number)
	return s.onTasks(ctx, in.Number, func(tx *db.Tx, i *Incident) error {
		return ticket.AddTask(tx, &i.Head, &ticket.Task{Title: in.Title, Person: in.Person, Team: in.Team, Due: in.Due, Mandatory: in.Mandatory})
	})
}

// EditTask changes a task. What is absent stays as it is.
type EditTask struct {
	action.On
	Task        id.ID       `json:"task"`
	TaskVersion int64       `json:"task_version,omitempty" doc:"The version of the task that the change is based on."`
	Title       *string     `json:"title,omitempty"`
	State       *string     `json:"state,omitempty" doc:"open, in_progress, done, skipped or failed."`
	Person      *id.ID      `json:"person,omitempty"`
	Due         *clock.Time `json:"due,omitempty"`
}

// EditTask changes a task. Kinds: Conflict for a stale version.
func (s *Service) EditTask(ctx context.Context, in EditTask) (r Result, err error) {
	defer errs.Wrap(&err, "incident.EditTask(%s)", in.Number)
	return s.onTasks(ctx, in.Number, func(tx *db.Tx, i *Incident) error {
		t, err := ticket.GetTask(tx.Context(), tx, i.ID, in.Task)
		if errs.Is(err, errs.NotFound) {
			return errs.Bad("task", "%s has no such task.", i.Number)
		}
		if err != nil {
			return err
		}
		if in.TaskVersion != 0 {
			t.Version = in.TaskVersion
		}
		if in.Title != nil {
			t.Title = *in.Title
		}
		if in.State != nil {
			t.State = *in.State
		}
		if in.Person != nil {
			t.Person = *in.Person
		}
		if in.Due != nil {
			t.Due = *in.Due
		}
		return ticket.SaveTask(tx, &i.Head, &t)
	})
}

// onTasks changes the checklist of an incident, which has versions of its own.
func (s *Service) onTasks(ctx context.Context, number string, fn func(tx *db.Tx, i *Incident) error) (r Result, err error) {
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return r, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err := load(tx.Context(), tx, number, PermEdit)
		if err != nil {
			return err
		}
		r = i.result()
		return fn(tx, &i)
	})
	return r, err
}
