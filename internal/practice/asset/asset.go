package asset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// Asset is one thing of value that the organisation owns or holds. Its number is its tag. A date is a text such as 2026-11-22, "" for none.
type Asset struct {
	record.Head
	Class       id.ID // record; that of the model
	Model       id.ID // record
	Serial      string
	Substate    string // of the state, see Substates
	Holder      id.ID  // person who has it
	Team        id.ID  // team that has it
	PartOf      id.ID  // asset that it is in
	Location    id.ID  // where it is
	DueBack     string // date, of a loan
	Department  string
	CostCentre  string
	Ownership   string
	Supplier    id.ID  // record
	Purchased   string // date
	Cost        money.Amount
	Invoice     string
	InService   string // date from which it is depreciated
	WarrantyEnd string // last day
	ExpectedEnd string // date
	Seen        clock.Time
	SeenBy      id.ID // person
	DisposedOn  string
	Disposal    string // how
	Certificate string
	WipeProof   string
	Criticality string // how much hangs on it
}

func assets(d register.Deps) *register.Register[Asset] {
	head := func(a *Asset) *record.Head { return &a.Head }
	first := field.Set[Asset]{
		field.Ref(field.TypeRecord, "model", "Model", "model_id", func(a *Asset) *id.ID { return &a.Model }).Of("model").Required().Filter("t.model_id"),
		field.Ref(field.TypePerson, "holder", "Holder", "holder_id", func(a *Asset) *id.ID { return &a.Holder }).ReadOnly().Filter("t.holder_id"),
		field.Ref(field.TypeLocation, "location", "Location", "location_id", func(a *Asset) *id.ID { return &a.Location }).Filter("t.location_id"),
		field.Text("serial", "Serial number", "serial", func(a *Asset) *string { return &a.Serial }).Max(100).Code().Filter("t.serial"),
		field.Ref(field.TypeRecord, "class", "Class", "class_id", func(a *Asset) *id.ID { return &a.Class }).Of("class").ReadOnly().Filter("t.class_id"),
		field.Choice("substate", "Sub-state", "substate", func(a *Asset) *string { return &a.Substate }, substates()...).Filter("t.substate"),
		field.Ref(field.TypeTeam, "team", "Held by team", "team_id", func(a *Asset) *id.ID { return &a.Team }).ReadOnly().Filter("t.team_id"),
		field.Ref(field.TypeRecord, "part_of", "Part of", "part_of_id", func(a *Asset) *id.ID { return &a.PartOf }).Of("asset").ReadOnly().Filter("t.part_of_id"),
		field.Date("due_back", "Due back", "due_back", func(a *Asset) *string { return &a.DueBack }).ReadOnly().Filter("t.due_back"),
		field.Text("department", "Department", "department", func(a *Asset) *string { return &a.Department }).Max(200).Filter("t.department"),
		field.Text("cost_centre", "Cost centre", "cost_centre", func(a *Asset) *string { return &a.CostCentre }).Max(100).Code().Filter("t.cost_centre"),
		field.Choice("ownership", "Ownership", "ownership", func(a *Asset) *string { return &a.Ownership }, Ownerships()...).Filter("t.ownership"),
		field.Ref(field.TypeRecord, "supplier", "Supplier", "supplier_id", func(a *Asset) *id.ID { return &a.Supplier }).Of("supplier").Filter("t.supplier_id"),
		field.Date("purchased", "Purchased", "purchased", func(a *Asset) *string { return &a.Purchased }).Filter("t.purchased"),
	}
	last := field.Set[Asset]{
		field.Text("invoice", "Invoice", "invoice", func(a *Asset) *string { return &a.Invoice }).Max(100).Code().Filter("t.invoice").Needs(PermCostView),
		field.Date("in_service", "In service since", "in_service", func(a *Asset) *string { return &a.InService }).Filter("t.in_service"),
		field.Date("warranty_end", "Warranty until", "warranty_end", func(a *Asset) *string { return &a.WarrantyEnd }).Filter("t.warranty_end"),
		field.Date("expected_end", "Expected to retire", "expected_end", func(a *Asset) *string { return &a.ExpectedEnd }).Filter("t.expected_end"),
		field.Time("seen", "Last seen", "seen_at", func(a *Asset) *clock.Time { return &a.Seen }).ReadOnly().Filter("t.seen_at"),
		field.Ref(field.TypePerson, "seen_by", "Seen by", "seen_by", func(a *Asset) *id.ID { return &a.SeenBy }).ReadOnly().Filter("t.seen_by"),
		field.Date("disposed", "Disposed of on", "disposed", func(a *Asset) *string { return &a.DisposedOn }).ReadOnly().Filter("t.disposed"),
		field.Choice("disposal_method", "Disposal", "disposal_method", func(a *Asset) *string { return &a.Disposal }, Disposals()...).ReadOnly().Filter("t.disposal_method"),
		field.Text("certificate", "Certificate of disposal", "certificate", func(a *Asset) *string { return &a.Certificate }).ReadOnly(),
		field.Text("wipe_proof", "Proof of wiping", "wipe_proof", func(a *Asset) *string { return &a.WipeProof }).ReadOnly(),
		field.Choice("criticality", "Criticality", "criticality", func(a *Asset) *string { return &a.Criticality }, Criticalities()...).Filter("t.criticality"),
	}
	cost := field.Money("cost", "Cost", "cost", func(a *Asset) *money.Amount { return &a.Cost })
	cost[0] = cost[0].Needs(PermCostView)
	return &register.Register[Asset]{Deps: d, Kind: Kind(), Table: "asset", Head: head, Names: true, View: PermView, Add: PermEdit, Edit: PermEdit,
		Scope:  actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.holder_id"}},
		Words:  func(a *Asset) string { return strings.Join([]string{a.Serial, a.Invoice, a.Department}, " ") },
		Class:  func(a *Asset) id.ID { return a.Class },
		Fields: slices.Concat(first, cost, last)}
}

// complete fills in what follows from the model, and checks what was given.
func (d *Desk) complete(tx *db.Tx, old, a *Asset) error {
	if a.Model == 0 {
		return nil // what is required is told with all the rest
	}
	if old != nil && old.Model != a.Model {
		if err := d.byModel(tx, a); err != nil {
			return err
		}
	}
	var c errs.Check
	c.Must(a.Title != "", "title", "An asset has a name; its model's will do.")
	c.Must(a.Substate == "" || slices.ContainsFunc(Substates(a.State), func(o field.Option) bool { return o.Value == a.Substate }), "substate",
		"This is not possible while it is %s.", strings.ToLower(d.assets.Kind.Flow.State(a.State).Label))
	c.Must(!after(a.Purchased, a.InService), "in_service", "This is before it was purchased.")
	c.Must(a.Cost.Sign() >= 0, "cost", "A cost is not less than nothing.")
	return c.Err()
}

// byModel takes class, name and warranty from the model.
func (d *Desk) byModel(tx *db.Tx, a *Asset) error {
	m, err := one(tx, d.models, a.Model)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("model", "There is no such model.")
	}
	if err != nil {
		return err
	}
	a.Class = m.Class
	a.Title = cmp.Or(a.Title, m.Title)
	if start := cmp.Or(a.Purchased, a.InService); a.WarrantyEnd == "" && m.Warranty > 0 && start != "" {
		from, err := calendar.ParseDate(start)
		if err != nil {
			return errs.Bad("purchased", "Enter a date such as 2026-11-22.")
		}
		a.WarrantyEnd = (civil.AddMonths(from, int(m.Warranty)) - 1).String()
	}
	return nil
}

// one reads a record of a register by its id without regard to who asks: what is taken from it was named by somebody who may.
func one[T any](tx *db.Tx, r *register.Register[T], row id.ID) (T, error) {
	list, err := r.Records().ByID(tx.Context(), tx, []id.ID{row})
	if err == nil && len(list) == 0 {
		err = errs.Absent(r.Kind.Singular)
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

// after reports whether one date lies after another; dates that are not given are not compared.
func after(a, b string) bool { return a != "" && b != "" && a > b }

// tag gives a new asset its tag: the one that was chosen, or the next of its class.
func (d *Desk) tag(tx *db.Tx, a *Asset, chosen string) error {
	if chosen = strings.ToUpper(strings.TrimSpace(chosen)); chosen != "" {
		a.Number = chosen
		return d.fits(chosen)
	}
	class, err := one(tx, d.classes, a.Class)
	if err != nil {
		return err
	}
	for { // a tag that somebody chose is passed over
		n, err := tx.Draw("tag " + class.TagPrefix)
		if err != nil {
			return err
		}
		a.Number = fmt.Sprintf("%s-%04d", class.TagPrefix, n)
		if _, err = record.RefByNumber(tx.Context(), tx, a.Number); errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// fits checks a tag that somebody chose: it is written on labels and in addresses, and is no number of another kind of record.
func (d *Desk) fits(tag string) error {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
	if len(tag) > 32 || strings.Trim(tag, letters) != "" || strings.Trim(tag, "-.") == "" {
		return errs.Bad("tag", "Use letters, digits and hyphens, at most 32, such as LT-0042.")
	}
	if prefix, _, ok := strings.Cut(tag, "-"); ok {
		for _, p := range d.assets.Room.Practices() {
			if p.Kind.Prefix == prefix && p.Kind.Key != d.assets.Kind.Key {
				return errs.Bad("tag", "%s- begins the numbers of %s; choose another tag.", prefix, p.Kind.Plural)
			}
		}
	}
	return nil
}
