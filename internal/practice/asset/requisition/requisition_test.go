package requisition_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/requisition"
)

func plain(r record.Result) register.Plain { return register.Plain{On: on(r)} }

// boss is Bo, who decides.
func (w *world) boss() actor.Actor {
	return actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{requisition.PermView: actor.All, requisition.PermApprove: actor.All}}
}

// asked is a requisition of Ana's for two laptops of 1,200 euros from a budget of 2,000.
func (w *world) asked() (r, budget record.Result) {
	w.t.Helper()
	budget = w.must(w.finance.AddBudget(w.all(), finance.AddBudget{BudgetFields: finance.BudgetFields{Title: ptr("Hardware 2027"), From: ptr("2027-01-01"), To: ptr("2027-12-31"), Planned: ptr("2000 EUR")}}))
	r = w.must(w.Add(w.all(), requisition.Add{Fields: requisition.Fields{Title: ptr("Laptops for the new shift"), Why: ptr("Two people start in January."), Budget: &budget.ID, Needed: ptr("2027-01-04")}}))
	w.must(w.AddLine(w.all(), requisition.NewLine{On: on(r), Model: w.laptop, Quantity: 2, Price: "1200 EUR"}))
	return r, budget
}

func TestWhatWasApprovedBecomesAnOrderAndIsCommittedInTheBudget(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, budget := w.asked()
		boss := actor.With(t.Context(), w.boss())
		if _, err := w.Approve(boss, plain(r)); !errs.Is(err, errs.Conflict) {
			t.Errorf("a draft: %v", err)
		}
		w.must(w.Submit(w.all(), plain(r)))
		if got := w.values(budget.Number); got["committed"] != "0.00 EUR" {
			t.Errorf("what is only asked for takes nothing: %v", got)
		}
		if _, err := w.Order(w.all(), requisition.Place{On: on(r), Supplier: w.supplier}); !errs.Is(err, errs.Conflict) {
			t.Errorf("ordered before it was approved: %v", err)
		}
		yes := w.must(w.Approve(boss, plain(r)))
		if yes.State != requisition.Approved || len(yes.Warnings) != 1 || yes.Warnings[0] != "The order is 400.00 EUR more than its budget has left." {
			t.Errorf("%+v", yes)
		}
		if _, err := w.Order(w.all(), requisition.Place{On: on(r)}); wrong(err) != "supplier" {
			t.Errorf("without a supplier: %v", err)
		}
		if _, err := w.Order(boss, requisition.Place{On: on(r), Supplier: w.supplier}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("ordered by who may not order: %v", err)
		}
		w.must(w.Order(w.all(), requisition.Place{On: on(r), Supplier: w.supplier}))
		got := w.values(r.Number)
		if got["state"] != requisition.Ordered || got["decided_by"] != w.bo.String() || got["order"] == "" || got["total"] != "2400.00 EUR" {
			t.Errorf("%v", got)
		}
		order := w.values("PO-1")
		if order["state"] != finance.Approved || order["total"] != "2400.00 EUR" || order["budget"] != budget.ID.String() || order["expected"] != "2027-01-04" || order["supplier"] != w.supplier.String() {
			t.Errorf("the order: %v", order)
		}
		if got := w.values(budget.Number); got["committed"] != "2400.00 EUR" || got["left"] != "-400.00 EUR" && got["left"] != "−400.00 EUR" {
			t.Errorf("the budget: %v", got)
		}
		if _, err := w.Order(w.all(), requisition.Place{On: on(r)}); !errs.Is(err, errs.Conflict) {
			t.Errorf("ordered twice: %v", err)
		}
	})
}

func TestNobodyDecidesOnWhatTheyAskedFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, _ := w.asked()
		w.must(w.Submit(w.all(), plain(r)))
		if _, err := w.Approve(w.all(), plain(r)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who asked approves: %v", err)
		}
		if _, err := w.Refuse(w.all(), register.End{On: on(r), Reason: "No"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who asked refuses: %v", err)
		}
		other := w.must(w.Add(w.all(), requisition.Add{Fields: requisition.Fields{Title: ptr("For Bo"), Why: ptr("He asked me to."), Requester: &w.bo}}))
		w.must(w.AddLine(w.all(), requisition.NewLine{On: on(other), Model: w.laptop, Quantity: 1, Price: "1 EUR"}))
		w.must(w.Submit(w.all(), plain(other)))
		for who, ctx := range map[string]actor.Actor{"for whom it is": w.boss(), "who wrote it down": {Kind: actor.Person, ID: w.ana, Entity: w.root, Grants: w.boss().Grants}} {
			if _, err := w.Approve(actor.With(t.Context(), ctx), plain(other)); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s approves: %v", who, err)
			}
		}
		see := w.boss()
		delete(see.Grants, requisition.PermApprove)
		if _, err := w.Approve(actor.With(t.Context(), see), plain(r)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		boss := actor.With(t.Context(), w.boss())
		if _, err := w.Refuse(boss, register.End{On: on(r)}); wrong(err) != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		if no := w.must(w.Refuse(boss, register.End{On: on(r), Reason: "Next year"})); no.State != requisition.Refused {
			t.Errorf("%+v", no)
		}
	})
}

func TestARequisitionIsChangedAsADraftOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r, _ := w.asked()
		empty := w.must(w.Add(w.all(), requisition.Add{Fields: requisition.Fields{Title: ptr("Nothing"), Why: ptr("x")}}))
		if _, err := w.Submit(w.all(), plain(empty)); !errs.Is(err, errs.Conflict) {
			t.Errorf("without lines: %v", err)
		}
		if _, err := w.AddLine(w.all(), requisition.NewLine{On: on(r), Model: w.laptop, Quantity: 1, Price: "1 USD"}); wrong(err) != "price" {
			t.Errorf("another currency: %v", err)
		}
		w.must(w.AddLine(w.all(), requisition.NewLine{On: on(r), Model: w.laptop, Quantity: 1, Price: "1 EUR"}))
		w.must(w.RemoveLine(w.all(), requisition.NoLine{On: on(r), Line: 2}))
		w.must(w.Edit(w.all(), requisition.Edit{On: on(r), Fields: requisition.Fields{Why: ptr("Three people start.")}}))
		w.must(w.Submit(w.all(), plain(r)))
		_, line := w.AddLine(w.all(), requisition.NewLine{On: on(r), Model: w.laptop, Quantity: 1, Price: "1 EUR"})
		_, edit := w.Edit(w.all(), requisition.Edit{On: on(r), Fields: requisition.Fields{Why: ptr("Four people start.")}})
		if !errs.Is(line, errs.Conflict) || !errs.Is(edit, errs.Conflict) {
			t.Errorf("after it was submitted: %v, %v", line, edit)
		}
		stranger := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{requisition.PermView: actor.Own, requisition.PermEdit: actor.Own}})
		if _, err := w.Submit(stranger, plain(empty)); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's: %v", err)
		}
	})
}
