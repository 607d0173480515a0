package ticket_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func TestTasksAreChecked(t *testing.T) {
	tests := []struct {
		name string
		task ticket.Task
		want errs.Kind
	}{
		{"a title is enough", ticket.Task{Title: "Call the site"}, errs.None},
		{"a title without letters", ticket.Task{Title: " \n "}, errs.Invalid},
		{"a title that is too long", ticket.Task{Title: strings.Repeat("x", 301)}, errs.Invalid},
		{"the longest title", ticket.Task{Title: strings.Repeat("ü", 300)}, errs.None},
		{"a state that does not exist", ticket.Task{Title: "T", State: "lost"}, errs.Invalid},
		{"a mandatory task cannot be skipped", ticket.Task{Title: "T", State: "skipped", Mandatory: true}, errs.Invalid},
		{"another can", ticket.Task{Title: "T", State: "skipped"}, errs.None},
	}
	each(t, func(t *testing.T, w *world) {
		h := w.one("A thing")
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				err := w.db.Write(w.ctx(), func(tx *db.Tx) error { return ticket.AddTask(tx, &h, &tt.task) })
				if errs.KindOf(err) != tt.want {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			})
		}
	})
}

func TestATaskIsDoneAndOpenedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h, other := w.one("A thing"), w.one("Another")
		first, second := ticket.Task{Title: "First", Mandatory: true}, ticket.Task{Title: "Second"}
		w.write(func(tx *db.Tx) error {
			if err := ticket.AddTask(tx, &h, &first); err != nil {
				return err
			}
			return ticket.AddTask(tx, &h, &second)
		})
		if list, err := ticket.Tasks(w.ctx(), w.db, h.ID); err != nil || len(list) != 2 || list[0].Title != "First" || list[1].Position <= list[0].Position {
			t.Fatalf("%v %v", list, err)
		}
		if _, err := ticket.GetTask(w.ctx(), w.db, other.ID, first.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("the task of another record: %v", err)
		}
		undone := func() error { return w.db.Write(w.ctx(), func(tx *db.Tx) error { return ticket.TasksDone(tx, h.ID) }) }
		if err := undone(); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "First") {
			t.Errorf("an open mandatory task: %v", err)
		}
		stale := first
		first.State = "done"
		w.time.Advance(time.Minute)
		w.write(func(tx *db.Tx) error { return ticket.SaveTask(tx, &h, &first) })
		if first.Done == 0 || first.Version != 2 {
			t.Errorf("done at %v, version %d", first.Done, first.Version)
		}
		if err := undone(); err != nil {
			t.Errorf("all mandatory tasks are done: %v", err)
		}
		if err := w.db.Write(w.ctx(), func(tx *db.Tx) error { return ticket.SaveTask(tx, &h, &stale) }); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale task: %v", err)
		}
		first.State = "open"
		w.write(func(tx *db.Tx) error { return ticket.SaveTask(tx, &h, &first) })
		if got, err := ticket.GetTask(w.ctx(), w.db, h.ID, first.ID); err != nil || got.Done != 0 || got.State != "open" {
			t.Errorf("opened again: %+v %v", got, err)
		}
	})
}
