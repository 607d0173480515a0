package app

import (
	"context"
	"io"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/stocktake"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake/count"
)

// webStocktakes tells the pages how stocktakes stand.
type webStocktakes struct{ desk *count.Desk }

// Sheet implements stocktake.Counts.
func (s webStocktakes) Sheet(ctx context.Context, w desk.View) (stocktake.Sheet, error) {
	r, err := s.desk.Result(ctx, w.ID)
	out := stocktake.Sheet{Expected: r.Expected, Seen: r.Seen, Open: r.Open}
	for _, p := range r.Places {
		out.Places = append(out.Places, stocktake.Place{ID: p.ID, Name: p.Name})
	}
	for _, x := range r.Rows {
		row := stocktake.Row{Key: x.Key, Tag: x.Tag, Name: x.Name, Belongs: x.Place.Name, Result: string(x.Result), Beyond: x.Beyond}
		if x.Place.ID == 0 {
			row.Belongs = x.Holder.Name
		}
		for i, seen := range x.Seen {
			row.Seen = append(row.Seen, stocktake.Place{ID: seen.Place.ID, Name: seen.Place.Name})
			if i == 0 {
				row.Last, row.By = seen.First, seen.By.Name
			}
		}
		for _, c := range x.Corrections {
			row.Can = append(row.Can, string(c))
		}
		if d, ok := r.Decided[x.Key]; ok {
			row.Decided = &stocktake.Decided{Correction: string(d.Correction), By: d.By.Name, Note: d.Note}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, err
}

// WriteReport implements stocktake.Counts.
func (s webStocktakes) WriteReport(ctx context.Context, number string, to io.Writer) error {
	return s.desk.WriteReport(ctx, number, to)
}
