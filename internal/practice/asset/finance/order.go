package finance

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// The permissions on purchase orders.
const (
	PermOrderView    actor.Permission = "order.view"
	PermOrderEdit    actor.Permission = "order.edit" // add, change, place, receive, cancel
	PermOrderApprove actor.Permission = "order.approve"
)

// The states of a purchase order. A draft is the state Draft, an end without goods Cancelled.
const (
	Approved       = "approved"
	Placed         = "ordered"
	PartlyReceived = "partly_received"
	Received       = "received"
)

// Order is what is bought at once from one supplier. A date is a text such as 2026-11-22, "" for none.
type Order struct {
	record.Head
	Supplier  id.ID // record
	Budget    id.ID // record
	Reference string
	OrderedOn string
	Expected  string // date
	Note      string

	// Reckoned from the lines when it is shown.
	Total    string
	Arrived  string
	Quantity string
}

// Line is one model in an order. Price is that of one piece.
type Line struct {
	ID       id.ID        `json:"-"`
	Order    id.ID        `json:"-"`
	Position int64        `json:"line"`
	Model    id.ID        `json:"model"`
	Quantity int64        `json:"quantity"`
	Price    money.Amount `json:"price"`
	Received int64        `json:"received"`
}

// OrderKind describes purchase orders to the engine and the faces.
func OrderKind() record.Kind {
	coming := []string{Placed, PartlyReceived}
	return record.Kind{Key: "order", Prefix: "PO", Singular: "purchase order", Plural: "purchase orders", Icon: "req", Flow: flow.Machine{
		States: []flow.State{
			{Key: Draft, Label: "Draft", Phase: flow.Active},
			{Key: Approved, Label: "Approved", Phase: flow.Active},
			{Key: Placed, Label: "Ordered", Phase: flow.Waiting},
			{Key: PartlyReceived, Label: "Partly received", Phase: flow.Waiting},
			{Key: Received, Label: "Received", Phase: flow.Closed},
			{Key: Cancelled, Label: "Cancelled", Phase: flow.Closed, Aside: true},
		},
		Moves: []flow.Move{
			{Verb: "approve", Label: "Approve", From: []string{Draft}, To: Approved},
			{Verb: "revise", Label: "Back to draft", From: []string{Approved}, To: Draft, Needs: []string{"reason"}},
			{Verb: "place", Label: "Order", From: []string{Approved}, To: Placed},
			{Verb: "receive", Label: "Receive goods", From: coming, To: PartlyReceived},
			{Verb: "complete", Label: "All was received", From: coming, To: Received},
			{Verb: "cancel", Label: "Cancel what is open", From: []string{Draft, Approved, Placed, PartlyReceived}, To: Cancelled, Needs: []string{"reason"}},
		},
	}}
}

func orders(d register.Deps) *register.Register[Order] {
	return &register.Register[Order]{Deps: d, Kind: OrderKind(), Table: "purchase_order", Head: func(o *Order) *record.Head { return &o.Head },
		View: PermOrderView, Add: PermOrderEdit, Edit: PermOrderEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(o *Order) string { return o.Reference + " " + o.Note },
		Fields: field.Set[Order]{
			field.Ref(field.TypeRecord, "supplier", "Supplier", "supplier_id", func(o *Order) *id.ID { return &o.Supplier }).Of("supplier").Required().Filter("t.supplier_id"),
			field.Text("total", "Total", "", func(o *Order) *string { return &o.Total }).Amounts(),
			field.Text("received", "Received", "", func(o *Order) *string { return &o.Quantity }).ReadOnly().Help("Pieces, of those ordered."),
			field.Text("arrived", "Value received", "", func(o *Order) *string { return &o.Arrived }).Amounts(),
			field.Ref(field.TypeRecord, "budget", "Budget", "budget_id", func(o *Order) *id.ID { return &o.Budget }).Of("budget").Filter("t.budget_id"),
			field.Text("reference", "Their number", "reference", func(o *Order) *string { return &o.Reference }).Max(100).Code().Filter("t.reference").Help("By which the supplier knows it."),
			field.Date("ordered", "Ordered on", "ordered_on", func(o *Order) *string { return &o.OrderedOn }).ReadOnly().Filter("t.ordered_on"),
			field.Date("expected", "Expected on", "expected_on", func(o *Order) *string { return &o.Expected }).Filter("t.expected_on"),
			field.Long("note", "Note", "note", func(o *Order) *string { return &o.Note }).Max(5000),
		},
		Derive: deriveOrders}
}

func lineColumns() db.Columns[Line] {
	return db.Columns[Line]{
		{Name: "id", Ptr: func(l *Line) any { return &l.ID }},
		{Name: "order_id", Ptr: func(l *Line) any { return &l.Order }},
		{Name: "position", Ptr: func(l *Line) any { return &l.Position }},
		{Name: "model_id", Ptr: func(l *Line) any { return &l.Model }},
		{Name: "quantity", Ptr: func(l *Line) any { return &l.Quantity }},
		{Name: "price", Ptr: func(l *Line) any { return &l.Price.Minor }},
		{Name: "price_currency", Ptr: func(l *Line) any { return (*string)(&l.Price.Currency) }},
		{Name: "received", Ptr: func(l *Line) any { return &l.Received }},
	}
}

// lines returns those of some orders, without regard to who asks.
func lines(ctx context.Context, q db.Querier, orders ...id.ID) ([]Line, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	var args db.Args
	cols := lineColumns()
	rows, err := q.Query(ctx, "SELECT "+cols.List("")+" FROM order_line WHERE order_id IN "+db.List(&args, orders)+" ORDER BY order_id, position", args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, l *Line) error { return rows.Scan(cols.Dest(l)...) })
}

// worth returns what so many pieces cost.
func (l Line) worth(pieces int64) (money.Amount, error) { return l.Price.MulRatio(pieces, 1) }

// sums writes totals, each currency by itself: "1,200.00 EUR and 30.00 USD", "" for none.
func sums(s *money.Sums) string {
	var out []string
	for _, a := range s.All() {
		out = append(out, a.String())
	}
	return strings.Join(out, " and ")
}

// deriveOrders reckons the totals of orders from their lines.
func deriveOrders(ctx context.Context, q db.Querier, list []Order) error {
	at := map[id.ID]int{}
	ids := make([]id.ID, len(list))
	for i, o := range list {
		ids[i], at[o.ID] = o.ID, i
	}
	all, err := lines(ctx, q, ids...)
	if err != nil {
		return err
	}
	of := map[id.ID][]Line{}
	for _, l := range all {
		of[l.Order] = append(of[l.Order], l)
	}
	for order, own := range of {
		if err := list[at[order]].derive(own); err != nil {
			return err
		}
	}
	return nil
}

func (o *Order) derive(own []Line) error {
	var total, arrived money.Sums
	for _, l := range own {
		all, err := l.worth(l.Quantity)
		if err == nil {
			err = total.Add(all)
		}
		if err != nil {
			return err
		}
		got, err := l.worth(l.Received)
		if err == nil {
			err = arrived.Add(got)
		}
		if err != nil {
			return err
		}
	}
	o.Total, o.Arrived, o.Quantity = sums(&total), sums(&arrived), pieces(own)
	return nil
}

// pieces says how much of the lines was received: "2 of 5".
func pieces(own []Line) string {
	var got, all int64
	for _, l := range own {
		got, all = got+l.Received, all+l.Quantity
	}
	return fmt.Sprintf("%d of %d", got, all)
}

// checkLine looks at a line that somebody gave.
func checkLine(quantity int64, price money.Amount, own []Line) error {
	var c errs.Check
	c.Must(quantity >= 1 && quantity <= mostPieces, "quantity", "Give how many, from 1 to %d.", mostPieces)
	c.Must(price.Sign() >= 0, "price", "A price is not less than nothing.")
	c.Must(len(own) < mostLines, "line", "An order has at most %d lines; begin another one.", mostLines)
	if _, err := price.MulRatio(mostPieces, 1); err != nil {
		c.Add("price", "This price is too large.")
	}
	if len(own) > 0 {
		c.Must(own[0].Price.Currency == price.Currency, "price", "The order is in %s; give the price in it, or begin another order.", own[0].Price.Currency)
	}
	return c.Err()
}

// The largest orders.
const (
	mostPieces = 10_000
	mostLines  = 200
)
