package finance

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
)

// Invoice is what a supplier charges for an order. A date is a text such as 2026-11-22.
type Invoice struct {
	ID     id.ID         `json:"-"`
	Number string        `json:"number"`
	Date   string        `json:"date"`
	Amount money.Amount  `json:"amount"`
	Lines  []InvoiceLine `json:"lines"`
}

// InvoiceLine is what it charges for a line of the order.
type InvoiceLine struct {
	Invoice  id.ID        `json:"-"`
	Of       id.ID        `json:"-"`
	Line     int64        `json:"line"`
	Quantity int64        `json:"quantity"`
	Price    money.Amount `json:"price" doc:"Of one piece."`
}

// invoices returns those of an order, the oldest first.
func invoices(ctx context.Context, q db.Querier, order id.ID) ([]Invoice, error) {
	rows, err := q.Query(ctx, `SELECT id, number, dated, amount, amount_currency FROM invoice WHERE order_id = $1 ORDER BY id`, order)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, i *Invoice) error {
		return rows.Scan(&i.ID, &i.Number, &i.Date, &i.Amount.Minor, (*string)(&i.Amount.Currency))
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.Query(ctx, `SELECT x.invoice_id, x.line_id, l.position, x.quantity, x.price, x.price_currency FROM invoice i JOIN invoice_line x ON x.invoice_id = i.id
		JOIN order_line l ON l.id = x.line_id WHERE i.order_id = $1 ORDER BY x.invoice_id, l.position`, order)
	lines, err := db.Collect(rows, err, func(rows *sql.Rows, l *InvoiceLine) error {
		return rows.Scan(&l.Invoice, &l.Of, &l.Line, &l.Quantity, &l.Price.Minor, (*string)(&l.Price.Currency))
	})
	for i := range list {
		list[i].Lines = []InvoiceLine{}
		for _, l := range lines {
			if l.Invoice == list[i].ID {
				list[i].Lines = append(list[i].Lines, l)
			}
		}
	}
	return list, err
}

// sum is what the lines of an invoice come to.
func (i *Invoice) sum() (money.Amount, error) {
	out := money.Zero(i.Amount.Currency)
	for _, l := range i.Lines {
		worth, err := l.Price.MulRatio(l.Quantity, 1)
		if err == nil {
			out, err = out.Add(worth)
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// Charge is an invoice for an order, or a further line of it.
type Charge struct {
	action.On
	Invoice  string `json:"invoice" doc:"The supplier's number; one that is there already gets a further line."`
	Date     string `json:"date,omitempty" doc:"Of the invoice, today if absent."`
	Line     int64  `json:"line,omitempty" doc:"The line of the order that it charges for."`
	Quantity int64  `json:"quantity,omitempty" doc:"How many pieces; those that arrived and are not charged yet if absent."`
	Price    string `json:"price,omitempty" doc:"Of one piece; as ordered if absent."`
	Amount   string `json:"amount,omitempty" doc:"What the invoice charges in all, such as 312.00 EUR; the sum of its lines if absent."`
}

// Invoice notes what a supplier charges for an order that was placed, and warns of what does not agree with what was ordered and received. Kinds:
// NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Invoice(ctx context.Context, in Charge) (out record.Result, err error) {
	a, err := actor.Require(ctx, PermOrderEdit)
	if err != nil {
		return out, err
	}
	today, err := todayOf(ctx, d.orders.DB.Clock())
	if err != nil {
		return out, err
	}
	var order id.ID
	out, err = d.orders.Change(ctx, in.On, PermOrderEdit, func(tx *db.Tx, o *Order) ([]field.Change, error) {
		if order = o.ID; o.State == Draft || o.State == Approved {
			return nil, errs.New(errs.Conflict, "%s was not ordered yet, so nothing is charged for it.", o.Number)
		}
		return d.charge(tx, o, in, today.String(), a.ID)
	})
	if err != nil {
		return out, err
	}
	list, err := d.differences(ctx, d.orders.DB, order)
	for _, x := range list {
		if x.Kind.Blocks() {
			out.Warnings = append(out.Warnings, x.Words()+".")
		}
	}
	return out, err
}

// charge writes an invoice, or a further line of one.
func (d *Desk) charge(tx *db.Tx, o *Order, in Charge, today string, by id.ID) ([]field.Change, error) {
	own, err := lines(tx.Context(), tx, o.ID)
	if err != nil {
		return nil, err
	}
	list, err := invoices(tx.Context(), tx, o.ID)
	if err != nil {
		return nil, err
	}
	var c errs.Check
	number, date := strings.TrimSpace(in.Invoice), dateOf(&c, "date", in.Date)
	c.Must(number != "" && len(number) <= 100, "invoice", "Give the number of the invoice, at most 100 letters.")
	at := slices.IndexFunc(list, func(i Invoice) bool { return strings.EqualFold(i.Number, number) })
	v := Invoice{Number: number, Date: cmp.Or(date, today)}
	c.Must(v.Date <= today, "date", "This day has not come yet.")
	if at >= 0 {
		v = list[at]
		v.Date = cmp.Or(date, v.Date)
	}
	l := in.lineOf(&c, own, list, &v)
	if err := c.Err(); err != nil {
		return nil, err
	}
	summed := at < 0 // its amount is the sum of its lines, and stays so
	if sum, err := v.sum(); err == nil && !v.Amount.None() {
		summed = summed || sum == v.Amount
	}
	if in.Amount != "" {
		if v.Amount, err = money.Parse(in.Amount); err != nil {
			c.Add("amount", "%s", errs.Safe(err))
		}
		c.Must(v.Amount.Sign() >= 0, "amount", "An invoice charges nothing or more; for a credit note lower the amount of the invoice.")
	} else if l != nil && summed {
		v.Amount.Currency = l.Price.Currency
		v.Lines = append(v.Lines, *l)
		if v.Amount, err = v.sum(); err != nil {
			c.Add("price", "This price is too large.")
		}
	}
	c.Must(!v.Amount.None(), "amount", "Say what it charges: in all, or for a line of the order.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	return d.writeInvoice(tx, o, &v, l, at < 0, by)
}

// lineOf reads what is charged for a line, nil when only the invoice as a whole was told.
func (in *Charge) lineOf(c *errs.Check, own []Line, list []Invoice, v *Invoice) *InvoiceLine {
	if in.Line == 0 {
		c.Must(in.Quantity == 0 && in.Price == "", "line", "Say which line of the order it charges for.")
		return nil
	}
	ordered, err := at(own, in.Line)
	if err != nil {
		c.Join("", err)
		return nil
	}
	l := InvoiceLine{Of: ordered.ID, Line: in.Line, Quantity: in.Quantity, Price: ordered.Price}
	if in.Quantity == 0 {
		l.Quantity = ordered.Received
		for _, i := range list {
			for _, x := range i.Lines {
				if x.Of == l.Of {
					l.Quantity -= x.Quantity
				}
			}
		}
	}
	if in.Price != "" {
		if l.Price, err = money.Parse(in.Price); err != nil {
			c.Add("price", "%s", errs.Safe(err))
		}
	}
	c.Must(l.Quantity >= 1 && l.Quantity <= mostPieces, "quantity", "Give how many it charges for, from 1 to %d.", mostPieces)
	c.Must(l.Price.Sign() >= 0, "price", "A price is not less than nothing.")
	c.Must(!slices.ContainsFunc(v.Lines, func(x InvoiceLine) bool { return x.Of == l.Of }), "line", "This invoice charges for the line already.")
	c.Must(v.Amount.None() || v.Amount.Currency == l.Price.Currency, "price", "The invoice is in %s.", v.Amount.Currency)
	return &l
}

func (d *Desk) writeInvoice(tx *db.Tx, o *Order, v *Invoice, l *InvoiceLine, fresh bool, by id.ID) ([]field.Change, error) {
	var err error
	if fresh {
		v.ID = tx.NewID()
		_, err = tx.Exec(`INSERT INTO invoice (id, order_id, number, dated, amount, amount_currency, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			v.ID, o.ID, v.Number, v.Date, v.Amount.Minor, string(v.Amount.Currency), tx.Now(), by)
	} else {
		_, err = tx.Exec(`UPDATE invoice SET dated = $2, amount = $3, amount_currency = $4 WHERE id = $1`, v.ID, v.Date, v.Amount.Minor, string(v.Amount.Currency))
	}
	told := v.Amount.Grouped()
	if err == nil && l != nil {
		_, err = tx.Exec(`INSERT INTO invoice_line (id, invoice_id, line_id, quantity, price, price_currency) VALUES ($1, $2, $3, $4, $5, $6)`, tx.NewID(), v.ID, l.Of, l.Quantity, l.Price.Minor, string(l.Price.Currency))
		told += fmt.Sprintf(", line %d: %d at %s", l.Line, l.Quantity, l.Price.Grouped())
	}
	return []field.Change{{Key: "invoice " + v.Number, To: told}}, err
}

// toleranceSetting is how much invoices may differ from orders.
func toleranceSetting() *setting.Value[match.Tolerance] {
	return setting.New("asset.match", match.Tolerance{BasisPoints: 200}, match.Tolerance.Check)
}

// Tolerance returns how much invoices may differ from orders, 2 % when nobody has said.
func (d *Desk) Tolerance(ctx context.Context) (match.Tolerance, error) {
	return d.tolerance.Get(ctx, d.orders.DB, clock.Of(d.orders.DB.Clock().Now()))
}

// EditTolerance changes that. Kinds: Forbidden, Invalid.
func (d *Desk) EditTolerance(ctx context.Context, t match.Tolerance) error {
	if _, err := actor.Require(ctx, setting.PermEdit); err != nil {
		return err
	}
	return d.orders.DB.Write(ctx, func(tx *db.Tx) error { return d.tolerance.Set(tx, t) })
}

// differences compares what was ordered, received and charged.
func (d *Desk) differences(ctx context.Context, q db.Querier, order id.ID) ([]match.Difference, error) {
	own, err := lines(ctx, q, order)
	if err != nil {
		return nil, err
	}
	list, err := invoices(ctx, q, order)
	if err != nil {
		return nil, err
	}
	t, err := d.Tolerance(ctx)
	if err != nil {
		return nil, err
	}
	in := make([]match.Line, len(own))
	for n, l := range own {
		in[n] = match.Line{Number: l.Position, Ordered: l.Quantity, Received: l.Received, Price: l.Price}
		for _, i := range list {
			for _, x := range i.Lines {
				if x.Of == l.ID {
					in[n].Charged = append(in[n].Charged, match.Charge{Invoice: i.Number, Pieces: x.Quantity, Price: x.Price})
				}
			}
		}
	}
	var all []match.Invoice
	for _, i := range list {
		all = append(all, match.Invoice{Number: i.Number, Amount: i.Amount})
	}
	return match.Match(in, all, t)
}

// Charged is what is charged for an order, against what was ordered and received.
type Charged struct {
	Items       []Invoice          `json:"items"`
	Differences []match.Difference `json:"differences" doc:"What does not agree, beyond the tolerance; nothing when all does."`
	Matched     bool               `json:"matched" doc:"Ordered, received and charged agree."`
}

// orderInvoices shows the invoices of an order and what does not agree.
func (d *Desk) orderInvoices() desk.Part {
	return desk.PartOf("invoices", "Invoices", "What is charged for it, and what does not agree with what was ordered and received",
		func(ctx context.Context, v desk.View, _ url.Values) (out Charged, err error) {
			if out.Items, err = invoices(ctx, d.orders.DB, v.ID); err != nil {
				return out, err
			}
			out.Differences, err = d.differences(ctx, d.orders.DB, v.ID)
			out.Matched = len(out.Items) > 0 && len(out.Differences) == 0
			out.Items, out.Differences = append([]Invoice{}, out.Items...), append([]match.Difference{}, out.Differences...)
			return out, err
		},
		func(c Charged) desk.Table {
			t := desk.Table{Heads: []string{"Invoice", "Date", "Amount", "Charges for", "Agrees"}, Empty: "Nothing was charged yet."}
			if len(c.Items) == 0 {
				return t
			}
			for _, i := range c.Items {
				var parts []string
				for _, l := range i.Lines {
					parts = append(parts, fmt.Sprintf("line %d: %d at %s", l.Line, l.Quantity, l.Price.Grouped()))
				}
				t.Rows = append(t.Rows, []desk.Cell{{Text: i.Number}, {Text: i.Date}, {Text: i.Amount.Grouped()}, {Text: strings.Join(parts, "; ")}, {Text: map[bool]string{true: "Yes"}[c.Matched]}})
			}
			for _, x := range c.Differences {
				t.Rows = append(t.Rows, []desk.Cell{{Text: map[bool]string{true: "Differs", false: "Open"}[x.Kind.Blocks()]}, {}, {}, {Text: x.Words()}, {}})
			}
			return t
		})
}
