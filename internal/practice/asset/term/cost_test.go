package term_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func TestCostOfAMonth(t *testing.T) {
	fixed := func(start, end string) term.Terms {
		return term.Terms{Start: day(start), End: day(end), Renewal: term.Never}
	}
	given := yearly()
	given.Given = day("2026-05-05")
	tests := []struct {
		name     string
		terms    term.Terms
		cost     term.Cost
		from, to string
		want     []int64
	}{
		{"by the month from the first", fixed("2026-01-01", "2026-12-31"), term.Cost{Amount: eur(10000), Every: 1}, "2026-01-01", "2026-03-31", []int64{10000, 10000, 10000}},
		// 100.00 over 12 months: four of 8.34 and eight of 8.33
		{"a year's amount", fixed("2026-01-01", "2026-12-31"), term.Cost{Amount: eur(10000), Every: 12}, "2026-03-01", "2026-06-30", []int64{834, 834, 833, 833}},
		// 31.00 from 17 January: 15 of 31 days; then 16 of them and 12 of the 28 from 17 February, 13.29; and so on
		{"by the month from the 17th", fixed("2026-01-17", "2026-12-31"), term.Cost{Amount: eur(3100), Every: 1}, "2026-01-01", "2026-02-28", []int64{1500, 1600 + 1329}},
		// from the 31st: a month to 27 February (28 days), one to 30 March (31 days), …: 2,800 / 28 and 27 × 100, then 100 and 3,000
		{"by the month from the 31st", fixed("2026-01-31", "2026-12-30"), term.Cost{Amount: eur(2800), Every: 1}, "2026-01-01", "2026-02-28", []int64{100, 2700 + 90}},
		{"days of a leap February", fixed("2028-02-01", "2028-12-31"), term.Cost{Amount: eur(2900), Every: 1}, "2028-02-10", "2028-02-29", []int64{2000}},
		{"before it begins and after it ends", fixed("2026-02-01", "2026-02-28"), term.Cost{Amount: eur(500), Every: 1}, "2026-01-15", "2026-03-15", []int64{0, 500, 0}},
		// two months and half of a third: 30 : 30 : 15 of 7,500
		{"paid once, with a last month that is cut", fixed("2026-04-01", "2026-06-15"), term.Cost{Amount: eur(7500)}, "2026-04-01", "2026-06-30", []int64{3000, 3000, 1500}},
		{"paid once for a day", fixed("2026-04-01", "2026-04-01"), term.Cost{Amount: eur(7500)}, "2026-04-01", "2026-04-30", []int64{7500}},
		// the second year of 1,200 is cut after six months
		{"a billing period that the end cuts", fixed("2026-01-01", "2027-06-30"), term.Cost{Amount: eur(120000), Every: 12}, "2027-05-01", "2027-08-01", []int64{10000, 10000, 0, 0}},
		{"a renewing contract goes on", yearly(), term.Cost{Amount: eur(120000), Every: 12}, "2031-12-31", "2032-01-31", []int64{323, 10000}},
		{"until notice ends it", given, term.Cost{Amount: eur(120000), Every: 12}, "2026-12-01", "2027-01-31", []int64{10000, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := tt.cost.Months(tt.terms, day(tt.from), day(tt.to))
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, r := range rows {
				got = append(got, r.Amount.Minor)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if rows[0].From != day(tt.from) || rows[len(rows)-1].To != day(tt.to) {
				t.Errorf("the rows span %v to %v", rows[0].From, rows[len(rows)-1].To)
			}
		})
	}
}

func TestCostsThatAreRefused(t *testing.T) {
	tests := []struct {
		name     string
		cost     term.Cost
		from, to string
	}{
		{"once, for a contract that goes on", term.Cost{Amount: eur(1)}, "2026-01-01", "2026-01-31"},
		{"every minus one", term.Cost{Amount: eur(1), Every: -1}, "2026-01-01", "2026-01-31"},
		{"no currency", term.Cost{Amount: money.Amount{Minor: 1}, Every: 1}, "2026-01-01", "2026-01-31"},
		{"backwards", term.Cost{Amount: eur(1), Every: 1}, "2026-01-31", "2026-01-01"},
		{"beyond the range of amounts", term.Cost{Amount: eur(1 << 62), Every: 1}, "2026-01-01", "2026-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if rows, err := tt.cost.Months(yearly(), day(tt.from), day(tt.to)); !errs.Is(err, errs.Invalid) {
				t.Errorf("%v, %v", rows, err)
			}
		})
	}
}

// TestCostsSumExactly: adjoining ranges make up the whole, billing periods cost their amount, and no month costs less than nothing.
func TestCostsSumExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawTerms(t)
		c := term.Cost{Amount: eur(rapid.Int64Range(0, 1<<40).Draw(t, "amount")), Every: rapid.IntRange(0, 36).Draw(t, "every")}
		if c.Every == 0 && x.Last() == 0 {
			return
		}
		if x.Last() != 0 && c.Every == 0 {
			if sum, err := c.UpTo(x, x.Last()); err != nil || sum != c.Amount {
				t.Fatalf("all of it costs %v (%v), not %v", sum, err, c.Amount)
			}
		}
		if n := rapid.IntRange(1, 5).Draw(t, "periods"); c.Every > 0 && x.Renewal == term.Auto && x.Given == 0 {
			end := term.Terms{End: x.Start - 1, RenewMonths: c.Every}.Nth(n).To
			if sum, err := c.UpTo(x, end); err != nil || sum.Minor != c.Amount.Minor*int64(n) {
				t.Fatalf("%d periods to %v cost %v (%v), not %d times %v", n, end, sum, err, n, c.Amount)
			}
		}
		from := x.Start + calendar.Date(rapid.IntRange(-50, 800).Draw(t, "from"))
		cut := from + calendar.Date(rapid.IntRange(0, 800).Draw(t, "cut"))
		to := cut + 1 + calendar.Date(rapid.IntRange(0, 800).Draw(t, "to"))
		sum := func(a, b calendar.Date) (total int64) {
			rows, err := c.Months(x, a, b)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Amount.Minor < 0 {
					t.Fatalf("%v costs %v", r.From, r.Amount)
				}
				total += r.Amount.Minor
			}
			return total
		}
		if one, two := sum(from, to), sum(from, cut)+sum(cut+1, to); one != two {
			t.Fatalf("%v to %v costs %d, in two ranges %d", from, to, one, two)
		}
	})
}

func TestLease(t *testing.T) {
	// 36 months from 31 January: instalments on the 31st or the last of a month
	lease := term.Lease{Start: day("2026-01-31"), End: day("2029-01-30"), Monthly: eur(5000), Option: term.Return, BuyOut: eur(30000)}
	buy, bought := lease, lease
	buy.Option = term.Buy
	bought.Bought = day("2026-03-31")
	tests := []struct {
		name  string
		lease term.Lease
		on    string
		want  int64
	}{
		{"before it begins", lease, "2026-01-30", 0},
		{"the first instalment is due on the first day", lease, "2026-01-31", 5000},
		{"the second is not yet", lease, "2026-02-27", 5000},
		{"on the last of February", lease, "2026-02-28", 10000},
		{"the last instalment", lease, "2028-12-31", 36 * 5000},
		{"nothing after its end", lease, "2035-01-01", 36 * 5000},
		{"meant to be bought, but not yet", buy, "2029-01-30", 36 * 5000},
		{"the day before it was bought", bought, "2026-03-30", 10000},
		{"bought on the day of an instalment, which is not due then", bought, "2026-03-31", 10000 + 30000},
		{"bought long ago", bought, "2035-01-01", 10000 + 30000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.lease.Accumulated(day(tt.on)); err != nil || got != eur(tt.want) {
				t.Errorf("%v (%v), want %v", got, err, eur(tt.want))
			}
		})
	}
	for name, tt := range map[string]struct {
		lease term.Lease
		want  int64
	}{"returned": {lease, 36 * 5000}, "bought at the end": {buy, 36*5000 + 30000}, "bought early": {bought, 40000}} {
		if got, err := tt.lease.Total(); err != nil || got != eur(tt.want) {
			t.Errorf("in all, %s: %v (%v), want %v", name, got, err, eur(tt.want))
		}
	}
	if got, err := lease.IfBought(day("2027-01-15")); err != nil || got != eur(12*5000+30000) {
		t.Errorf("if bought after twelve instalments: %v (%v)", got, err)
	}
	lease.BuyOut = money.Amount{}
	if got, err := lease.IfBought(day("2027-01-15")); !errs.Is(err, errs.Invalid) {
		t.Errorf("without a price: %v (%v)", got, err)
	}
}
