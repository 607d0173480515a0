package finance

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	words "github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// OrderFields are the fields of an order as a caller gives them; what is absent stays as it is.
type OrderFields struct {
	Title     *string `json:"title,omitempty"`
	Supplier  *id.ID  `json:"supplier,omitempty"`
	Budget    *id.ID  `json:"budget,omitempty" doc:"From which it is paid."`
	Reference *string `json:"reference,omitempty" doc:"By which the supplier knows it."`
	Expected  *string `json:"expected,omitempty" doc:"The date on which the goods are expected."`
	Note      *string `json:"note,omitempty"`
	Entity    *id.ID  `json:"entity,omitempty"`
}

// AddOrder is a new order.
type AddOrder struct {
	OrderFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditOrder changes an order.
type EditOrder struct {
	action.On
	OrderFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddOrder adds an order, as a draft without lines. Kinds: Invalid.
func (d *Desk) AddOrder(ctx context.Context, in AddOrder) (record.Result, error) {
	return d.orders.Create(ctx, in.OrderFields, in.Custom, nil)
}

// NewLine is a further line of a draft.
type NewLine struct {
	action.On
	Model    id.ID  `json:"model"`
	Quantity int64  `json:"quantity"`
	Price    string `json:"price" doc:"Of one piece, with its currency, such as 1,234.50 EUR."`
}

// AddLine adds a line to a draft. Kinds: NotFound, Forbidden, Invalid, Conflict for what is no draft.
func (d *Desk) AddLine(ctx context.Context, in NewLine) (record.Result, error) {
	price, err := money.Parse(in.Price)
	if err != nil {
		return record.Result{}, errs.Bad("price", "%s", errs.Safe(err))
	}
	return d.draft(ctx, in.On, func(tx *db.Tx, o *Order, own []Line) ([]field.Change, error) {
		if err := checkLine(in.Quantity, price, own); err != nil {
			return nil, err
		}
		model, err := d.orders.Room.RefByID(tx.Context(), tx, in.Model)
		if errs.Is(err, errs.NotFound) || err == nil && model.Kind != "model" {
			err = errs.Bad("model", "There is no such model.")
		}
		if err != nil {
			return nil, err
		}
		l := Line{ID: tx.NewID(), Order: o.ID, Position: 1, Model: in.Model, Quantity: in.Quantity, Price: price}
		if len(own) > 0 {
			l.Position = own[len(own)-1].Position + 1
		}
		return []field.Change{{Key: lineKey(l), To: fmt.Sprintf("%d × %s at %s", l.Quantity, model.Title, price.Grouped())}}, insertLine(tx, &l)
	})
}

// lineKey names a line in the log.
func lineKey(l Line) string { return "line " + strconv.FormatInt(l.Position, 10) }

// NoLine is a line that is taken out of a draft.
type NoLine struct {
	action.On
	Line int64 `json:"line" doc:"Its number in the order."`
}

// RemoveLine takes a line out of a draft. Kinds: NotFound, Forbidden, Invalid, Conflict for what is no draft.
func (d *Desk) RemoveLine(ctx context.Context, in NoLine) (record.Result, error) {
	return d.draft(ctx, in.On, func(tx *db.Tx, o *Order, own []Line) ([]field.Change, error) {
		l, err := at(own, in.Line)
		if err != nil {
			return nil, err
		}
		_, err = tx.Exec(`DELETE FROM order_line WHERE id = $1`, l.ID)
		return []field.Change{{Key: lineKey(*l), From: fmt.Sprintf("%d at %s", l.Quantity, l.Price.Grouped())}}, err
	})
}

// at returns the line with a number.
func at(own []Line, position int64) (*Line, error) {
	for i := range own {
		if own[i].Position == position {
			return &own[i], nil
		}
	}
	return nil, errs.Bad("line", "The order has no line with this number.")
}

// draft changes an order that is not approved yet.
func (d *Desk) draft(ctx context.Context, on action.On, fn func(tx *db.Tx, o *Order, own []Line) ([]field.Change, error)) (record.Result, error) {
	if _, err := actor.Require(ctx, PermOrderEdit); err != nil {
		return record.Result{}, err
	}
	return d.orders.Change(ctx, on, PermOrderEdit, func(tx *db.Tx, o *Order) ([]field.Change, error) {
		if o.State != Draft {
			return nil, errs.New(errs.Conflict, "%s is no draft any more; take it back to one first.", o.Number)
		}
		own, err := lines(tx.Context(), tx, o.ID)
		if err != nil {
			return nil, err
		}
		return fn(tx, o, own)
	})
}

// Approve lets an order be placed; it warns when the order is more than its budget has left. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Approve(ctx context.Context, in register.Plain) (record.Result, error) {
	if _, err := actor.Require(ctx, PermOrderApprove); err != nil {
		return record.Result{}, err
	}
	var warning string
	out, err := d.orders.Change(ctx, in.On, PermOrderApprove, func(tx *db.Tx, o *Order) ([]field.Change, error) {
		own, err := lines(tx.Context(), tx, o.ID)
		if err != nil {
			return nil, err
		}
		if len(own) == 0 {
			return nil, errs.New(errs.Conflict, "%s has no lines; add what is to be bought first.", o.Number)
		}
		if warning, err = d.exceeds(tx, o, own); err != nil {
			return nil, err
		}
		return nil, d.orders.Step(tx, o, "approve", nil, nil)
	})
	if err == nil && warning != "" {
		out.Warnings = append(out.Warnings, warning)
	}
	return out, err
}

// Place notes that an order was placed today. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Place(ctx context.Context, in register.Plain) (record.Result, error) {
	day, err := todayOf(ctx, d.orders.DB.Clock())
	if err != nil {
		return record.Result{}, err
	}
	return d.orders.Move(ctx, in.On, "place", nil, func(_ *db.Tx, o *Order) error {
		o.OrderedOn = day.String()
		return nil
	})
}

// Goods are pieces of one line that arrived.
type Goods struct {
	action.On
	Line     int64    `json:"line" doc:"Its number in the order."`
	Quantity int64    `json:"quantity"`
	Serials  []string `json:"serials,omitempty" doc:"Serial numbers, at most one a piece: one on each line, or with commas between them."`
	Location id.ID    `json:"location,omitempty" doc:"Where they are put."`
}

// Receive notes that goods arrived and makes an asset in stock of each piece, with its price, its supplier and the dates of the order, in
// one write. Kinds: NotFound, Forbidden, also for who may not add assets, Invalid, Conflict.
func (d *Desk) Receive(ctx context.Context, in Goods) (record.Result, error) {
	if _, err := actor.Require(ctx, PermOrderEdit); err != nil {
		return record.Result{}, err
	}
	day, err := todayOf(ctx, d.orders.DB.Clock())
	if err != nil {
		return record.Result{}, err
	}
	return d.orders.Change(ctx, in.On, PermOrderEdit, func(tx *db.Tx, o *Order) ([]field.Change, error) {
		own, err := lines(tx.Context(), tx, o.ID)
		if err != nil {
			return nil, err
		}
		before := pieces(own)
		l, err := in.line(own)
		if err != nil {
			return nil, err
		}
		l.Received += in.Quantity
		verb := "complete"
		for _, l := range own {
			if l.Received < l.Quantity {
				verb = "receive"
			}
		}
		if err := d.orders.Step(tx, o, verb, nil, nil); err != nil {
			return nil, err
		}
		for n := range in.Quantity {
			if err := d.stock(tx, o, *l, in, n, cmp.Or(o.OrderedOn, day.String())); err != nil {
				return nil, err
			}
		}
		_, err = tx.Exec(`UPDATE order_line SET received = $2 WHERE id = $1`, l.ID, l.Received)
		return []field.Change{{Key: "received", From: before, To: pieces(own)}}, err
	})
}

// line checks the goods against the lines of the order.
func (in *Goods) line(own []Line) (*Line, error) {
	l, err := at(own, in.Line)
	if err != nil {
		return nil, err
	}
	in.Serials = words.Apart(in.Serials, in.Quantity)
	var c errs.Check
	c.Must(in.Quantity >= 1 && in.Quantity <= l.Quantity-l.Received, "quantity", "Of this line %d are open; give how many arrived.", l.Quantity-l.Received)
	c.Must(in.Quantity <= mostAtOnce, "quantity", "Receive at most %d at once.", mostAtOnce)
	c.Must(int64(len(in.Serials)) <= in.Quantity, "serials", "There are more serial numbers than pieces.")
	return l, c.Err()
}

// mostAtOnce bounds the assets that one write makes.
const mostAtOnce = 500

func (d *Desk) orderActions() []action.Spec {
	return append([]action.Spec{
		action.Of("order.add", "Add a purchase order", PermOrderEdit, d.AddOrder),
		action.Of("order.edit", "Save", PermOrderEdit, func(ctx context.Context, in EditOrder) (record.Result, error) {
			return d.orders.Amend(ctx, in.On, in.OrderFields, in.Custom)
		}),
		action.Of("order.add_line", "Add a line", PermOrderEdit, d.AddLine).During(Draft),
		action.Of("order.remove_line", "Remove a line", PermOrderEdit, d.RemoveLine).During(Draft).Offering("line", d.linesOf(nil)),
		action.Of("order.approve", "Approve", PermOrderApprove, d.Approve),
		d.orders.Ending("revise", "Back to draft"),
		action.Of("order.place", "Order", PermOrderEdit, d.Place),
		action.Of("order.receive", "Receive goods", PermOrderEdit, d.Receive).Offering("line", d.linesOf(func(l Line) bool { return l.Received < l.Quantity })),
		action.Of("order.invoice", "Note an invoice", PermOrderEdit, d.Invoice).During(Placed, PartlyReceived, Received, Cancelled).Offering("line", d.linesOf(nil)),
		d.orders.Ending("cancel", "Cancel what is open"),
	}, d.orders.Linking()...)
}

// linesOf offers the lines of an order, or those that fit.
func (d *Desk) linesOf(fit func(Line) bool) action.Offer {
	return func(ctx context.Context, order id.ID) ([]field.Option, error) {
		own, err := lines(ctx, d.orders.DB, order)
		if err != nil {
			return nil, err
		}
		want := desk.Wanted{}
		for _, l := range own {
			want.Add(field.TypeRecord, l.Model)
		}
		names, err := d.orders.Room.Labels(ctx, want)
		var out []field.Option
		for _, l := range own {
			if fit == nil || fit(l) {
				out = append(out, field.Option{Value: strconv.FormatInt(l.Position, 10), Label: fmt.Sprintf("%d. %s, %d of %d received", l.Position, names.Of(field.TypeRecord, l.Model), l.Received, l.Quantity)})
			}
		}
		return out, err
	}
}

// orderLines is what was ordered and received.
func (d *Desk) orderLines() desk.Part {
	return desk.PartOf("lines", "Lines", "What was ordered, and how much of it was received",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Line], error) {
			list, err := lines(ctx, d.orders.DB, v.ID)
			if list == nil {
				list = []Line{}
			}
			return desk.List[Line]{Items: list}, err
		},
		func(l desk.List[Line]) desk.Table {
			t := desk.Table{Heads: []string{"Line", "Model", "Pieces", "Price of one", "Received"}, Empty: "There are no lines yet."}
			for _, l := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: strconv.FormatInt(l.Position, 10)}, {Type: field.TypeRecord, Ref: l.Model}, {Text: strconv.FormatInt(l.Quantity, 10)},
					{Text: l.Price.Grouped()}, {Text: strconv.FormatInt(l.Received, 10)}})
			}
			return t
		})
}
