package finance

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// The permissions on budgets.
const (
	PermBudgetView actor.Permission = "budget.view"
	PermBudgetEdit actor.Permission = "budget.edit"
)

// Budget is money that was set aside for a time. A date is a text such as 2026-11-22.
type Budget struct {
	record.Head
	From, To   string // first and last day
	CostCentre string
	Planned    money.Amount
	Owner      id.ID // person
	Note       string

	// Reckoned from the orders when it is shown, each currency by itself.
	Committed string // approved, ordered or received, and not charged yet
	Spent     string // charged by invoices
	Left      string // of what was planned, in its currency
}

// BudgetKind describes budgets to the engine and the faces.
func BudgetKind() record.Kind {
	return record.Kind{Key: "budget", Prefix: "BUD", Singular: "budget", Plural: "budgets", Icon: "chart", Titled: true, Minor: true, Flow: flow.Machine{
		States: []flow.State{{Key: "open", Label: "Open", Phase: flow.Active}, {Key: "closed", Label: "Closed", Phase: flow.Closed}},
		Moves: []flow.Move{
			{Verb: "retire", Label: "Close", From: []string{"open"}, To: "closed", Needs: []string{"reason"}},
			{Verb: "revive", Label: "Open again", From: []string{"closed"}, To: "open"},
		},
	}}
}

func budgets(d register.Deps) *register.Register[Budget] {
	fields := append(field.Set[Budget]{}, field.Money("planned", "Planned", "planned", func(b *Budget) *money.Amount { return &b.Planned })...)
	fields = append(fields, // the figures come first, so that the list shows them
		field.Text("committed", "Committed", "", func(b *Budget) *string { return &b.Committed }).Amounts().Help("Approved, ordered or received, and not charged yet."),
		field.Text("spent", "Spent", "", func(b *Budget) *string { return &b.Spent }).Amounts().Help("Charged by invoices."),
		field.Text("left", "Left", "", func(b *Budget) *string { return &b.Left }).Amounts().Help("Of what was planned, in its currency."),
		field.Date("start", "First day", "start_on", func(b *Budget) *string { return &b.From }).Required().Filter("t.start_on"),
		field.Date("end", "Last day", "end_on", func(b *Budget) *string { return &b.To }).Required().Filter("t.end_on"),
		field.Text("cost_centre", "Cost centre", "cost_centre", func(b *Budget) *string { return &b.CostCentre }).Max(100).Code().Filter("t.cost_centre"),
		field.Ref(field.TypePerson, "owner", "Owner", "owner_id", func(b *Budget) *id.ID { return &b.Owner }).Filter("t.owner_id"),
		field.Long("note", "Note", "note", func(b *Budget) *string { return &b.Note }).Max(5000))
	return &register.Register[Budget]{Deps: d, Kind: BudgetKind(), Table: "budget", Head: func(b *Budget) *record.Head { return &b.Head },
		View: PermBudgetView, Add: PermBudgetEdit, Edit: PermBudgetEdit,
		Scope:  actor.Columns{ID: "t.id", Entity: "t.entity_id", Owners: []string{"t.owner_id"}},
		Words:  func(b *Budget) string { return b.CostCentre + " " + b.Note },
		Fields: fields,
		Check: func(_ *db.Tx, _, b *Budget) error {
			var c errs.Check
			c.Must(b.To >= b.From, "end", "The budget ends before it begins.")
			c.Must(!b.Planned.None(), "planned", "Say how much is set aside, such as 50000 EUR.")
			c.Must(b.Planned.Sign() >= 0, "planned", "Set aside nothing or more.")
			return c.Err()
		},
		Derive: func(ctx context.Context, q db.Querier, list []Budget) error {
			for i := range list {
				if err := list[i].derive(ctx, q); err != nil {
					return err
				}
			}
			return nil
		}}
}

// use is how much of a budget orders take in one currency.
type use struct{ committed, spent money.Amount }

// used returns what the orders of a budget take, by currency: what invoices charge is spent; what was approved, ordered or received and is not
// charged yet is committed. Of what is cancelled what was received is left.
func used(ctx context.Context, q db.Querier, budget id.ID) ([]use, error) {
	rows, err := q.Query(ctx, `SELECT x.currency, CAST(sum(CASE WHEN x.pieces > x.charged THEN (x.pieces - x.charged) * x.price ELSE 0 END) AS BIGINT), CAST(sum(x.spent) AS BIGINT) FROM
		(SELECT l.price_currency AS currency, CASE WHEN r.state IN ('approved', 'ordered', 'partly_received', 'received') THEN l.quantity WHEN r.state = 'cancelled' THEN l.received ELSE 0 END AS pieces,
			coalesce((SELECT sum(y.quantity) FROM invoice_line y WHERE y.line_id = l.id), 0) AS charged, l.price AS price, 0 AS spent
			FROM purchase_order o JOIN record r ON r.id = o.id JOIN order_line l ON l.order_id = o.id WHERE o.budget_id = $1
		UNION ALL SELECT i.amount_currency, 0, 0, 0, i.amount FROM purchase_order o JOIN invoice i ON i.order_id = o.id WHERE o.budget_id = $1) x
		GROUP BY x.currency ORDER BY x.currency`, budget)
	return db.Collect(rows, err, func(rows *sql.Rows, u *use) error {
		err := rows.Scan((*string)(&u.committed.Currency), &u.committed.Minor, &u.spent.Minor)
		u.spent.Currency = u.committed.Currency
		return err
	})
}

func (b *Budget) derive(ctx context.Context, q db.Querier) error {
	list, err := used(ctx, q, b.ID)
	if err != nil {
		return err
	}
	var committed, spent money.Sums
	none := money.Zero(b.Planned.Currency)
	for _, u := range append(list[:len(list):len(list)], use{none, none}) { // nothing taken is told, too
		if u.spent.None() {
			continue
		}
		if err := committed.Add(u.committed); err != nil {
			return err
		}
		if err := spent.Add(u.spent); err != nil {
			return err
		}
	}
	left, err := b.left(list)
	b.Committed, b.Spent, b.Left = sums(&committed), sums(&spent), left.String()
	return err
}

// left returns what nothing has taken yet, in the currency of what was planned; below nothing when more was taken.
func (b *Budget) left(list []use) (money.Amount, error) {
	out := b.Planned
	for _, u := range list {
		if u.spent.Currency != out.Currency {
			continue
		}
		var err error
		if out, err = out.Sub(u.committed); err == nil {
			out, err = out.Sub(u.spent)
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// exceeds says in a sentence that an order is more than its budget has left, "" when it is not.
func (d *Desk) exceeds(tx *db.Tx, o *Order, own []Line) (string, error) {
	list, err := d.budgets.Records().ByID(tx.Context(), tx, []id.ID{o.Budget})
	if err != nil || len(list) == 0 {
		return "", err
	}
	taken, err := used(tx.Context(), tx, o.Budget) // a draft takes nothing yet
	if err != nil {
		return "", err
	}
	left, err := list[0].left(taken)
	for _, l := range own {
		var worth money.Amount
		if worth, err = l.worth(l.Quantity); err != nil {
			return "", err
		}
		if worth.Currency != left.Currency {
			return "The order is in " + string(worth.Currency) + " and its budget in " + string(left.Currency) + "; they are not reckoned together.", nil
		}
		if left, err = left.Sub(worth); err != nil {
			return "", err
		}
	}
	if err != nil || left.Sign() >= 0 {
		return "", err
	}
	over, err := money.Zero(left.Currency).Sub(left)
	return "The order is " + over.Grouped() + " more than its budget has left.", err
}

// BudgetFields are the fields of a budget as a caller gives them; what is absent stays as it is.
type BudgetFields struct {
	Title      *string `json:"title,omitempty"`
	Planned    *string `json:"planned,omitempty" doc:"An amount with its currency, such as 50000 EUR."`
	From       *string `json:"start,omitempty" doc:"The first day."`
	To         *string `json:"end,omitempty" doc:"The last day."`
	CostCentre *string `json:"cost_centre,omitempty"`
	Owner      *id.ID  `json:"owner,omitempty"`
	Note       *string `json:"note,omitempty"`
	Entity     *id.ID  `json:"entity,omitempty"`
}

// AddBudget is a new budget.
type AddBudget struct {
	BudgetFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditBudget changes a budget.
type EditBudget struct {
	action.On
	BudgetFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddBudget adds a budget. Kinds: Invalid.
func (d *Desk) AddBudget(ctx context.Context, in AddBudget) (record.Result, error) {
	return d.budgets.Create(ctx, in.BudgetFields, in.Custom, nil)
}

func (d *Desk) budgetActions() []action.Spec {
	return []action.Spec{
		action.Of("budget.add", "Add a budget", PermBudgetEdit, d.AddBudget),
		action.Of("budget.edit", "Save", PermBudgetEdit, func(ctx context.Context, in EditBudget) (record.Result, error) {
			return d.budgets.Amend(ctx, in.On, in.BudgetFields, in.Custom)
		}),
		d.budgets.Ending("retire", "Close"),
		d.budgets.Moving("revive", "Open again"),
	}
}
