package software

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// The states of a claim.
const (
	Asked     = "asked"     // its holder was asked whether they need it
	Due       = "due"       // a task: take it back
	Freed     = "freed"     // taken back
	Stays     = "kept"      // its holder needs it
	Withdrawn = "withdrawn" // it was used again, or is gone
)

// Claim is a seat that nobody used for long: the question to its holder, and the task to take it back.
type Claim struct {
	record.Head
	Product  id.ID // record
	Person   id.ID // who is asked; 0 for nobody
	Asset    id.ID // record; the device it is on; 0 for none
	Team     id.ID // who takes it back; 0 for whoever keeps assets
	Row      licence.RowKind
	RowID    id.ID  // of the install or the allocation
	LastUsed string // date; of an allocation without any use its first day
	Due      string // date until which an answer is waited for
	Answered clock.Time
	How      string // "link", "signed in", "staff" or "no answer"
	Saving   money.Amount
}

func (c *Claim) row() *string { return (*string)(&c.Row) }

// life is that of a claim.
func life() flow.Machine {
	return flow.Machine{
		States: []flow.State{{Key: Asked, Label: "Asked", Phase: flow.Waiting}, {Key: Due, Label: "To be freed", Phase: flow.Active}, {Key: Freed, Label: "Freed", Phase: flow.Closed},
			{Key: Stays, Label: "Kept", Phase: flow.Closed, Aside: true}, {Key: Withdrawn, Label: "Withdrawn", Phase: flow.Closed, Aside: true}},
		Moves: []flow.Move{
			{Verb: "keep", Label: "Keep", From: []string{Asked, Due}, To: Stays, Needs: []string{"reason"}},
			{Verb: "give_back", Label: "Give back", From: []string{Asked}, To: Due},
			{Verb: "free", Label: "Done, the seat is free", From: []string{Due}, To: Freed},
			{Verb: "withdraw", Label: "Withdraw", From: []string{Asked, Due}, To: Withdrawn, Needs: []string{"reason"}},
		},
	}
}

func claims(d register.Deps) *register.Register[Claim] {
	return &register.Register[Claim]{Deps: d, Table: "reclaim", Head: func(c *Claim) *record.Head { return &c.Head }, View: PermView, Add: PermEdit, Edit: PermEdit,
		Kind:  record.Kind{Key: "reclaim", Prefix: "RCL", Singular: "unused seat", Plural: "unused seats", Icon: "key", Titled: true, Minor: true, Flow: life()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.person_id"}},
		Words: func(*Claim) string { return "" },
		Fields: slices.Concat(field.Set[Claim]{
			field.Ref(field.TypeRecord, "product", "Product", "product_id", func(c *Claim) *id.ID { return &c.Product }).Of("software_product").ReadOnly().Filter("t.product_id"),
			field.Ref(field.TypePerson, "person", "Asked", "person_id", func(c *Claim) *id.ID { return &c.Person }).ReadOnly().Filter("t.person_id"),
			field.Ref(field.TypeRecord, "asset", "On", "asset_id", func(c *Claim) *id.ID { return &c.Asset }).Of("asset").ReadOnly().Filter("t.asset_id"),
			field.Ref(field.TypeTeam, "looked_after_by", "Looked after by", "team_id", func(c *Claim) *id.ID { return &c.Team }).ReadOnly().Filter("t.team_id"),
			field.Text("row", "Row", "row_kind", (*Claim).row).ReadOnly(),
			field.Number("row_id", "Row number", "row_id", func(c *Claim) *int64 { return (*int64)(&c.RowID) }).ReadOnly(),
			field.Date("last_used", "Last used", "last_used", func(c *Claim) *string { return &c.LastUsed }).ReadOnly().Filter("t.last_used"),
			field.Date("due", "Answer by", "due", func(c *Claim) *string { return &c.Due }).ReadOnly().Filter("t.due"),
			field.Time("answered", "Answered", "answered_at", func(c *Claim) *clock.Time { return &c.Answered }).ReadOnly().Filter("t.answered_at"),
			field.Text("how", "How", "how", func(c *Claim) *string { return &c.How }).ReadOnly(),
		}, field.Money("saving", "Saving", "saving", func(c *Claim) *money.Amount { return &c.Saving })),
	}
}

// Reclaiming says when holders are asked about seats.
type Reclaiming struct {
	Unused   int `json:"unused_days"` // days without use after which they are asked; and from a "keep" until they are asked again
	Patience int `json:"patience"`    // days that they have to answer
}

func reclaimSetting() *setting.Value[Reclaiming] {
	return setting.New("licence.reclaim", Reclaiming{Unused: licence.DefaultUnusedDays, Patience: 14}, func(r Reclaiming) error {
		var c errs.Check
		c.Must(r.Unused >= 7 && r.Unused <= 3650, "unused_days", "Give from 7 to 3650 days.")
		c.Must(r.Patience >= 1 && r.Patience <= 90, "patience", "Give from 1 to 90 days.")
		return c.Err()
	})
}

func (d *Desk) reclaiming(ctx context.Context, q db.Querier) (Reclaiming, error) {
	return d.reclaims.Get(ctx, q, clock.Of(d.products.DB.Clock().Now()))
}

// Reclaiming returns when holders are asked about seats.
func (d *Desk) Reclaiming(ctx context.Context) (Reclaiming, error) {
	return d.reclaiming(ctx, d.products.DB)
}

// Setting returns that as the setting which it is, for its page.
func (d *Desk) Setting() *setting.Value[Reclaiming] { return d.reclaims }

// saved sums what the seats of a product that were taken back before an instant would have cost, one amount for each currency.
func (d *Desk) saved(ctx context.Context, number string, before clock.Time) ([]money.Amount, error) {
	rows, err := d.products.DB.Query(ctx, `SELECT sum(t.saving), t.saving_currency FROM reclaim t JOIN record r ON r.id = t.id JOIN record p ON p.id = t.product_id
		WHERE p.number = $1 AND r.state = 'freed' AND t.updated_at < $2 AND t.saving_currency <> '' GROUP BY t.saving_currency ORDER BY t.saving_currency`, number, before)
	return db.Collect(rows, err, func(rows *sql.Rows, a *money.Amount) error {
		var minor int64
		var currency string
		if err := rows.Scan(&minor, &currency); err != nil {
			return err
		}
		var err error
		*a, err = money.New(minor, currency)
		return err
	})
}
