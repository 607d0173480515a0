package finance_test

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// owned adds a laptop of the class's 36 months that is in service since January 2026.
func (w *world) owned(cost string) record.Result {
	w.t.Helper()
	return w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop, Cost: &cost, Purchased: ptr("2026-01-10"), InService: ptr("2026-01-15")}}))
}

func day(y int, m time.Month, d int) calendar.Date { return calendar.NewDate(y, m, d) }

func (w *world) worth(number, book string, on calendar.Date) string {
	w.t.Helper()
	v, err := w.Value(w.all(), number, book, on)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Value.String()
}

// 1,800 euros over 36 months are 50 euros a month, taken on the last day of each.
func TestTheValueOfAnAssetFollowsFromItsClassAtAnyDate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		for on, want := range map[calendar.Date]string{
			day(2026, 1, 9): "0.00 EUR", day(2026, 1, 10): "1800.00 EUR", day(2026, 1, 30): "1800.00 EUR", day(2026, 1, 31): "1750.00 EUR", day(2026, 12, 31): "1200.00 EUR",
			day(2028, 11, 30): "50.00 EUR", day(2028, 12, 31): "0.00 EUR", day(2040, 1, 1): "0.00 EUR",
		} {
			if got := w.worth(a.Number, "", on); got != want {
				t.Errorf("on %v it is %s, not %s", on, got, want)
			}
		}
		months, err := w.Forecast(w.all(), a.Number, "tax", day(2028, 11, 22), 3)
		want := []string{"2028-11 50.00 EUR 50.00 EUR", "2028-12 50.00 EUR 0.00 EUR", "2029-01 0.00 EUR 0.00 EUR"}
		var got []string
		for _, m := range months {
			got = append(got, m.Month+" "+m.Charge.String()+" "+m.Closing.String())
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		rent := w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop, Cost: ptr("100 EUR"), Ownership: ptr("leased"), InService: ptr("2026-01-01")}}))
		free := w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop}}))
		for _, r := range []record.Result{rent, free} {
			if v, err := w.Value(w.all(), r.Number, "", day(2026, 11, 22)); err != nil || !v.Value.IsZero() || v.Method != "" && r.ID == free.ID {
				t.Errorf("%s: %+v, %v", r.Number, v, err)
			}
		}
		if _, err := w.Value(w.all(), a.Number, "nonsense", day(2026, 1, 1)); wrong(err) != "book" {
			t.Errorf("another book: %v", err)
		}
		nobody := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{asset.PermView: actor.Own, asset.PermCostView: actor.All}})
		if _, err := w.Value(nobody, a.Number, "", day(2026, 1, 1)); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if list, err := w.Totals(nobody, "", day(2026, 1, 31)); err != nil || len(list) != 0 {
			t.Errorf("the sum of what is not seen: %v, %v", list, err)
		}
	})
}

// In the second book laptops have 12 months and 10 % are left: (1,800 - 180) / 12 = 135 a month.
func TestTheTwoBooksHaveTheirOwnRules(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		small := w.owned("250 EUR")
		b := depreciation.DefaultBooks()
		b[1].Name, b[1].Salvage, b[1].Classes = "us-gaap", 10, []depreciation.Rule{{Class: "lt", Method: depreciation.StraightLine, Life: 12}}
		b[0].LowValue = money.Must(money.Parse("250 EUR"))
		if err := w.EditBooks(w.all(), b); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(2 * time.Second)
		for book, want := range map[string]string{"accounts": "1500.00 EUR", "US-GAAP": "990.00 EUR"} {
			if got := w.worth(a.Number, book, day(2026, 6, 30)); got != want {
				t.Errorf("%s holds %s, not %s", book, got, want)
			}
		}
		if got := w.worth(small.Number, "", day(2026, 1, 15)); got != "0.00 EUR" {
			t.Errorf("of low value it is still worth %s", got)
		}
		bad := b
		bad[1].Name = "Accounts"
		if err := w.EditBooks(w.all(), bad); wrong(err) != "name" {
			t.Errorf("two books with one name: %v", err)
		}
		view := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Grants: actor.Grants{asset.PermView: actor.All, asset.PermCostView: actor.All}})
		if err := w.EditBooks(view, b); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may not change settings: %v", err)
		}
	})
}

// Lost in July, after six months of 50 euros, the remaining 1,500 are written down; what is found again is not written up. An asset that
// is disposed of leaves the book on that day.
func TestWhatIsLostIsWrittenDownAndWhatIsDisposedOfLeavesTheBooks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.clock.Set(time.Date(2026, 7, 10, 10, 0, 0, 0, time.UTC))
		lost, gone := w.owned("1800 EUR"), w.owned("3600 EUR")
		w.must(w.assets.Lose(w.all(), asset.Lose{On: on(lost), How: "stolen", Reason: "From a train"}))
		w.clock.Set(time.Date(2026, 9, 20, 10, 0, 0, 0, time.UTC))
		w.must(w.assets.Find(w.all(), asset.Back{On: on(lost)}))
		w.must(w.assets.Retire(w.all(), asset.Retire{On: on(gone), How: "recycled"}))
		w.must(w.assets.Dispose(w.all(), asset.Dispose{On: on(gone), Method: "recycled", Certificate: "C-1"}))
		for _, c := range []struct {
			number string
			on     calendar.Date
			want   string
		}{
			{lost.Number, day(2026, 7, 9), "1500.00 EUR"}, {lost.Number, day(2026, 7, 10), "0.00 EUR"}, {lost.Number, day(2026, 10, 1), "0.00 EUR"},
			{gone.Number, day(2026, 9, 19), "2800.00 EUR"}, {gone.Number, day(2026, 9, 20), "0.00 EUR"},
		} {
			if got := w.worth(c.number, "", c.on); got != c.want {
				t.Errorf("%s on %v: %s, not %s", c.number, c.on, got, c.want)
			}
		}
		list, err := w.Journal(w.all(), "", day(2026, 7, 1), day(2026, 9, 30))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := depreciation.WriteCSV(&out, list); err != nil {
			t.Fatal(err)
		}
		want := `Date,Asset,Book,Kind,Debit,Credit,Amount,Currency
2026-07-10,LT-0001,accounts,impairment,Impairment losses,Accumulated depreciation,1500.00,EUR
2026-07-31,LT-0002,accounts,depreciation,Depreciation,Accumulated depreciation,100.00,EUR
2026-08-31,LT-0002,accounts,depreciation,Depreciation,Accumulated depreciation,100.00,EUR
2026-09-20,LT-0002,accounts,disposal,Accumulated depreciation,Assets at cost,800.00,EUR
2026-09-20,LT-0002,accounts,disposal,Losses on disposals,Assets at cost,2800.00,EUR
`
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Error(diff)
		}
		if _, err := w.Journal(w.all(), "", day(2026, 7, 1), day(2026, 6, 30)); wrong(err) != "to" {
			t.Errorf("backwards: %v", err)
		}
	})
}

// What was bought and never put into service is not depreciated; its whole cost is written down when it goes missing, and leaves the books
// when it is disposed of, as a loss or against what was written down.
func TestWhatIsLostBeforeItWasUsedIsWrittenDownWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boxed := func() record.Result {
			return w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop, Cost: ptr("900 EUR"), Purchased: ptr("2026-06-01")}}))
		}
		w.clock.Set(time.Date(2026, 7, 10, 10, 0, 0, 0, time.UTC))
		lost, gone, both := boxed(), boxed(), boxed()
		boxed()
		for _, r := range []record.Result{lost, both} {
			w.must(w.assets.Lose(w.all(), asset.Lose{On: on(r), How: "lost", Reason: "Not in the cupboard"}))
		}
		w.clock.Set(time.Date(2026, 9, 20, 10, 0, 0, 0, time.UTC))
		for _, r := range []record.Result{gone, both} {
			w.must(w.assets.Retire(w.all(), asset.Retire{On: on(r), How: "recycled"}))
			w.must(w.assets.Dispose(w.all(), asset.Dispose{On: on(r), Method: "recycled", Certificate: "C-1"}))
		}
		for _, c := range []struct {
			number string
			on     calendar.Date
			want   string
		}{
			{lost.Number, day(2026, 5, 31), "0.00 EUR"}, {lost.Number, day(2026, 7, 9), "900.00 EUR"}, {lost.Number, day(2026, 7, 10), "0.00 EUR"}, {lost.Number, day(2027, 7, 10), "0.00 EUR"},
			{gone.Number, day(2026, 9, 19), "900.00 EUR"}, {gone.Number, day(2026, 9, 20), "0.00 EUR"},
		} {
			if got := w.worth(c.number, "", c.on); got != c.want {
				t.Errorf("%s on %v: %s, not %s", c.number, c.on, got, c.want)
			}
		}
		list, err := w.Journal(w.all(), "", day(2026, 1, 1), day(2027, 12, 31))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := depreciation.WriteCSV(&out, list); err != nil {
			t.Fatal(err)
		}
		want := `Date,Asset,Book,Kind,Debit,Credit,Amount,Currency
2026-07-10,LT-0001,accounts,impairment,Impairment losses,Accumulated depreciation,900.00,EUR
2026-07-10,LT-0003,accounts,impairment,Impairment losses,Accumulated depreciation,900.00,EUR
2026-09-20,LT-0002,accounts,disposal,Losses on disposals,Assets at cost,900.00,EUR
2026-09-20,LT-0003,accounts,disposal,Accumulated depreciation,Assets at cost,900.00,EUR
`
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSumsKeepClassesAndCurrenciesApart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.owned("1800 EUR")
		w.owned("3600 EUR")
		w.owned("360 USD")
		w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop}}))
		got, err := w.Totals(w.all(), "tax", day(2026, 3, 31))
		eur := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "EUR"} }
		usd := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "USD"} }
		want := []finance.Total{{Class: "Laptop", Assets: 2, Cost: eur(540000), Value: eur(495000)}, {Class: "Laptop", Assets: 1, Cost: usd(36000), Value: usd(33000)}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

func TestTheAssetShowsItsValueInBothBooks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.owned("1800 EUR")
		v, err := w.room.Find(w.all(), a.Number)
		if err != nil {
			t.Fatal(err)
		}
		parts := map[string]desk.Part{}
		for _, p := range w.AssetParts() {
			parts[p.Name] = p
		}
		answer, err := parts["value"].Read(w.all(), v, url.Values{"at": {"2026-01-31"}})
		if err != nil {
			t.Fatal(err)
		}
		if rows := parts["value"].Table(answer).Rows; len(rows) != 2 || rows[0][3].Text != "1,750.00 EUR" || rows[1][0].Text != "tax" || rows[0][4].Text != "Straight line" {
			t.Errorf("%+v", rows)
		}
		for query, key := range map[string]string{"at=yesterday": "at", "book=none": "book", "at=2026-01-01": ""} {
			values, _ := url.ParseQuery(query)
			if _, err := parts["value"].Read(w.all(), v, values); err != nil && wrong(err) != key || err == nil && key != "" {
				t.Errorf("%s: %v", query, err)
			}
		}
		if answer, err := parts["forecast"].Read(w.all(), v, url.Values{"months": {"5"}}); err != nil || len(answer.(desk.List[finance.Month]).Items) != 5 {
			t.Errorf("%v, %v", answer, err)
		}
	})
}
