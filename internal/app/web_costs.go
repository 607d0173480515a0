package app

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/face/web/costs"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
)

// webCosts tells the pages what assets have cost.
type webCosts struct{ desk *cost.Desk }

// Report implements costs.Costs.
func (c webCosts) Report(ctx context.Context, by, sort string) (costs.Report, error) {
	r, err := c.desk.Report(ctx, cost.Ask{By: cost.By(by), Sort: sort})
	out := costs.Report{At: r.At, Uncounted: r.Uncounted}
	for _, l := range r.Lines {
		out.Lines = append(out.Lines, costs.Line{Of: l.Of, Name: l.Name, Currency: string(l.Total.Currency), Assets: l.Assets, Months: l.Months, Purchase: shown(l.Purchase), Maintenance: shown(l.Maintenance),
			Contracts: shown(l.Contracts), Work: shown(l.Work), Total: shown(l.Total), Monthly: shown(l.Monthly)})
	}
	return out, err
}

// shown is an amount in the words of a page and in those of a table.
func shown(a money.Amount) costs.Amount {
	return costs.Amount{Text: a.Grouped(), Plain: a.Decimal()}
}
