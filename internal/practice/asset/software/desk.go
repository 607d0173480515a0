package software

import (
	"database/sql"
	"maps"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
	"github.com/fettle-itsm/fettle/internal/practice/asset/lifecycle"
	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

// The permissions on products and the rights to use them.
const (
	PermView actor.Permission = "licence.view"
	PermEdit actor.Permission = "licence.edit"
)

// Permissions returns every permission on software.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit} }

// Product is a program of a publisher, whatever its version.
type Product struct {
	record.Head
	Publisher   string
	Key         string // of product.Product
	CoreMinimum int64  // cores that each device counts at least
	Team        id.ID  // who takes back what is not used; 0 for whoever keeps assets
	Note        string
}

// Entitlement is a right to use a product.
type Entitlement struct {
	record.Head
	Product   id.ID // record
	Contract  id.ID // record
	Metric    string
	Quantity  int64
	Start     string // date
	End       string // last day
	Version   string
	UpgradeTo string
	Downgrade bool
	UnitCost  money.Amount
}

// Desk holds the verbs on products and entitlements, and answers what is installed and owned.
type Desk struct {
	products     *register.Register[Product]
	entitlements *register.Register[Entitlement]
	rules        *register.Register[Rule]
	claims       *register.Register[Claim]
	reclaims     *setting.Value[Reclaiming]
	ends         *lifecycle.Catalogue
}

// New returns the desk.
func New(deps register.Deps) *Desk {
	return &Desk{products: products(deps), entitlements: entitlements(deps), rules: rules(deps), claims: claims(deps), reclaims: reclaimSetting(), ends: lifecycle.New()}
}

// Practices describes products and entitlements to the faces.
func (d *Desk) Practices() []desk.Practice {
	products := d.products.Practice(d.productActions()...)
	products.Parts = append(products.Parts, d.position(), d.reclaim())
	return []desk.Practice{products, d.entitlements.Practice(d.entitlementActions()...), d.rules.Practice(d.ruleActions()...), d.claims.Practice(d.claimActions()...)}
}

// Metrics returns what an entitlement may count.
func Metrics() []field.Option {
	return []field.Option{{Value: string(licence.PerUser), Label: "Per user"}, {Value: string(licence.PerDevice), Label: "Per device"}, {Value: string(licence.PerCore), Label: "Per core"},
		{Value: string(licence.Concurrent), Label: "Concurrent use"}, {Value: string(licence.Site), Label: "Site"}, {Value: string(licence.Subscription), Label: "Subscription"},
		{Value: string(licence.Free), Label: "Free"}, {Value: string(licence.Trial), Label: "Trial"}}
}

func products(d register.Deps) *register.Register[Product] {
	head := func(p *Product) *record.Head { return &p.Head }
	return &register.Register[Product]{Deps: d, Table: "software_product", Head: head, View: PermView, Add: PermEdit, Edit: PermEdit,
		Kind:  record.Kind{Key: "software_product", Prefix: "SWP", Singular: "software product", Plural: "software products", Icon: "app", Titled: true, Flow: register.Kept()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(p *Product) string { return p.Publisher },
		Fields: field.Set[Product]{
			field.Text("publisher", "Publisher", "publisher", func(p *Product) *string { return &p.Publisher }).Max(200).Filter("t.publisher"),
			field.Text("product_key", "Recognised as", "product_key", func(p *Product) *string { return &p.Key }).ReadOnly().Code(),
			field.Number("core_minimum", "Cores at least", "core_minimum", func(p *Product) *int64 { return &p.CoreMinimum }).Help("How many cores each device counts at least where licences are per core."),
			field.Ref(field.TypeTeam, "looked_after_by", "Looked after by", "team_id", func(p *Product) *id.ID { return &p.Team }).Filter("t.team_id").Help("The team that takes back seats which nobody uses."),
			field.Long("note", "Note", "note", func(p *Product) *string { return &p.Note }).Max(5000),
		},
		Check: func(_ *db.Tx, _, p *Product) error {
			var e errs.Check
			e.Must(p.CoreMinimum >= 0 && p.CoreMinimum <= 1024, "core_minimum", "Give a number of cores from 0 to 1024.")
			if p.Key == "" { // whatever it is called later, by this it is recognised
				n := product.Normalise(p.Title, p.Publisher, "")
				e.Must(n.Name != "", "title", "Give the name of the product without its version.")
				p.Key = n.Key()
			}
			return e.Err()
		}}
}

func entitlements(d register.Deps) *register.Register[Entitlement] {
	head := func(e *Entitlement) *record.Head { return &e.Head }
	first := field.Set[Entitlement]{
		field.Ref(field.TypeRecord, "product", "Product", "product_id", func(e *Entitlement) *id.ID { return &e.Product }).Of("software_product").Required().Filter("t.product_id"),
		field.Ref(field.TypeRecord, "contract", "Contract", "contract_id", func(e *Entitlement) *id.ID { return &e.Contract }).Of("contract").Filter("t.contract_id"),
		field.Choice("metric", "Counts", "metric", func(e *Entitlement) *string { return &e.Metric }, Metrics()...).Required().Filter("t.metric"),
		field.Number("quantity", "Quantity", "quantity", func(e *Entitlement) *int64 { return &e.Quantity }).Filter("t.quantity"),
		field.Date("start", "From", "start_on", func(e *Entitlement) *string { return &e.Start }).Filter("t.start_on"),
		field.Date("end", "Until", "end_on", func(e *Entitlement) *string { return &e.End }).Filter("t.end_on").Help("The last day; for ever if empty."),
		field.Text("release", "Release", "version", func(e *Entitlement) *string { return &e.Version }).Max(100).Help("The release it was bought for; any if empty."),
		field.Text("upgrade_to", "Upgrade up to", "upgrade_to", func(e *Entitlement) *string { return &e.UpgradeTo }).Max(100),
		field.Boolean("downgrade", "Older releases too", "downgrade", func(e *Entitlement) *bool { return &e.Downgrade }),
	}
	cost := field.Money("unit_cost", "Cost of one", "unit_cost", func(e *Entitlement) *money.Amount { return &e.UnitCost })
	return &register.Register[Entitlement]{Deps: d, Table: "entitlement", Head: head, View: PermView, Add: PermEdit, Edit: PermEdit,
		Kind:   record.Kind{Key: "entitlement", Prefix: "ENT", Singular: "entitlement", Plural: "entitlements", Icon: "key", Titled: true, Minor: true, Flow: register.Kept()},
		Scope:  actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words:  func(*Entitlement) string { return "" },
		Fields: slices.Concat(first, cost),
		Check: func(_ *db.Tx, _, v *Entitlement) error {
			var e errs.Check
			e.Must(v.Quantity >= 0 && v.Quantity <= 1e9, "quantity", "Give a number that is not less than 0.")
			e.Must(v.Start == "" || v.End == "" || v.Start <= v.End, "end", "This is before it begins.")
			e.Must(v.UnitCost.Sign() >= 0, "unit_cost", "A cost is not less than nothing.")
			return e.Err()
		}}
}

// ensure makes the products that are not known yet.
func (d *Desk) ensure(tx *db.Tx, found map[string]product.Product) error {
	keys := slices.Sorted(maps.Keys(found))
	known := map[string]bool{}
	for part := range slices.Chunk(keys, 500) {
		args := &db.Args{}
		rows, err := tx.Query(tx.Context(), "SELECT product_key FROM software_product WHERE product_key IN "+db.List(args, part), args.Values()...)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
		if err != nil {
			return err
		}
		for _, k := range list {
			known[k] = true
		}
	}
	for _, k := range keys {
		if known[k] {
			continue
		}
		p := found[k]
		_, err := d.products.CreateIn(tx, struct{}{}, func(_ *db.Tx, v *Product) error {
			v.Title, v.Publisher, v.Key = p.Name, p.Publisher, k
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
