package finance

import (
	"context"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Leasing is what a lease has cost up to a day and will have cost.
type Leasing struct {
	At        string        `json:"at"`
	Monthly   money.Amount  `json:"price" doc:"Of a month, or of what the contract is paid for."`
	Paid      money.Amount  `json:"so_far" doc:"Of a lease the instalments that were due up to that day, of others the cost of its days."`
	Whole     *money.Amount `json:"whole,omitempty" doc:"Of the whole lease, with the price of buying when that is meant."`
	EndOption string        `json:"end_option,omitempty"`
	BuyOut    *money.Amount `json:"buy_out,omitempty" doc:"The price of buying it."`
	IfBought  *money.Amount `json:"if_bought,omitempty" doc:"What it would have cost in all when it was bought on that day."`
}

// leasing reckons a lease up to a day, false for what is none or does not say enough.
func (c *Contract) leasing(on calendar.Date) (Leasing, bool, error) {
	l := c.lease()
	if c.Type != "lease" || c.Every != "month" || c.State == Draft || l.Check() != nil {
		return Leasing{}, false, nil
	}
	if t, err := c.terms(); err == nil && t.Last() != 0 {
		l.End = max(l.Start, min(l.End, t.Last())) // notice ended it earlier
	}
	out := Leasing{At: on.String(), Monthly: c.Cost, EndOption: c.EndOption}
	var err error
	if out.Paid, err = l.Accumulated(on); err == nil {
		var whole money.Amount
		whole, err = l.Total()
		out.Whole = &whole
	}
	if err == nil && !c.BuyOut.None() && on >= l.Start {
		var bought money.Amount
		bought, err = l.IfBought(on)
		out.BuyOut, out.IfBought = &c.BuyOut, &bought
	}
	return out, err == nil, err
}

// Lease returns what a lease has cost up to a day. Kinds: NotFound, also for a contract that is no lease by the month.
func (d *Desk) Lease(ctx context.Context, number string, on calendar.Date) (Leasing, error) {
	c, err := d.contracts.Get(ctx, d.contracts.DB, number)
	if err != nil {
		return Leasing{}, err
	}
	out, ok, err := c.leasing(on)
	if err == nil && !ok {
		err = errs.Absent("lease")
	}
	return out, err
}

// spentPart shows what a contract has cost, and of a lease what buying would.
func (d *Desk) spentPart() desk.Part {
	return desk.PartOf("expenses", "Cost so far", "What it has cost up to the end of a day, and of a lease by the month what buying would; nothing for a draft and what has no price",
		func(ctx context.Context, v desk.View, query url.Values) (desk.List[Leasing], error) {
			out := desk.List[Leasing]{Items: []Leasing{}}
			on, err := d.asked(ctx, query)
			if err != nil {
				return out, err
			}
			c, err := d.contracts.Get(ctx, d.contracts.DB, v.Number)
			if err != nil || c.Cost.None() || c.State == Draft {
				return out, err
			}
			l, ok, err := c.leasing(on)
			if err == nil && !ok {
				l, err = c.accrued(on)
			}
			if err == nil {
				out.Items = append(out.Items, l)
			}
			return out, err
		},
		func(list desk.List[Leasing]) desk.Table {
			t := desk.Table{Heads: []string{"Up to", "Price", "So far", "Whole lease", "At its end", "Price of buying", "In all if bought then"}, Empty: "It has cost nothing yet."}
			for _, l := range list.Items {
				row := []desk.Cell{{Text: l.At}, {Text: l.Monthly.Grouped()}, {Text: l.Paid.Grouped()}, {}, {Text: optionLabel(EndOptions(), l.EndOption)}, {}, {}}
				if l.Whole != nil {
					row[3].Text = l.Whole.Grouped()
				}
				if l.BuyOut != nil {
					row[5].Text, row[6].Text = l.BuyOut.Grouped(), l.IfBought.Grouped()
				}
				t.Rows = append(t.Rows, row)
			}
			return t
		}).With(desk.Param{Name: "at", Doc: "A date in the past or the future, today if absent."})
}

// accrued is what a contract that is no lease by the month has cost up to a day.
func (c *Contract) accrued(on calendar.Date) (Leasing, error) {
	out := Leasing{At: on.String(), Monthly: c.Cost}
	t, err := c.terms()
	if err == nil {
		out.Paid, err = c.price().UpTo(t, on)
	}
	return out, err
}

func optionLabel(list []field.Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Bound is a contract that covers an asset.
type Bound struct {
	Contract id.ID        `json:"contract"`
	Number   string       `json:"number"`
	Title    string       `json:"title"`
	Type     string       `json:"type"`
	Standing string       `json:"standing"`
	NoticeBy string       `json:"notice_by,omitempty"`
	Ends     string       `json:"ends,omitempty"`
	Cost     money.Amount `json:"cost"`
	Every    string       `json:"every,omitempty"`
	Lease    *Leasing     `json:"lease,omitempty"`
}

// bindingPart shows the contracts that cover an asset, as far as the reader may see them.
func (d *Desk) bindingPart() desk.Part {
	read := func(ctx context.Context, v desk.View, query url.Values) (desk.List[Bound], error) {
		out := desk.List[Bound]{Items: []Bound{}}
		on, err := d.asked(ctx, query)
		if err != nil {
			return out, err
		}
		a, err := actor.From(ctx)
		if err != nil || !a.Can(PermContractView) {
			return out, err
		}
		links, err := d.contracts.Room.Links(ctx, v)
		if err != nil {
			return out, err
		}
		for _, l := range links {
			if l.Kind != d.contracts.Kind.Key {
				continue
			}
			c, err := d.contracts.Get(ctx, d.contracts.DB, l.Number)
			if err != nil {
				return out, err
			}
			c.derive(on)
			b := Bound{Contract: c.ID, Number: c.Number, Title: c.Title, Type: c.Type, Standing: c.Standing, NoticeBy: c.NoticeBy, Ends: c.NextEnd, Cost: c.Cost, Every: c.Every}
			if lease, ok, err := c.leasing(on); err != nil {
				return out, err
			} else if ok {
				b.Lease = &lease
			}
			out.Items = append(out.Items, b)
		}
		return out, nil
	}
	return desk.PartOf("contracts", "Contracts", "The contracts that cover it, as far as the caller may see them", read, func(l desk.List[Bound]) desk.Table {
		t := desk.Table{Heads: []string{"Contract", "About", "Standing", "Give notice by", "Ends", "Cost", "Paid so far", "Price of buying"}, Empty: "No contract covers it."}
		for _, b := range l.Items {
			row := []desk.Cell{{Type: field.TypeRecord, Ref: b.Contract}, {Text: optionLabel(Types(), b.Type)}, {Text: optionLabel(standings(), b.Standing)}, {Text: b.NoticeBy}, {Text: b.Ends}, {}, {}, {}}
			if !b.Cost.None() {
				row[5].Text = b.Cost.Grouped() + " " + optionLabel(Periods(), b.Every)
			}
			if b.Lease != nil {
				row[6].Text = b.Lease.Paid.Grouped()
				if b.Lease.BuyOut != nil {
					row[7].Text = b.Lease.BuyOut.Grouped()
				}
			}
			t.Rows = append(t.Rows, row)
		}
		return t
	}).With(desk.Param{Name: "at", Doc: "A date in the past or the future, today if absent."})
}
