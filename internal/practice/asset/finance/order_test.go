package finance_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// budget is one of 5,000 euros for next year.
func (w *world) budget() record.Result {
	w.t.Helper()
	return w.must(w.AddBudget(w.all(), finance.AddBudget{BudgetFields: finance.BudgetFields{Title: ptr("Hardware 2027"), From: ptr("2027-01-01"), To: ptr("2027-12-31"), Planned: ptr("5000 EUR")}}))
}

// order is a draft with a line of three laptops.
func (w *world) order(b record.Result, price string) record.Result {
	w.t.Helper()
	f := finance.OrderFields{Title: ptr("Laptops"), Supplier: &w.supplier}
	if b.ID != 0 {
		f.Budget = &b.ID
	}
	r := w.must(w.AddOrder(w.all(), finance.AddOrder{OrderFields: f}))
	return w.must(w.AddLine(w.all(), finance.NewLine{On: on(r), Model: w.laptop, Quantity: 3, Price: price}))
}

func (w *world) placed(r record.Result) record.Result {
	w.t.Helper()
	w.must(w.Approve(w.all(), register.Plain{On: on(r)}))
	return w.must(w.Place(w.all(), register.Plain{On: on(r)}))
}

func TestGoodsThatArriveBecomeAssetsWithPriceSupplierAndOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.placed(w.order(record.Result{}, "1199.90 EUR"))
		w.clock.Set(time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC))
		part := w.must(w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 2, Serials: []string{"PF-1", "PF-2"}}))
		if part.State != finance.PartlyReceived {
			t.Errorf("%+v", part)
		}
		got := w.values("LT-0002")
		if got["serial"] != "PF-2" || got["cost"] != "1199.90 EUR" || got["purchased"] != "2026-11-22" || got["supplier"] != w.supplier.String() || got["state"] != asset.InStock || got["warranty_end"] != "2028-11-21" {
			t.Errorf("%v", got)
		}
		links, err := record.Links(t.Context(), w.db, part.ID)
		if err != nil || len(links) != 2 || links[0].Relation != record.Delivered || links[0].Reverse {
			t.Errorf("%+v, %v", links, err)
		}
		for name, in := range map[string]finance.Goods{
			"quantity": {On: on(r), Line: 1, Quantity: 2},
			"line":     {On: on(r), Line: 2, Quantity: 1},
			"serials":  {On: on(r), Line: 1, Quantity: 1, Serials: []string{"a", "b"}},
		} {
			if _, err := w.Receive(w.all(), in); wrong(err) != name {
				t.Errorf("a wrong %s: %v", name, err)
			}
		}
		for _, twice := range []string{"PF-2", "pf-2 "} {
			if _, err := w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 1, Serials: []string{twice}}); wrong(err) != "serials" {
				t.Errorf("the same piece %q arrived twice: %v", twice, err)
			}
		}
		if all := w.must(w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 1})); all.State != finance.Received {
			t.Errorf("%+v", all)
		}
		if got := w.values(r.Number); got["received"] != "3 of 3" || got["total"] != "3599.70 EUR" || got["arrived"] != "3599.70 EUR" || got["ordered"] != "2026-11-22" {
			t.Errorf("%v", got)
		}
		if _, err := w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 1}); wrong(err) != "quantity" {
			t.Errorf("more than was ordered: %v", err)
		}
		told := strings.Join(w.told(r.Number), "; ")
		for _, want := range []string{"set it to approved", "set it to partly received", "changed received from “0 of 3” to “2 of 3”", "set it to received", "linked LT-0001 (delivered)"} {
			if !strings.Contains(told, want) {
				t.Errorf("the timeline lacks %q: %s", want, told)
			}
		}
	})
}

func TestSerialNumbersInOneTextAreThoseOfSeveralPieces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for text, want := range map[string][]string{"A-1, A-2; A-3": {"A-1", "A-2", "A-3"}, "B-1\r\nB-2\r\n": {"B-1", "B-2", ""}, "C-1 C-2 C-3": {"C-1", "C-2", "C-3"}, "D-1 rev 2 b": {"D-1 rev 2 b", "", ""}} {
			r := w.placed(w.order(record.Result{}, "1000 EUR"))
			w.must(w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 3, Serials: []string{text}}))
			links, err := record.Links(t.Context(), w.db, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range links {
				got = append(got, w.values(l.Number)["serial"])
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%q: %q", text, got)
			}
		}
	})
}

func TestAReceiptThatFailsMakesNoAssetAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.placed(w.order(record.Result{}, "1000 EUR"))
		long := strings.Repeat("x", 101)
		if _, err := w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 2, Serials: []string{"PF-1", long}}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a serial number that is too long: %v", err)
		}
		only := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.ana, Entity: w.root, Grants: actor.Grants{finance.PermOrderView: actor.All, finance.PermOrderEdit: actor.All, "model.view": actor.All, "supplier.view": actor.All}})
		if _, err := w.Receive(only, finance.Goods{On: on(r), Line: 1, Quantity: 1}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may not add assets: %v", err)
		}
		var n int
		if err := w.db.QueryRow(t.Context(), `SELECT count(*) FROM asset`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d assets, %v", n, err)
		}
		if got := w.values(r.Number); got["received"] != "0 of 3" || got["state"] != finance.Placed {
			t.Errorf("%v", got)
		}
	})
}

func TestAnOrderIsChangedAsADraftOnlyAndMovesInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		empty := w.must(w.AddOrder(w.all(), finance.AddOrder{OrderFields: finance.OrderFields{Title: ptr("Nothing"), Supplier: &w.supplier}}))
		if _, err := w.Approve(w.all(), register.Plain{On: on(empty)}); !errs.Is(err, errs.Conflict) {
			t.Errorf("without lines: %v", err)
		}
		r := w.order(record.Result{}, "1000 EUR")
		for name, in := range map[string]finance.NewLine{
			"model":    {Model: w.supplier, Quantity: 1, Price: "1 EUR"},
			"quantity": {Model: w.laptop, Price: "1 EUR"},
			"price":    {Model: w.laptop, Quantity: 1, Price: "1 USD"},
		} {
			in.On = on(r)
			if _, err := w.AddLine(w.all(), in); wrong(err) != name {
				t.Errorf("a wrong %s: %v", name, err)
			}
		}
		w.must(w.AddLine(w.all(), finance.NewLine{On: on(r), Model: w.laptop, Quantity: 1, Price: "5 EUR"}))
		w.must(w.RemoveLine(w.all(), finance.NoLine{On: on(r), Line: 2}))
		if _, err := w.Place(w.all(), register.Plain{On: on(r)}); !errs.Is(err, errs.Conflict) {
			t.Errorf("placed without approval: %v", err)
		}
		w.must(w.Approve(w.all(), register.Plain{On: on(r)}))
		if _, err := w.AddLine(w.all(), finance.NewLine{On: on(r), Model: w.laptop, Quantity: 1, Price: "5 EUR"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a line after approval: %v", err)
		}
		if _, err := w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 1}); !errs.Is(err, errs.Conflict) {
			t.Errorf("received before it was ordered: %v", err)
		}
		edit := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{finance.PermOrderView: actor.All, finance.PermOrderEdit: actor.All}})
		other := w.order(record.Result{}, "1000 EUR")
		if _, err := w.Approve(edit, register.Plain{On: on(other)}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("approved by who may not: %v", err)
		}
		v, err := w.room.Find(w.all(), r.Number)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := v.Practice.Parts[0].Read(w.all(), v, nil)
		if err != nil || len(v.Practice.Parts[0].Table(answer).Rows) != 1 {
			t.Errorf("its lines: %v, %v", answer, err)
		}
	})
}

func TestABudgetTellsWhatIsCommittedAndSpentInEachCurrency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b := w.budget()
		state := func() [3]string {
			got := w.values(b.Number)
			return [3]string{got["committed"], got["spent"], got["left"]}
		}
		check := func(when string, committed, spent, left string) {
			t.Helper()
			if diff := cmp.Diff([3]string{committed, spent, left}, state()); diff != "" {
				t.Errorf("%s: %s", when, diff)
			}
		}
		check("at first", "0.00 EUR", "0.00 EUR", "5000.00 EUR")
		euros := w.order(b, "1000 EUR")
		dollars := w.order(b, "10 USD")
		check("with drafts", "0.00 EUR and 0.00 USD", "0.00 EUR and 0.00 USD", "5000.00 EUR")
		w.placed(euros)
		w.placed(dollars)
		check("ordered", "3000.00 EUR and 30.00 USD", "0.00 EUR and 0.00 USD", "2000.00 EUR")
		w.must(w.Receive(w.all(), finance.Goods{On: on(euros), Line: 1, Quantity: 1}))
		check("partly received, not charged", "3000.00 EUR and 30.00 USD", "0.00 EUR and 0.00 USD", "2000.00 EUR")
		w.must(w.Invoice(w.all(), finance.Charge{On: on(euros), Invoice: "R-1", Line: 1, Price: "1010 EUR"}))
		check("charged", "2000.00 EUR and 30.00 USD", "1010.00 EUR and 0.00 USD", "1990.00 EUR")
		over := w.must(w.Approve(w.all(), register.Plain{On: on(w.order(b, "700 EUR"))}))
		if len(over.Warnings) != 1 || over.Warnings[0] != "The order is 110.00 EUR more than its budget has left." {
			t.Errorf("%q", over.Warnings)
		}
		w.act("order.cancel", euros.Number, register.End{Reason: "Not needed"})
		check("cancelled", "2100.00 EUR and 30.00 USD", "1010.00 EUR and 0.00 USD", "1890.00 EUR")
		if _, err := w.AddBudget(w.all(), finance.AddBudget{BudgetFields: finance.BudgetFields{Title: ptr("Wrong"), From: ptr("2027-01-01"), To: ptr("2026-01-01"), Planned: ptr("1 EUR")}}); wrong(err) != "end" {
			t.Errorf("it ends before it begins: %v", err)
		}
		if page, err := w.room.Queue(w.all(), w.Practices()[1], desk.Ask{}, true); err != nil || len(page.Heads) != 1 {
			t.Errorf("%v", err)
		}
	})
}
