package ahead_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// world is a desk on 1 January 2027 where the lead keeps the assets.
type world struct {
	*fettletest.Desk
	t     *testing.T
	model id.ID
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		d.Time.Set(time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC))
		w := &world{Desk: d, t: t}
		w.write(func(tx *db.Tx) error { return d.People.GiveRole(tx, d.ID("lead"), "asset_manager") })
		w.model = w.book("Book 14")
		f(w)
	})
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.DB.Write(w.System(), f); err != nil {
		w.t.Fatal(err)
	}
}

// book adds a model of laptops.
func (w *world) book(title string) (model id.ID) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		made, err := w.Assets.AddFound(tx, asset.Found{Prefix: "LT", Class: "Laptops", Model: title, Title: "first"})
		if err != nil {
			return err
		}
		a, err := w.Assets.ByID(tx.Context(), tx, made.ID)
		model = a.Model
		return err
	})
	return model
}

// laptop adds one whose warranty ends on a day.
func (w *world) laptop(model id.ID, end string) string {
	w.t.Helper()
	r, err := w.Assets.Add(w.System(), asset.Add{Fields: asset.Fields{Model: &model, WarrantyEnd: &end, Entity: &w.Root}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Number
}

// goOn goes on to a day and does what is due, on two nodes.
func (w *world) goOn(day string) {
	w.t.Helper()
	to, err := time.Parse(time.DateOnly, day)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Time.Set(to.Add(10 * time.Hour))
	for range 2 {
		w.write(w.Ahead.Daily)
	}
	if _, err := w.Queue.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// told lists the reminders in the log, of which record and in which words.
func (w *world) told() (out []string) {
	w.t.Helper()
	rows, err := w.DB.Query(w.t.Context(), "SELECT r.number, e.data FROM event e JOIN record r ON r.id = e.subject_id WHERE e.kind = 'record.reminded' ORDER BY e.id")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var number, data string
		var r struct {
			What, Date string
			Days       int
			Late       bool
			To         []string
		}
		if err := rows.Scan(&number, &data); err != nil {
			w.t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(data), &r); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s: %s %s, %d days, late %t, to %d", strings.TrimRight(number, "-0123456789"), r.What, r.Date, r.Days, r.Late, len(r.To)))
	}
	return out
}

func TestTheEndOfAWarrantyIsTold90And60And30DaysBeforeItAndOnce(t *testing.T) {
	each(t, func(w *world) {
		w.laptop(w.model, "2027-06-30")
		w.goOn("2027-03-31") // 91 days
		if got := w.told(); len(got) != 0 {
			t.Errorf("91 days before: %v", got)
		}
		w.goOn("2027-04-01")
		w.goOn("2027-04-02")
		w.goOn("2027-05-01")
		w.goOn("2027-05-02")
		w.goOn("2027-06-01") // the machine stood still on the day before
		w.goOn("2027-06-30")
		w.goOn("2027-07-01")
		want := []string{"LT: end of the warranty 2027-06-30, 90 days, late false, to 1", "LT: end of the warranty 2027-06-30, 60 days, late false, to 1", "LT: end of the warranty 2027-06-30, 29 days, late true, to 1"}
		if diff := cmp.Diff(want, w.told()); diff != "" {
			t.Error(diff)
		}
		list, _, err := w.Notify.List(w.As("lead"), w.DB, w.ID("lead"), 0, 10)
		if err != nil || len(list) != 3 {
			t.Errorf("the lead was told %d times: %v", len(list), err)
		}
	})
}

func TestWarrantiesOfOneModelAreToldTogether(t *testing.T) {
	each(t, func(w *world) {
		for range 3 {
			w.laptop(w.model, "2027-04-01")
		}
		other := w.book("Tower")
		w.laptop(other, "2027-04-01")
		gone := w.laptop(other, "2027-04-01")
		if _, err := w.Assets.Retire(w.System(), asset.Retire{On: action.On{Number: gone}, How: "sold"}); err != nil {
			t.Fatal(err)
		}
		w.goOn("2027-01-01")
		got := w.told()
		want := []string{"MOD: end of the warranty of 3 assets of this model 2027-04-01, 90 days, late false, to 1", "LT: end of the warranty 2027-04-01, 90 days, late false, to 1"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatEndsSoonIsListedByDateAsFarAsOneMaySeeIt(t *testing.T) {
	each(t, func(w *world) {
		far, near := w.laptop(w.model, "2027-03-31"), w.laptop(w.model, "2027-01-01")
		w.laptop(w.model, "2026-12-31") // over
		w.laptop(w.model, "2027-04-02") // 91 days
		about, start, end, unit, title := "support", "2026-03-01", "2027-02-28", "months", "Care"
		notice := int64(1)
		c, err := w.Finance.AddContract(w.System(), finance.AddContract{ContractFields: finance.ContractFields{Title: &title, Type: &about, Start: &start, End: &end, Notice: &notice, NoticeUnit: &unit, Entity: &w.Root}})
		if err == nil {
			_, err = w.Finance.Sign(w.System(), register.Plain{On: action.On{Number: c.Number}})
		}
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		list, err := w.Ahead.Soon(w.As("admin"), "", 90)
		for _, e := range list {
			got = append(got, fmt.Sprintf("%s %s %s %d", e.Date, e.Sort, e.Number, e.Days))
		}
		want := []string{"2027-01-01 warranty " + near + " 0", "2027-01-31 notice " + c.Number + " 30", "2027-02-28 contract " + c.Number + " 58", "2027-03-31 warranty " + far + " 89"}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s %v", diff, err)
		}
		if list, err := w.Ahead.Soon(w.As("requester"), "", 90); err != nil || len(list) != 0 {
			t.Errorf("whoever holds nothing sees %+v, %v", list, err)
		}
		if list, err := w.Ahead.Soon(w.As("admin"), "contract", 90); err != nil || len(list) != 1 {
			t.Errorf("only contracts: %+v, %v", list, err)
		}
		for _, wrong := range []struct {
			sort string
			days int
		}{{"", 0}, {"", 4000}, {"milk", 90}} {
			if _, err := w.Ahead.Soon(w.As("admin"), wrong.sort, wrong.days); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		a := w.API(w.Key("admin", people.Pattern("*")), http.MethodGet, "/api/v1/ending-soon?days=30&sort=warranty", nil)
		if a.Status != http.StatusOK || !strings.Contains(string(a.Body), near) || strings.Contains(string(a.Body), far) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		for path, says := range map[string]string{"/ending-soon": "Last day to give notice", "/ending-soon?days=30&sort=warranty": near, "/ending-soon.csv": "2027-03-31,89,Warranty," + far, "/ending-soon.xlsx": "PK"} {
			if status, page := visit(w.t, w.Desk, "admin", http.MethodGet, path, nil); status != http.StatusOK || !strings.Contains(page, says) {
				t.Errorf("%s: %d without %q", path, status, says)
			}
		}
		if status, page := visit(w.t, w.Desk, "admin", http.MethodGet, "/ending-soon?days=0", nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "There is no such question") {
			t.Errorf("no days: %d", status)
		}
	})
}
