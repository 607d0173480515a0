package cost_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
)

func amount(s string) money.Amount { return money.Must(money.Parse(s)) }

// owned adds a laptop that was bought on a day.
func (w *world) owned(price, bought string, more ...func(*asset.Fields)) record.Result {
	w.t.Helper()
	f := asset.Fields{Model: &w.laptop, Cost: &price, Purchased: &bought}
	for _, m := range more {
		m(&f)
	}
	return w.must(w.assets.Add(w.all(), asset.Add{Fields: f}))
}

// contract puts a contract of so much a month into force that covers assets.
func (w *world) contract(price, start, end string, covers ...record.Ref) {
	w.t.Helper()
	about, every := "maintenance", "month"
	c := w.must(w.finance.AddContract(w.all(), finance.AddContract{ContractFields: finance.ContractFields{Title: ptr("Care"), Type: &about, Start: &start, End: &end, Cost: &price, Every: &every}}))
	if _, err := w.finance.Sign(w.all(), plain(c)); err != nil {
		w.t.Fatal(err)
	}
	w.write(func(tx *db.Tx) error {
		for _, to := range covers {
			if err := record.Connect(tx, c.Ref, to, record.Covers, false, w.ana); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.all(), f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) repair(a record.Result, price, start string) {
	w.t.Helper()
	w.must(w.upkeep.Maintain(w.all(), upkeep.Maintain{On: on(a), Type: "repair", Cost: price, Start: start}))
}

// some is Bo with some permissions.
func (w *world) some(list ...actor.Permission) actor.Actor {
	g := actor.Grants{}
	for _, p := range list {
		g[p] = actor.All
	}
	return actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: g}
}

func items(b cost.Bill) []string {
	var out []string
	for _, e := range b.Items {
		line := e.For + " " + e.Amount.String() + ", a month " + e.Monthly.String()
		if e.Class != nil {
			line += " of " + e.Class.String()
		}
		out = append(out, line)
	}
	return out
}

// The laptop was bought on 10 January: of the 1,100 euros of the contract until November nothing was there for nine days, 29.03; the rest,
// 1,070.97, is for two. Eleven calendar months; the class has 22 and cost 1,800 + 900 + 120 + 1,070.97 + 45 = 3,935.97.
func TestAnAssetBearsItsPurchaseRepairsContractsAndTickets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, other := w.owned("1800 EUR", "2026-01-10"), w.owned("900 EUR", "2026-01-10")
		w.repair(a, "120 EUR", "2026-03-01")
		w.contract("100 EUR", "2026-01-01", "2026-12-31", a.Ref, other.Ref)
		if err := w.finance.EditHour(w.all(), amount("60 EUR")); err != nil {
			t.Fatal(err)
		}
		w.write(func(tx *db.Tx) error { return w.work(tx, a.ID, 45) })
		got, err := w.Asset(w.all(), a.Number, day("2026-11-30"))
		want := []string{"purchase 1800.00 EUR, a month 163.64 EUR", "maintenance 120.00 EUR, a month 10.91 EUR", "contracts 535.49 EUR, a month 48.68 EUR", "work 45.00 EUR, a month 4.09 EUR",
			"total 2500.49 EUR, a month 227.32 EUR of 178.91 EUR"}
		if diff := cmp.Diff(want, items(got)); diff != "" || err != nil || got.Months != 11 || got.Replace != nil || len(got.Uncounted) > 0 {
			t.Errorf("%s %+v %v", diff, got, err)
		}
		less := actor.With(t.Context(), w.some(asset.PermView, asset.PermCostView))
		got, err = w.Asset(less, a.Number, day("2026-11-30"))
		want = []string{"purchase 1800.00 EUR, a month 163.64 EUR", "maintenance 120.00 EUR, a month 10.91 EUR", "total 1920.00 EUR, a month 174.55 EUR of 128.18 EUR"}
		if diff := cmp.Diff(want, items(got)); diff != "" || err != nil || !slices.Equal(got.Uncounted, []string{"contracts", "work"}) {
			t.Errorf("who sees neither contracts nor incidents: %s %+v %v", diff, got, err)
		}
		if got, err := w.Asset(w.all(), a.Number, day("2026-01-09")); err != nil || len(got.Items) != 0 {
			t.Errorf("before it was bought: %v, %v", items(got), err)
		}
		for who, ctx := range map[string]actor.Actor{"without the right to see costs": w.some(asset.PermView), "without the right to see assets": w.some(asset.PermCostView)} {
			if _, err := w.Asset(actor.With(t.Context(), ctx), a.Number, day("2026-11-30")); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
}

// Bought for 900 euros; the full years cost 0, 300 and 600 besides: 900, 600, 600 a year. Two years are the earlier of the cheapest ages.
func TestAnAssetSaysWhenReplacingItBecomesCheaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("900 EUR", "2023-02-28")
		w.repair(a, "300 EUR", "2024-02-28")
		w.repair(a, "600 EUR", "2025-12-01")
		w.repair(a, "5000 EUR", "2026-03-01") // of the year that is not over
		w.repair(a, "70 USD", "2024-03-01")   // of another currency
		got, err := w.Asset(w.all(), a.Number, day("2026-11-22"))
		if want := (&cost.Replacement{After: "2025-02-27", Years: 2, Average: amount("600 EUR")}); !cmp.Equal(got.Replace, want) || err != nil {
			t.Errorf("%+v, %v", got.Replace, err)
		}
		if got, err := w.Asset(w.all(), a.Number, day("2025-02-26")); err != nil || got.Replace != nil {
			t.Errorf("before two years are over: %+v, %v", got.Replace, err)
		}
		rent := w.owned("900 EUR", "2023-02-28", func(f *asset.Fields) { f.Ownership = ptr("leased") })
		if got, err := w.Asset(w.all(), rent.Number, day("2026-11-22")); err != nil || got.Replace != nil || len(got.Items) != 0 {
			t.Errorf("what was not bought: %+v, %v", got, err)
		}
	})
}

func lines(list []cost.CostLine) []string {
	var out []string
	for _, l := range list {
		out = append(out, strings.Join([]string{l.Name, l.Total.String(), l.Purchase.Decimal(), l.Maintenance.Decimal(), l.Contracts.Decimal(), l.Work.Decimal(), "month " + l.Monthly.Decimal()}, " | "))
	}
	return out
}

func TestTheReportPutsTogetherWhatTheReaderMaySeeInEachCurrency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.owned("1800 EUR", "2026-01-10"), w.owned("500 USD", "2026-06-01")
		w.owned("1000 EUR", "2027-01-01") // not yet
		w.owned("300 EUR", "2026-11-01", func(f *asset.Fields) { f.Entity = &w.far })
		w.repair(b, "20 EUR", "2026-07-01")
		w.must(w.assets.Issue(w.all(), asset.Handover{On: on(a), Person: w.bo}))
		w.contract("100 EUR", "2026-11-01", "2026-12-31", a.Ref, b.Ref)
		if err := w.finance.EditHour(w.all(), amount("60 EUR")); err != nil {
			t.Fatal(err)
		}
		w.write(func(tx *db.Tx) error {
			if err := w.work(tx, a.ID, 60); err != nil { // one ticket that is about both
				return err
			}
			_, err := tx.Exec(`INSERT INTO record_link (from_id, to_id, relation, created_at, created_by) SELECT from_id, $2, relation, 0, 0 FROM record_link WHERE to_id = $1 AND relation = 'affected_by'`, a.ID, b.ID)
			return err
		})
		ask := cost.Ask{By: cost.Class, At: day("2026-11-30")}
		for _, tt := range []struct {
			by   cost.By
			sort string
			want []string
		}{
			// months: 11 and 1 of those bought in euros, 6 of the one in dollars
			{cost.Class, "", []string{"Laptop | 2280.00 EUR | 2100.00 | 20.00 | 100.00 | 60.00 | month 190.00", "Laptop | 500.00 USD | 500.00 | 0.00 | 0.00 | 0.00 | month 83.33"}},
			{cost.Person, "", []string{"bo | 1910.00 EUR | 1800.00 | 0.00 | 50.00 | 60.00 | month 173.64", " | 430.00 EUR | 300.00 | 20.00 | 50.00 | 60.00 | month 430.00", " | 500.00 USD | 500.00 | 0.00 | 0.00 | 0.00 | month 83.33"}},
			{cost.Entity, "name", []string{"Calder Instruments | 1980.00 EUR | 1800.00 | 20.00 | 100.00 | 60.00 | month 180.00", "Calder Instruments | 500.00 USD | 500.00 | 0.00 | 0.00 | 0.00 | month 83.33", "Porto | 300.00 EUR | 300.00 | 0.00 | 0.00 | 0.00 | month 300.00"}},
			{cost.Model, "total", []string{"ThinkPad X1 | 2280.00 EUR | 2100.00 | 20.00 | 100.00 | 60.00 | month 190.00", "ThinkPad X1 | 500.00 USD | 500.00 | 0.00 | 0.00 | 0.00 | month 83.33"}},
		} {
			ask.By, ask.Sort = tt.by, tt.sort
			r, err := w.Report(w.all(), ask)
			if diff := cmp.Diff(tt.want, lines(r.Lines)); diff != "" || err != nil {
				t.Errorf("by %s: %s %v", tt.by, diff, err)
			}
		}
		near := w.some(asset.PermCostView)
		near.Grants[asset.PermView] = actor.Own
		near.ID = w.bo
		ask.By, ask.Sort = cost.Class, ""
		r, err := w.Report(actor.With(t.Context(), near), ask)
		if err != nil || len(r.Lines) != 1 || r.Lines[0].Total.String() != "1800.00 EUR" || r.Lines[0].Assets != 1 {
			t.Errorf("what Bo holds: %v %v", lines(r.Lines), err)
		}
		if _, err := w.Report(actor.With(t.Context(), w.some(asset.PermView)), ask); !errs.Is(err, errs.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		page, next, err := w.Collection().Read(w.all(), url.Values{"by": {"class"}, "limit": {"1"}})
		if r, ok := page.(cost.CostReport); !ok || len(r.Lines) != 1 || next != "1" || err != nil {
			t.Errorf("a page: %+v %q %v", page, next, err)
		}
		for _, q := range []url.Values{{"by": {"colour"}}, {"sort": {"colour"}}, {"at": {"soon"}}, {"limit": {"x"}}, {"after": {"x"}}} {
			if _, _, err := w.Collection().Read(w.all(), q); !errs.Is(err, errs.Invalid) {
				t.Errorf("%v: %v", q, err)
			}
		}
	})
}

// The costs of the assets of a class sum to those of the class when no ticket is about two of them.
func TestTheCostsOfAssetsSumToThoseOfTheirClass(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var list []record.Result
		var refs []record.Ref
		for i, bought := range []string{"2025-12-31", "2026-02-11", "2026-02-28", "2026-07-01", "2026-07-02", "2026-11-30"} {
			r := w.owned(money.Amount{Minor: int64(10001 + 7*i), Currency: "EUR"}.String(), bought)
			list, refs = append(list, r), append(refs, r.Ref)
			w.repair(r, "10.01 EUR", "2026-11-30")
		}
		w.contract("99.97 EUR", "2025-05-05", "2026-12-31", refs...)
		w.contract("33.33 EUR", "2026-03-05", "2026-12-31", refs[2:]...)
		var sum money.Sums
		for _, r := range list {
			b, err := w.Asset(w.all(), r.Number, day("2026-11-30"))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range b.Items {
				if e.For == cost.Total {
					if err := sum.Add(e.Amount); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		r, err := w.Report(w.all(), cost.Ask{By: cost.Class, At: day("2026-11-30")})
		if err != nil || len(r.Lines) != 1 || r.Lines[0].Total != sum.Of("EUR") {
			t.Errorf("%v, not %v (%v)", lines(r.Lines), sum.All(), err)
		}
	})
}
