package ticket_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// changed returns the keys that the latest event of a record says were changed, nil when it is of another kind.
func (w *world) changed(row id.ID) (keys []string) {
	w.t.Helper()
	history, err := w.log.History(w.t.Context(), w.db, row)
	if err != nil {
		w.t.Fatal(err)
	}
	if e, ok := history[len(history)-1].Event.(ticket.Changed); ok {
		for _, c := range e.Changes {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

func TestSaveTellsWhatChanged(t *testing.T) {
	tests := []struct {
		name   string
		change func(h *ticket.Head)
		want   []string
	}{
		{"nothing tells nothing", func(*ticket.Head) {}, nil},
		{"a title", func(h *ticket.Head) { h.Title = "Another" }, []string{"title"}},
		{"a priority", func(h *ticket.Head) { h.Priority = 1 }, []string{"priority"}},
		{"a handing on", func(h *ticket.Head) { h.Team, h.Assignee = 3, 4 }, []string{"team", "assignee"}},
		{"all references", func(h *ticket.Head) {
			h.Requester, h.Category, h.Location, h.Service, h.Entity, h.Parent = 1, 2, 3, 4, 5, 6
		},
			[]string{"requester", "category", "location", "service", "entity", "parent"}},
		{"what a step brings is told by the step", func(h *ticket.Head) { h.State, h.Phase, h.HoldReason, h.Resolved = "done", 2, "awaiting_vendor", 9 }, nil},
	}
	each(t, func(t *testing.T, w *world) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				h := w.one("A thing")
				old := h
				tt.change(&h)
				w.write(func(tx *db.Tx) error { return w.desk.Save(tx, old, &h) })
				if diff := cmp.Diff(tt.want, w.changed(h.ID)); diff != "" {
					t.Error(diff)
				}
				got, err := ticket.Load(w.ctx(), w.db, "thing", h.Number, "thing.view")
				if diff := cmp.Diff(h, got); err != nil || diff != "" {
					t.Errorf("%v, stored otherwise (-saved +read):\n%s", err, diff)
				}
			})
		}
	})
}

func TestSaveRefusesAStaleVersion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.one("A thing")
		mine, theirs := h, h
		theirs.Title, mine.Title = "Theirs", "Mine"
		w.write(func(tx *db.Tx) error { return w.desk.Save(tx, h, &theirs) })
		err := w.db.Write(w.ctx(), func(tx *db.Tx) error { return w.desk.Save(tx, h, &mine) })
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("got %v", err)
		}
		if got, _ := ticket.Load(w.ctx(), w.db, "thing", h.Number, "thing.view"); got.Title != "Theirs" {
			t.Errorf("the title is %q", got.Title)
		}
		if err := theirs.Check(h.Version); !errs.Is(err, errs.Conflict) {
			t.Errorf("the check of the old version says %v", err)
		}
		if err := theirs.Check(0); err != nil {
			t.Errorf("who does not mind is told %v", err)
		}
	})
}

func TestLoadIsTheSameForAbsentAndForeign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.one("A thing")
		for _, tt := range []struct{ name, kind, number string }{{"an unknown number", "thing", "THG-999"}, {"another kind", "incident", h.Number}, {"no number", "thing", ""}} {
			if _, err := ticket.Load(w.ctx(), w.db, tt.kind, tt.number, "thing.view"); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		if got, err := ticket.Load(w.ctx(), w.db, "thing", " thg-1 ", "thing.view"); err != nil || got.ID != h.ID {
			t.Errorf("a number in small letters: %v %v", got.ID, err)
		}
	})
}
