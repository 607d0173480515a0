package money_test

import (
	"encoding/json"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/money"
)

func TestAnAmountIsOneTextInJSON(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{`"1234.50 EUR"`, `"1234.50 EUR"`},
		{`"1,234.50 EUR"`, `"1234.50 EUR"`},
		{`"-0.05 USD"`, `"-0.05 USD"`},
		{`"12 JPY"`, `"12 JPY"`},
		{`"0.00 EUR"`, `"0.00 EUR"`},
		{`null`, `null`},
		{`""`, `null`},
		{`{"minor":123450,"currency":"EUR"}`, `"1234.50 EUR"`}, // as it was stored once
		{`{"minor":0,"currency":""}`, `null`},
	} {
		a := money.Amount{Minor: 7, Currency: "USD"}
		if err := json.Unmarshal([]byte(c.in), &a); err != nil {
			t.Errorf("%s: %v", c.in, err)
		}
		if got, err := json.Marshal(a); err != nil || string(got) != c.out {
			t.Errorf("%s becomes %s, want %s (%v)", c.in, got, c.out, err)
		}
	}
	for _, bad := range []string{`"EUR"`, `12`, `"12"`, `["1 EUR"]`} {
		var a money.Amount
		if err := json.Unmarshal([]byte(bad), &a); err == nil {
			t.Errorf("%s is read as %s", bad, a)
		}
	}
}
