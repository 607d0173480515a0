package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/batch"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// open opens n incidents and returns their numbers.
func openSome(t *testing.T, d *fettletest.Desk, n int) (out []string) {
	t.Helper()
	for i := range n {
		r, err := d.Incidents.Open(d.As("agent"), incident.Open{Title: fmt.Sprintf("Turnstile %d is stuck", i)})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r.Number)
	}
	return out
}

func lookAt(t *testing.T, d *fettletest.Desk, number string) desk.View {
	t.Helper()
	v, err := d.Room.Find(d.As("admin"), number)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func fieldText(v desk.View, key string) string {
	for _, x := range v.Values {
		if x.Def.Key == key {
			return x.Text
		}
	}
	return "?"
}

func planBatch(t *testing.T, d *fettletest.Desk, ctx context.Context, verb, q string) batch.Batch {
	t.Helper()
	b, err := d.Batches.Plan(ctx, "incident", verb, q)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func runBatch(t *testing.T, d *fettletest.Desk, ctx context.Context, b batch.Batch, input string) batch.Batch {
	t.Helper()
	b, err := d.Batches.Run(ctx, b.ID, action.JSON([]byte(input)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// counts are how many will change, are barred, changed, were refused, were taken back, and stay.
func batchCounts(t *testing.T, b batch.Batch, state batch.State, want ...int) {
	t.Helper()
	got := []int{b.May, b.Barred, b.Changed, b.Refused, b.Undone, b.Stays}
	for i, n := range want {
		if got[i] != n {
			t.Errorf("%s: %v, not %v", b.State, got, want)
			break
		}
	}
	if b.State != state {
		t.Errorf("it is %s, not %s", b.State, state)
	}
}

const solved = `{"code":"fixed","resolution":"The bearing was oiled."}`

func TestABatchSaysWhatItWillDoDoesItAndTakesItBack(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		agent := d.As("agent")
		list := openSome(t, d, 4)
		if _, err := d.Incidents.Cancel(agent, incident.Cancel{On: action.On{Number: list[3]}, Reason: "twice"}); err != nil {
			t.Fatal(err)
		}
		b := planBatch(t, d, agent, "resolve", "")
		batchCounts(t, b, batch.Planned, 3, 1)
		why, err := d.Batches.Reasons(agent, b.ID)
		if err != nil || len(why) != 1 || why[0].Why != "Cancelled: it is not possible then." || why[0].Number != list[3] {
			t.Errorf("it says %v, %v", why, err)
		}
		if _, err := d.Batches.Run(agent, b.ID, action.JSON([]byte(`{"code":"nonsense"}`))); !errs.Is(err, errs.Invalid) {
			t.Errorf("a code that does not exist: %v", err)
		}
		if _, err := d.Batches.Run(agent, b.ID, action.JSON([]byte(`{"code":"fixed"}`))); !errs.Is(err, errs.Invalid) || len(errs.Fields(err)) == 0 || errs.Fields(err)[0].Key != "resolution" {
			t.Errorf("without a resolution: %v", err)
		}
		batchCounts(t, runBatch(t, d, agent, b, solved), batch.Done, 0, 1, 3, 0)
		if _, err := d.Batches.Run(agent, b.ID, action.JSON([]byte(solved))); !errs.Is(err, errs.Conflict) {
			t.Errorf("it runs twice: %v", err)
		}
		if _, err := d.Incidents.Reopen(agent, incident.Reopen{On: action.On{Number: list[1]}}); err != nil {
			t.Fatal(err)
		}
		b, err = d.Batches.Undo(agent, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		batchCounts(t, b, batch.Undone, 0, 1, 0, 0, 2, 1)
		if v := lookAt(t, d, list[0]); v.State != incident.New || fieldText(v, "resolution") != "" {
			t.Errorf("taken back it is %s with %q", v.State, fieldText(v, "resolution"))
		}
	})
}

func TestFieldsThatABatchChangedAreAsBefore(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		lead := d.As("lead")
		list := openSome(t, d, 2)
		high := 1
		if _, err := d.Incidents.Edit(lead, incident.Edit{On: action.On{Number: list[0]}, Priority: &high, PriorityReason: "The board waits"}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Incidents.Take(lead, incident.Take{On: action.On{Number: list[1]}}); err != nil {
			t.Fatal(err)
		}
		was := []desk.View{lookAt(t, d, list[0]), lookAt(t, d, list[1])}
		for verb, input := range map[string]string{"edit": `{"impact":1,"urgency":2,"priority":0}`, "assign": `{"assignee":"` + d.ID("agent").String() + `"}`} {
			b := runBatch(t, d, lead, planBatch(t, d, lead, verb, ""), input)
			batchCounts(t, b, batch.Done, 0, 0, 2, 0)
			if v := lookAt(t, d, list[1]); verb == "edit" && fieldText(v, "impact") != "1" || verb == "assign" && v.Assignee != d.ID("agent") {
				t.Errorf("%s did nothing", verb)
			}
			b, err := d.Batches.Undo(lead, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			batchCounts(t, b, batch.Undone, 0, 0, 0, 0, 2, 0)
			for _, w := range was {
				v := lookAt(t, d, w.Number)
				for _, key := range []string{"impact", "urgency", "priority", "priority_reason", "team", "assignee", "status"} {
					if fieldText(v, key) != fieldText(w, key) {
						t.Errorf("after %s and back the %s of %s is %q, not %q", verb, key, w.Number, fieldText(v, key), fieldText(w, key))
					}
				}
			}
		}
	})
}

func TestABatchIsItsOwnersAndObeysTheirRights(t *testing.T) {
	d := fettletest.SQLite(t)
	openSome(t, d, 1)
	for _, who := range []string{"requester", "auditor"} {
		if _, err := d.Batches.Plan(d.As(who), "incident", "resolve", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("%s plans: %v", who, err)
		}
	}
	b := planBatch(t, d, d.As("agent"), "resolve", "")
	if _, err := d.Batches.Get(d.As("lead"), b.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("somebody else sees it: %v", err)
	}
	if _, err := d.Batches.Run(d.As("lead"), b.ID, action.JSON([]byte(solved))); !errs.Is(err, errs.NotFound) {
		t.Errorf("somebody else runs it: %v", err)
	}
	if _, err := d.Batches.Plan(d.As("agent"), "incident", "resolve", "title:nothing"); !errs.Is(err, errs.Invalid) {
		t.Errorf("an empty batch: %v", err)
	}
}

func TestALargeBatchIsAJobThatGoesOnWhereAServerStopped(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		agent := d.As("agent")
		const n = batch.AtOnce + 20
		openSome(t, d, n)
		b := runBatch(t, d, agent, planBatch(t, d, agent, "edit", ""), `{"urgency":1}`)
		batchCounts(t, b, batch.Running, n-1, 0, 1, 0)
		if b.Left != n-1 {
			t.Errorf("%d are left", b.Left)
		}
		// A server stopped while it worked on two: of one it had not begun, the other has changed since.
		if _, err := d.Incidents.Edit(agent, incident.Edit{On: action.On{Number: "INC-30"}, Impact: new(1)}); err != nil {
			t.Fatal(err)
		}
		stopped(t, d, b.ID, "INC-29", "INC-30")
		if _, err := d.Queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, err := d.Batches.Get(agent, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		batchCounts(t, b, batch.Done, 0, 0, n-1, 1)
	})
}

func TestABatchRunsOnceHoweverOftenItIsSent(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		agent := d.As("agent")
		number := openSome(t, d, 1)[0]
		b := planBatch(t, d, agent, "assign", "")
		var wg sync.WaitGroup
		var mu sync.Mutex
		ran := 0
		for range 8 {
			wg.Go(func() {
				_, err := d.Batches.Run(agent, b.ID, action.JSON([]byte(`{"assignee":"`+d.ID("agent").String()+`"}`)))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					ran++
				} else if !errs.Is(err, errs.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if v := lookAt(t, d, number); ran != 1 || v.Version != 2 {
			t.Errorf("it ran %d times and made version %d", ran, v.Version)
		}
	})
}

// stopped makes rows of a batch those on which a server was at work when it stopped, at their first version.
func stopped(t *testing.T, d *fettletest.Desk, which id.ID, numbers ...string) {
	t.Helper()
	err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, n := range numbers {
			if _, err := tx.Exec(`UPDATE batch_row SET outcome = 'doing', version = 1, was = '{}' WHERE batch_id = $1 AND number = $2`, which, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
