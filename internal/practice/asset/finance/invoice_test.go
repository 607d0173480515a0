package finance_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
)

// matched is what the part on invoices shows.
func (w *world) matched(number string) (finance.Charged, []string) {
	w.t.Helper()
	v, err := w.room.Find(w.all(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(v.Practice.Parts, func(p desk.Part) bool { return p.Name == "invoices" })
	answer, err := v.Practice.Parts[i].Read(w.all(), v, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	c, ok := answer.(finance.Charged)
	if !ok {
		w.t.Fatalf("%T", answer)
	}
	var words []string
	for _, d := range c.Differences {
		words = append(words, d.Words())
	}
	if rows := v.Practice.Parts[i].Table(answer).Rows; len(rows) < len(c.Items) {
		w.t.Errorf("the page shows %v", rows)
	}
	return c, words
}

func TestInvoicesAreMatchedWithWhatWasOrderedAndReceived(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.order(record.Result{}, "100 EUR") // three
		if _, err := w.Invoice(w.all(), finance.Charge{On: on(r), Invoice: "R-1", Line: 1}); !errs.Is(err, errs.Conflict) {
			t.Errorf("before it was ordered: %v", err)
		}
		w.placed(r)
		early := w.must(w.Invoice(w.all(), finance.Charge{On: on(r), Invoice: "R-1", Line: 1, Quantity: 2, Date: "2026-11-20"}))
		if diff := cmp.Diff([]string{"Line 1: 2 charged that did not arrive."}, early.Warnings); diff != "" {
			t.Error(diff)
		}
		w.must(w.Receive(w.all(), finance.Goods{On: on(r), Line: 1, Quantity: 3}))
		if _, words := w.matched(r.Number); !slices.Equal(words, []string{"Line 1: 1 arrived that no invoice charges yet"}) {
			t.Errorf("%v", words)
		}
		w.must(w.Invoice(w.all(), finance.Charge{On: on(r), Invoice: "R-2", Line: 1, Price: "101 EUR"})) // the one that is left, within 2 %
		c, words := w.matched(r.Number)
		if !c.Matched || len(words) != 0 || len(c.Items) != 2 || c.Items[0].Amount.String() != "200.00 EUR" || c.Items[0].Date != "2026-11-20" || c.Items[1].Amount.String() != "101.00 EUR" || c.Items[1].Lines[0].Quantity != 1 {
			t.Errorf("%+v %v", c, words)
		}
		more := w.must(w.Invoice(w.all(), finance.Charge{On: on(r), Invoice: "R-2", Amount: "113 EUR"})) // freight came on top
		if diff := cmp.Diff([]string{"Invoice R-2: its lines are 101.00 EUR and it charges 113.00 EUR."}, more.Warnings); diff != "" {
			t.Error(diff)
		}
		if err := w.EditTolerance(w.all(), match.Tolerance{Minor: 1200}); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(2e9)
		if c, words := w.matched(r.Number); !c.Matched {
			t.Errorf("with a tolerance of 12 euros: %v", words)
		}
		if told := strings.Join(w.told(r.Number), "; "); !strings.Contains(told, "changed invoice R-1 from none to “200.00 EUR, line 1: 2 at 100.00 EUR”") {
			t.Errorf("the timeline: %s", told)
		}
	})
}

func TestInvoicesThatAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.placed(w.order(record.Result{}, "100 EUR"))
		w.must(w.Invoice(w.all(), finance.Charge{On: on(r), Invoice: "R-1", Line: 1, Quantity: 1}))
		for name, in := range map[string]finance.Charge{
			"invoice":  {Line: 1, Quantity: 1},
			"amount":   {Invoice: "R-9"},
			"line":     {Invoice: "R-9", Line: 7, Quantity: 1},
			"quantity": {Invoice: "R-9", Line: 1},
			"price":    {Invoice: "R-9", Line: 1, Quantity: 1, Price: "ten"},
			"date":     {Invoice: "R-9", Line: 1, Quantity: 1, Date: "2099-01-01"},
		} {
			in.On = on(r)
			if _, err := w.Invoice(w.all(), in); wrong(err) != name {
				t.Errorf("a wrong %s: %v", name, err)
			}
		}
		if _, err := w.Invoice(w.all(), finance.Charge{On: on(r), Invoice: "r-1", Line: 1, Quantity: 1}); wrong(err) != "line" {
			t.Errorf("one line twice in an invoice: %v", err)
		}
		see := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{finance.PermOrderView: actor.All}})
		if _, err := w.Invoice(see, finance.Charge{On: on(r), Invoice: "R-9", Line: 1, Quantity: 1}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may see only: %v", err)
		}
	})
}

// 36 months of 50 euros from 15 January 2026 on, for 300 euros at the end.
func TestALeaseTellsWhatItHasCostAtAnyDate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("100 EUR")
		f := finance.ContractFields{Title: ptr("Laptops of Porto"), Type: ptr("lease"), Start: ptr("2026-01-15"), End: ptr("2029-01-14"), Cost: ptr("50 EUR"), Every: ptr("month"), EndOption: ptr("buy"), BuyOut: ptr("300 EUR")}
		c := w.contract(f)
		w.act("contract.link", c.Number, map[string]any{"to": a.Number, "relation": "covers"})
		for at, want := range map[string][3]string{
			"2026-01-14": {"0.00 EUR", "2100.00 EUR", ""}, "2026-01-15": {"50.00 EUR", "2100.00 EUR", "300.00 EUR"}, "2026-12-31": {"600.00 EUR", "2100.00 EUR", "900.00 EUR"},
			"2040-01-01": {"1800.00 EUR", "2100.00 EUR", "2100.00 EUR"},
		} {
			on, err := calendar.ParseDate(at)
			if err != nil {
				t.Fatal(err)
			}
			l, err := w.Lease(w.all(), c.Number, on)
			if err != nil {
				t.Fatal(err)
			}
			bought := ""
			if l.IfBought != nil {
				bought = l.IfBought.String()
			}
			if got := [3]string{l.Paid.String(), l.Whole.String(), bought}; got != want {
				t.Errorf("up to %s: %v, not %v", at, got, want)
			}
		}
		v, err := w.room.Find(w.all(), a.Number)
		if err != nil {
			t.Fatal(err)
		}
		parts := w.AssetParts()
		part := parts[len(parts)-1]
		answer, err := part.Read(w.all(), v, map[string][]string{"at": {"2026-12-31"}})
		if err != nil {
			t.Fatal(err)
		}
		if rows := part.Table(answer).Rows; len(rows) != 1 || rows[0][6].Text != "600.00 EUR" || rows[0][7].Text != "300.00 EUR" || rows[0][5].Text != "50.00 EUR A month" {
			t.Errorf("on the asset: %+v", rows)
		}
		blind := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{"asset.view": actor.All}})
		if answer, err := part.Read(blind, v, nil); err != nil || len(part.Table(answer).Rows) != 0 {
			t.Errorf("to who may not see contracts: %v, %v", answer, err)
		}
		other := w.contract(support())
		if _, err := w.Lease(w.all(), other.Number, day(2026, 12, 31)); !errs.Is(err, errs.NotFound) {
			t.Errorf("what is no lease: %v", err)
		}
	})
}
