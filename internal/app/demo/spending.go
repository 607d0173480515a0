package demo

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/requisition"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

// arrived is how many laptops have come of those that are ordered; they lie on the shelf in Leeds.
const arrived = 2

// bond is a contract of Calder and the models whose assets it covers.
type bond struct {
	title, about, option, renewal string
	cost, buyOut                  string
	begun, notice                 int // months ago; months before the end
	due                           int // days until the last day for notice, 0 for a lease
	models                        []string
	by, email                     string // who provides it
}

func bonds() []bond {
	return []bond{
		{title: "Server care, three sites", about: "maintenance", cost: "480 GBP", begun: 26, notice: 3, due: 24, renewal: "auto", models: []string{"Halden Rack R4", "Corvo Switch 48"}, by: "Halden Field Service", email: "contracts@halden.example"},
		{title: "Mobile phones", about: "telecom", cost: "265 GBP", begun: 20, notice: 1, due: 52, renewal: "auto", models: []string{"Kestrel P5"}, by: "Northline Mobile", email: "business@northline.example"},
		{title: "Halden Draw, support and updates", about: "licence", cost: "150 GBP", begun: 11, notice: 2, due: 80, renewal: "manual", by: "Halden Software", email: "licences@halden.example"},
		{title: "Printers by the page", about: "support", cost: "95 GBP", begun: 30, notice: 3, due: 210, renewal: "auto", models: []string{"Ormond Laser 450"}, by: "Ormond Print Services", email: "service@ormond.example"},
		{title: "Rugged slates", about: "lease", cost: "210 GBP", begun: 14, option: "return", buyOut: "900 GBP", models: []string{"Kestrel Slate 10 Rugged"}, by: "Wharfe Leasing", email: "desk@wharfe.example"},
	}
}

// spending is what Calder is bound to, what it repaired, and what somebody asks to have bought.
func (s *show) spending(ctx context.Context, now time.Time) error {
	hour := money.Amount{Minor: 4_200, Currency: "GBP"}
	if err := s.Finance.EditHour(actor.With(ctx, actor.OfSystem("demo")), hour); err != nil {
		return err
	}
	buyer, err := s.as(ctx, keeper, "web")
	if err != nil {
		return err
	}
	day := func(months, days int) string { return now.AddDate(0, months, days).Format("2006-01-02") }
	for _, b := range bonds() {
		if err := s.bind(buyer, b, day); err != nil {
			return err
		}
	}
	title, planned, from, to := "Hardware of the year", "60000 GBP", now.Format("2006")+"-01-01", now.Format("2006")+"-12-31"
	budget, err := s.Finance.AddBudget(buyer, finance.AddBudget{BudgetFields: finance.BudgetFields{Title: &title, From: &from, To: &to, Planned: &planned, Entity: &s.company.root}})
	if err != nil {
		return err
	}
	if err := s.repairs(buyer, day); err != nil {
		return err
	}
	if err := s.ordered(buyer, budget.ID, day); err != nil {
		return err
	}
	return s.wanted(ctx, buyer, budget.ID, day)
}

// ordered are an order of which the first laptops have come and are charged, and one that waits for its approval.
func (s *show) ordered(ctx context.Context, budget id.ID, day func(months, days int) string) error {
	var supplier, book, screen id.ID
	for name, to := range map[string]*id.ID{"Aldgate IT Supply": &supplier, "Halden Book 14": &book, "Tarn View 27": &screen} {
		if err := s.DB.QueryRow(ctx, `SELECT id FROM record WHERE kind IN ('supplier', 'model') AND title = $1`, name).Scan(to); err != nil {
			return err
		}
	}
	order := func(title, reference string, lines ...finance.NewLine) (on action.On, err error) {
		expected := day(0, 12)
		o, err := s.Finance.AddOrder(ctx, finance.AddOrder{OrderFields: finance.OrderFields{Title: &title, Supplier: &supplier, Budget: &budget, Reference: &reference, Expected: &expected, Entity: &s.company.root}})
		on.Number = o.Number
		for _, l := range lines {
			if err == nil {
				l.On = on
				_, err = s.Finance.AddLine(ctx, l)
			}
		}
		return on, err
	}
	if _, err := order("Monitors for the Porto lab", "AQ-5531", finance.NewLine{Model: screen, Quantity: 4, Price: "265 GBP"}); err != nil {
		return err
	}
	on, err := order("Laptops, second half of the year", "AQ-5467", finance.NewLine{Model: book, Quantity: 12, Price: "940 GBP"}, finance.NewLine{Model: screen, Quantity: 6, Price: "265 GBP"})
	if err != nil {
		return err
	}
	for _, do := range []func(context.Context, register.Plain) (record.Result, error){s.Finance.Approve, s.Finance.Place} {
		if _, err := do(ctx, register.Plain{On: on}); err != nil {
			return err
		}
	}
	if _, err := s.Finance.Receive(ctx, finance.Goods{On: on, Line: 1, Quantity: arrived, Serials: []string{"HB47Q0921", "HB47Q0922"}, Location: s.company.sites["Leeds"].Location}); err != nil {
		return err
	}
	_, err = s.Finance.Invoice(ctx, finance.Charge{On: on, Invoice: "GBP-20467", Line: 1, Quantity: arrived})
	return err
}

// bind puts a contract into force and ties it to what it covers.
func (s *show) bind(ctx context.Context, b bond, day func(months, days int) string) error {
	start, end, every, unit, months := day(-b.begun, 0), day(b.notice, b.due), "month", "months", int64(12)
	if b.option != "" {
		end = day(36-b.begun, -1)
	}
	notice := int64(b.notice)
	owner := s.company.people[keeper]
	supplier, err := s.Assets.AddSupplier(ctx, asset.AddSupplier{SupplierFields: asset.SupplierFields{Title: &b.by, Email: &b.email, Entity: &s.company.root}})
	if err != nil {
		return err
	}
	f := finance.ContractFields{Title: &b.title, Type: &b.about, Supplier: &supplier.ID, Start: &start, End: &end, Cost: &b.cost, Every: &every, Owner: &owner, Entity: &s.company.root}
	if b.option == "" {
		f.Notice, f.NoticeUnit, f.Renewal, f.RenewMonths = &notice, &unit, &b.renewal, &months
	} else {
		f.EndOption, f.BuyOut = &b.option, &b.buyOut
	}
	c, err := s.Finance.AddContract(ctx, finance.AddContract{ContractFields: f})
	if err != nil {
		return err
	}
	if _, err := s.Finance.Sign(ctx, register.Plain{On: action.On{Number: c.Number}}); err != nil {
		return err
	}
	link, err := s.Actions.Get("contract.link")
	if err != nil {
		return err
	}
	for _, model := range b.models {
		tags, err := s.tagsOf(ctx, model)
		if err != nil {
			return err
		}
		for _, tag := range tags {
			body, err := json.Marshal(map[string]string{"to": tag, "relation": string(record.Covers)})
			if err != nil {
				return err
			}
			if _, err := link.Do(ctx, action.JSON(body), c.Number, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// tagsOf returns the assets of a model that are in use.
func (s *show) tagsOf(ctx context.Context, model string) ([]string, error) {
	rows, err := s.DB.Query(ctx, `SELECT r.number FROM asset t JOIN record r ON r.id = t.id JOIN record m ON m.id = t.model_id WHERE m.kind = 'model' AND m.title = $1 AND t.phase < 2 ORDER BY r.number`, model)
	return db.Collect(rows, err, func(rows *sql.Rows, tag *string) error { return rows.Scan(tag) })
}

// repairs are what two years of laptops needed: the older, the more.
func (s *show) repairs(ctx context.Context, day func(months, days int) string) error {
	tags, err := s.tagsOf(ctx, "Halden Book 14")
	if err != nil {
		return err
	}
	for i, tag := range tags {
		for _, r := range []struct {
			every, months int
			cost, note    string
		}{{5, -2, "185.00 GBP", "New display"}, {4, -9, "96.50 GBP", "New battery"}, {7, -16, "41.00 GBP", "New keyboard"}} {
			if i%r.every != 2 {
				continue
			}
			if _, err := s.Upkeep.Maintain(ctx, upkeep.Maintain{On: action.On{Number: tag}, Type: "repair", Start: day(r.months, -i%20), Cost: r.cost, Note: r.note, Downtime: 180}); err != nil {
				return err
			}
		}
	}
	return nil
}

// wanted is a requisition that waits for somebody to decide.
func (s *show) wanted(ctx, buyer context.Context, budget id.ID, day func(months, days int) string) error {
	lead, err := s.as(ctx, "samir.haddad", "web")
	if err != nil {
		return err
	}
	var model id.ID
	if err := s.DB.QueryRow(ctx, `SELECT id FROM record WHERE kind = 'model' AND title = $1`, "Halden Book 14").Scan(&model); err != nil {
		return err
	}
	title, why, needed := "Three laptops for the new shift", "Three people start in the torque cell in January, and the loan pool is empty.", day(1, 5)
	r, err := s.Wanted.Add(lead, requisition.Add{Fields: requisition.Fields{Title: &title, Why: &why, Needed: &needed, Entity: &s.company.root}})
	if err != nil {
		return err
	}
	on := action.On{Number: r.Number}
	if _, err := s.Wanted.AddLine(lead, requisition.NewLine{On: on, Model: model, Quantity: 3, Price: "940 GBP"}); err != nil {
		return err
	}
	if _, err := s.Wanted.Edit(buyer, requisition.Edit{On: on, Fields: requisition.Fields{Budget: &budget}}); err != nil {
		return err
	}
	_, err = s.Wanted.Submit(lead, register.Plain{On: on})
	return err
}
