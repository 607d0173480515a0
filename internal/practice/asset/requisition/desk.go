package requisition

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
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// Desk holds the verbs on requisitions.
type Desk struct {
	list    *register.Register[Requisition]
	finance *finance.Desk
}

// New returns the desk.
func New(deps register.Deps, money *finance.Desk) *Desk { return &Desk{requisitions(deps), money} }

// Fields are the fields of a requisition as a caller gives them; what is absent stays as it is.
type Fields struct {
	Title     *string `json:"title,omitempty" doc:"What is to be bought, in a few words."`
	Requester *id.ID  `json:"requester,omitempty" doc:"Who asks for it; the caller if absent."`
	Supplier  *id.ID  `json:"supplier,omitempty"`
	Budget    *id.ID  `json:"budget,omitempty" doc:"From which it is to be paid."`
	Needed    *string `json:"needed,omitempty" doc:"The date by which it is needed."`
	Why       *string `json:"why,omitempty" doc:"Whoever decides reads this."`
	Entity    *id.ID  `json:"entity,omitempty"`
}

// Add is a new requisition.
type Add struct {
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Edit changes a requisition.
type Edit struct {
	action.On
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Add adds a requisition, as a draft without lines. Kinds: Invalid, Forbidden.
func (d *Desk) Add(ctx context.Context, in Add) (record.Result, error) {
	return d.list.Create(ctx, in.Fields, in.Custom, func(tx *db.Tx, r *Requisition) error {
		a, err := actor.From(tx.Context())
		r.Requester = cmp.Or(r.Requester, a.ID)
		return err
	})
}

// Edit changes a draft. Kinds: NotFound, Forbidden, Invalid, Conflict for what is no draft.
func (d *Desk) Edit(ctx context.Context, in Edit) (record.Result, error) {
	v, err := d.list.Get(ctx, d.list.DB, in.Number)
	if err != nil {
		return record.Result{}, err
	}
	if err := draft(&v); err != nil {
		return record.Result{}, err
	}
	in.Version = cmp.Or(in.Version, v.Version) // what was a draft when it was looked at
	return d.list.Amend(ctx, in.On, in.Fields, in.Custom)
}

// draft refuses what is no draft any more: what was submitted is decided on as it is.
func draft(r *Requisition) error {
	if r.State != Draft {
		return errs.New(errs.Conflict, "%s is no draft any more; take it back to one first.", r.Number)
	}
	return nil
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
	return d.change(ctx, in.On, func(tx *db.Tx, r *Requisition, own []RequisitionLine) ([]field.Change, error) {
		if err := finance.CheckWish(finance.Wish{Quantity: in.Quantity, Price: price}, wishes(own)); err != nil {
			return nil, err
		}
		model, err := d.list.Room.RefByID(tx.Context(), tx, in.Model)
		if errs.Is(err, errs.NotFound) || err == nil && model.Kind != "model" {
			err = errs.Bad("model", "There is no such model.")
		}
		if err != nil {
			return nil, err
		}
		l := RequisitionLine{ID: tx.NewID(), Position: 1, Model: in.Model, Quantity: in.Quantity, Price: price}
		if len(own) > 0 {
			l.Position = own[len(own)-1].Position + 1
		}
		_, err = tx.Exec(`INSERT INTO requisition_line (id, requisition_id, position, model_id, quantity, price, price_currency) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			l.ID, r.ID, l.Position, l.Model, l.Quantity, price.Minor, string(price.Currency))
		return []field.Change{{Key: "line " + strconv.FormatInt(l.Position, 10), To: fmt.Sprintf("%d × %s at %s", l.Quantity, model.Title, price.Grouped())}}, err
	})
}

// NoLine is a line that is taken out of a draft.
type NoLine struct {
	action.On
	Line int64 `json:"line" doc:"Its number in the requisition."`
}

// RemoveLine takes a line out of a draft. Kinds: NotFound, Forbidden, Invalid, Conflict for what is no draft.
func (d *Desk) RemoveLine(ctx context.Context, in NoLine) (record.Result, error) {
	return d.change(ctx, in.On, func(tx *db.Tx, _ *Requisition, own []RequisitionLine) ([]field.Change, error) {
		for _, l := range own {
			if l.Position == in.Line {
				_, err := tx.Exec(`DELETE FROM requisition_line WHERE id = $1`, l.ID)
				return []field.Change{{Key: "line " + strconv.FormatInt(l.Position, 10), From: fmt.Sprintf("%d at %s", l.Quantity, l.Price.Grouped())}}, err
			}
		}
		return nil, errs.Bad("line", "The requisition has no line with this number.")
	})
}

// change changes the lines of a draft.
func (d *Desk) change(ctx context.Context, on action.On, fn func(tx *db.Tx, r *Requisition, own []RequisitionLine) ([]field.Change, error)) (record.Result, error) {
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return record.Result{}, err
	}
	return d.list.Change(ctx, on, PermEdit, func(tx *db.Tx, r *Requisition) ([]field.Change, error) {
		if err := draft(r); err != nil {
			return nil, err
		}
		own, err := lines(tx.Context(), tx, r.ID)
		if err != nil {
			return nil, err
		}
		return fn(tx, r, own)
	})
}

// Submit asks for approval. Kinds: NotFound, Forbidden, Conflict without lines.
func (d *Desk) Submit(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.list.Move(ctx, in.On, "submit", nil, func(tx *db.Tx, r *Requisition) error {
		own, err := lines(tx.Context(), tx, r.ID)
		if err == nil && len(own) == 0 {
			err = errs.New(errs.Conflict, "%s has no lines; add what is to be bought first.", r.Number)
		}
		return err
	})
}

// Approve lets a requisition be ordered; it warns when that is more than its budget has left. Kinds: NotFound, Forbidden, also for who asked for
// it, Conflict.
func (d *Desk) Approve(ctx context.Context, in register.Plain) (record.Result, error) {
	var warning string
	out, err := d.decide(ctx, in.On, "approve", "", func(tx *db.Tx, r *Requisition) error {
		own, err := lines(tx.Context(), tx, r.ID)
		if err == nil {
			warning, err = d.finance.Exceeds(tx, r.Budget, wishes(own))
		}
		return err
	})
	if err == nil && warning != "" {
		out.Warnings = append(out.Warnings, warning)
	}
	return out, err
}

// Refuse says no, with the reason. Kinds: NotFound, Forbidden, also for who asked for it, Invalid, Conflict.
func (d *Desk) Refuse(ctx context.Context, in register.End) (record.Result, error) {
	var c errs.Check
	reason := ticket.Reason(&c, "reason", in.Reason)
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.decide(ctx, in.On, "refuse", reason, nil)
}

// decide takes a requisition along a verb that is not for who asked for it.
func (d *Desk) decide(ctx context.Context, on action.On, verb, reason string, then func(tx *db.Tx, r *Requisition) error) (record.Result, error) {
	a, err := actor.Require(ctx, PermApprove)
	if err != nil {
		return record.Result{}, err
	}
	return d.list.Change(ctx, on, PermApprove, func(tx *db.Tx, r *Requisition) ([]field.Change, error) {
		if a.ID == r.Requester || a.ID == r.CreatedBy || a.Behalf == r.Requester && a.Behalf != 0 {
			return nil, errs.New(errs.Forbidden, "Nobody decides on what they asked for; somebody else has to.")
		}
		return nil, d.list.Step(tx, r, verb, map[string]string{"reason": reason}, func(tx *db.Tx, r *Requisition) error {
			r.Decided = a.ID
			if then == nil {
				return nil
			}
			return then(tx, r)
		})
	})
}

// Place is a requisition that becomes an order.
type Place struct {
	action.On
	Supplier id.ID `json:"supplier,omitempty" doc:"The one of the requisition if absent."`
}

// Order makes an approved order of a requisition, with its lines and its budget. Kinds: NotFound, Forbidden, Invalid without a supplier, Conflict.
func (d *Desk) Order(ctx context.Context, in Place) (record.Result, error) {
	a, err := actor.Require(ctx, finance.PermOrderEdit)
	if err != nil {
		return record.Result{}, err
	}
	return d.list.Change(ctx, in.On, PermView, func(tx *db.Tx, r *Requisition) ([]field.Change, error) {
		supplier := cmp.Or(in.Supplier, r.Supplier)
		if supplier == 0 {
			return nil, errs.Bad("supplier", "Say whom it is ordered from.")
		}
		err := d.list.Step(tx, r, "order", nil, func(tx *db.Tx, r *Requisition) error {
			own, err := lines(tx.Context(), tx, r.ID)
			if err != nil {
				return err
			}
			f := finance.OrderFields{Title: &r.Title, Supplier: &supplier, Entity: &r.Entity, Note: &r.Why}
			if r.Budget != 0 {
				f.Budget = &r.Budget
			}
			if r.Needed != "" {
				f.Expected = &r.Needed
			}
			made, err := d.finance.OrderIn(tx, f, wishes(own), r.Number)
			if err != nil {
				return err
			}
			r.Supplier, r.Order = supplier, made.ID
			return record.Connect(tx, r.Ref(), made.Ref, record.RelatesTo, false, a.ID)
		})
		return nil, err
	})
}

// Practice describes requisitions to the faces.
func (d *Desk) Practice() desk.Practice {
	p := d.list.Practice(append([]action.Spec{
		action.Of("requisition.add", "Ask for something to be bought", PermEdit, d.Add),
		action.Of("requisition.edit", "Save", PermEdit, d.Edit),
		action.Of("requisition.add_line", "Add a line", PermEdit, d.AddLine),
		action.Of("requisition.remove_line", "Remove a line", PermEdit, d.RemoveLine),
		action.Of("requisition.submit", "Ask for approval", PermEdit, d.Submit),
		action.Of("requisition.approve", "Approve", PermApprove, d.Approve),
		action.Of("requisition.refuse", "Refuse", PermApprove, d.Refuse),
		action.Of("requisition.order", "Make an order of it", finance.PermOrderEdit, d.Order),
		d.list.Ending("revise", "Back to draft"),
		d.list.Ending("withdraw", "Withdraw"),
	}, d.list.Linking()...)...)
	p.Parts = []desk.Part{desk.PartOf("lines", "Lines", "What is asked for",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[RequisitionLine], error) {
			list, err := lines(ctx, d.list.DB, v.ID)
			return desk.List[RequisitionLine]{Items: append([]RequisitionLine{}, list...)}, err
		},
		func(l desk.List[RequisitionLine]) desk.Table {
			t := desk.Table{Heads: []string{"Line", "Model", "Pieces", "Price of one"}, Empty: "There are no lines yet."}
			for _, l := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: strconv.FormatInt(l.Position, 10)}, {Type: field.TypeRecord, Ref: l.Model}, {Text: strconv.FormatInt(l.Quantity, 10)}, {Text: l.Price.Grouped()}})
			}
			return t
		})}
	return p
}
