package ticket

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// Task is a step of work with an owner and a due date. A list of tasks is the checklist of a record.
type Task struct {
	ID        id.ID
	Record    id.ID
	Position  int64
	Title     string
	State     string // open, in_progress, done, skipped or failed
	Mandatory bool   // the record cannot be resolved before it is done
	Team      id.ID
	Person    id.ID
	Due       clock.Time
	Done      clock.Time
	Version   int64
}

// TaskStates returns the states of a task.
func TaskStates() []string { return []string{"open", "in_progress", "done", "skipped", "failed"} }

func (t *Task) check() error {
	var c errs.Check
	t.Title = text.Line(t.Title, 0)
	c.Must(t.Title != "", "title", "Say what is to be done.")
	c.Must(utf8.RuneCountInString(t.Title) <= 300, "title", "Shorten it to 300 characters.")
	c.Must(slices.Contains(TaskStates(), t.State), "state", "%q is not a state of a task; use one of %s.", t.State, strings.Join(TaskStates(), ", "))
	c.Must(!t.Mandatory || t.State != "skipped", "state", "This task is mandatory and cannot be skipped.")
	return c.Err()
}

// refer refuses a person who is not there any more and a team that is gone, unless the task had them before.
func (t *Task) refer(tx *db.Tx, old Task) error {
	var c errs.Check
	if t.Person != 0 && t.Person != old.Person {
		p, err := people.PersonByID(tx.Context(), tx, t.Person)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		c.Must(err == nil && p.Status == people.Active, "person", "There is no such person.")
	}
	if t.Team != 0 && t.Team != old.Team {
		team, err := people.TeamByID(tx.Context(), tx, t.Team)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		c.Must(err == nil && !team.Archived, "team", "There is no such team.")
	}
	return c.Err()
}

const taskColumns = `id, record_id, position, title, state, mandatory, team_id, person_id, due_at, done_at, version`

func scanTask(rows *sql.Rows, t *Task) error {
	return rows.Scan(&t.ID, &t.Record, &t.Position, &t.Title, &t.State, &t.Mandatory, &t.Team, &t.Person, &t.Due, &t.Done, &t.Version)
}

// Tasks returns the tasks of a record in their order.
func Tasks(ctx context.Context, q db.Querier, record id.ID) ([]Task, error) {
	rows, err := q.Query(ctx, `SELECT `+taskColumns+` FROM task WHERE record_id = $1 ORDER BY position, id`, record)
	return db.Collect(rows, err, scanTask)
}

// AddTask puts a task at the end of the list.
func AddTask(tx *db.Tx, h *Head, t *Task) error {
	t.ID, t.Record, t.Version = tx.NewID(), h.ID, 1
	if t.State == "" {
		t.State = "open"
	}
	if err := t.check(); err != nil {
		return err
	}
	if err := t.refer(tx, Task{}); err != nil {
		return err
	}
	if err := tx.QueryRow(tx.Context(), `SELECT coalesce(max(position), 0) + 1 FROM task WHERE record_id = $1`, h.ID).Scan(&t.Position); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO task (id, record_id, position, title, state, mandatory, team_id, person_id, due_at, done_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.ID, t.Record, t.Position, t.Title, t.State, t.Mandatory, t.Team, t.Person, t.Due, t.Done, t.Version); err != nil {
		return err
	}
	return tx.Emit(TaskChanged{about{h.ID}, t.ID, t.Title, t.State, true})
}

// GetTask returns a task of a record. Kinds: NotFound.
func GetTask(ctx context.Context, q db.Querier, record, task id.ID) (Task, error) {
	rows, err := q.Query(ctx, `SELECT `+taskColumns+` FROM task WHERE id = $1 AND record_id = $2`, task, record)
	list, err := db.Collect(rows, err, scanTask)
	if err == nil && len(list) == 0 {
		err = errs.Absent("task")
	}
	if err != nil {
		return Task{}, err
	}
	return list[0], nil
}

// SaveTask writes a task if its version is still the newest. Kinds: Conflict.
func SaveTask(tx *db.Tx, h *Head, t *Task) error {
	if err := t.check(); err != nil {
		return err
	}
	old, err := GetTask(tx.Context(), tx, h.ID, t.ID)
	if err != nil {
		return err
	}
	if err := t.refer(tx, old); err != nil {
		return err
	}
	if ended := t.State != "open" && t.State != "in_progress"; !ended {
		t.Done = 0
	} else if t.Done == 0 {
		t.Done = tx.Now()
	}
	n, err := tx.Exec(`UPDATE task SET title = $3, state = $4, mandatory = $5, team_id = $6, person_id = $7, due_at = $8, done_at = $9, version = version + 1
		WHERE id = $1 AND version = $2`, t.ID, t.Version, t.Title, t.State, t.Mandatory, t.Team, t.Person, t.Due, t.Done)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Conflict, "Somebody changed this task after you opened it. Compare, then save again.")
	}
	t.Version++
	return tx.Emit(TaskChanged{about{h.ID}, t.ID, t.Title, t.State, false})
}

// TasksDone is the guard of resolving: every mandatory task must be done. Kinds: Conflict naming the first that is not.
func TasksDone(tx *db.Tx, record id.ID) error {
	tasks, err := Tasks(tx.Context(), tx, record)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Mandatory && t.State != "done" {
			return errs.New(errs.Conflict, "The mandatory task “%s” is not done yet.", t.Title)
		}
	}
	return nil
}
