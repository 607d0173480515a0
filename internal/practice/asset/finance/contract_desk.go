package finance

import (
	"cmp"
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// ContractFields are the fields of a contract as a caller gives them; what is absent stays as it is.
type ContractFields struct {
	Title       *string `json:"title,omitempty"`
	Type        *string `json:"type,omitempty" doc:"What it is about."`
	Supplier    *id.ID  `json:"supplier,omitempty"`
	Reference   *string `json:"reference,omitempty" doc:"By which the supplier knows it."`
	Start       *string `json:"start,omitempty" doc:"The first day."`
	End         *string `json:"end,omitempty" doc:"The last day of the first term; without it the contract goes on."`
	Notice      *int64  `json:"notice,omitempty" doc:"The notice period, in notice_unit."`
	NoticeUnit  *string `json:"notice_unit,omitempty"`
	NoticeTo    *string `json:"notice_to,omitempty" doc:"On which days notice may take effect; on any if empty."`
	Renewal     *string `json:"renewal,omitempty" doc:"What happens at the end; none if empty."`
	RenewMonths *int64  `json:"renew_months,omitempty" doc:"The length of a further term."`
	Cost        *string `json:"cost,omitempty" doc:"An amount with its currency, such as 1,234.50 EUR."`
	Every       *string `json:"every,omitempty" doc:"What the cost is paid for."`
	EndOption   *string `json:"end_option,omitempty" doc:"Of a lease."`
	BuyOut      *string `json:"buy_out,omitempty" doc:"The price at which what is leased can be bought."`
	Owner       *id.ID  `json:"owner,omitempty" doc:"Who is reminded of the notice date."`
	Note        *string `json:"note,omitempty"`
	Entity      *id.ID  `json:"entity,omitempty"`
}

// AddContract is a new contract.
type AddContract struct {
	ContractFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditContract changes a contract.
type EditContract struct {
	action.On
	ContractFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddContract adds a contract, as a draft. Kinds: Invalid.
func (d *Desk) AddContract(ctx context.Context, in AddContract) (record.Result, error) {
	return d.contracts.Create(ctx, in.ContractFields, in.Custom, nil)
}

// EditContract changes a contract; its reminders move with its dates. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) EditContract(ctx context.Context, in EditContract) (record.Result, error) {
	return d.contracts.Amend(ctx, in.On, in.ContractFields, in.Custom)
}

// Sign puts a draft into force. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Sign(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.contracts.Move(ctx, in.On, "sign", nil, d.arm)
}

// Terminate is the notice that was given, or received.
type Terminate struct {
	action.On
	Reason string `json:"reason"`
	Date   string `json:"date,omitempty" doc:"When notice was given; today if absent."`
	Stops  string `json:"stops,omitempty" doc:"The last day that was agreed on; the one that follows from the notice period if absent."`
}

// Terminate notes that a contract was given notice. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Terminate(ctx context.Context, in Terminate) (record.Result, error) {
	var c errs.Check
	reason := ticket.Reason(&c, "reason", in.Reason)
	given, stops := dateOf(&c, "date", in.Date), dateOf(&c, "stops", in.Stops)
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	day, err := todayOf(ctx, d.contracts.DB.Clock())
	if err != nil {
		return record.Result{}, err
	}
	return d.contracts.Move(ctx, in.On, "terminate", map[string]string{"reason": reason}, func(tx *db.Tx, v *Contract) error {
		v.Given, v.Stops = cmp.Or(given, day.String()), stops
		if v.Given > day.String() {
			return errs.Bad("date", "This day has not come yet.")
		}
		if _, err := v.terms(); err != nil {
			return err
		}
		return d.arm(tx, v)
	})
}

// Withdraw puts a contract that was given notice into force again. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Withdraw(ctx context.Context, in register.End) (record.Result, error) {
	return d.contracts.Move(ctx, in.On, "withdraw", map[string]string{"reason": in.Reason}, func(tx *db.Tx, v *Contract) error {
		if v.Given == "" {
			return errs.New(errs.Conflict, "%s was a draft when it was dropped; add a new contract.", v.Number)
		}
		v.Given, v.Stops = "", ""
		return d.arm(tx, v)
	})
}

// dateOf reads a date, "" for none.
func dateOf(c *errs.Check, key, s string) string {
	v, err := field.Def{Key: key, Type: field.TypeDate}.ParseText(s, nil)
	c.Join("", err)
	out, _ := v.(string)
	return out
}

func (d *Desk) contractActions() []action.Spec {
	chosen := func(s action.Spec) action.Spec {
		return s.With("type", Types()...).With("notice_unit", Units()...).With("notice_to", Aligns()...).With("renewal", Renewals()...).With("every", Periods()...).With("end_option", EndOptions()...)
	}
	return append([]action.Spec{
		chosen(action.Of("contract.add", "Add a contract", PermContractEdit, d.AddContract)),
		chosen(action.Of("contract.edit", "Save", PermContractEdit, d.EditContract)),
		action.Of("contract.sign", "Put into force", PermContractEdit, d.Sign),
		action.Of("contract.terminate", "Note that notice was given", PermContractEdit, d.Terminate),
		d.contracts.Ending("drop", "Drop the draft"),
		action.Of("contract.withdraw", "Notice was withdrawn", PermContractEdit, d.Withdraw),
	}, d.contracts.Linking()...)
}
