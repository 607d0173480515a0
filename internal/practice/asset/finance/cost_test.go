package finance_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

func amount(s string) money.Amount { return money.Must(money.Parse(s)) }

func written(list []finance.Expense) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.For+" "+e.Amount.String())
	}
	return out
}

func TestTheTotalCostIsTheSumOfItsPartsInEachCurrency(t *testing.T) {
	year := term.Terms{Start: day(2027, 1, 1), End: day(2027, 12, 31), Renewal: term.Never}
	for name, c := range map[string]struct {
		o    finance.Ownership
		on   calendar.Date
		want []string
	}{
		"nothing":         {finance.Ownership{}, day(2027, 1, 1), nil},
		"a purchase":      {finance.Ownership{Purchase: amount("1800 EUR")}, day(2027, 1, 1), []string{"purchase 1800.00 EUR", "total 1800.00 EUR"}},
		"repairs":         {finance.Ownership{Maintenance: []money.Amount{amount("100 EUR"), {}, amount("20.50 EUR"), amount("30 USD")}}, day(2027, 1, 1), []string{"maintenance 120.50 EUR", "maintenance 30.00 USD", "total 120.50 EUR", "total 30.00 USD"}},
		"90 minutes":      {finance.Ownership{Minutes: 90, Hour: amount("60 EUR")}, day(2027, 1, 1), []string{"work 90.00 EUR", "total 90.00 EUR"}},
		"unpriced work":   {finance.Ownership{Minutes: 90}, day(2027, 1, 1), nil},
		"half a year":     {finance.Ownership{Covers: []finance.Cover{{Terms: year, Cost: term.Cost{Amount: amount("1200 EUR"), Every: 12}, Of: 1}}}, day(2027, 6, 30), []string{"contracts 600.00 EUR", "total 600.00 EUR"}},
		"from April on":   {finance.Ownership{From: day(2027, 4, 1), Covers: []finance.Cover{{Terms: year, Cost: term.Cost{Amount: amount("1200 EUR"), Every: 12}, Of: 1}}}, day(2027, 6, 30), []string{"contracts 300.00 EUR", "total 300.00 EUR"}},
		"the first of 3":  {finance.Ownership{Covers: []finance.Cover{{Terms: year, Cost: term.Cost{Amount: amount("100 EUR"), Every: 1}, Of: 3}}}, day(2027, 1, 31), []string{"contracts 33.34 EUR", "total 33.34 EUR"}},
		"the last of 3":   {finance.Ownership{Covers: []finance.Cover{{Terms: year, Cost: term.Cost{Amount: amount("100 EUR"), Every: 1}, Nth: 2, Of: 3}}}, day(2027, 1, 31), []string{"contracts 33.33 EUR", "total 33.33 EUR"}},
		"after its end":   {finance.Ownership{Covers: []finance.Cover{{Terms: year, Cost: term.Cost{Amount: amount("100 EUR"), Every: 1}, Of: 1}}}, day(2030, 1, 31), []string{"contracts 1200.00 EUR", "total 1200.00 EUR"}},
		"before it began": {finance.Ownership{Covers: []finance.Cover{{Terms: year, Cost: term.Cost{Amount: amount("100 EUR"), Every: 1}, Of: 1}}}, day(2026, 1, 31), []string{"contracts 0.00 EUR", "total 0.00 EUR"}},
	} {
		got, err := c.o.Total(c.on)
		if diff := cmp.Diff(c.want, written(got)); diff != "" || err != nil {
			t.Errorf("%s: %s %v", name, diff, err)
		}
	}
}

func TestMaintenanceIsWrittenDownAndChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		w.must(w.Maintain(w.all(), finance.Maintain{On: on(a), Type: "repair", Supplier: w.supplier, Cost: "120 EUR", Downtime: 90, Start: "2026-03-01", End: "2026-03-02"}))
		if told := w.told(a.Number); told[len(told)-1] != "changed maintenance from none to “Repair, 120.00 EUR”" {
			t.Errorf("%v", told)
		}
		for key, in := range map[string]finance.Maintain{
			"type": {}, "end": {Type: "test", Start: "2026-03-02", End: "2026-03-01"}, "cost": {Type: "test", Cost: "12"}, "downtime": {Type: "test", Downtime: -1}, "supplier": {Type: "test", Supplier: w.laptop},
			"ticket": {Type: "test", Ticket: "INC-999"}, "start": {Type: "test", Start: "soon"},
		} {
			in.On = on(a)
			if _, err := w.Maintain(w.all(), in); wrong(err) != key {
				t.Errorf("a wrong %s: %v", key, err)
			}
		}
		view := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.All}})
		if _, err := w.Maintain(view, finance.Maintain{On: on(a), Type: "test"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may see only: %v", err)
		}
		v, err := w.room.Find(view, a.Number)
		if err != nil {
			t.Fatal(err)
		}
		part := w.AssetParts()[2]
		answer, err := part.Read(view, v, nil)
		if err != nil {
			t.Fatal(err)
		}
		if rows := part.Table(answer).Rows; len(rows) != 1 || rows[0][5].Text != "120.00 EUR" || rows[0][6].Text != "90 min" || rows[0][3].Ref != 0 {
			t.Errorf("with a supplier that is not seen: %+v", rows)
		}
	})
}

func TestAnAssetBearsItsPurchaseRepairsContractsAndTickets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, other := w.owned("1800 EUR"), w.owned("900 EUR")
		w.must(w.Maintain(w.all(), finance.Maintain{On: on(a), Type: "repair", Cost: "120 EUR", Start: "2026-03-01"}))
		f := support()
		f.Start, f.End = ptr("2026-01-01"), ptr("2026-12-31") // 100 euros a month for two assets
		c := w.contract(f)
		if err := w.EditHour(w.all(), amount("60 EUR")); err != nil {
			t.Fatal(err)
		}
		err := w.db.Write(w.all(), func(tx *db.Tx) error {
			for _, to := range []record.Ref{a.Ref, other.Ref} {
				if err := record.Connect(tx, c.Ref, to, record.Covers, false, w.ana); err != nil {
					return err
				}
			}
			return w.work(tx, a.ID, 45)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.Cost(w.all(), a.Number, day(2026, 11, 30))
		// the laptop was bought on 10 January: 22 of 31 days of that month and ten more months, 1,070.97 euros for both
		want := []string{"purchase 1800.00 EUR", "maintenance 120.00 EUR", "contracts 535.49 EUR", "work 45.00 EUR", "total 2500.49 EUR"}
		if diff := cmp.Diff(want, written(got)); diff != "" || err != nil {
			t.Error(diff, err)
		}
		view := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.All}})
		got, err = w.Cost(view, a.Number, day(2026, 11, 30))
		if diff := cmp.Diff([]string{"purchase 1800.00 EUR", "maintenance 120.00 EUR", "total 1920.00 EUR"}, written(got)); diff != "" || err != nil {
			t.Error("who sees neither contracts nor incidents:", diff, err)
		}
		if got, err := w.Cost(w.all(), a.Number, day(2026, 1, 9)); err != nil || len(got) != 2 || !got[1].Amount.IsZero() {
			t.Errorf("before it was bought: %v, %v", written(got), err)
		}
	})
}

// work books time on an incident that is linked with an asset.
func (w *world) work(tx *db.Tx, asset id.ID, minutes int64) error {
	work := tx.NewID()
	if _, err := tx.Exec(`INSERT INTO record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at) VALUES ($1, 'incident', 'INC-7', 'x', 'new', 0, $2, 1, $3, 0, $3, 0)`,
		work, w.root, tx.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO ticket (id, kind, entity_id, phase, requester_id, team_id, assignee_id, priority, channel, category_id, location_id, service_id, parent_id, merged_into_id, hold_reason,
		hold_until, due_at, responded_at, resolved_at, closed_at, updated_at, reopened, reassigned, spent) VALUES ($1, 'incident', $2, 0, 0, 0, 0, 3, 'phone', 0, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, $3, 0, 0, 0)`,
		work, w.root, tx.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO spent_time (id, record_id, person_id, minutes, at, note) VALUES ($1, $2, $3, $4, $5, '')`, tx.NewID(), work, w.ana, minutes, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO record_link (from_id, to_id, relation, created_at, created_by) VALUES ($1, $2, 'affected_by', $3, 0)`, work, asset, tx.Now())
	return err
}
