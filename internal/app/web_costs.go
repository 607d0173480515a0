package app

import (
	"context"

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
		out.Lines = append(out.Lines, costs.Line{Of: l.Of, Name: l.Name, Assets: l.Assets, Months: l.Months, Purchase: l.Purchase, Maintenance: l.Maintenance, Contracts: l.Contracts, Work: l.Work,
			Total: l.Total, Monthly: l.Monthly})
	}
	return out, err
}
