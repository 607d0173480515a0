package cost_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
)

func inr(list ...int64) []money.Amount {
	var out []money.Amount
	for _, x := range list {
		out = append(out, money.Amount{Minor: x * 100, Currency: "INR"})
	}
	return out
}

// The examples are from textbooks of operations research, each reckoned again by hand: (price + running costs so far) / years.
func TestWhenReplacingIsCheaperThanKeeping(t *testing.T) {
	for _, tt := range []struct {
		name    string
		price   int64
		years   []int64
		want    int
		average int64 // minor units
	}{
		// https://theintactone.com/2019/03/05/qtm-u5-topic-1-replacement-of-assets-that-deteriorate-with-time/ with 7,000 to be written off:
		// 7,200; 3,775; 2,683.33; 2,187.50; 1,950; 1,841.67; (7,000 + 5,750) / 7 = 1,821.43; (7,000 + 7,850) / 8 = 1,856.25
		{"a machine of 7,000 whose maintenance rises ever faster", 7000, []int64{200, 350, 500, 700, 1000, 1300, 1700, 2100}, 7, 182143},
		// http://cbom.atozmath.com/example/CBOM/ReplaceModel.aspx, example 1: 19,000 / 6 = 3,166.67 is less than 16,500 / 5 and 22,200 / 7
		{"a machine of 12,000", 12000, []int64{200, 500, 800, 1200, 1800, 2500, 3200, 4000}, 6, 316667},
		// https://www.sarthaks.com/664343: 5,000 in the first year and 7,000 more in each; (80,000 + 95,000) / 5 = 35,000
		{"a machine of 80,000", 80000, []int64{5000, 12000, 19000, 26000, 33000, 40000}, 5, 3500000},
		{"the same after three years, the others follow from the rise", 80000, []int64{5000, 12000, 19000}, 5, 3500000},
		{"the same after two", 80000, []int64{5000, 12000}, 5, 3500000},
		// 9,200; 5,700; 5,200; 5,450: cheapest after three years, which are over
		{"it is past already", 9000, []int64{200, 2200, 4200, 6200}, 3, 520000},
		// 900 + 0, 900 + 300 in two years are 600 a year, 900 + 900 in three are 600 too: the earlier one
		{"two ages that are equally cheap", 900, []int64{0, 300, 600}, 2, 60000},
		{"what costs the same every year is cheaper the longer it is kept", 900, []int64{100, 100, 100}, 0, 0},
		{"one dear repair that did not come again", 900, []int64{500, 0, 0}, 0, 0},
		{"a year is not enough to tell", 900, []int64{500}, 0, 0},
		{"nothing was paid for it", 0, []int64{100, 200, 300}, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok, err := cost.Replace(inr(tt.price)[0], inr(tt.years...))
			if err != nil || ok != (tt.want > 0) {
				t.Fatalf("%+v, %v, %v", got, ok, err)
			}
			if ok && (got.Years != tt.want || got.Average.Minor != tt.average) {
				t.Errorf("after %d years at %v, not %d at %d", got.Years, got.Average, tt.want, tt.average)
			}
		})
	}
	if _, _, err := cost.Replace(inr(900)[0], []money.Amount{{Minor: 1, Currency: "EUR"}, {Minor: 2, Currency: "USD"}}); !errs.Is(err, errs.Invalid) {
		t.Errorf("two currencies: %v", err)
	}
}
