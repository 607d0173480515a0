package asset

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// Class is a sort of asset, such as laptops.
type Class struct {
	record.Head
	TagPrefix   string // what tags begin with: LT in LT-0042
	DataBearing bool   // it keeps data, so that it is wiped before it leaves
	Method      string // of depreciation
	Life        int64  // months of depreciation
}

// Model is what a maker sells under one name.
type Model struct {
	record.Head
	Class     id.ID // record
	Maker     string
	Part      string // the maker's number
	EndOfLife string // date from which the maker gives no more support
	Warranty  int64  // months
	Method    string // of depreciation; the class's if ""
	Life      int64  // months of depreciation; the class's if 0
}

// Supplier is somebody whom things are bought, leased or repaired from.
type Supplier struct {
	record.Head
	CustomerNumber string
	Email          string
	Phone          string
	Website        string
	Note           string
}

// Methods returns the ways of depreciation.
func Methods() []field.Option {
	return []field.Option{{Value: string(depreciation.StraightLine), Label: "Straight line"}, {Value: string(depreciation.DecliningBalance), Label: "Declining balance"},
		{Value: string(depreciation.DoubleDeclining), Label: "Double declining"}, {Value: string(depreciation.SumOfYears), Label: "Sum of years' digits"},
		{Value: string(depreciation.Immediate), Label: "At once"}}
}

func classes(d register.Deps) *register.Register[Class] {
	head := func(c *Class) *record.Head { return &c.Head }
	return &register.Register[Class]{Deps: d, Table: "asset_class", Head: head, View: PermModelView, Add: PermModelEdit, Edit: PermModelEdit,
		Kind:  record.Kind{Key: "class", Prefix: "AC", Singular: "asset class", Plural: "asset classes", Icon: "asset", Titled: true, Minor: true, Flow: register.Kept()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(c *Class) string { return c.TagPrefix },
		Fields: field.Set[Class]{
			field.Text("tag_prefix", "Tag prefix", "tag_prefix", func(c *Class) *string { return &c.TagPrefix }).Required().Max(8).Help("What tags begin with, such as LT in LT-0042."),
			field.Boolean("data_bearing", "Keeps data", "data_bearing", func(c *Class) *bool { return &c.DataBearing }).Filter("t.data_bearing").Help("It is disposed of with a proof that it was wiped."),
			field.Choice("method", "Depreciation", "method", func(c *Class) *string { return &c.Method }, Methods()...).Filter("t.method"),
			field.Number("life", "Depreciation months", "life", func(c *Class) *int64 { return &c.Life }).Filter("t.life"),
		},
		Check: func(_ *db.Tx, _, c *Class) error {
			var e errs.Check
			c.TagPrefix = strings.ToUpper(c.TagPrefix)
			e.Must(isCode(c.TagPrefix), "tag_prefix", "Use letters and digits only, such as LT.")
			e.Must(c.Life >= 0 && c.Life <= 1200, "life", "Give the months, from 1 to 1200, or 0 for none.")
			return e.Err()
		}}
}

func models(d register.Deps) *register.Register[Model] {
	head := func(m *Model) *record.Head { return &m.Head }
	return &register.Register[Model]{Deps: d, Table: "asset_model", Head: head, View: PermModelView, Add: PermModelEdit, Edit: PermModelEdit,
		Kind:  record.Kind{Key: "model", Prefix: "MOD", Singular: "asset model", Plural: "asset models", Icon: "asset", Titled: true, Minor: true, Flow: register.Kept()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(m *Model) string { return m.Maker + " " + m.Part },
		Class: func(m *Model) id.ID { return m.Class },
		Fields: field.Set[Model]{
			field.Ref(field.TypeRecord, "class", "Class", "class_id", func(m *Model) *id.ID { return &m.Class }).Of("class").Required().Filter("t.class_id"),
			field.Text("maker", "Maker", "maker", func(m *Model) *string { return &m.Maker }).Max(200).Filter("t.maker"),
			field.Text("part", "Part number", "part", func(m *Model) *string { return &m.Part }).Max(100).Code().Filter("t.part"),
			field.Date("end_of_life", "End of life", "end_of_life", func(m *Model) *string { return &m.EndOfLife }).Filter("t.end_of_life").Help("From then on the maker gives no more support."),
			field.Number("warranty", "Warranty months", "warranty", func(m *Model) *int64 { return &m.Warranty }).Filter("t.warranty"),
			field.Choice("method", "Depreciation", "method", func(m *Model) *string { return &m.Method }, Methods()...).Help("As its class if empty."),
			field.Number("life", "Depreciation months", "life", func(m *Model) *int64 { return &m.Life }).Help("As its class if 0."),
		},
		Check: func(_ *db.Tx, _, m *Model) error {
			var e errs.Check
			e.Must(m.Warranty >= 0 && m.Warranty <= 600, "warranty", "Give the months, from 0 to 600.")
			e.Must(m.Life >= 0 && m.Life <= 1200, "life", "Give the months, from 1 to 1200, or 0 for those of its class.")
			return e.Err()
		}}
}

func suppliers(d register.Deps) *register.Register[Supplier] {
	head := func(s *Supplier) *record.Head { return &s.Head }
	return &register.Register[Supplier]{Deps: d, Table: "supplier", Head: head, View: PermSupplierView, Add: PermSupplierEdit, Edit: PermSupplierEdit,
		Kind:  record.Kind{Key: "supplier", Prefix: "SUP", Singular: "supplier", Plural: "suppliers", Icon: "supplier", Titled: true, Minor: true, Flow: register.Kept()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(s *Supplier) string { return s.CustomerNumber + " " + s.Note },
		Fields: field.Set[Supplier]{
			field.Text("customer_number", "Our customer number", "customer_number", func(s *Supplier) *string { return &s.CustomerNumber }).Max(100).Code().Filter("t.customer_number"),
			field.Text("email", "E-mail", "email", func(s *Supplier) *string { return &s.Email }).Max(200).Filter("t.email"),
			field.Text("phone", "Phone", "phone", func(s *Supplier) *string { return &s.Phone }).Max(100),
			field.Text("website", "Website", "website", func(s *Supplier) *string { return &s.Website }).Max(300),
			field.Long("note", "Note", "note", func(s *Supplier) *string { return &s.Note }).Max(5000),
		}}
}

// isCode reports one to eight letters and digits.
func isCode(s string) bool {
	return s != "" && len(s) <= 8 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
