package app_test

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/requisition"
)

// financed adds a contract, a budget or an order with a line.
func (w *world) financed(ctx context.Context, kind, title string, words *string, entity id.ID) (record.Result, error) {
	about, start, end, planned := "support", "2027-01-01", "2027-12-31", "1000 EUR"
	switch kind {
	case "contract":
		return w.Finance.AddContract(ctx, finance.AddContract{ContractFields: finance.ContractFields{Title: &title, Type: &about, Start: &start, Note: words, Entity: &entity}})
	case "budget":
		return w.Finance.AddBudget(ctx, finance.AddBudget{BudgetFields: finance.BudgetFields{Title: &title, From: &start, To: &end, Planned: &planned, Note: words, Entity: &entity}})
	}
	supplier := w.named("ourssupplier").id
	if kind == "requisition" { // by somebody else, so that an administrator may decide
		ctx = w.as("asset_manager")
		why := *words + " is why"
		r, err := w.Wanted.Add(ctx, requisition.Add{Fields: requisition.Fields{Title: &title, Supplier: &supplier, Why: &why, Entity: &entity}})
		if err != nil {
			return r, err
		}
		return w.Wanted.AddLine(ctx, requisition.NewLine{On: action.On{Number: r.Number}, Model: w.named("oursmodel").id, Quantity: 2, Price: "50 EUR"})
	}
	r, err := w.Finance.AddOrder(ctx, finance.AddOrder{OrderFields: finance.OrderFields{Title: &title, Supplier: &supplier, Note: words, Entity: &entity}})
	if err != nil {
		return r, err
	}
	return w.Finance.AddLine(ctx, finance.NewLine{On: action.On{Number: r.Number}, Model: w.named("oursmodel").id, Quantity: 3, Price: "100 EUR"})
}

// financeValues are those of the fields that only contracts, budgets and orders have.
func (w *world) financeValues(object, verb string) map[string]any {
	out := map[string]any{"type": "support", "reference": "R-1", "start": "2027-01-01", "end": "2027-12-31", "notice": 3, "notice_unit": "months", "notice_to": "month_end", "renewal": "auto", "renew_months": 12,
		"every": "month", "end_option": nil, "buy_out": nil, "stops": "2027-06-30", "planned": "1000 EUR", "expected": "2027-01-01", "budget": nil, "quantity": 1, "price": "10 EUR", "line": 1,
		"serials": []string{"S-" + w.DB.NewID().String()}, "location": nil, "amount": "10 EUR", "date": nil, "needed": "2027-01-01", "why": "A reason"}
	if object == "requisition" {
		out["requester"], out["price"] = nil, "10 EUR"
	}
	if object == "order" {
		out["note"] = "A note"
	}
	if object == "order" && verb != "add" && verb != "edit" {
		out["supplier"] = nil
	}
	return out
}
