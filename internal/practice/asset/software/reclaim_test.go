package software_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// claim is an unused seat as the API tells it.
type claim struct {
	Number, Status, How, Saving, Due string
	ID                               string
}

func claimsOf(t *testing.T, d *fettletest.Desk) []claim {
	t.Helper()
	return read[struct{ Items []claim }](t, d, "/api/v1/unused-seats").Items
}

// day goes on by days and does what is due.
func day(t *testing.T, d *fettletest.Desk, days int) {
	t.Helper()
	d.Time.Advance(time.Duration(days) * 24 * time.Hour)
	for range 2 { // two nodes look at the clock
		if err := d.DB.Write(d.System(), d.Software.Daily); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// idle is a desk with one licensed seat promised to the lead and never used.
func idle(t *testing.T, d *fettletest.Desk) (product string) {
	t.Helper()
	laptop(t, d, "pc-1", d.ID("agent"), cad("11.0"))
	n, row := number(t, d)
	post(t, d, "/api/v1/entitlements", map[string]any{"title": "Order 4711", "product": row, "metric": "per_user", "quantity": 5, "start": "2026-01-01", "unit_cost": "100 EUR"}, http.StatusCreated)
	post(t, d, "/api/v1/software-products/"+n+"/actions/allocate", map[string]any{"person": d.ID("lead")}, http.StatusOK)
	return n
}

func TestWhoeverDoesNotUseASeatIsAskedOnceAndASilentOneIsTakenBack(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		n := idle(t, d)
		if day(t, d, 80); len(claimsOf(t, d)) != 0 {
			t.Errorf("after 80 days %+v are asked", claimsOf(t, d))
		}
		day(t, d, 20)
		day(t, d, 1)
		list := claimsOf(t, d)
		if len(list) != 1 || list[0].Status != "asked" {
			t.Fatalf("after 100 days the questions are %+v", list)
		}
		if q, err := d.Software.Questions(d.As("lead"), 0); err != nil || len(q) != 1 || q[0].Product != "Drafter" {
			t.Errorf("the holder is asked %+v, %v", q, err)
		}
		if q, err := d.Software.Questions(d.As("requester"), 0); err != nil || len(q) != 0 {
			t.Errorf("somebody else is asked %+v, %v", q, err)
		}
		day(t, d, 14)
		day(t, d, 1)
		list = claimsOf(t, d)
		if len(list) != 1 || list[0].Status != "due" || list[0].How != "no answer" {
			t.Fatalf("without an answer it is %+v", list)
		}
		before := read[software.Position](t, d, "/api/v1/software-products/"+n+"/position")
		post(t, d, "/api/v1/unused-seats/"+list[0].Number+"/actions/free", map[string]any{}, http.StatusOK)
		post(t, d, "/api/v1/unused-seats/"+list[0].Number+"/actions/free", map[string]any{}, http.StatusConflict)
		after := read[software.Position](t, d, "/api/v1/software-products/"+n+"/position")
		if before.Allocated != 1 || after.Allocated != 0 || len(before.Saved) != 0 || len(after.Saved) != 1 {
			t.Errorf("before it is %+v, after %+v", before, after)
		}
		day(t, d, 1)
		if list := claimsOf(t, d); len(list) != 1 {
			t.Errorf("after it was taken back there are %+v", list)
		}
	})
}

func TestAHolderKeepsASeatWithAReasonAndIsLeftAloneForAWhile(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		idle(t, d)
		day(t, d, 100)
		q, err := d.Software.Questions(d.As("lead"), 0)
		if err != nil || len(q) != 1 {
			t.Fatalf("%+v, %v", q, err)
		}
		answer := func(who string, in software.Answer) error {
			return d.DB.Write(d.As(who), func(tx *db.Tx) error { return d.Software.AnswerIn(tx, q[0].ID, in) })
		}
		if err := answer("requester", software.Answer{Keep: true, Reason: "mine"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else answers: %v", err)
		}
		if err := answer("lead", software.Answer{Keep: true}); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := answer("lead", software.Answer{Keep: true, Reason: "The audit in spring.", How: "signed in"}); err != nil {
			t.Fatal(err)
		}
		if err := answer("lead", software.Answer{How: "link"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second answer: %v", err)
		}
		day(t, d, 20)
		if list := claimsOf(t, d); len(list) != 1 || list[0].Status != "kept" {
			t.Errorf("20 days later there are %+v", list)
		}
		day(t, d, 80)
		if list := claimsOf(t, d); len(list) != 2 {
			t.Errorf("100 days later there are %+v", list)
		}
	})
}

func TestASeatThatIsGivenBackIsATaskAndOneUsedAgainIsNone(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		n := idle(t, d)
		day(t, d, 100)
		q, err := d.Software.Questions(d.As("lead"), 0)
		if err != nil || len(q) != 1 {
			t.Fatalf("%+v, %v", q, err)
		}
		if err := d.DB.Write(d.As("lead"), func(tx *db.Tx) error { return d.Software.AnswerIn(tx, q[0].ID, software.Answer{How: "link"}) }); err != nil {
			t.Fatal(err)
		}
		if list := claimsOf(t, d); len(list) != 1 || list[0].Status != "due" || list[0].How != "link" {
			t.Errorf("given back it is %+v", list)
		}
		post(t, d, "/api/v1/software-products/"+n+"/actions/allocate", map[string]any{"person": d.ID("agent")}, http.StatusOK)
		post(t, d, "/api/v1/software-products/"+n+"/actions/ask", map[string]any{"person": d.ID("agent")}, http.StatusOK)
		post(t, d, "/api/v1/software-products/"+n+"/actions/ask", map[string]any{"person": d.ID("agent")}, http.StatusConflict)
		day(t, d, 14)
		for _, c := range claimsOf(t, d) {
			if c.ID != q[0].ID.String() && c.Status != "withdrawn" {
				t.Errorf("a seat that is in use is %+v", c)
			}
		}
	})
}
