package requisition

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// The permissions on requisitions.
const (
	PermView    actor.Permission = "requisition.view"
	PermEdit    actor.Permission = "requisition.edit" // ask, change, submit, withdraw
	PermApprove actor.Permission = "requisition.approve"
)

// Permissions returns every permission of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit, PermApprove} }

// The states.
const (
	Draft    = "draft"
	Waiting  = "waiting"
	Approved = "approved"
	Refused  = "refused"
	Ordered  = "ordered"
	Dropped  = "withdrawn"
)

// Requisition is something that somebody asks to have bought. A date is a text such as 2026-11-22, "" for none.
type Requisition struct {
	record.Head
	Requester id.ID // person
	Supplier  id.ID // record, 0 while nobody knows
	Budget    id.ID // record
	Needed    string
	Why       string
	Decided   id.ID // person
	Order     id.ID // record that it became

	Total string // reckoned from the lines when it is shown
}

// RequisitionLine is one model that is asked for.
type RequisitionLine struct {
	ID       id.ID        `json:"-"`
	Of       id.ID        `json:"-"`
	Position int64        `json:"line"`
	Model    id.ID        `json:"model"`
	Quantity int64        `json:"quantity"`
	Price    money.Amount `json:"price" nullable:"true" doc:"Of one piece, such as 940.00 EUR, as far as it is known."`
}

// Kind describes requisitions to the engine and the faces.
func Kind() record.Kind {
	return record.Kind{Key: "requisition", Prefix: "PRQ", Singular: "requisition", Plural: "requisitions", Icon: "req", Minor: true, Flow: flow.Machine{
		States: []flow.State{
			{Key: Draft, Label: "Draft", Phase: flow.Active},
			{Key: Waiting, Label: "Waiting for approval", Phase: flow.Waiting},
			{Key: Approved, Label: "Approved", Phase: flow.Active},
			{Key: Refused, Label: "Refused", Phase: flow.Closed, Aside: true},
			{Key: Ordered, Label: "Ordered", Phase: flow.Closed},
			{Key: Dropped, Label: "Withdrawn", Phase: flow.Closed, Aside: true},
		},
		Moves: []flow.Move{
			{Verb: "submit", Label: "Ask for approval", From: []string{Draft}, To: Waiting},
			{Verb: "approve", Label: "Approve", From: []string{Waiting}, To: Approved},
			{Verb: "refuse", Label: "Refuse", From: []string{Waiting}, To: Refused, Needs: []string{"reason"}},
			{Verb: "order", Label: "Make an order of it", From: []string{Approved}, To: Ordered},
			{Verb: "revise", Label: "Back to draft", From: []string{Waiting, Approved, Refused}, To: Draft, Needs: []string{"reason"}},
			{Verb: "withdraw", Label: "Withdraw", From: []string{Draft, Waiting, Approved}, To: Dropped, Needs: []string{"reason"}},
		},
	}}
}

func requisitions(d register.Deps) *register.Register[Requisition] {
	return &register.Register[Requisition]{Deps: d, Kind: Kind(), Table: "requisition", Head: func(r *Requisition) *record.Head { return &r.Head },
		View: PermView, Add: PermEdit, Edit: PermEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id", Owners: []string{"t.requester_id"}},
		Words: func(r *Requisition) string { return r.Why },
		Fields: field.Set[Requisition]{
			field.Ref(field.TypePerson, "requester", "Asked for by", "requester_id", func(r *Requisition) *id.ID { return &r.Requester }).Filter("t.requester_id"),
			field.Text("total", "Total", "", func(r *Requisition) *string { return &r.Total }).Amounts(),
			field.Ref(field.TypeRecord, "supplier", "Supplier", "supplier_id", func(r *Requisition) *id.ID { return &r.Supplier }).Of("supplier").Filter("t.supplier_id"),
			field.Ref(field.TypeRecord, "budget", "Budget", "budget_id", func(r *Requisition) *id.ID { return &r.Budget }).Of("budget").Filter("t.budget_id"),
			field.Date("needed", "Needed by", "needed_on", func(r *Requisition) *string { return &r.Needed }).Filter("t.needed_on"),
			field.Long("why", "Why", "why", func(r *Requisition) *string { return &r.Why }).Required().Max(5000).Help("Whoever decides reads this."),
			field.Ref(field.TypePerson, "decided_by", "Decided by", "decided_by", func(r *Requisition) *id.ID { return &r.Decided }).ReadOnly().Filter("t.decided_by"),
			field.Ref(field.TypeRecord, "order", "Order", "order_id", func(r *Requisition) *id.ID { return &r.Order }).Of("order").ReadOnly(),
		},
		Derive: func(ctx context.Context, q db.Querier, list []Requisition) error {
			for i := range list {
				own, err := lines(ctx, q, list[i].ID)
				if err != nil {
					return err
				}
				if list[i].Total, err = total(own); err != nil {
					return err
				}
			}
			return nil
		}}
}

// total writes what lines come to, each currency by itself.
func total(own []RequisitionLine) (string, error) {
	var sums money.Sums
	for _, l := range own {
		worth, err := l.Price.MulRatio(l.Quantity, 1)
		if err == nil {
			err = sums.Add(worth)
		}
		if err != nil {
			return "", err
		}
	}
	var out []string
	for _, a := range sums.All() {
		out = append(out, a.String())
	}
	return strings.Join(out, " and "), nil
}

// lines returns those of a requisition, without regard to who asks.
func lines(ctx context.Context, q db.Querier, of id.ID) ([]RequisitionLine, error) {
	rows, err := q.Query(ctx, `SELECT id, requisition_id, position, model_id, quantity, price, price_currency FROM requisition_line WHERE requisition_id = $1 ORDER BY position`, of)
	return db.Collect(rows, err, func(rows *sql.Rows, l *RequisitionLine) error {
		return rows.Scan(&l.ID, &l.Of, &l.Position, &l.Model, &l.Quantity, &l.Price.Minor, (*string)(&l.Price.Currency))
	})
}

// wishes are lines as an order takes them.
func wishes(own []RequisitionLine) (out []finance.Wish) {
	for _, l := range own {
		out = append(out, finance.Wish{Model: l.Model, Quantity: l.Quantity, Price: l.Price})
	}
	return out
}
