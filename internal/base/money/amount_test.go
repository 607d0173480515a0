package money_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
)

func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func TestDecimalsAreThoseOfISO4217(t *testing.T) {
	tests := []struct {
		code money.Currency
		want int
	}{
		{"EUR", 2}, {"USD", 2}, {"JPY", 0}, {"KRW", 0}, {"ISK", 0}, {"CLP", 0}, {"UGX", 0}, {"BHD", 3}, {"TND", 3}, {"IQD", 3}, {"CLF", 4}, {"UYW", 4},
		{"HUF", 2}, {"ZWG", 2}, {"XCG", 2}, {"ANG", 2}, {"XAU", -1}, {"XXX", -1}, {"eur", -1}, {"", -1}, {"R G", -1}, {"UR ", -1}, {"EURO", -1},
	}
	for _, tt := range tests {
		if got := tt.code.Decimals(); got != tt.want {
			t.Errorf("%s has %d decimals, want %d", tt.code, got, tt.want)
		}
	}
	all := money.Currencies()
	for i, c := range all {
		if !c.Valid() || (i > 0 && all[i-1] >= c) {
			t.Errorf("%q is not valid, or not in order", c)
		}
	}
	// List one of ISO 4217 of June 2024 has 179 codes: 13 have no minor unit, ANG, BGN and CUC were withdrawn, XCG came.
	if want := 179 - 13 - 3 + 1; len(all) != want {
		t.Errorf("%d currencies, want %d", len(all), want)
	}
}

func TestReckoning(t *testing.T) {
	const most = math.MaxInt64
	tests := []struct {
		name string
		do   func() (money.Amount, error)
		want int64
		cure string
	}{
		{"a sum", func() (money.Amount, error) { return eur(1).Add(eur(2)) }, 3, ""},
		{"a difference", func() (money.Amount, error) { return eur(1).Sub(eur(2)) }, -1, ""},
		{"two currencies are not added", func() (money.Amount, error) { return eur(1).Add(money.Zero("USD")) }, 0, "EUR and USD cannot be reckoned together"},
		{"two currencies are not subtracted", func() (money.Amount, error) { return eur(1).Sub(money.Zero("USD")) }, 0, "keep them apart"},
		{"an amount without currency is none", func() (money.Amount, error) { return money.Amount{}.Add(eur(1)) }, 0, "no currency"},
		{"a sum out of range", func() (money.Amount, error) { return eur(most).Add(eur(1)) }, 0, "too large"},
		{"a negative sum out of range", func() (money.Amount, error) { return eur(-most).Add(eur(-2)) }, 0, "too large"},
		{"a difference out of range", func() (money.Amount, error) { return eur(-most).Sub(eur(2)) }, 0, "too large"},
		{"less the least", func() (money.Amount, error) { return eur(0).Sub(eur(math.MinInt64)) }, 0, "too large"},
		{"half a cent goes up", func() (money.Amount, error) { return eur(25).MulRatio(1, 2) }, 13, ""},
		{"half a cent owed goes down", func() (money.Amount, error) { return eur(-25).MulRatio(1, 2) }, -13, ""},
		{"less than half a cent goes away", func() (money.Amount, error) { return eur(100).MulRatio(1, 3) }, 33, ""},
		{"two signs cancel", func() (money.Amount, error) { return eur(-100).MulRatio(19, -100) }, 19, ""},
		{"a wide product fits when its quotient does", func() (money.Amount, error) { return eur(most).MulRatio(most, most) }, most, ""},
		{"a quotient out of range", func() (money.Amount, error) { return eur(most).MulRatio(2, 1) }, 0, "too large"},
		{"a quotient far out of range", func() (money.Amount, error) { return eur(most).MulRatio(most, 1) }, 0, "too large"},
		{"nothing to divide by", func() (money.Amount, error) { return eur(1).MulRatio(1, 0) }, 0, "divided by nothing"},
		{"the sum of a list", func() (money.Amount, error) { return money.Sum("EUR", eur(1), eur(2), eur(-4)) }, -1, ""},
		{"a list of two currencies", func() (money.Amount, error) { return money.Sum("USD", eur(1)) }, 0, "USD and EUR"},
		{"a code in small letters", func() (money.Amount, error) { return money.New(7, "eur") }, 7, ""},
		{"an unknown code", func() (money.Amount, error) { return money.New(7, "EURO") }, 0, `"EURO" is not a currency`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.do()
			if tt.cure != "" {
				if !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Safe(err), tt.cure) || got != (money.Amount{}) {
					t.Errorf("%v, %v; want a refusal with %q", got, err, tt.cure)
				}
			} else if err != nil || got != eur(tt.want) {
				t.Errorf("%v, %v; want %v", got, err, eur(tt.want))
			}
		})
	}
}

func TestAllocate(t *testing.T) {
	tests := []struct {
		name    string
		minor   int64
		weights []int64
		want    []int64
	}{
		// 5 cents by 3:7 are 1.5 and 3.5; one cent remains, the remainders are equal, so the first has it.
		{"the classic 70 and 30 of five cents", 5, []int64{3, 7}, []int64{2, 3}},
		{"a euro in three", 100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{"two cents remain", 101, []int64{1, 1, 1}, []int64{34, 34, 33}},
		// 100 by 15:25:60 of 7 is 1.05, 1.75, 4.2: the cent goes to the largest remainder, not to the first.
		{"the largest remainder is served first", 7, []int64{15, 25, 60}, []int64{1, 2, 4}},
		{"a weight of nothing gets nothing", 100, []int64{0, 3, 0}, []int64{0, 100, 0}},
		{"a debt mirrors a credit", -100, []int64{1, 1, 1}, []int64{-34, -33, -33}},
		{"fewer cents than parts", 2, []int64{1, 1, 1}, []int64{1, 1, 0}},
		{"nothing", 0, []int64{1, 2}, []int64{0, 0}},
		{"the largest amount by the largest weights", math.MaxInt64, []int64{math.MaxInt64 / 2, math.MaxInt64 / 2}, []int64{1 << 62, 1<<62 - 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := eur(tt.minor).Allocate(tt.weights...)
			var minors []int64
			for _, a := range got {
				minors = append(minors, a.Minor)
			}
			if diff := cmp.Diff(tt.want, minors); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
	for name, weights := range map[string][]int64{"no weights": nil, "only noughts": {0, 0}, "a negative weight": {2, -1}, "too much weight": {math.MaxInt64, 1}} {
		if got, err := eur(1).Allocate(weights...); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := eur(1).Split(0); !errs.Is(err, errs.Invalid) {
		t.Errorf("no parts: %v", err)
	}
}

func TestSumsKeepCurrenciesApart(t *testing.T) {
	var s money.Sums
	for _, a := range []money.Amount{eur(5), {Minor: 7, Currency: "JPY"}, eur(-2), {Minor: 0, Currency: "BHD"}} {
		if err := s.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Add(money.Amount{Minor: 1}); !errs.Is(err, errs.Invalid) {
		t.Errorf("without currency: %v", err)
	}
	if err := s.Add(eur(math.MaxInt64)); !errs.Is(err, errs.Invalid) {
		t.Errorf("out of range: %v", err)
	}
	want := []money.Amount{{Minor: 0, Currency: "BHD"}, eur(3), {Minor: 7, Currency: "JPY"}}
	if diff := cmp.Diff(want, s.All()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Of("EUR") != eur(3) || s.Of("USD") != money.Zero("USD") {
		t.Errorf("%v, %v", s.Of("EUR"), s.Of("USD"))
	}
}

func drawAmount(t *rapid.T) money.Amount {
	return money.Amount{Minor: rapid.Int64().Draw(t, "minor"), Currency: rapid.SampledFrom(money.Currencies()).Draw(t, "currency")}
}

func TestPartsSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAmount(t)
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/20), 1, 20).Draw(t, "weights")
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		if total.Sign() == 0 {
			return
		}
		parts, err := a.Allocate(weights...)
		if err != nil {
			t.Fatal(err)
		}
		sum := new(big.Int)
		for i, p := range parts {
			sum.Add(sum, big.NewInt(p.Minor))
			// No part is a whole unit away from its exact share.
			off := new(big.Int).Mul(big.NewInt(p.Minor), total)
			off.Sub(off, new(big.Int).Mul(big.NewInt(a.Minor), big.NewInt(weights[i])))
			if off.CmpAbs(total) >= 0 {
				t.Fatalf("part %d of %v is %v", i, a, p)
			}
		}
		if sum.Cmp(big.NewInt(a.Minor)) != 0 {
			t.Fatalf("%v sum to %v, not to %v", parts, sum, a)
		}
	})
}

func TestMulRatioAgreesWithBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, num, den := drawAmount(t), rapid.Int64().Draw(t, "num"), rapid.Int64().Draw(t, "den")
		if den == 0 {
			return
		}
		// floor((2|xn| + |d|) / 2|d|) with the sign of the quotient.
		x := new(big.Int).Mul(big.NewInt(a.Minor), big.NewInt(num))
		d := big.NewInt(den)
		sign := int64(x.Sign() * d.Sign())
		x.Abs(x).Lsh(x, 1).Add(x, d.Abs(d)).Div(x, new(big.Int).Lsh(d, 1)).Mul(x, big.NewInt(sign))
		got, err := a.MulRatio(num, den)
		if !x.IsInt64() || x.Int64() == math.MinInt64 {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%v × %d / %d is %v, want a refusal", a, num, den, got)
			}
			return
		}
		if err != nil || got.Minor != x.Int64() {
			t.Fatalf("%v × %d / %d is %v (%v), want %v", a, num, den, got, err, x)
		}
		if part := a.Part(num, den); num > 0 && den > num && part != got {
			t.Fatalf("part %d of %d is %v, want %v", num, den, part, got)
		}
	})
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAmount(t)
		if a.Minor == math.MinInt64 {
			return
		}
		if got, err := money.Parse(a.String()); err != nil || got != a {
			t.Fatalf("%s is read as %v, %v", a, got, err)
		}
		if got, err := money.ParseIn(a.Decimal(), a.Currency); err != nil || got != a {
			t.Fatalf("%s is read as %v, %v", a.Decimal(), got, err)
		}
		if b := a.Format(money.Marks{Group: "\u202f", Decimal: "."}); len(b) < 40 {
			if got, err := money.Parse(b); err != nil || got != a {
				t.Fatalf("%s is read as %v, %v", b, got, err)
			}
		}
	})
}
