package ticket_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func TestListRefusesWhatDoesNotFit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 3 {
			w.one(fmt.Sprintf("Thing %d", i))
		}
		page, err := w.list(record.Query{Sort: "created", Limit: 1})
		if err != nil || page.Next == "" {
			t.Fatal(page, err)
		}
		tests := []struct {
			name string
			ask  record.Query
			key  string
		}{
			{"an order that does not exist", record.Query{Sort: "colour"}, "sort"},
			{"an order for open work on all work", record.Query{Sort: "due"}, "sort"},
			{"a page that is too large", record.Query{Limit: record.MaxPage + 1}, "limit"},
			{"a negative page", record.Query{Limit: -1}, "limit"},
			{"a cursor that is not one", record.Query{Sort: "created", After: "!!"}, "after"},
			{"a cursor cut short", record.Query{Sort: "created", After: page.Next[:len(page.Next)-3]}, "after"},
			{"a cursor of another order", record.Query{Sort: "-updated", After: page.Next}, "after"},
			{"a cursor that holds no numbers", record.Query{Sort: "created", After: "WyJhIl0"}, "after"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := w.list(tt.ask)
				if f := errs.Fields(err); !errs.Is(err, errs.Invalid) || len(f) != 1 || f[0].Key != tt.key {
					t.Errorf("got %v", err)
				}
			})
		}
	})
}

func TestPagesHoldEveryRowOnceWhileOthersArrive(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var before []id.ID
		for i := range 23 {
			if i%3 == 0 {
				w.time.Advance(time.Millisecond)
			}
			before = append(before, w.one("There before").ID)
		}
		for _, sort := range ticket.Rows().Sorts {
			t.Run(sort, func(t *testing.T) {
				shown := map[id.ID]int{}
				ask := record.Query{Sort: sort, Limit: 5, Open: true}
				for pages := 0; ; pages++ {
					page, err := w.list(ask)
					if err != nil || pages > 100 {
						t.Fatal(pages, err)
					}
					for _, h := range page.Rows {
						shown[h.ID]++
					}
					if page.Next == "" {
						break
					}
					ask.After, ask.Args = page.Next, nil
					if pages%2 == 0 {
						w.one("New meanwhile")
					}
				}
				for _, i := range before {
					if shown[i] != 1 {
						t.Errorf("%d was shown %d times", i, shown[i])
					}
				}
			})
		}
	})
}

func TestCountStopsAtItsBound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		count := func() int {
			n, err := ticket.Rows().Count(w.ctx(), w.db, record.Query{Kind: "thing", Perm: "thing.view"})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(); n != 0 {
			t.Errorf("%d in an empty desk", n)
		}
		w.write(func(tx *db.Tx) error {
			for range record.MaxCount + 20 {
				if _, err := w.create(tx, "One of many"); err != nil {
					return err
				}
			}
			return nil
		})
		if n := count(); n != record.MaxCount+1 {
			t.Errorf("counted %d, want %d", n, record.MaxCount+1)
		}
	})
}

func TestTheListOfOnesOwnHoldsWhatTheScopeLetsIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var want []id.ID
		w.write(func(tx *db.Tx) error {
			if _, err := tx.Exec(`INSERT INTO person (id, entity_id, name, name_key, email, phone, title, department, location_id, manager_id, language, zone, vip, status,
				preferences, version, created_at, updated_at) VALUES (9, 1, 'N', 'n', '', '', '', '', 0, 0, '', '', FALSE, 'active', '', 1, 0, 0)`); err != nil {
				return err
			}
			for i := range 8 {
				h, err := w.create(tx, "One")
				if err != nil {
					return err
				}
				old := h
				h.Requester, h.Assignee = 50, 60
				switch i {
				case 1, 5:
					h.Requester = 9
				case 2:
					h.Assignee = 9
				case 3:
					if err := record.Follow(tx, h.ID, 9, true); err != nil {
						return err
					}
				}
				if i == 5 {
					h.Assignee = 9 // found twice, shown once
				}
				if err := w.desk.Save(tx, old, &h); err != nil {
					return err
				}
				if i == 1 || i == 2 || i == 3 || i == 5 {
					want = append(want, h.ID)
				}
			}
			return nil
		})
		me := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 9, Grants: actor.Grants{"thing.view": actor.Own}})
		page, err := ticket.Table().List(me, w.db, record.Query{Kind: "thing", Perm: "thing.view", Sort: "created"})
		if err != nil || len(page.Rows) != len(want) {
			t.Fatalf("%d rows, want %d: %v", len(page.Rows), len(want), err)
		}
		for i, h := range page.Rows {
			if h.ID != want[i] {
				t.Errorf("row %d is %d, want %d", i, h.ID, want[i])
			}
		}
		n, err := ticket.Rows().Count(me, w.db, record.Query{Kind: "thing", Perm: "thing.view"})
		if err != nil || n != len(want) {
			t.Errorf("counted %d, %v", n, err)
		}
		if list, err := record.Watchers(t.Context(), w.db, want[2]); err != nil || len(list) != 1 {
			t.Error(list, err)
		}
	})
}
