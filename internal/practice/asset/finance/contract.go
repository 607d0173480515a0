package finance

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// The permissions on contracts.
const (
	PermContractView actor.Permission = "contract.view"
	PermContractEdit actor.Permission = "contract.edit" // add, change, sign, give notice, link
)

// The states of a contract that somebody sets; whether it expires or has expired follows from its dates, see Contract.Standing.
const (
	Draft     = "draft"
	Active    = "active"
	Cancelled = "cancelled"
)

// Contract is an agreement with a supplier. A date is a text such as 2026-11-22, "" for none.
type Contract struct {
	record.Head
	Type        string // one of Types
	Supplier    id.ID  // record
	Reference   string // by which the supplier knows it
	Start, End  string // first and last day of the first term; without an end it goes on
	Notice      int64  // how many NoticeUnit
	NoticeUnit  string // see term.Unit
	NoticeTo    string // see term.Align
	Renewal     string // see term.Renewal; none if ""
	RenewMonths int64
	Cost        money.Amount // for each Every
	Every       string       // one of Periods
	EndOption   string       // of a lease, see term.EndOption
	BuyOut      money.Amount // of a lease
	Owner       id.ID        // person who is reminded
	Given       string       // date on which notice was given
	Stops       string       // last day that was agreed on then
	Note        string

	// Reckoned for the day on which it is shown.
	NoticeBy string // last day on which notice can be given, "" when there is none to come
	NextEnd  string // last day of the present term, or the last of all
	Standing string // term.State
}

// ContractKind describes contracts to the engine and the faces.
func ContractKind() record.Kind {
	return record.Kind{Key: "contract", Prefix: "CON", Singular: "contract", Plural: "contracts", Icon: "lic", Flow: flow.Machine{
		States: []flow.State{
			{Key: Draft, Label: "Draft", Phase: flow.Waiting},
			{Key: Active, Label: "Active", Phase: flow.Active},
			{Key: Cancelled, Label: "Cancelled", Phase: flow.Closed},
		},
		Moves: []flow.Move{
			{Verb: "sign", Label: "Put into force", From: []string{Draft}, To: Active},
			{Verb: "terminate", Label: "Note that notice was given", From: []string{Active}, To: Cancelled, Needs: []string{"reason"}},
			{Verb: "drop", Label: "Drop the draft", From: []string{Draft}, To: Cancelled, Needs: []string{"reason"}},
			{Verb: "withdraw", Label: "Notice was withdrawn", From: []string{Cancelled}, To: Active, Needs: []string{"reason"}},
		},
	}}
}

// Types returns what contracts are about.
func Types() []field.Option {
	return []field.Option{{Value: "maintenance", Label: "Maintenance"}, {Value: "lease", Label: "Lease"}, {Value: "licence", Label: "Licence"}, {Value: "support", Label: "Support"},
		{Value: "telecom", Label: "Telecommunication"}, {Value: "insurance", Label: "Insurance"}, {Value: "other", Label: "Other"}}
}

// Periods returns what a cost may be for.
func Periods() []field.Option {
	return []field.Option{{Value: "month", Label: "A month"}, {Value: "quarter", Label: "A quarter"}, {Value: "year", Label: "A year"}, {Value: "once", Label: "The whole contract"}}
}

// Units returns what a notice period may be counted in.
func Units() []field.Option {
	return []field.Option{{Value: string(term.Days), Label: "Days"}, {Value: string(term.Weeks), Label: "Weeks"}, {Value: string(term.Months), Label: "Months"}}
}

// Aligns returns to which days notice may be bound.
func Aligns() []field.Option {
	return []field.Option{{Value: string(term.MonthEnd), Label: "To the end of a month"}, {Value: string(term.QuarterEnd), Label: "To the end of a quarter"}}
}

// Renewals returns what may happen at the end of a term.
func Renewals() []field.Option {
	return []field.Option{{Value: string(term.Auto), Label: "Another term begins by itself"}, {Value: string(term.Manual), Label: "It ends unless it is renewed"}, {Value: string(term.Never), Label: "It ends"}}
}

// EndOptions returns what may be meant to happen at the end of a lease.
func EndOptions() []field.Option {
	return []field.Option{{Value: string(term.Return), Label: "Give back"}, {Value: string(term.Buy), Label: "Buy"}, {Value: string(term.Extend), Label: "Extend"}}
}

// standings returns where a contract may stand on a day.
func standings() []field.Option {
	return []field.Option{{Value: string(term.Draft), Label: "Draft"}, {Value: string(term.Active), Label: "In force"}, {Value: string(term.Expiring), Label: "Expiring"},
		{Value: string(term.Expired), Label: "Expired"}, {Value: string(term.Cancelled), Label: "Ended by notice"}}
}

func contractFields() field.Set[Contract] {
	out := field.Set[Contract]{
		field.Choice("type", "About", "type", func(c *Contract) *string { return &c.Type }, Types()...).Required().Filter("t.type"),
		field.Choice("standing", "Standing today", "", func(c *Contract) *string { return &c.Standing }, standings()...).ReadOnly(),
		field.Date("notice_by", "Give notice by", "", func(c *Contract) *string { return &c.NoticeBy }).ReadOnly().Help("The last day on which notice keeps the next term from beginning."),
		field.Date("next_end", "Present term ends", "", func(c *Contract) *string { return &c.NextEnd }).ReadOnly(),
		field.Ref(field.TypeRecord, "supplier", "Supplier", "supplier_id", func(c *Contract) *id.ID { return &c.Supplier }).Of("supplier").Filter("t.supplier_id"),
		field.Text("reference", "Their number", "reference", func(c *Contract) *string { return &c.Reference }).Max(100).Code().Filter("t.reference").Help("By which the supplier knows it."),
		field.Date("start", "First day", "start_on", func(c *Contract) *string { return &c.Start }).Required().Filter("t.start_on"),
		field.Date("end", "Last day", "end_on", func(c *Contract) *string { return &c.End }).Filter("t.end_on").Help("Of the first term. Without it the contract goes on."),
		field.Number("notice", "Notice period", "notice", func(c *Contract) *int64 { return &c.Notice }).Filter("t.notice"),
		field.Choice("notice_unit", "Counted in", "notice_unit", func(c *Contract) *string { return &c.NoticeUnit }, Units()...),
		field.Choice("notice_to", "Notice takes effect", "notice_to", func(c *Contract) *string { return &c.NoticeTo }, Aligns()...).Help("On any day if empty."),
		field.Choice("renewal", "At the end", "renewal", func(c *Contract) *string { return &c.Renewal }, Renewals()...).Filter("t.renewal"),
		field.Number("renew_months", "Months of a further term", "renew_months", func(c *Contract) *int64 { return &c.RenewMonths }),
	}
	out = append(out, field.Money("cost", "Cost", "cost", func(c *Contract) *money.Amount { return &c.Cost })...)
	out = append(out,
		field.Choice("every", "Paid for", "every", func(c *Contract) *string { return &c.Every }, Periods()...),
		field.Choice("end_option", "End of the lease", "end_option", func(c *Contract) *string { return &c.EndOption }, EndOptions()...))
	out = append(out, field.Money("buy_out", "Price of buying it", "buy_out", func(c *Contract) *money.Amount { return &c.BuyOut })...)
	return append(out,
		field.Ref(field.TypePerson, "owner", "Owner", "owner_id", func(c *Contract) *id.ID { return &c.Owner }).Filter("t.owner_id").Help("Who is reminded of the notice date; the asset managers if nobody."),
		field.Date("given", "Notice given on", "given_on", func(c *Contract) *string { return &c.Given }).ReadOnly().Filter("t.given_on"),
		field.Date("stops", "Ends then on", "stops_on", func(c *Contract) *string { return &c.Stops }).ReadOnly().Filter("t.stops_on"),
		field.Long("note", "Note", "note", func(c *Contract) *string { return &c.Note }).Max(5000))
}

func contracts(d register.Deps) *register.Register[Contract] {
	return &register.Register[Contract]{Deps: d, Kind: ContractKind(), Table: "contract", Head: func(c *Contract) *record.Head { return &c.Head },
		View: PermContractView, Add: PermContractEdit, Edit: PermContractEdit,
		Scope:  actor.Columns{ID: "t.id", Entity: "t.entity_id", Owners: []string{"t.owner_id"}},
		Words:  func(c *Contract) string { return c.Reference + " " + c.Note },
		Fields: contractFields(),
		Check: func(_ *db.Tx, _, c *Contract) error {
			_, err := c.terms()
			if err == nil {
				err = c.check()
			}
			return err
		},
		Derive: func(ctx context.Context, _ db.Querier, list []Contract) error {
			day, err := todayOf(ctx, d.DB.Clock())
			for i := range list {
				list[i].derive(day)
			}
			return err
		}}
}

// todayOf is the present date where the actor is.
func todayOf(ctx context.Context, c clock.Clock) (calendar.Date, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return 0, err
	}
	return calendar.DateOf(c.Now(), desk.Zone(a)), nil
}

// date reads a date that was checked when it was stored, 0 for none.
func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return 0
	}
	return d
}

// text writes a date, "" for none.
func text(d calendar.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// terms returns the dates as the room term reckons with them. Errors: Invalid.
func (c *Contract) terms() (term.Terms, error) {
	renewal := term.Renewal(c.Renewal)
	if renewal == "" {
		renewal = term.Never
	}
	t := term.Terms{Unsigned: c.State == Draft, Start: date(c.Start), End: date(c.End), Renewal: renewal, Given: date(c.Given), Stops: date(c.Stops), RenewMonths: int(c.RenewMonths),
		Notice: term.Notice{Count: int(c.Notice), Unit: term.Unit(c.NoticeUnit), To: term.Align(c.NoticeTo)}}
	if err := t.Check(); err != nil {
		return t, err
	}
	return t, nil
}

// price returns the cost as the room term reckons with it.
func (c *Contract) price() term.Cost {
	return term.Cost{Amount: c.Cost, Every: map[string]int{"month": 1, "quarter": 3, "year": 12}[c.Every]}
}

// check looks at the money.
func (c *Contract) check() error {
	var e errs.Check
	e.Must(c.Cost.Sign() >= 0, "cost", "A cost is not less than nothing.")
	e.Must(c.Cost.None() || c.Every != "", "every", "Say what this is paid for: a month, a quarter, a year or the whole contract.")
	e.Must(c.Every != "once" || c.End != "", "every", "The contract has no end, so say what is paid for a month, a quarter or a year.")
	e.Must(c.Type == "lease" || c.EndOption == "" && c.BuyOut.None(), "end_option", "Only a lease has an end at which something is given back or bought.")
	if c.Type == "lease" && !c.Cost.None() && c.End != "" && c.Every == "month" && c.EndOption != "" {
		e.Join("", leaseErr(c.lease().Check()))
	} else {
		e.Must(c.BuyOut.Sign() >= 0, "buy_out", "A price is not less than nothing.")
	}
	return e.Err()
}

// lease returns the contract as a lease that is paid by the month.
func (c *Contract) lease() term.Lease {
	return term.Lease{Start: date(c.Start), End: date(c.End), Monthly: c.Cost, Option: term.EndOption(c.EndOption), BuyOut: c.BuyOut}
}

// leaseErr gives the errors of a lease the keys of the contract's fields.
func leaseErr(err error) error {
	var c errs.Check
	for _, f := range errs.Fields(err) {
		key := map[string]string{"monthly": "cost", "option": "end_option"}[f.Key]
		if key == "" {
			key = f.Key
		}
		c.Add(key, "%s", f.Text)
	}
	return c.Err()
}

// derive reckons what is shown of a contract on a day.
func (c *Contract) derive(on calendar.Date) {
	t, err := c.terms()
	if err != nil {
		return // terms are checked before they are stored; one that is wrong all the same is shown as it is
	}
	c.Standing = string(t.StateAt(on))
	p, ok := t.Due(on)
	if ok && t.Given == 0 {
		c.NoticeBy = text(p.NoticeBy)
	}
	switch last := t.Last(); {
	case last != 0:
		c.NextEnd = text(last)
	case t.End != 0:
		c.NextEnd = text(present(t, on).To)
	}
	if c.State == Cancelled && c.Given == "" { // a draft that was dropped
		c.Standing, c.NoticeBy, c.NextEnd = Cancelled, "", ""
	}
}

// present returns the term that a day lies in, of a contract that renews by itself.
func present(t term.Terms, on calendar.Date) term.Period {
	n := max(0, int(civil.MonthOf(on)-civil.MonthOf(t.End))/max(1, t.RenewMonths)-1)
	for t.Nth(n).To < on {
		n++
	}
	return t.Nth(n)
}
