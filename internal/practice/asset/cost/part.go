package cost

import (
	"context"
	"fmt"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// AssetPart shows what an asset has cost.
func (d *Desk) AssetPart() desk.Part {
	return part("Cost so far", "What it has cost up to the end of a day, against its class, and when replacing it becomes cheaper", func(ctx context.Context, v desk.View, query url.Values) (Bill, error) {
		on, err := d.asked(ctx, query)
		if err != nil {
			return Bill{}, err
		}
		return d.Asset(ctx, v.Number, on)
	})
}

// GroupPart shows what all assets of a model or a class have cost, as far as the reader may see them.
func (d *Desk) GroupPart(by By) desk.Part {
	return part("Cost so far", "What its assets have cost together up to the end of a day, as far as the caller may see them", func(ctx context.Context, x desk.View, query url.Values) (b Bill, err error) {
		on, err := d.asked(ctx, query)
		if err != nil {
			return b, err
		}
		v, err := d.may(ctx)
		if err != nil {
			return b, err
		}
		list, err := d.lines(ctx, v, by, x.ID, on)
		if err != nil {
			return b, err
		}
		b = Bill{At: on.String(), Uncounted: v.uncounted(), Items: []Expense{}}
		if len(list) > 0 {
			for _, l := range list {
				b.Assets, b.Months = max(b.Assets, l.Assets), max(b.Months, l.Months)
			}
			b.Items, err = itemise(list)
		}
		return b, err
	})
}

func part(label, doc string, read func(context.Context, desk.View, url.Values) (Bill, error)) desk.Part {
	return desk.PartOf("expenses", label, doc, read, Bill.table).With(desk.Param{Name: "at", Doc: "A date in the past or the future, today if absent."}).For(asset.PermCostView)
}

// words name the sorts of cost.
func words(sort string) string {
	return map[string]string{Purchase: "Purchase", Maintenance: "Maintenance", Contracts: "Share of contracts", Work: "Work on tickets", Total: "In all"}[sort]
}

// over says how many months the monthly costs are reckoned over.
func over(months, assets int64) string {
	if assets == 1 {
		return fmt.Sprintf("%d months", months)
	}
	return fmt.Sprintf("%d months of %d assets", months, assets)
}

// table is what a page shows.
func (b Bill) table() desk.Table {
	t := desk.Table{Heads: []string{"For", "Amount", "A month", "A month in its class"}, Empty: "It has cost nothing that is recorded."}
	line := func(list ...string) {
		row := make([]desk.Cell, len(t.Heads))
		for i, s := range list {
			row[i].Text = s
		}
		t.Rows = append(t.Rows, row)
	}
	for _, e := range b.Items {
		class := ""
		if e.Class != nil {
			class = e.Class.Grouped()
		}
		line(words(e.For), e.Amount.Grouped(), e.Monthly.Grouped(), class)
	}
	if len(b.Items) > 0 && b.Months > 0 && b.Assets == 1 {
		line("Reckoned over", over(b.Months, b.Assets))
	}
	if r := b.Replace; r != nil {
		line("Cheaper to replace after", fmt.Sprintf("%s, %d years", r.After, r.Years), r.Average.Grouped()+" a year")
	}
	for _, sort := range b.Uncounted {
		if len(b.Items) > 0 {
			line(words(sort), "Not counted")
		}
	}
	return t
}
