package cost_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil && s != "" {
		panic(err)
	}
	return d
}

func span(from, gone string) cost.Span { return cost.Span{From: day(from), Gone: day(gone)} }

// 3,100 euros a month from January 2027 on: in January 100 a day.
func TestAContractIsSharedByTheDaysOfWhatItCovers(t *testing.T) {
	terms := term.Terms{Start: day("2027-01-01"), End: day("2027-12-31"), Renewal: term.Never}
	month := term.Cost{Amount: money.Amount{Minor: 310000, Currency: "EUR"}, Every: 1}
	cent := term.Cost{Amount: money.Amount{Minor: 10000, Currency: "EUR"}, Every: 1}
	for _, tt := range []struct {
		name    string
		cost    term.Cost
		covered []cost.Span
		on      string
		want    []int64
	}{
		{"one alone bears all", month, []cost.Span{{}}, "2027-01-31", []int64{310000}},
		{"two from the first day", month, []cost.Span{span("2026-05-01", ""), {}}, "2027-01-31", []int64{155000, 155000}},
		{"one came on the 11th: ten days of 100, then 21 of 50", month, []cost.Span{{}, span("2027-01-11", "")}, "2027-01-31", []int64{100000 + 105000, 105000}},
		{"one went on the 11th", month, []cost.Span{{}, span("", "2027-01-11")}, "2027-01-31", []int64{50000 + 210000, 50000}},
		{"nothing was there before the 22nd: nobody bears those days", month, []cost.Span{span("2027-01-22", "")}, "2027-01-31", []int64{100000}},
		{"one after the other", month, []cost.Span{span("", "2027-01-11"), span("2027-01-11", "")}, "2027-01-31", []int64{100000, 210000}},
		{"it came later than asked", month, []cost.Span{{}, span("2027-03-01", "")}, "2027-01-31", []int64{310000, 0}},
		{"before the contract", month, []cost.Span{{}}, "2026-12-31", []int64{0}},
		{"a hundred euros among three", cent, []cost.Span{{}, {}, {}}, "2027-01-31", []int64{3333, 3334, 3333}},
		{"nothing is covered", month, nil, "2027-01-31", []int64{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cost.Shares(terms, tt.cost, tt.covered, day(tt.on))
			minor := []int64{}
			for _, x := range got {
				minor = append(minor, x.Minor)
			}
			if diff := cmp.Diff(tt.want, minor); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}

func TestTheSharesOfAVeryLargeContractSumToTheCent(t *testing.T) {
	terms := term.Terms{Start: day("2027-01-01"), End: day("2027-12-31"), Renewal: term.Auto, RenewMonths: 12}
	c := term.Cost{Amount: money.Amount{Minor: 859_874_263_043, Currency: "EUR"}, Every: 1}
	covered := []cost.Span{{}, span("2026-06-01", "2027-11-15")}
	on := day("2027-11-14")
	whole, err := c.UpTo(terms, on)
	if err != nil {
		t.Fatal(err)
	}
	shares, err := cost.Shares(terms, c, covered, on)
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := money.Sum("EUR", shares...); err != nil || sum != whole {
		t.Fatalf("%v, not %v (%v)", sum, whole, err)
	}
}

func TestTheSharesOfAContractSumToWhatItCostWhileSomethingWasThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := term.Terms{Start: day("2027-01-01"), End: day("2027-12-31"), Renewal: term.Auto, RenewMonths: 12}
		c := term.Cost{Amount: money.Amount{Minor: rapid.Int64Range(0, 1<<40).Draw(t, "minor"), Currency: "EUR"}, Every: rapid.SampledFrom([]int{1, 3, 12}).Draw(t, "every")}
		covered := []cost.Span{{}} // which is always there
		for range rapid.IntRange(0, 40).Draw(t, "others") {
			from := day("2026-06-01") + calendar.Date(rapid.IntRange(0, 800).Draw(t, "from"))
			covered = append(covered, cost.Span{From: from, Gone: from + calendar.Date(rapid.IntRange(0, 800).Draw(t, "days"))})
		}
		on := day("2026-12-01") + calendar.Date(rapid.IntRange(0, 900).Draw(t, "on"))
		whole, err := c.UpTo(terms, on)
		if err != nil {
			t.Fatal(err)
		}
		shares, err := cost.Shares(terms, c, covered, on)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := money.Sum("EUR", shares...)
		if err != nil || sum != whole {
			t.Fatalf("%v, not %v (%v)", sum, whole, err)
		}
	})
}

func TestEveryCalendarMonthOfASpanCounts(t *testing.T) {
	for _, tt := range []struct {
		span cost.Span
		on   string
		want int64
	}{
		{span("2026-01-31", ""), "2026-02-01", 2}, {span("2026-01-01", ""), "2026-01-31", 1}, {span("2026-01-01", ""), "2025-12-31", 0}, {cost.Span{}, "2026-01-31", 0},
		{span("2025-03-10", "2026-02-01"), "2026-11-22", 12}, {span("2025-03-10", "2026-02-01"), "2025-04-01", 2},
	} {
		if got := tt.span.Months(day(tt.on)); got != tt.want {
			t.Errorf("%v on %s: %d, not %d", tt.span, tt.on, got, tt.want)
		}
	}
}
